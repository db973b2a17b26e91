"""What is looked for, in the form that a database can answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Phrase = tuple[str, ...]
# A mark, or what is made of several.
Condition = str | tuple[Literal["and", "or", "not"], tuple["Condition", ...]]

# Where the words must be for a story to count as much.
ANYWHERE, AT_THE_HEAD, IN_THE_TITLE = 1, 2, 3


class Found(NamedTuple):
    place: int
    key: str = ""
    # Where the words were found: one of the three above.
    nearness: int = ANYWHERE


class Nearest(NamedTuple):
    """What was found by each nearness, and what all of these stories mention, each story counted once."""

    places: Mapping[int, Sequence[int]]
    # As `cms.search.terms` packs them, and in words where they were not packed yet.
    terms: bytes
    mentions: Sequence[str]


Part = tuple[int, int, bytes | None, str | None]
"""Of one story: where it was found, its place, its terms or its mentions."""


def together(newest: Nearest, older: Iterable[Part]) -> Nearest:
    """`newest` were found anywhere; of the others, those that are older come beside them."""
    places = {nearness: list(those) for nearness, those in newest.places.items()}
    oldest = min(places[ANYWHERE], default=0)
    terms, mentions, seen = [newest.terms], list(newest.mentions), set()
    for nearness, place, packed, named in older:
        places.setdefault(nearness, []).append(place)
        if place < oldest and place not in seen:
            seen.add(place)
            terms.append(packed or b"")
            mentions.extend((named or "").split())
    return Nearest(places, b"".join(terms), mentions)


class Usage(NamedTuple):
    """In how many stories a word is: anywhere, and at the head."""

    stories: int = 0
    heads: int = 0


@dataclass(frozen=True)
class Wanted:
    """One phrase of each group, none of the excluded ones, marks as the condition says, a place within the bounds."""

    groups: tuple[tuple[Phrase, ...], ...]
    excluded: tuple[Phrase, ...] = ()
    condition: Condition | None = None
    # From the first place to the one before the last.
    first: int = 0
    last: int = 2**62
    # Places of what the index still has and readers must not find any more.
    gone: tuple[int, ...] = ()
    # In how many stories each group is at the most, anywhere and at the head, after what is known of its words.
    uses: tuple[Usage, ...] = ()

    @property
    def most(self) -> int:
        """So many stories cannot be exceeded."""
        return min((it.stories for it in self.uses), default=0)

    def between(self, first: int, last: int) -> Wanted:
        return replace(self, first=max(first, self.first), last=min(last, self.last))
