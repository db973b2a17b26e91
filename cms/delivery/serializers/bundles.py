"""What those get who take a whole edition with them."""

from __future__ import annotations

from rest_framework import serializers

from cms.delivery.serializers.articles import ArticleSerializer
from cms.delivery.serializers.collections import CollectionSerializer
from cms.delivery.serializers.terms import AuthorSerializer, CategorySerializer, TagSerializer
from cms.delivery.serializers.words import Shape, address, key, literal, moment, number, words


class NameSerializer(Shape):
    type = words("`article`, `author`, `category`, `collection`, `tag`; more may come.")
    id = key()


class BundleCountsSerializer(Shape):
    articles = number()
    authors = number()
    categories = number()
    tags = number()
    collections = number()
    pictures = number()


class BundleBytesSerializer(Shape):
    text = number("Of the documents, before compression; about the length of the bundle itself.")
    pictures = number("Estimated, of all files in `pictures` together.")


class LeftOutSerializer(Shape):
    articles = serializers.ListField(child=key(), help_text="Stories for which `max_bytes` has no room, by id.")
    pictures = number("How many pictures of the stories that are in it.")


class BundleSerializer(Shape):
    type = literal("bundle")
    url = address("The bundle itself. For ever the same bytes, until something in it is withdrawn.")
    newest_url = address("Where to ask again for the newest one like it.")
    scope = NameSerializer(many=True, help_text="Whose stories it has; empty for the newest of all.")
    profile = words()
    fields = serializers.ListField(  # type: ignore[assignment] # the framework moves declared fields out of the way
        child=words(), help_text="Of stories, where not all was asked for; else empty."
    )
    max_bytes = number()
    limit = number()
    sequence = number("The last event of the log that it knows of for certain.")
    at = moment("When that event was.", allow_null=True)
    counts = BundleCountsSerializer()
    bytes = BundleBytesSerializer()
    left_out = LeftOutSerializer()
    next_cursor = words("Ask `/sync/` with it, and the same scope and profile, what has happened since.")
    sync_url = address("`/sync/` with all of these.")


class NewestBundleSerializer(BundleSerializer):
    next = address("The next part of the edition, where there are more stories than `limit`.", allow_null=True)


class BundlePictureSerializer(Shape):
    id = key()
    url = address("To fetch. For ever the same bytes; it stands in the `sources` of the picture as well.")
    type = words("Media type.")
    width = number("In pixels: the widest for the profile, uncropped.")
    height = number("In pixels.")
    estimated_bytes = number("On the high side: files are made when they are first wanted.")
    shown_by = NameSerializer(help_text="What shows it first.")


class WholeBundleSerializer(BundleSerializer):
    articles = ArticleSerializer(many=True, help_text="Whole, in order: as the editors have put them, or newest first.")
    authors = AuthorSerializer(many=True, help_text="Whom the stories name.")
    categories = CategorySerializer(many=True)
    tags = TagSerializer(many=True)
    collections = CollectionSerializer(many=True, help_text="Those of the scope.")
    pictures = BundlePictureSerializer(
        many=True, help_text="The most important first: on the front, at the head of stories, in them, faces."
    )
