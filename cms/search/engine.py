"""The one interface behind which both databases search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from django.db import connections

from cms.search import postgresql, sqlite

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cms.search.entries import Row
    from cms.search.wanted import Found, Wanted


class Engine(Protocol):
    """Of `using`, the name of a connection; `slot` is the half of the index that is meant."""

    def clear(self, slot: str, using: str) -> None: ...

    def store(self, slot: str, rows: Sequence[Row], using: str) -> None: ...

    def remove(self, slot: str, places: Sequence[int], using: str) -> None: ...

    def finish(self, slot: str, using: str) -> None:
        """What is to be done once, after very many were stored in a slot that had been cleared."""

    def newest(
        self, slot: str, wanted: Wanted, limits: Mapping[int, int], using: str, *, oldest: bool = False
    ) -> list[Found]:
        """For each nearness so many of the newest, or of the oldest, that are as near; one may come several times."""


def engine_of(using: str) -> Engine:
    return sqlite if connections[using].vendor == "sqlite" else postgresql
