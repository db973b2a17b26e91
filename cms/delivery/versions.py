"""A story's public history: its versions, each of them, and what changed between two."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

import orjson

from cms import cache_keys
from cms.addresses import api_url
from cms.delivery import history, problems, published, serializers
from cms.delivery.answers import Edition, answer, unchanged
from cms.delivery.changes import difference
from cms.delivery.fields import picked, select
from cms.delivery.numbered import Numbered
from cms.delivery.parameters import CURSOR, LIMIT, Parameter, fields
from cms.delivery.presentation import TEXT, VIEW_OF_ONE, presentation_of
from cms.delivery.reading import shortened
from cms.delivery.records import answer_with, page_content
from cms.delivery.views import REMOVALS, DocumentDetail, sent
from cms.wire import digest_of, iso, to_json

if TYPE_CHECKING:
    from django.http import HttpResponse
    from rest_framework.request import Request

    from cms.delivery.parameters import Given
    from cms.delivery.problems import ProblemType
    from cms.delivery.published import Version

LATEST = 2**31 - 1


def read_number(text: str) -> int:
    if not re.fullmatch(r"\d{1,10}", text, re.ASCII) or not 1 <= int(text) <= LATEST:
        raise ValueError(f"must be the number of a version, such as `2`, not “{shortened(text)}”")
    return int(text)


WITH = Parameter(
    name="with",
    description="The version to compare with; the one before it where none is given.",
    read=read_number,
    schema={"type": "integer", "minimum": 1, "maximum": LATEST},
    examples={"the first version": "1"},
)


class OfArticle(DocumentDetail):
    """What stands below a story's own address."""

    group, kind = "Articles", "article"
    refusals: ClassVar[tuple[ProblemType, ...]] = (*REMOVALS, problems.HIDDEN_VERSION)

    def get(self, request: Request, name: str, **place: int) -> HttpResponse:
        given = self.given(request)
        live = published.find(self.kind, name)
        if live is None:
            return self.elsewhere(name, given)
        return self.show_of(live, given, request, **place)

    def show_of(self, live: Version, given: Given, request: Request, **place: int) -> HttpResponse:
        raise NotImplementedError


class VersionList(OfArticle):
    operation, summary = "list_versions", "Versions of a story that were public, newest first"
    shape, below = serializers.VersionSerializer, "versions/"
    refusals = REMOVALS
    parameters = (LIMIT, fields("version,dates.modified_at"), CURSOR)

    @property
    def documented_shape(self) -> Any:
        return serializers.records_of(serializers.VersionSerializer)

    def show_of(self, live: Version, given: Given, request: Request, **place: int) -> HttpResponse:
        selection = select(given["fields"], self.shape)
        listing = Numbered(f"versions {live.key}", "version", descending=True)
        versions = published.documents().versions_of(self.kind, live.key)
        rows = versions.filter(version__gte=history.first_shown(self.kind, live.key)).defer("body", "card")
        page = listing.page(rows, given["limit"], given["cursor"])
        change = history.change_of(self.kind, live.key, [row.version for row in page.rows])
        url = f"{api_url(self.kind, live.key)}versions/"
        records = [version_record(row, change.get(row.version), url) for row in page.rows]
        content = page_content(records, selection, page, url, given)
        return answer_with(request, content, live.modified_at, [f"{self.kind}:{live.key}"])


def version_record(row: Any, change: str | None, url: str) -> dict[str, Any]:
    return {
        "type": "version",
        "id": row.key,
        "version": row.version,
        "change": change,
        "headline": row.title,
        "path": row.path,
        "digest": row.digest,
        "dates": {
            "published_at": iso(row.published_at),
            "updated_at": iso(row.updated_at),
            "modified_at": iso(row.modified_at),
            "ended_at": iso(row.ended_at),
        },
        "url": f"{url}{row.version}/",
        "difference_url": f"{url}{row.version}/diff/",
    }


class VersionDetail(OfArticle):
    operation, summary = "get_version", "A version of a story, as it was public"
    shape, card, below = serializers.ArticleSerializer, serializers.ArticleCardSerializer, "versions/{number}/"
    parameters = (VIEW_OF_ONE, TEXT, fields("headline,body.blocks"))

    def show_of(self, live: Version, given: Given, request: Request, **place: int) -> HttpResponse:
        presentation = presentation_of(given, self.shape, self.card, of_before=True)
        old = history.version(self.kind, live, place["number"], presentation.columns.text)
        return sent(self.kind, old, presentation, request)


class VersionDifference(OfArticle):
    operation, summary = "compare_versions", "What changed between two versions of a story"
    shape, below = serializers.DifferenceSerializer, "versions/{number}/diff/"
    parameters = (WITH, fields("fields.name,blocks.change"))

    def show_of(self, live: Version, given: Given, request: Request, **place: int) -> HttpResponse:
        number, selection = place["number"], select(given["fields"], self.shape)
        new = history.version(self.kind, live, number)
        if number == 1 and given["with"] is None:
            raise problems.invalid([{"parameter": "with", "detail": "Before version 1 there is none: give `with`."}])
        old = history.version(self.kind, live, given["with"] or number - 1)
        keys = [f"{self.kind}:{live.key}", cache_keys.REMOVALS]
        edition = Edition(
            digest_of(f"diff {old.digest} {new.digest} {selection.name if selection else ''}"), None, keys
        )
        # What two versions differ by is the one thing here that takes time to find out.
        if edition.is_known_to(request.META):
            return unchanged(edition)
        frame = {"type": "difference", "id": live.key, "from": old.number, "to": new.number}
        content = {**frame, **difference(orjson.loads(old.body), orjson.loads(new.body))}
        return answer(edition, to_json(picked(content, selection.tree) if selection else content).encode())
