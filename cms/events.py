"""Feeds the publication log to its subscribers, each from its own cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from cms.models import Cursor, Event

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Subscriber = Callable[[Sequence[Event]], None]

# In one transaction, which on SQLite keeps all other writers out.
BATCH = 100
# Without one.
MOST_TOLD = 500


def feed_subscribers() -> int:
    """Gives each subscriber of `EVENT_SUBSCRIBERS` its next events; returns how many were dealt with."""
    return sum(feed(name) for name in settings.EVENT_SUBSCRIBERS)


def feed(name: str) -> int:
    """Gives one subscriber its next events. What it writes and how far it got are one transaction.

    Returns 0 as well while another worker is feeding it.
    """
    subscriber: Subscriber = import_string(name)
    cursor, _ = Cursor.objects.get_or_create(name=name)
    # Asked first without a transaction, which on SQLite would keep writers out at every idle look.
    if not Event.objects.filter(sequence__gt=cursor.position).exists():
        return 0
    with transaction.atomic():
        mine = Cursor.objects.select_for_update(skip_locked=True).filter(name=name).first()
        events = list(Event.objects.filter(sequence__gt=mine.position)[:BATCH]) if mine else []
        if mine and events:
            subscriber(events)
            mine.position = events[-1].sequence
            mine.save(update_fields=["position"])
    return len(events)


def follow(name: str, act: Callable[[Sequence[Event]], None]) -> int:
    """As `feed`, for what calls other machines: meanwhile no transaction is open, and what failed is told again.

    Who is new hears of what comes from now on.
    """
    last = Event.objects.order_by("-sequence").values_list("sequence", flat=True).first() or 0
    cursor, _ = Cursor.objects.get_or_create(name=name, defaults={"position": last})
    events = list(Event.objects.filter(sequence__gt=cursor.position)[:MOST_TOLD])
    if events:
        act(events)
        # Another worker may have been faster, and further.
        Cursor.objects.filter(name=name, position__lt=events[-1].sequence).update(position=events[-1].sequence)
    return len(events)
