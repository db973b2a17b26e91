"""The one interface behind which both databases search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from django.db import connections

from cms.search import postgresql, sqlite

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cms.search.entries import Row
    from cms.search.wanted import Found, Nearest, Wanted


class Engine(Protocol):
    """Of `using`, the name of a connection; `slot` is the half of the index that is meant."""

    def clear(self, slot: str, using: str) -> None: ...

    def store(self, slot: str, rows: Sequence[Row], using: str) -> None: ...

    def remove(self, slot: str, places: Sequence[int], using: str) -> None: ...

    def finish(self, slot: str, using: str) -> None:
        """What is to be done once, after very many were stored in a slot that had been cleared."""

    # What readers ask goes through the connection that is set aside for them.

    def newest(self, slot: str, wanted: Wanted, limit: int, *, oldest: bool = False) -> list[Found]:
        """So many of the newest, or of the oldest."""

    def some(self, slot: str, wanted: Wanted, limit: int) -> list[Found]:
        """So many, whichever are found first."""

    def nearest(self, slot: str, wanted: Wanted, limits: Mapping[int, int]) -> Nearest:
        """For each nearness so many of the newest that are as near; one may come several times."""


def engine_of(using: str) -> Engine:
    return sqlite if connections[using].vendor == "sqlite" else postgresql
