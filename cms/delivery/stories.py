"""The list of stories: filtered, in one of several orders, and with `q=` those that have certain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cms.delivery import serializers
from cms.delivery.filters import FILTERS, read_filters
from cms.delivery.matching import Q, matching
from cms.delivery.pagination import ORDERS, Listing
from cms.delivery.parameters import COUNT, CURSOR, LIMIT, choice, fields
from cms.delivery.presentation import BODY, VIEW
from cms.delivery.sharing import narrowed_to_few
from cms.delivery.views import DocumentList

if TYPE_CHECKING:
    from cms.delivery.matching import Matching
    from cms.delivery.parameters import Given

ORDERING = choice(
    "ordering",
    "What comes first.",
    {
        "-published_at": "newest first, by their place in lists",
        "published_at": "oldest first",
        "-updated_at": "the last change that matters to readers first",
    },
)


class ArticleList(DocumentList):
    operation, group, summary = "list_articles", "Articles", "Stories, newest first"
    kind, shape, card = "article", serializers.ArticleSerializer, serializers.ArticleCardSerializer
    parameters = (Q, *FILTERS, ORDERING, LIMIT, COUNT, VIEW, BODY, fields("headline,url,image.src"), CURSOR)

    @classmethod
    def listing(cls, given: Given) -> Listing | Matching:
        filters = read_filters(given)
        if given["q"]:
            return matching(given, filters)
        return Listing(cls.kind, ORDERS[given["ordering"]], narrowed_to_few(filters))
