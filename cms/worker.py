"""The background worker: feeds the subscribers of the log and does the jobs that wait for no event, for ever.

Several workers may run at once: whoever holds a cursor's or a mark's row in the database does its work.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import close_old_connections, connections
from django.utils.module_loading import import_string

from cms.events import feed

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger(__name__)

PAUSE = 0.5
# What has its minute is to be with readers a second later, also in lists of search: so it is looked after more often.
PUNCTUAL_PAUSE = 0.2
LONGEST_BACKOFF = 60
# As long as a round of work took, so long the next one waits: meanwhile editors get at SQLite's only lock for writers,
# and readers at the processors.
LONGEST_REST = 0.5


@dataclass
class Chore:
    """A subscriber to feed or a job to do, and how it went lately."""

    name: str
    work: Callable[[], int]
    failures: int = 0
    due_at: float = 0

    def do(self) -> int:
        """Does the next batch and returns how much it was. What fails stays to be done, and waits longer each time."""
        try:
            done = self.work()
        # The one broad handler of the product: whatever a chore raises, the others go on and its work stays undone.
        except Exception:
            self.failures += 1
            pause = min(2 ** (self.failures - 1), LONGEST_BACKOFF)
            self.due_at = time.monotonic() + pause
            logger.exception("%s failed and will be tried again in %d s", self.name, pause)
            return 0
        self.failures = 0
        return done


class Worker:
    def __init__(self) -> None:
        self.is_stopping = False
        # Set by what is done beside them, which wakes those who wait for events.
        self.has_news = threading.Event()
        self.punctual = [Chore(name, partial(do_job, name)) for name in settings.PUNCTUAL_JOBS]
        self.long = [Chore(name, partial(do_job, name)) for name in settings.LONG_JOBS]
        self.chores = [
            *(Chore(name, partial(feed, name)) for name in settings.EVENT_SUBSCRIBERS),
            *(Chore(name, partial(do_job, name)) for name in settings.WORKER_JOBS),
        ]

    def stop(self) -> None:
        """Lets the batch at hand end, and takes no other."""
        self.is_stopping = True

    def run(self) -> None:
        beside = [
            threading.Thread(target=self.keep_at, args=(self.punctual, PUNCTUAL_PAUSE), name="clock"),
            threading.Thread(target=self.keep_at, args=(self.long, PAUSE), name="long jobs"),
        ]
        for thread in beside:
            thread.start()
        try:
            self.follow_events()
        finally:
            self.stop()
            for thread in beside:
                thread.join()

    def keep_at(self, chores: list[Chore], pause: float) -> None:
        while not self.is_stopping:
            close_old_connections()
            if self.do_round(chores):
                self.has_news.set()
            else:
                time.sleep(pause)
        connections.close_all()

    def follow_events(self) -> None:
        while not self.is_stopping:
            close_old_connections()
            began = time.monotonic()
            if self.do_round(self.chores):
                time.sleep(min(time.monotonic() - began, LONGEST_REST))
            else:
                self.has_news.wait(PAUSE)
                self.has_news.clear()
        connections.close_all()

    def run_once(self) -> list[str]:
        """Works until nothing is left, and returns the names of the chores that failed."""
        chores = [*self.punctual, *self.chores, *self.long]
        while not self.is_stopping and self.do_round(chores):
            pass
        return [chore.name for chore in chores if chore.failures]

    def do_round(self, chores: list[Chore]) -> int:
        done = 0
        for chore in chores:
            if not self.is_stopping and chore.due_at <= time.monotonic():
                done += chore.do()
        return done


def do_job(name: str) -> int:
    job: Callable[[], int] = import_string(name)
    return job()
