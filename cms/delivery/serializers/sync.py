"""What those get who keep copies."""

from __future__ import annotations

from rest_framework import serializers

from cms.delivery.serializers.words import Shape, key, moment, number, words, yes_or_no


class SyncItemSerializer(Shape):
    op = words("`upsert`: keep `object`, in place of what you have; `delete`: remove what you have.")
    type = words("`article`, `author`, `category`, `collection`, `image`, `tag`; more may come.")
    id = key()
    version = number("Of what you have and of this, the higher one is newer.")
    at = moment("When it changed.")
    object = serializers.DictField(required=False, help_text="As at its own address. With `upsert` only.")
    reason = words(
        "`unpublished`, `taken_down`, or `out_of_scope`: readers have it, but not in this scope. With `delete` only.",
        required=False,
    )
    notice = serializers.CharField(
        allow_null=True, required=False, help_text="What readers may be told of it. With `delete` only."
    )


class SyncSerializer(Shape):
    items = SyncItemSerializer(many=True, help_text="To apply in this order. What a story shows comes before it.")
    next_cursor = words("Ask with it the next time.")
    has_more = yes_or_no("Ask again at once.")
    poll_after = number("Else in so many seconds.")
