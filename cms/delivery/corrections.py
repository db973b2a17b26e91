"""The public log of corrections, and what it comes to by the year."""

from __future__ import annotations

from cms.delivery import serializers
from cms.delivery.expressions import AllOf, joined
from cms.delivery.filters import Filters, either, looked_up
from cms.delivery.pagination import ORDERS, Listing
from cms.delivery.parameters import AT, COUNT, CURSOR, LIMIT, Given, choices, expression, fields, moment
from cms.delivery.ranges import ways_into
from cms.delivery.views import DocumentDetail, DocumentList, OnlyDocument
from cms.vocabulary import CORRECTION_KINDS, SEVERITIES

WORDS = (
    choices(
        "kind",
        "Only entries of this kind, or of any of these.",
        CORRECTION_KINDS,
        "retraction",
        "correction,clarification",
    ),
    choices("severity", "Only what was as bad as this, or as any of these.", SEVERITIES, "serious"),
)
NAMED = (
    expression("author", "Only of stories by this author.", {"one": "ada-reporter"}),
    expression("category", "Only of stories in this category or in one that lies inside it.", {"one": "world"}),
)
PERIOD = (moment("from", "Only what was published at this time or later."), moment("to", "Only what came before it."))


class CorrectionList(DocumentList):
    operation, group, summary = "list_corrections", "Corrections", "What the newsroom has corrected, newest first"
    kind = "correction"
    shape = card = serializers.LoggedCorrectionSerializer
    parameters = (*WORDS, *NAMED, *PERIOD, LIMIT, COUNT, fields("text,article.url"), CURSOR)

    @classmethod
    def listing(cls, given: Given) -> Listing:
        parts = [node for it in NAMED if (node := given[it.name])]
        parts += [either(it.name, given[it.name]) for it in WORDS if given[it.name]]
        wanted, size_of = looked_up(joined(AllOf, parts), sized=True)
        filters = Filters(wanted, ways_into(wanted, size_of), (), given["from"], given["to"])
        return Listing(cls.kind, ORDERS["-published_at"], filters)


class CorrectionDetail(DocumentDetail):
    operation, group, summary = "get_correction", "Corrections", "An entry of the log of corrections"
    kind, shape = "correction", serializers.LoggedCorrectionSerializer
    parameters = (AT, fields("text,article.url"))


class CorrectionsSummary(OnlyDocument):
    operation, group, summary = "summarise_corrections", "Corrections", "Corrections by year, counted"
    kind, shape = "corrections_summary", serializers.CorrectionsSummarySerializer
