"""Follows the publication log on behalf of a store: what an event touches is forgotten.

There is no thread and no subscription that could die unnoticed. What is kept may be sent only while a lease lasts, and
a lease begins before the log is asked what is new: so an answer can be out of date by no more than the lease, whatever
happens to the database, the machine or the clock. Whoever finds the lease run out asks the log; who cannot, computes.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import Error, connections

from cms.cache_keys import touched_by
from cms.edge import log
from cms.edge.kept import ANYTHING
from cms.edge.store import Fence

if TYPE_CHECKING:
    from cms.edge.store import Store

LEASE = 0.1
# From this age on, the next request renews it while others go on.
MATURE = 0.05
# So long a request waits for another one that is asking the log.
PATIENCE = 2.0
# After so many events at once, to begin anew is cheaper than to go through them.
MOST_EVENTS = 20 * log.AT_ONCE


class Follower:
    def __init__(self, store: Store) -> None:
        self.store = store
        self.lock = threading.Lock()
        # The last event that is known, and its digest: whether the log is still the one that was followed.
        self.sequence = 0
        self.digest = ""
        self.is_new = True
        self.renewed_at = -LEASE
        self.matures_at = 0.0
        self.failures = 0

    def keeps_up(self) -> bool:
        """Whether what is kept may be sent now. Asks the log where it is time to."""
        now = time.monotonic()
        if now < self.matures_at:
            return True
        is_valid = now < self.renewed_at + LEASE
        if not self.lock.acquire(timeout=0 if is_valid else PATIENCE):
            return is_valid
        try:
            return time.monotonic() < self.matures_at or self.renew()
        finally:
            self.lock.release()

    def fence(self) -> Fence:
        return Fence(self.store.epoch, self.sequence)

    def renew(self) -> bool:
        began = time.monotonic()
        try:
            self.catch_up()
        except Error:
            # The view that computes the answer meets the same trouble, and says so.
            connections[settings.DELIVERY_DATABASE].close()
            self.failures += 1
            return False
        self.renewed_at, self.matures_at = began, began + MATURE
        return True

    def catch_up(self) -> None:
        if self.is_new:
            self.begin_anew()
        taken = 0
        while rows := self.news():
            taken += len(rows)
            if taken > MOST_EVENTS:
                self.begin_anew()
                return
            for sequence, digest, *event in rows:
                self.store.purge((*touched_by(*event), ANYTHING), sequence)
                self.sequence, self.digest = sequence, digest

    def news(self) -> list[tuple[int, str, str, str, str]]:
        rows = log.news(self.sequence)
        if self.sequence == 0:
            return rows
        if rows and rows[0][:2] == (self.sequence, self.digest):
            return rows[1:]
        # Another log than the one that was followed, such as that of a backup.
        self.begin_anew()
        return []

    def begin_anew(self) -> None:
        last = log.last()
        self.sequence, self.digest = last or (0, "")
        self.store.clear()
        self.is_new = False
