"""What a search answers."""

from __future__ import annotations

from cms.delivery.serializers.articles import ArticleCardSerializer, ArticleSerializer
from cms.delivery.serializers.words import Shape, address, key, number, or_null, rich, words, yes_or_no


class HighlightsSerializer(Shape):
    headline = rich("The headline, where it has one of the words; else empty. Matches are marked `match`.")
    text = rich("A part of the story that has some of the words; else empty. Matches are marked `match`.")


class FoundArticleCardSerializer(ArticleCardSerializer):
    highlights = HighlightsSerializer()


class FoundArticleSerializer(ArticleSerializer):
    highlights = HighlightsSerializer()


class TermCountSerializer(Shape):
    id = key()
    name = words()
    slug = words("Give it back to narrow the search: `category=`, `author=`, `tag=`.")
    count = number()


class YearCountSerializer(Shape):
    year = number()
    count = number()


class FacetsSerializer(Shape):
    counted = number("How many stories were counted: those that are ranked.")
    is_all = yes_or_no("False where there are more, of which the newest were ranked and counted.")
    category = TermCountSerializer(many=True, help_text="The commonest ones; a story counts for what lies above, too.")
    author = TermCountSerializer(many=True)
    tag = TermCountSerializer(many=True)
    year = YearCountSerializer(many=True)


class SearchPageSerializer(Shape):
    results = FoundArticleCardSerializer(many=True)
    facets = FacetsSerializer(allow_null=True, help_text="On the first page; null on those that follow.")
    suggestion = or_null("What was perhaps meant, where nothing is found; it finds something.")
    next = address("The next page.", allow_null=True)
    previous = address("The page before.", allow_null=True)
