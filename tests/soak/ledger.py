"""What was public when, and whether somebody who was told something was told the truth in time."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# So long after its end, what was public may still be told.
GRACE = 0.25


@dataclass
class State:
    """Of one story: 0 for the number of a version that is gone."""

    status: int
    number: int
    slug: str
    is_listed: bool
    began: float
    # When the one after it was committed.
    ended: float = float("inf")


@dataclass
class Ledger:
    lock: threading.Lock = field(default_factory=threading.Lock)
    stories: dict[str, list[State]] = field(default_factory=dict)

    @contextmanager
    def change(self, key: str, status: int, number: int, slug: str, *, is_listed: bool) -> Iterator[None]:
        """Around a commit: it may be seen from its beginning, and must be seen soon after its end."""
        state = State(status, number, slug, is_listed, time.monotonic())
        with self.lock:
            self.stories.setdefault(key, []).append(state)
        yield
        with self.lock:
            states = self.stories[key]
            if len(states) > 1:
                states[-2].ended = time.monotonic()

    def possible(self, key: str, began: float, ended: float) -> list[State]:
        """What may be told of this story to who asks and is answered at these times."""
        with self.lock:
            return [it for it in self.stories.get(key, []) if it.began <= ended and began <= it.ended + GRACE]

    def named_at(self, key: str, slug: str) -> float:
        """When it was public under this slug for the first time; not yet where that is not committed."""
        with self.lock:
            states = self.stories[key]
            first = next(number for number, it in enumerate(states) if it.slug == slug)
            return states[first - 1].ended if first else states[0].began

    def lateness(self, key: str, number: int, began: float) -> float:
        """For how long what was told had not been true any more."""
        with self.lock:
            return max((began - it.ended for it in self.stories[key] if it.number == number), default=0)
