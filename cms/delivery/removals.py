"""What to say of what is no longer public."""

from __future__ import annotations

from django.conf import settings

from cms.delivery import problems, published
from cms.delivery.answers import cache_headers
from cms.delivery.problems import Problem
from cms.wire import iso


def removal_of(kind: str, key: str | None) -> Problem:
    """For an object that is not live; None is one that never was."""
    event = published.last_event_of(kind, key) if key else None
    if event is None:
        return Problem(problems.NOT_FOUND, f"No {kind} with this id or slug was ever published.")
    headers = cache_headers([f"{kind}:{key}"])
    removal = {"removed_at": iso(event.at), "notice": event.notice or None}
    if event.type == f"{kind}.taken_down":
        headers["Link"] = f'<{settings.SITE_URL}>; rel="blocked-by"'
        return Problem(problems.TAKEN_DOWN, event.notice or problems.TAKEN_DOWN.title, headers, **removal)
    return Problem(problems.UNPUBLISHED, f"This {kind} is no longer published.", headers, **removal)
