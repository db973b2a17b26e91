"""What editors put in order: fronts, packages, series."""

from __future__ import annotations

from cms.delivery import serializers
from cms.delivery.parameters import COUNT, CURSOR, LIMIT, fields
from cms.delivery.presentation import VIEW
from cms.delivery.views import DocumentDetail, DocumentList


class CollectionList(DocumentList):
    operation, group, summary = "list_collections", "Collections", "Fronts, packages and series, by title"
    kind, shape, card = "collection", serializers.CollectionSerializer, serializers.CollectionCardSerializer
    parameters = (LIMIT, COUNT, VIEW, fields("title,url"), CURSOR)


class CollectionDetail(DocumentDetail):
    operation, group, summary = "get_collection", "Collections", "A front, a package or a series, with its stories"
    kind, shape, card = "collection", serializers.CollectionSerializer, serializers.CollectionCardSerializer
