"""One computation for all who ask for the same at the same time."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cms.edge.addresses import Address

# Who has waited so long computes it as well: the first may hang.
PATIENCE = 3.0


class Flights:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.under_way: dict[Address, threading.Event] = {}

    @contextmanager
    def first(self, address: Address) -> Iterator[bool]:
        """True for who comes first; others wait until the first is done, and get False."""
        with self.lock:
            landed = self.under_way.get(address)
            is_first = landed is None
            if landed is None:
                landed = self.under_way[address] = threading.Event()
        if not is_first:
            landed.wait(PATIENCE)
            yield False
            return
        try:
            yield True
        finally:
            with self.lock:
                del self.under_way[address]
            landed.set()
