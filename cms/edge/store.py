"""Keeps answers within a number of bytes, and forgets those that an event touches.

What goes first when room is short is decided as in S3-FIFO (Yang et al., SOSP 2023): a newcomer stays in a small queue
until it is asked for again, so that who walks through the whole archive once pushes out nothing that is in demand.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from cms.edge.kept import OVERHEAD_OF_SPELLING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cms.edge.addresses import Address, Spelling
    from cms.edge.kept import Form, Kept

Queue = OrderedDict["Address", "Kept"]

SMALL = 0.1
# Larger than this share of the room, an answer is not kept.
LARGEST = 0.05
# Of the ways of spelling one address, so many lead to its answer at once; any other is read anew each time.
MOST_SPELLINGS = 16
# How many tags are remembered as touched, for answers that are being computed meanwhile.
REMEMBERED = 20_000


class Fence(NamedTuple):
    """How far the log was known when computing an answer began."""

    epoch: int
    sequence: int


class Store:
    def __init__(self, room: int) -> None:
        self.room = room
        self.lock = threading.RLock()
        self.by_spelling: dict[Spelling, Kept] = {}
        self.by_address: dict[Address, Kept] = {}
        self.by_tag: dict[str, set[Kept]] = defaultdict(set)
        self.small: Queue = OrderedDict()
        self.main: Queue = OrderedDict()
        # Addresses of what left the small queue unasked for: who comes back is no passer-by.
        self.ghosts: OrderedDict[Address, None] = OrderedDict()
        self.touched: OrderedDict[str, int] = OrderedDict()
        self.touched_until = 0
        self.epoch = 0
        self.size = self.size_of_small = 0
        self.evicted = self.purged = self.refused = 0

    def keep(self, kept: Kept, fence: Fence) -> bool:
        """False where it is too large, or where an event has touched it since computing it began."""
        with self.lock:
            if kept.size > self.room * LARGEST:
                return False
            if self.is_outdated(kept, fence):
                self.refused += 1
                return False
            if old := self.by_address.get(kept.address):
                self.drop(old)
            self.by_address[kept.address] = kept
            for tag in kept.tags:
                self.by_tag[tag].add(kept)
            self.enter(kept, self.main if kept.address in self.ghosts else self.small)
            self.make_room()
        return True

    def is_outdated(self, kept: Kept, fence: Fence) -> bool:
        if fence.epoch != self.epoch or fence.sequence < self.touched_until:
            return True
        return any(self.touched.get(tag, 0) > fence.sequence for tag in kept.tags)

    def lead(self, spelling: Spelling, kept: Kept) -> None:
        """Lets this way of writing the address find the answer at once."""
        with self.lock:
            if self.by_address.get(kept.address) is not kept or spelling in self.by_spelling:
                return
            if len(kept.spellings) >= MOST_SPELLINGS:
                forgotten = kept.spellings.pop(0)
                del self.by_spelling[forgotten]
                self.resize(kept, -room_of(forgotten))
            kept.spellings.append(spelling)
            self.by_spelling[spelling] = kept
            self.resize(kept, room_of(spelling))
            self.make_room()

    def form(self, kept: Kept, coding: str) -> Form:
        """The answer in this coding, which is kept beside the others from now on."""
        with self.lock:
            before = kept.size
            form = kept.form(coding)
            grown, kept.size = kept.size - before, before
            self.resize(kept, grown)
            self.make_room()
        return form

    def resize(self, kept: Kept, change: int) -> None:
        kept.size += change
        if self.by_address.get(kept.address) is kept:
            self.size += change
            self.size_of_small += change if kept.address in self.small else 0

    def purge(self, tags: Iterable[str], sequence: int) -> None:
        with self.lock:
            for tag in tags:
                for kept in list(self.by_tag.get(tag, ())):
                    self.drop(kept)
                    self.purged += 1
                self.touched[tag] = sequence
                self.touched.move_to_end(tag)
            while len(self.touched) > REMEMBERED:
                self.touched_until = self.touched.popitem(last=False)[1]

    def clear(self) -> None:
        """Forgets everything, and what is being computed as well."""
        with self.lock:
            self.epoch += 1
            self.touched_until = 0
            self.size = self.size_of_small = 0
            for kept in (self.by_spelling, self.by_address, self.by_tag, self.small, self.main):
                kept.clear()
            self.ghosts.clear()
            self.touched.clear()

    def enter(self, kept: Kept, queue: Queue) -> None:
        queue[kept.address] = kept
        self.size += kept.size
        self.size_of_small += kept.size if queue is self.small else 0

    def leave(self, kept: Kept) -> None:
        self.size -= kept.size
        if self.small.pop(kept.address, None):
            self.size_of_small -= kept.size
        else:
            del self.main[kept.address]

    def drop(self, kept: Kept) -> None:
        self.leave(kept)
        del self.by_address[kept.address]
        for spelling in kept.spellings:
            del self.by_spelling[spelling]
        for tag in kept.tags:
            tagged = self.by_tag[tag]
            tagged.discard(kept)
            if not tagged:
                del self.by_tag[tag]

    def make_room(self) -> None:
        while self.size > self.room:
            if self.small and (self.size_of_small > self.room * SMALL or not self.main):
                self.evict_from_small(next(iter(self.small.values())))
            else:
                self.evict_from_main(next(iter(self.main.values())))

    def evict_from_small(self, kept: Kept) -> None:
        if kept.uses > 1:
            self.leave(kept)
            kept.uses = 0
            self.enter(kept, self.main)
            return
        self.ghosts[kept.address] = None
        self.evict(kept)
        while len(self.ghosts) > max(len(self.main), 1000):
            self.ghosts.popitem(last=False)

    def evict_from_main(self, kept: Kept) -> None:
        if kept.uses:
            kept.uses -= 1
            self.main.move_to_end(kept.address)
        else:
            self.evict(kept)

    def evict(self, kept: Kept) -> None:
        self.drop(kept)
        self.evicted += 1


def room_of(spelling: Spelling) -> int:
    return spelling.length + OVERHEAD_OF_SPELLING
