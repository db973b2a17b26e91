from __future__ import annotations

from rest_framework import serializers

from cms.delivery.serializers.terms import AuthorProfileSerializer
from cms.delivery.serializers.words import (
    BlockField,
    ModifiedSerializer,
    Shape,
    address,
    key,
    literal,
    moment,
    number,
    or_null,
    version,
    words,
    yes_or_no,
)


class UpdateDatesSerializer(ModifiedSerializer):
    published_at = moment("When it was first public: its place.")
    updated_at = moment()


class UpdateBodySerializer(Shape):
    schema = literal("body/1")
    blocks = serializers.ListField(
        child=BlockField(), help_text="The text, in order; left out with `body=none`.", required=False
    )


class UpdateSerializer(Shape):
    type = literal("update")
    id = key()
    version = version()
    article_id = key()
    deleted = yes_or_no("Always false: of what was taken back nothing is sent.")
    headline = or_null()
    key_event = yes_or_no("One of those that a summary lists.")
    pinned = yes_or_no("To be kept above the others.")
    author = AuthorProfileSerializer(allow_null=True)
    body = UpdateBodySerializer()
    dates = UpdateDatesSerializer()


class ChangeSerializer(Shape):
    op = words("`upsert`: put it in place of what you have of it. `delete`: remove it.")
    id = key()
    update = UpdateSerializer(allow_null=True)  # type: ignore[assignment] # the framework moves declared fields away


class UpdatesSerializer(Shape):
    article_id = key()
    cursor = words("Send it as `since` to get what has changed.")
    has_more = yes_or_no("Whether there are more than fit: with `since`, ask again at once.")
    results = ChangeSerializer(many=True)


class KeyEventSerializer(Shape):
    id = key()
    headline = or_null()
    published_at = moment()


class LiveSerializer(Shape):
    status = words("`live` or `ended`.")
    coverage_start_at = moment("Of the first post.", allow_null=True)
    coverage_end_at = moment(allow_null=True)
    updates_count = number()
    last_update_at = moment(allow_null=True)
    poll_after = serializers.IntegerField(allow_null=True, help_text="Seconds until it is worth asking again.")
    updates_url = address("All posts, and what has changed since.")
    pinned = or_null("The id of the post to keep on top.")
    key_events = KeyEventSerializer(many=True, help_text="Newest first.")
    updates = UpdateSerializer(many=True, help_text="The newest 20, newest first.")
