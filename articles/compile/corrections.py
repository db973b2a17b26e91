"""Corrections as readers meet them: records on the story, and notes in its text that nobody types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from articles.models import Correction
from cms.addresses import api_url, site_url
from cms.compiled import Compiled, Mention
from cms.wire import iso

if TYPE_CHECKING:
    from collections.abc import Iterable

JSON = dict[str, Any]

STORY_FIELDS = ("type", "id", "kind", "headline", "path", "url", "api_url", "category", "byline_text")


def compile_corrections(corrections: Iterable[Correction], path: str) -> list[JSON]:
    return [
        {
            "id": it.key,
            "kind": it.kind,
            "severity": it.severity,
            "placement": placement_of(it),
            "text": [{"text": it.text}],
            "was": it.was or None,
            "now": it.now or None,
            "error_type": it.error_type,
            "location": it.location,
            "block_ids": [],
            "published_at": iso(it.published_at),
            "error_published_at": iso(it.error_published_at),
            "supersedes": it.supersedes_id,
            "url": site_url(f"{path}#correction-{it.key}"),
        }
        for it in corrections
    ]


def placement_of(correction: Correction) -> str:
    """What is serious stands above the text, wherever its writer put it."""
    serious = correction.severity == Correction.Severity.SERIOUS or correction.kind == Correction.Kind.RETRACTION
    return Correction.Placement.TOP.value if serious else correction.placement


def notes_at(placement: str, corrections: Iterable[Correction]) -> list[JSON]:
    return [note(it) for it in corrections if placement_of(it) == placement]


def note(correction: Correction) -> JSON:
    return {
        "id": correction.key,
        "type": "note",
        "kind": correction.kind,
        "text": [{"text": correction.text}],
        "date": iso(correction.published_at),
        "correction_id": correction.key,
    }


def retraction_notice(corrections: Iterable[Correction]) -> list[JSON]:
    """What stands in place of the text of a retracted story: the newest retraction."""
    notices = [note(it) for it in corrections if it.kind == Correction.Kind.RETRACTION]
    return notices[-1:]


def compile_correction(correction: Correction, story: Compiled) -> Compiled:
    """As the public log of corrections shows it, with what tells readers which story it is about."""
    if correction.published_at is None:
        raise ValueError("Only what is published stands in the log of corrections.")
    [entry] = compile_corrections([correction], story.path)
    body = {
        "type": "correction",
        "version": None,
        **entry,
        "api_url": api_url("correction", correction.key),
        "article": {name: story.card[name] for name in STORY_FIELDS},
        "dates": {"published_at": entry["published_at"], "modified_at": None},
    }
    return Compiled(
        kind="correction",
        key=correction.key,
        title=f"{correction.get_kind_display()}: {story.title}"[:300],
        published_at=correction.published_at,
        updated_at=correction.published_at,
        body=body,
        card=body,
        mentions=frozenset(
            [
                *(it for it in story.mentions if it.kind in ("category", "author") and it.listed),
                Mention("kind", correction.kind),
                Mention("severity", correction.severity),
            ]
        ),
    )
