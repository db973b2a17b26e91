"""Answers that are put together from the columns of a few rows: versions of a story, entries of the log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cms.delivery.answers import Edition, answer_unless_known
from cms.delivery.fields import picked
from cms.wire import digest_of, to_json

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.http import HttpResponse
    from rest_framework.request import Request

    from cms.delivery.fields import Selection
    from cms.delivery.numbered import NumberedPage
    from cms.delivery.parameters import Given


def answer_with(
    request: Request, content: dict[str, Any], changed_at: datetime | None, cache_keys: Sequence[str]
) -> HttpResponse:
    text = to_json(content)
    return answer_unless_known(request, Edition(digest_of(text), changed_at, cache_keys), text.encode())


def page_content(
    records: Sequence[dict[str, Any]], selection: Selection | None, page: NumberedPage[Any], url: str, given: Given
) -> dict[str, Any]:
    """`url` is the list's own, without a query."""
    if selection:
        records = [picked(record, selection.tree) for record in records]
    links = {"next": page.next, "previous": page.previous}
    return {
        "results": records,
        **{name: cursor and f"{url}{given.query(cursor=cursor)}" for name, cursor in links.items()},
    }
