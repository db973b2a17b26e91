"""Pages of what is numbered and only grows: the log, and the versions of an object."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from cms.delivery.cursors import bad_cursor, opened, sealed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

Row = TypeVar("Row")


@dataclass(frozen=True)
class NumberedPage(Generic[Row]):
    """`previous` and `next` are cursors, or None where there is no such page."""

    rows: Sequence[Row]
    previous: str | None
    next: str | None


@dataclass(frozen=True)
class Numbered:
    """One list. `name` is its own, so that no other takes its cursors."""

    name: str
    column: str
    descending: bool

    def page(self, rows: QuerySet[Any, Row], limit: int, cursor: str | None) -> NumberedPage[Row]:
        """Raises a Problem where the cursor is no good."""
        place, backwards = self.place_at(cursor) if cursor else (None, False)
        downwards = self.descending ^ backwards
        if place is not None:
            rows = rows.filter(**{f"{self.column}__{'lt' if downwards else 'gt'}": place})
        found = list(rows.order_by(f"{'-' if downwards else ''}{self.column}")[: limit + 1])
        page, more = found[:limit], len(found) > limit
        if backwards:
            page.reverse()
        has_previous, has_next = (more, True) if backwards else (place is not None, more)
        return NumberedPage(
            page,
            previous=self.cursor(page[0], "p") if page and has_previous else None,
            next=self.cursor(page[-1], "n") if page and has_next else None,
        )

    def cursor(self, row: Row, direction: str) -> str:
        return sealed([self.name, direction, getattr(row, self.column)])

    def place_at(self, cursor: str) -> tuple[int, bool]:
        name, *content = opened(cursor)
        if name != self.name or len(content) != 2:
            raise bad_cursor("belongs to another list: start without it")
        direction, place = content
        return place, direction == "p"
