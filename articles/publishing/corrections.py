"""The public log of corrections: each is a document of its own, for as long as readers have its story."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING, Any

import orjson

from articles.compile import compile_correction
from articles.models import Correction
from cms.compiled import Compiled
from cms.keys import ONLY_KEY
from cms.models import Document
from cms.publishing import publish, publish_many, withdraw

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from authors.models import User
    from cms.models import Event
    from cms.publishing import Removal

HOUR = timedelta(hours=1)
COUNTED = ("kind", "severity", "error_type", "location")


def publish_notes(stories: Iterable[Compiled], corrections: Mapping[str, list[Correction]], *, by: User | None) -> None:
    """Brings the log up to date with these stories. What is unchanged makes no event."""
    notes = [compile_correction(it, story) for story in stories for it in corrections.get(story.key, [])]
    if notes:
        publish_many(notes, by=by)


def withdraw_notes(article: str, *, by: User | None, reason: Removal = "unpublished", notice: str = "") -> None:
    """What readers may not read, its corrections would tell."""
    keys = list(Correction.objects.filter(article=article).values_list("pk", flat=True))
    for key in Document.objects.live().filter(kind="correction", key__in=keys).values_list("key", flat=True):
        withdraw("correction", key, by=by, reason=reason, notice=notice)


def summarise_corrections(events: Sequence[Event]) -> None:
    """Counts the log anew, by year, whenever something has changed in it."""
    if not any(event.kind == "correction" for event in events):
        return
    cards = Document.objects.live().filter(kind="correction").order_by("-published_at", "-key")
    years: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for published_at, card in cards.values_list("published_at", "card").iterator():
        years[published_at.year].append(orjson.loads(card))
    body = {
        "type": "corrections_summary",
        "version": None,
        "years": [summary_of(year, entries) for year, entries in years.items()],
        "dates": {"modified_at": None},
    }
    publish(
        Compiled(
            kind="corrections_summary",
            key=ONLY_KEY,
            title="Corrections by year",
            published_at=events[0].at,
            updated_at=events[0].at,
            body=body,
            card=body,
        ),
        by=None,
    )


def summary_of(year: int, entries: list[dict[str, Any]]) -> dict[str, Any]:
    errors = [it for it in entries if it["kind"] != Correction.Kind.UPDATE]
    hours = [hours_to_correct(it) for it in errors if it["error_published_at"]]
    return {
        "year": year,
        "entries": len(entries),
        # New facts are shown in the log, but nobody was wrong.
        "errors": len(errors),
        **{f"by_{name}": dict(sorted(Counter(it[name] for it in entries).items())) for name in COUNTED},
        "median_hours_to_correct": round(median(hours), 1) if hours else None,
    }


def hours_to_correct(entry: dict[str, Any]) -> float:
    then, now = (datetime.fromisoformat(entry[name]) for name in ("error_published_at", "published_at"))
    return (now - then) / HOUR
