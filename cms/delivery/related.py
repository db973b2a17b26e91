"""What else to read after a story: what its editors chose, then what has its tags, then what is in its category."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from cms.delivery import problems, published, serializers
from cms.delivery.answers import Edition, answer, unchanged
from cms.delivery.expressions import AnyOf, Term
from cms.delivery.filters import MOST_IDS, Filters
from cms.delivery.pagination import ORDERS, Listing
from cms.delivery.parameters import LIMIT, fields
from cms.delivery.presentation import BODY, VIEW, presentation_of
from cms.delivery.removals import led_on
from cms.delivery.views import PublicView
from cms.wire import digest_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse
    from rest_framework.request import Request

    from cms.delivery.pagination import Row
    from cms.delivery.presentation import Columns

NEWEST = ORDERS["-published_at"]


class Related(PublicView):
    operation, group, summary = "list_related_articles", "Articles", "What else to read after a story"
    kind, card = "article", serializers.ArticleCardSerializer
    shape = serializers.ArticleSerializer
    parameters = (LIMIT, VIEW, BODY, fields("headline,url,image.src"))
    refusals = (problems.NOT_FOUND, problems.UNPUBLISHED, problems.TAKEN_DOWN)

    @property
    def documented_shape(self) -> Any:
        return serializers.page_of(self.card)

    def get(self, request: Request, name: str) -> HttpResponse:
        given = self.given(request)
        presentation = presentation_of(given, self.shape, self.card)
        found = published.find("article", name, column="body")
        if found is None:
            return led_on("article", name, f"related/{given.query()}") or self.get(request, name)
        rows = related_to(found.key, orjson.loads(found.body), presentation.columns, given["limit"])
        forms = [digest_of(row.form or "") for row in rows] if presentation.columns.form else []
        edition = Edition(
            digest_of(f"related {found.key} {presentation.name} {[row.pk for row in rows]} {forms}"),
            None,
            [f"article:{found.key}", "list:article", *(f"article:{row.key}" for row in rows)],
        )
        if edition.is_known_to(request.META):
            return unchanged(edition)
        texts = ",".join(presentation.text_of(row.text, row.form) for row in rows)
        return answer(edition, f'{{"results":[{texts}],"next":null,"previous":null}}'.encode())


def related_to(key: str, story: dict[str, Any], columns: Columns, limit: int) -> list[Row]:
    chosen = [it["id"] for it in story["related"]]
    rows: dict[str, Row] = {}
    for filters in ways_on(story, chosen):
        if len(rows) < limit:
            # What was found already, and the story itself, may come again.
            page = Listing("article", NEWEST, filters).page(columns, len(rows) + limit + 1, None)
            found = {row.key: row for row in page.rows if row.key != key}
            order = chosen if filters.ids else list(found)
            rows |= {it: found[it] for it in order if it in found and it not in rows}
    return list(rows.values())[:limit]


def ways_on(story: dict[str, Any], chosen: list[str]) -> Iterator[Filters]:
    if chosen:
        yield Filters(ids=tuple(chosen[:MOST_IDS]))
    tags = tuple(Term("tag", it["id"]) for it in story["tags"])
    if tags:
        yield Filters(AnyOf(tags), tags)
    if story["category"]:
        category = Term("category", story["category"]["id"])
        yield Filters(category, (category,))
