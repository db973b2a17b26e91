"""The desk's record of a story: each step and decision, kept for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from articles.models import DeskEntry, Gate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from articles.models import Article, Revision
    from authors.models import User

LONGEST_NOTE = 4000


def record(
    article: Article,
    action: str,
    *,
    by: User | None,
    change: tuple[str, str] = ("", ""),
    note: str = "",
    revision: Revision | None = None,
    details: dict[str, Any] | None = None,
) -> DeskEntry:
    before, after = change
    return DeskEntry.objects.create(
        article=article,
        revision=revision,
        action=action,
        before=before,
        after=after,
        note=note.strip()[:LONGEST_NOTE],
        details=details or {},
        by=by,
        at=timezone.now(),
    )


def record_all(
    revisions: Mapping[str, int | None], action: str, *, by: User | None, changes: Mapping[str, tuple[str, str]]
) -> None:
    """The same of many stories at once, each with its version."""
    now = timezone.now()
    rows = [
        DeskEntry(
            article_id=key,
            revision_id=revision,
            action=action,
            before=changes[key][0],
            after=changes[key][1],
            by=by,
            at=now,
        )
        for key, revision in revisions.items()
    ]
    DeskEntry.objects.bulk_create(rows, batch_size=1000)


def entries_about(article: Article) -> QuerySet[DeskEntry]:
    return article.desk_entries.select_related("by", "revision").defer("revision__content").order_by("-pk")


TOLD = {
    "submit": "Submitted for review",
    "send_back": "Sent back",
    "approve": "Approved",
    "hold": "Put on hold",
    "resume": "Taken up again",
    "spike": "Spiked",
    "unspike": "Brought back",
    "schedule": "Scheduled",
    "unschedule": "Taken off the schedule",
    "publish": "Published",
    "unpublish": "Taken away from readers",
    "retract": "Retracted",
    "take_down": "Taken down",
    "propose_retract": "Proposed to retract it",
    "withdraw_retract": "Withdrew the proposal to retract it",
    "propose_embargo": "Proposed to lift or shorten the embargo",
    "confirm_embargo": "Confirmed another end of the embargo",
    "withdraw_embargo": "Withdrew the proposal on the embargo",
    "override": "Passed over the checklist",
}


def told(entry: DeskEntry) -> str:
    """In words, without who and when."""
    if entry.action.startswith("gate_"):
        kind, status = Gate.Kind(entry.action.removeprefix("gate_")), Gate.Status(entry.after)
        return f"{kind.label} clearance: {status.label.lower()}"
    if entry.action == "answer":
        return {
            "correction": "A correction",
            "update": "An update, no correction",
            "style": "No correction, only style",
        }[entry.after]
    return TOLD.get(entry.action, entry.action)
