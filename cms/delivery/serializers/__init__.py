"""What readers get, for the reference and for `fields=`. They validate nothing: documents are sent as stored.

Words that come from a list of ours are plain strings here, because that list may grow.
"""

from cms.delivery.serializers.articles import ArticleCardSerializer, ArticleSerializer
from cms.delivery.serializers.bundles import NewestBundleSerializer, WholeBundleSerializer
from cms.delivery.serializers.collections import CollectionCardSerializer, CollectionSerializer
from cms.delivery.serializers.corrections import CorrectionsSummarySerializer, LoggedCorrectionSerializer
from cms.delivery.serializers.coverage import UpdatesSerializer
from cms.delivery.serializers.feeds import JsonFeedSerializer
from cms.delivery.serializers.history import DifferenceSerializer, EventSerializer, VersionSerializer, records_of
from cms.delivery.serializers.pages import MovedSerializer, ResolvedCardSerializer, ResolvedSerializer
from cms.delivery.serializers.pictures import ImageCardSerializer, ImageSerializer
from cms.delivery.serializers.publication import IndexSerializer, ProblemSerializer, SiteSerializer, page_of
from cms.delivery.serializers.search import FoundArticleCardSerializer, FoundArticleSerializer, SearchPageSerializer
from cms.delivery.serializers.sync import SyncSerializer
from cms.delivery.serializers.terms import (
    AuthorCardSerializer,
    AuthorSerializer,
    CategoryCardSerializer,
    CategorySerializer,
    CategoryTreeSerializer,
    TagCardSerializer,
    TagSerializer,
)

__all__ = [
    "ArticleCardSerializer",
    "ArticleSerializer",
    "AuthorCardSerializer",
    "AuthorSerializer",
    "CategoryCardSerializer",
    "CategorySerializer",
    "CategoryTreeSerializer",
    "CollectionCardSerializer",
    "CollectionSerializer",
    "CorrectionsSummarySerializer",
    "DifferenceSerializer",
    "EventSerializer",
    "FoundArticleCardSerializer",
    "FoundArticleSerializer",
    "ImageCardSerializer",
    "ImageSerializer",
    "IndexSerializer",
    "JsonFeedSerializer",
    "LoggedCorrectionSerializer",
    "MovedSerializer",
    "NewestBundleSerializer",
    "ProblemSerializer",
    "ResolvedCardSerializer",
    "ResolvedSerializer",
    "SearchPageSerializer",
    "SiteSerializer",
    "SyncSerializer",
    "TagCardSerializer",
    "TagSerializer",
    "UpdatesSerializer",
    "VersionSerializer",
    "WholeBundleSerializer",
    "page_of",
    "records_of",
]
