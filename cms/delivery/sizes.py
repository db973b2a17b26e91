"""How often terms are mentioned, for a while: to count up to 10,000 takes longer than to read the list.

Sizes decide which way a list is read, and never what it holds: one that is out of date costs time alone.
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cms.delivery.published import Holder, Name

# In seconds. A term that was new gets many stories within that time only where an archive is loaded.
LASTS = 600
MOST = 10_000


class Sizes:
    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        self.known: dict[Name, int] = {}
        self.since = monotonic()

    def of(self, names: Sequence[Name]) -> Mapping[Name, int]:
        """Of all of them, or of none."""
        if monotonic() - self.since > LASTS or len(self.known) > MOST:
            self.forget()
        known = self.known
        found = {it: known[it] for it in names if it in known}
        return found if len(found) == len(set(names)) else {}

    def remember(self, names: Iterable[Name], holders: Mapping[Name, Holder]) -> None:
        self.known.update({it: holders[it].size for it in names if it in holders})


counted_lately = Sizes()
