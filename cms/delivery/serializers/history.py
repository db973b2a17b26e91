"""Versions, differences and the log."""

from __future__ import annotations

from rest_framework import serializers

from cms.delivery.serializers.words import (
    BlockField,
    Shape,
    address,
    key,
    literal,
    moment,
    number,
    or_null,
    words,
    yes_or_no,
)


class VersionDatesSerializer(Shape):
    published_at = moment("Its place in lists.")
    updated_at = moment("The last change that mattered to readers.")
    modified_at = moment("Since when this version was public.")
    ended_at = moment("Until when; null for the one that is public now.", allow_null=True)


class VersionSerializer(Shape):
    type = literal("version")
    id = key()
    version = number()
    change = or_null("`published`, `updated`, `corrected`, `retracted`; more may come.")
    headline = words()
    path = words()
    digest = words("SHA-256 of this version's JSON, as in the log.")
    dates = VersionDatesSerializer()
    url = address("This version, whole.")
    difference_url = address("What it changed.")


class ChangedWordsSerializer(Shape):
    change = words("`same`, `added`, `removed`.")
    text = words()


class ChangedFieldSerializer(Shape):
    name = words()
    words = ChangedWordsSerializer(many=True, allow_null=True, help_text="Null where it is not a text.")


class ChangedBlockSerializer(Shape):
    id = words()
    type = words()
    change = words("`added`, `removed`, `changed`, `moved`.")
    moved = yes_or_no("Whether it stands elsewhere now.")
    before = BlockField(allow_null=True)
    after = BlockField(allow_null=True)
    words = ChangedWordsSerializer(many=True, allow_null=True, help_text="Null where the texts are too long for it.")


class DifferenceSerializer(Shape):
    type = literal("difference")
    id = key()
    to = number("The version that was asked for.")
    fields = ChangedFieldSerializer(many=True)  # type: ignore[assignment] # a name of theirs, and ours for readers
    blocks = ChangedBlockSerializer(many=True, help_text="Those that differ, in reading order.")
    unchanged_blocks = number()

    def get_fields(self) -> dict[str, serializers.Field]:  # type: ignore[type-arg] # nothing is written here
        """`from` is no name in Python."""
        return {**super().get_fields(), "from": number("The version that it is compared with.")}


class SignatureSerializer(Shape):
    key = words("Which key made it: `log_key.id` of `/site/`, then or now.")
    value = words("Ed25519 over the 64 letters of `digest`, in base64.")


class EventSerializer(Shape):
    sequence = number("Counts from 1, without gaps.")
    type = words("`article.published`, `article.updated`, `article.taken_down`, `tag.published` and so on.")
    kind = words()
    key = key()
    version = number("Of the object, after the event.")
    at = moment()
    document_digest = words("SHA-256 of this version's JSON.")
    listing_digest = words("SHA-256 of what stands beside it: card, addresses, times.")
    notice = words("What readers are told of a removal.")
    previous_digest = words("Of the event before it.")
    digest = words("SHA-256 of all above, as JSON with sorted names. `docs/verify_log.py` checks it.")
    signature = SignatureSerializer(allow_null=True)


def records_of(record: type[Shape]) -> type[Shape]:
    """A page of them."""
    name = record.__name__.removesuffix("Serializer")
    content = {
        "results": record(many=True),
        "next": address("The page after this one.", allow_null=True),
        "previous": address("The page before this one.", allow_null=True),
    }
    return type(f"{name}PageSerializer", (serializers.Serializer,), content)
