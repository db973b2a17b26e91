"""A line on the terminal for work that takes longer than a second."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

T = TypeVar("T")
PATIENCE = 1.0
PACE = 0.2
WIDTH = 24


class Terminal(Protocol):
    def write(self, text: str, /) -> object: ...
    def flush(self) -> object: ...
    def isatty(self) -> bool: ...


def shown(items: Iterable[T], label: str, *, total: int, on: Terminal) -> Iterator[T]:
    """Passes the items on, and tells how many have gone by once it takes long. Silent where nobody watches."""
    start = time.monotonic()
    due, widest = start + PATIENCE, 0
    for number, item in enumerate(items, 1):
        yield item
        now = time.monotonic()
        if on.isatty() and now > due:
            line = f"{label} {bar(number / total)} {number:,} of {total:,}, {outlook(number, total, now - start)}"
            due, widest = now + PACE, max(widest, len(line))
            on.write(f"\r{line:<{widest}}")
            on.flush()
    if widest:
        on.write(f"\r{' ' * widest}\r")
        on.flush()


def bar(share: float) -> str:
    done = round(min(share, 1) * WIDTH)
    return f"{'█' * done}{'░' * (WIDTH - done)}"


def outlook(number: int, total: int, seconds: float) -> str:
    rate = number / seconds
    left = max(total - number, 0) / rate
    return f"{rate:,.0f} a second, {int(left // 60)}:{int(left % 60):02d} left"
