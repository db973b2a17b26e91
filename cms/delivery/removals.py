"""What to say of what is no longer public."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from cms.addresses import api_url
from cms.cache_keys import LOG
from cms.delivery import problems, published
from cms.delivery.answers import cache_headers, moved
from cms.delivery.problems import Problem
from cms.wire import iso

if TYPE_CHECKING:
    from django.http import HttpResponse


def removal_of(kind: str, key: str | None) -> Problem:
    """For an object that is not live; None is one that never was."""
    event = published.last_removal_of(kind, key) if key else None
    if event is None:
        return Problem(problems.NOT_FOUND, f"No {kind} with this id or slug was ever published.")
    headers = cache_headers([f"{kind}:{key}", LOG])
    removal = {"removed_at": iso(event.at), "notice": event.notice or None}
    if event.type == f"{kind}.taken_down":
        headers["Link"] = f'<{settings.SITE_URL}>; rel="blocked-by"'
        return Problem(problems.TAKEN_DOWN, event.notice or problems.TAKEN_DOWN.title, headers, **removal)
    return Problem(problems.UNPUBLISHED, f"This {kind} is no longer published.", headers, **removal)


def led_on(kind: str, name: str, below: str) -> HttpResponse | None:
    """To where what once had this name has `below` now. Raises a Problem where it is not live.

    None where it came back while we looked: nobody is to be sent in a circle.
    """
    key = published.key_once_known_as(kind, name)
    now = published.find(kind, key or name.lower())
    if now is None:
        raise removal_of(kind, key)
    return None if now.key == name else moved(f"{api_url(kind, now.key)}{below}", [f"{kind}:{now.key}"])
