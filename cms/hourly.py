"""Jobs of the worker for which once an hour is often enough."""

from __future__ import annotations

from django.core.cache import cache

HOUR = 3600


def is_turn_of(job: str) -> bool:
    """Whether the job has not had its turn for an hour; it has it now."""
    return cache.add(job, value=True, timeout=HOUR)
