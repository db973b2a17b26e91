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

BATCH = 500


def feed_subscribers() -> int:
    """Gives each subscriber of `EVENT_SUBSCRIBERS` its next events; returns how many were dealt with."""
    return sum(feed(name) for name in settings.EVENT_SUBSCRIBERS)


def feed(name: str) -> int:
    """Gives one subscriber its next events. What it writes and how far it got are one transaction."""
    subscriber: Subscriber = import_string(name)
    Cursor.objects.get_or_create(name=name)
    with transaction.atomic():
        cursor = Cursor.objects.select_for_update().get(name=name)
        events = list(Event.objects.filter(sequence__gt=cursor.position)[:BATCH])
        if events:
            subscriber(events)
            cursor.position = events[-1].sequence
            cursor.save(update_fields=["position"])
    return len(events)
