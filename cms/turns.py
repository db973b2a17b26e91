"""In each web process only so many requests compute at once; those that wait for bytes or other processes stand aside.

Twenty uploads over a fast line take a second each. They must hold up nobody who wants a story, and more than a few
threads that compute would only take the interpreter from each other.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from queue import SimpleQueue
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

COMPUTING = 4
mine = threading.local()


class Turns:
    def __init__(self, application: WSGIApplication, number: int = COMPUTING) -> None:
        self.application = application
        # A queue, since a semaphore costs ten times as much, and an answer that is kept costs little more than that.
        self.free: SimpleQueue[None] = SimpleQueue()
        for _ in range(number):
            self.free.put(None)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        before: Turns | None = getattr(mine, "turns", None)
        # Whoever comes to a second line leaves the turn of the first one to others.
        if before:
            before.free.put(None)
        self.free.get()
        mine.turns = self
        try:
            return self.application(environ, start_response)
        finally:
            mine.turns = before
            self.free.put(None)
            if before:
                before.free.get()


@contextmanager
def standing_aside() -> Iterator[None]:
    """Around what waits. Without a web server, there is nobody to let pass."""
    turns: Turns | None = getattr(mine, "turns", None)
    if turns is None:
        yield
        return
    turns.free.put(None)
    try:
        yield
    finally:
        turns.free.get()
