"""Brings documents up to date with what they mention: a changed biography reaches every story that shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection, transaction
from django.utils.module_loading import import_string

from cms.models import Reference, Stale
from cms.publishing import by_kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cms.models import Event

BATCH = 100
LOOKUP = 200


def mark_dependents(events: Sequence[Event]) -> None:
    """Marks every live document that mentions what these events changed. A mark that is there already is enough."""
    for kind, keys in by_kind({(event.kind, event.key) for event in events}).items():
        for start in range(0, len(keys), LOOKUP):
            rows = Reference.objects.filter(kind=kind, key__in=keys[start : start + LOOKUP])
            names = rows.values_list("document_kind", "document_key").distinct()
            Stale.objects.bulk_create(
                [Stale(kind=kind, key=key) for kind, key in names.iterator()], ignore_conflicts=True, batch_size=1000
            )


def recompile_stale() -> int:
    """Compiles the next batch of marked documents anew; returns how many. An unchanged one makes no event."""
    with transaction.atomic():
        skip = connection.features.has_select_for_update_skip_locked
        marks = list(Stale.objects.select_for_update(skip_locked=skip).order_by("pk")[:BATCH])
        for kind, keys in by_kind((mark.kind, mark.key) for mark in marks).items():
            recompile = import_string(settings.RECOMPILERS[kind])
            recompile(keys)
        Stale.objects.filter(pk__in=[mark.pk for mark in marks]).delete()
    return len(marks)
