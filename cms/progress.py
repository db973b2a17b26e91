"""A line on the terminal for work that takes longer than a second."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

T = TypeVar("T")
PATIENCE = 1.0
PACE = 0.2


class Terminal(Protocol):
    def write(self, text: str, /) -> object: ...
    def flush(self) -> object: ...
    def isatty(self) -> bool: ...


def shown(items: Iterable[T], label: str, *, total: int, on: Terminal) -> Iterator[T]:
    """Passes the items on, and tells how many have gone by once it takes long. Silent where nobody watches."""
    due = time.monotonic() + PATIENCE
    was_shown = False
    for number, item in enumerate(items, 1):
        yield item
        if on.isatty() and time.monotonic() > due:
            due, was_shown = time.monotonic() + PACE, True
            on.write(f"\r{label}: {number:,} of {total:,}")
            on.flush()
    if was_shown:
        on.write(f"\r{' ' * (len(label) + 40)}\r")
        on.flush()
