"""Brings documents up to date with what they mention: a changed biography reaches every story that shows it."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.module_loading import import_string

from cms.keys import by_kind
from cms.models import Document, Reference, Stale

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from cms.models import Event

# Compiled in one transaction, which on SQLite keeps all other writers out for about a tenth of a second.
BATCH = 50
LOOKUP = 200
MARKS = 1000


def mark_dependents(events: Sequence[Event]) -> None:
    """Marks every live document that mentions what these events changed. A mark that is there already is enough."""
    for kind, keys in by_kind({(event.kind, event.key) for event in events}).items():
        for start in range(0, len(keys), LOOKUP):
            rows = Reference.objects.filter(kind=kind, key__in=keys[start : start + LOOKUP])
            names = list(rows.values_list("document_kind", "document_key").distinct())
            Stale.objects.bulk_create(
                [Stale(kind=kind, key=key) for kind, key in names], ignore_conflicts=True, batch_size=MARKS
            )


def mark(kind: str, keys: Collection[str]) -> None:
    """Marks these documents of one kind, for another reason than that they mention what changed."""
    marks = [Stale(kind=kind, key=key) for key in sorted(keys)]
    Stale.objects.bulk_create(marks, ignore_conflicts=True, batch_size=MARKS)


def mark_everything(kinds: Sequence[str]) -> int:
    """Marks all live documents of these kinds; returns how many there are."""
    number = 0
    for kind in kinds:
        marks = (Stale(kind=kind, key=key) for key in live_keys(kind))
        while some := list(islice(marks, MARKS)):
            Stale.objects.bulk_create(some, ignore_conflicts=True)
            number += len(some)
    return number


def live_keys(kind: str) -> Iterator[str]:
    return Document.objects.live().filter(kind=kind).values_list("key", flat=True).iterator()


def recompile_stale() -> int:
    """Compiles the next batch of marked documents anew; returns how many. An unchanged one makes no event."""
    if not Stale.objects.exists():
        return 0
    marks = claim_marks()
    with transaction.atomic():
        # Before compiling, not after: whoever marks a document anew while we compile it then waits for us and leaves
        # a new mark, instead of seeing the old one and trusting it to be still ahead.
        Stale.objects.filter(pk__in=[mark.pk for mark in marks]).delete()
        for kind, keys in by_kind((mark.kind, mark.key) for mark in marks).items():
            import_string(settings.RECOMPILERS[kind])(keys)
    return len(marks)


def claim_marks() -> list[Stale]:
    """The next marks, counted as tried before the work begins.

    What was tried in vain comes again by itself and after all others, so that one document which cannot be compiled
    holds up nobody.
    """
    with transaction.atomic():
        waiting = Stale.objects.select_for_update(skip_locked=True).order_by("attempts", "pk")
        marks = list(waiting.filter(attempts=0)[:BATCH]) or list(waiting[:1])
        Stale.objects.filter(pk__in=[mark.pk for mark in marks]).update(attempts=F("attempts") + 1)
    return marks
