"""What is looked for, in the form that a database can answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

Phrase = tuple[str, ...]
# A mark, or what is made of several.
Condition = str | tuple[Literal["and", "or", "not"], tuple["Condition", ...]]

# Where the words must be for a story to count as much.
ANYWHERE, AT_THE_HEAD, IN_THE_TITLE = 1, 2, 3


class Found(NamedTuple):
    place: int
    key: str
    mentions: str
    # Where the words were found: one of the three above.
    nearness: int


@dataclass(frozen=True)
class Wanted:
    """One phrase of each group, none of the excluded ones, marks as the condition says, a place within the bounds."""

    groups: tuple[tuple[Phrase, ...], ...]
    excluded: tuple[Phrase, ...] = ()
    condition: Condition | None = None
    # From the first place to the one before the last.
    first: int = 0
    last: int = 2**62
    # So many stories at the most, after what is known of its words.
    most: int = 0

    def between(self, first: int, last: int) -> Wanted:
        return replace(self, first=max(first, self.first), last=min(last, self.last))
