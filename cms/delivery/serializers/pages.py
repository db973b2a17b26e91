"""What is put together from several documents, for one page of a website."""

from __future__ import annotations

from cms.delivery.serializers.articles import ArticleCardSerializer, ArticleSerializer
from cms.delivery.serializers.collections import CollectionCardSerializer, CollectionSerializer
from cms.delivery.serializers.publication import SiteSerializer
from cms.delivery.serializers.terms import (
    AuthorCardSerializer,
    AuthorSerializer,
    CategoryCardSerializer,
    CategorySerializer,
    TagCardSerializer,
    TagSerializer,
)
from cms.delivery.serializers.words import Shape, address, number, words


class FirstPageSerializer(Shape):
    results = ArticleCardSerializer(many=True)
    next = address("The page after this one, in `/articles/`.", allow_null=True)
    previous = address("Always null.", allow_null=True)


class AnyPageSerializer(Shape):
    type = words("`article`, `category`, `tag`, `author`, `collection`, or `front` for `/`; more may come.")
    site = SiteSerializer(required=False, help_text="On the front page.")
    articles = FirstPageSerializer(required=False, help_text="The first page of its list, newest first.")


FRONT = "Of the front page, null where no editor made one."


class PageSerializer(AnyPageSerializer):
    article = ArticleSerializer(required=False)
    category = CategorySerializer(required=False)
    tag = TagSerializer(required=False)
    author = AuthorSerializer(required=False)
    collection = CollectionSerializer(required=False, allow_null=True, help_text=FRONT)


class CardPageSerializer(AnyPageSerializer):
    article = ArticleCardSerializer(required=False)
    category = CategoryCardSerializer(required=False)
    tag = TagCardSerializer(required=False)
    author = AuthorCardSerializer(required=False)
    collection = CollectionCardSerializer(required=False, allow_null=True, help_text=FRONT)


class AnyResolvedSerializer(Shape):
    status = number("Always 200.")
    path = words()


class ResolvedSerializer(AnyResolvedSerializer):
    page = PageSerializer()


class ResolvedCardSerializer(AnyResolvedSerializer):
    page = CardPageSerializer()


class MovedSerializer(Shape):
    status = number("Always 308.")
    path = words("Where it is now.")
    location = address("Where to send the reader.")
