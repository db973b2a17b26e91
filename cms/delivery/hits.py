"""Pages of what a search found: by rank within what was ranked, or by time as far back as one likes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil
from typing import TYPE_CHECKING, Any

from cms.delivery.cursors import bad_cursor, opened, sealed
from cms.delivery.expressions import AllOf, AnyOf, Not, Term
from cms.delivery.filters import EVERYTHING
from cms.delivery.pagination import START
from cms.search.entries import WITHIN_A_SECOND, mark
from cms.search.finding import newest, rank, with_keys
from cms.search.wanted import Found

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from cms.delivery.expressions import Node
    from cms.delivery.filters import Filters
    from cms.search.finding import Index, Ranked
    from cms.search.wanted import Condition, Wanted

FORWARDS, BACKWARDS = "n", "p"


@dataclass(frozen=True)
class Hits:
    """`next` and `previous` are cursors, or None where there is no such page."""

    found: Sequence[Found]
    previous: str | None
    next: str | None


def narrowed(wanted: Wanted, filters: Filters) -> Wanted:
    parts = [] if filters.wanted == EVERYTHING else [condition_of(filters.wanted)]
    parts += [("or", tuple(mark("id", it) for it in filters.ids))] if filters.ids else []
    first = first_place(filters.published_after) if filters.published_after else wanted.first
    last = first_place(filters.published_before) if filters.published_before else wanted.last
    return replace(wanted, condition=("and", tuple(parts)) if parts else None, first=first, last=last)


def first_place(moment: datetime) -> int:
    return max(ceil(moment.timestamp()), 0) << WITHIN_A_SECOND


def condition_of(node: Node) -> Condition:
    match node:
        case Term(kind=kind, name=name):
            return mark(kind, name)
        case Not(part=part):
            return "not", (condition_of(part),)
        case AllOf(parts=parts):
            return "and", tuple(map(condition_of, parts))
        case AnyOf(parts=parts):
            return "or", tuple(map(condition_of, parts))


@dataclass(frozen=True)
class ByRank:
    """The best first. Pages that follow one another are ranked as of the same moment."""

    name: str
    index: Index
    wanted: Wanted

    def page(self, limit: int, cursor: str | None) -> tuple[Hits, Ranked]:
        now = int(self.index.at.timestamp()) if self.index.at else 0
        if not cursor:
            ranked = rank(self.index, self.wanted, now)
            return self.hits(ranked, 0, limit), ranked
        direction, now, nearness, place = place_in(cursor, self.name, 4)
        ranked = rank(self.index, self.wanted, now)
        border = Found(place, nearness=nearness)
        start = ranked.up_to(border) if direction == FORWARDS else max(0, ranked.before(border) - limit)
        return self.hits(ranked, start, limit), ranked

    def hits(self, ranked: Ranked, start: int, limit: int) -> Hits:
        page = ranked.best(start + limit)[start:]

        def cursor(direction: str, at: Found) -> str:
            return sealed([self.name, direction, ranked.now, at.nearness, at.place])

        return Hits(
            with_keys(self.index, page),
            previous=(cursor(BACKWARDS, page[0]) if page else START) if start else None,
            next=cursor(FORWARDS, page[-1]) if page and start + limit < len(ranked) else None,
        )


@dataclass(frozen=True)
class ByTime:
    name: str
    index: Index
    wanted: Wanted
    oldest_first: bool = False

    def page(self, limit: int, cursor: str | None) -> Hits:
        direction, place = place_in(cursor, self.name, 2) if cursor else ("", 0)
        backwards = direction == BACKWARDS
        rising = self.oldest_first ^ backwards
        wanted = self.wanted
        if direction:
            wanted = wanted.between(place + 1, wanted.last) if rising else wanted.between(0, place)
        rows = newest(self.index, wanted, limit + 1, oldest=rising)
        found, more = rows[:limit], len(rows) > limit
        if backwards:
            found.reverse()
        has_previous = more if backwards else bool(direction)
        has_next = backwards or more
        return Hits(
            found,
            previous=(self.cursor(BACKWARDS, found[0]) if found else START) if has_previous else None,
            next=(self.cursor(FORWARDS, found[-1]) if found else START) if has_next else None,
        )

    def cursor(self, direction: str, at: Found) -> str:
        return sealed([self.name, direction, at.place])


def place_in(cursor: str, name: str, parts: int) -> list[Any]:
    """Raises a Problem where the cursor is no good."""
    of, *place = opened(cursor)
    if of != name or len(place) != parts:
        raise bad_cursor("belongs to a search for something else, or in another order: start without it")
    return place
