"""What the edge cache reads of the publication log."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from cms.delivery.published import events
from cms.delivery.statements import ANY_NUMBER, prepared

if TYPE_CHECKING:
    from cms.delivery.statements import Statement

AT_ONCE = 500


def last() -> tuple[int, str] | None:
    """The sequence and the digest of the last event."""
    return events().order_by("-sequence").values_list("sequence", "digest").first()


def news(sequence: int) -> list[tuple[Any, ...]]:
    """Sequence, digest, type, kind and key of this event and of the next ones."""
    return following().rows(sequence)


@cache
def following() -> Statement:
    rows = events().filter(sequence__gte=ANY_NUMBER).order_by("sequence")
    return prepared(rows.values_list("sequence", "digest", "type", "kind", "key")[: AT_ONCE + 1], [ANY_NUMBER])
