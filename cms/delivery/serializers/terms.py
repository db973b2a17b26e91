"""What classifies a story: authors, categories, tags."""

from __future__ import annotations

from rest_framework import serializers

from cms.delivery.serializers.pictures import CardImageSerializer, EmbeddedImageSerializer
from cms.delivery.serializers.words import (
    CategoryNodeField,
    ModifiedSerializer,
    Shape,
    address,
    key,
    literal,
    or_null,
    version,
    words,
)


class AuthorProfileSerializer(Shape):
    id = key()
    kind = words("`person`, `organisation`, `collective`, `pseudonym`.")
    name = words()
    slug = words()
    url = address("The profile on the website.")
    api_url = address()
    job_title = or_null()
    bio = or_null("For the writer's box.")
    portrait = CardImageSerializer(allow_null=True)
    same_as = serializers.ListField(child=serializers.URLField(), help_text="The same person elsewhere.")


class AuthorCardSerializer(AuthorProfileSerializer):
    type = literal("author")
    version = version()
    path = words()
    dates = ModifiedSerializer()


class LinkSerializer(Shape):
    label = words()  # type: ignore[assignment] # the framework moves declared fields out of the way
    url = address()


class AuthorSerializer(AuthorCardSerializer):
    portrait = EmbeddedImageSerializer(allow_null=True)
    links = LinkSerializer(many=True, help_text="As `same_as`, with labels.")
    articles_url = address("The list of their stories.")


class CategoryTermSerializer(Shape):
    id = key()
    name = words()
    slug = words()
    path = words("Slugs, root first.")
    url = address()
    api_url = address()


class StoryCategorySerializer(CategoryTermSerializer):
    ancestors = CategoryTermSerializer(many=True, help_text="Root first: the breadcrumb.")


class CategoryCardSerializer(StoryCategorySerializer):
    type = literal("category")
    version = version()
    dates = ModifiedSerializer()


class CategorySerializer(CategoryCardSerializer):
    description = or_null()
    children = CategoryTermSerializer(many=True)
    articles_url = address("The list of its stories, and of those in what lies inside it.")


class CategoryTreeSerializer(Shape):
    type = literal("category_tree")
    version = version()
    results = serializers.ListField(child=CategoryNodeField(), help_text="Root categories, with all that lies inside.")
    dates = ModifiedSerializer()


class StoryTagSerializer(Shape):
    id = key()
    type = words("`topic`, `person`, `place`, `organisation`, `event`.")
    name = words()
    slug = words()
    url = address()
    api_url = address()
    matches = serializers.ListField(child=serializers.URLField(), help_text="The same thing in other vocabularies.")


class TagCardSerializer(StoryTagSerializer):
    type = literal("tag")
    version = version()
    tag_type = words("`topic`, `person`, `place`, `organisation`, `event`.")
    path = words()
    dates = ModifiedSerializer()


class TagSerializer(TagCardSerializer):
    description = or_null()
    articles_url = address("The list of stories with this tag.")
