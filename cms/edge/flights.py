"""One computation for all who ask for the same at the same time."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from cms.turns import standing_aside

if TYPE_CHECKING:
    from cms.edge.addresses import Address

# Who has waited so long computes it as well: the first may hang.
PATIENCE = 3.0


class Flights:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        # With what those wait for who came later, once there is one.
        self.under_way: dict[Address, threading.Event | None] = {}

    def is_first(self, address: Address) -> bool:
        """True for who comes first, who has to call `land`; others wait until then, and get False."""
        with self.lock:
            if address not in self.under_way:
                self.under_way[address] = None
                return True
            landed = self.under_way[address] = self.under_way[address] or threading.Event()
        # The first may want a turn of one of those who wait for it.
        with standing_aside():
            landed.wait(PATIENCE)
        return False

    def land(self, address: Address) -> None:
        with self.lock:
            landed = self.under_way.pop(address)
        if landed:
            landed.set()
