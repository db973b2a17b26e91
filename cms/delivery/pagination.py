"""Pages by position rather than number: stories that arrive while a reader walks them neither shift nor repeat any."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import CharField, DateTimeField, F, Field, Func, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan, GreaterThanOrEqual, LessThan

from cms.delivery import published
from cms.delivery.cursors import bad_cursor, opened, sealed
from cms.delivery.filters import outlined
from cms.delivery.ranges import Range, range_of
from cms.delivery.statements import (
    AsStored,
    Statement,
    any_moment,
    any_text,
    column,
    counted,
    filled,
    merged,
    moment_of,
    prepared,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.db.models import Lookup, QuerySet

    from cms.delivery.expressions import Term
    from cms.delivery.filters import Filters
    from cms.delivery.presentation import Columns

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
# More than these are not counted: it takes too long.
MOST_COUNTED = 10_000
# Stands in a statement where the keys of documents will.
THOSE = -1


@dataclass(frozen=True)
class Order:
    """By a column and then by key, both in the same direction, as the indexes have it."""

    name: str
    column: str
    descending: bool

    @property
    def of_times(self) -> bool:
        return self.column != "title"


ORDERS = {
    "-published_at": Order("-published_at", "published_at", descending=True),
    "published_at": Order("published_at", "published_at", descending=False),
    "-updated_at": Order("-updated_at", "updated_at", descending=True),
}
BY_TITLE = Order("title", "title", descending=False)


class Position(NamedTuple):
    """Just after the document with this sort value and key; going backwards, just before it."""

    value: Any
    key: str
    backwards: bool


class Row(NamedTuple):
    pk: int
    key: str
    # Times are as the database has them.
    value: Any
    text: str
    # When the log last grew: the list cannot have changed since.
    changed_at: Any
    # Another form of it, where one is asked for.
    form: str | None = None


# In place of a cursor: the list from its first page on.
START = ""


@dataclass(frozen=True)
class Page:
    """`previous` and `next` are cursors, or None where there is no such page."""

    rows: Sequence[Row]
    previous: str | None
    next: str | None
    # False where it is about to change without the log.
    lasts: bool = True

    @property
    def changed_at(self) -> datetime | None:
        return moment_of(self.rows[0].changed_at) if self.rows and self.lasts else None


@dataclass(frozen=True)
class Listing:
    """One list, whichever part of it is asked for."""

    kind: str
    order: Order
    filters: Filters
    # Whether it is read by the times of change, and then sorted: so little has changed that this is soonest done.
    by_change: bool = False

    @property
    def name(self) -> str:
        return name_of(self.kind, self.order.name, self.filters)

    def page(self, columns: Columns, limit: int, cursor: str | None) -> Page:
        """`columns` are the forms in which documents are wanted. Raises a Problem where the cursor is no good."""
        position = self.position_at(cursor) if cursor else None
        found = self.rows_beyond(columns, limit + 1, position)
        rows, more = found[:limit], len(found) > limit
        backwards = position is not None and position.backwards
        if backwards:
            rows.reverse()
        has_previous = more if backwards else position is not None
        has_next = backwards or more
        # What lay beyond the position may all have been withdrawn since: then the way on is from the start.
        return Page(
            rows,
            previous=(self.cursor(rows[0], "p") if rows else START) if has_previous else None,
            next=(self.cursor(rows[-1], "n") if rows else START) if has_next else None,
        )

    def rows_beyond(self, columns: Columns, count: int, position: Position | None) -> list[Row]:
        """Nearest to the position first."""
        statement = written(self.outline(), columns, outline_of(position), count)
        return [Row(*row) for row in statement.rows(*self.variables(position))]

    def count(self) -> dict[str, Any]:
        """How many documents the whole list has, up to a bound, and saying so: to count on would take too long."""
        [[number]] = counting(self.outline()).rows(*self.variables(None))
        return {"count": min(number, MOST_COUNTED), "count_is": "at_least" if number > MOST_COUNTED else "exact"}

    def variables(self, position: Position | None) -> list[Any]:
        """What differs between lists of the same outline."""
        return [*self.filters.variables, *((position.value, position.key) if position else ())]

    def outline(self) -> Listing:
        """The same list with placeholders, and with the decision how to read it."""
        since = self.filters.updated_after
        by_change = (
            since is not None and self.order.column != "updated_at" and published.little_changed(self.kind, since)
        )
        return Listing(self.kind, self.order, outlined(self.filters), by_change)

    def rows(self, way: Term | None, position: Position | None) -> Range:
        """Those of one range beyond the position, nearest to it first."""
        found = range_of(self.kind, self.filters.wanted, self.filters.ids, way)
        downwards = self.goes_down(position)
        rows = found.rows.filter(*self.bounds(found.key, position, downwards=downwards))
        order = [it.desc() if downwards else it.asc() for it in (self.place, F(found.key))]
        return found._replace(rows=rows.order_by(*order))

    @property
    def place(self) -> F | Coalesce:
        """What the list is ordered by; put so that it enters no index where another is to be read."""
        column = F(self.order.column)
        return Coalesce(column, F("updated_at")) if self.by_change or self.filters.ids else column

    def places(self, way: Term | None, position: Position | None) -> QuerySet[Any, Any]:
        found = self.rows(way, position)
        return found.rows.values_list(found.pk, found.key, self.order.column)

    def goes_down(self, position: Position | None) -> bool:
        return self.order.descending ^ (position is not None and position.backwards)

    def bounds(self, key: str, position: Position | None, *, downwards: bool) -> Iterator[Q | Lookup[Any]]:
        """One at each end: of two at the same end, SQLite enters the index by the first, be it the wider."""
        after, before, updated_after = self.filters.times
        if position:
            yield beyond(self.place, key, position, downwards=downwards)
        # A position lies inside the period.
        is_bounded = position is not None and self.order.column == "published_at"
        if after and not (is_bounded and not downwards):
            yield Q(published_at__gte=after)
        if before and not (is_bounded and downwards):
            yield Q(published_at__lt=before)
        if updated_after and self.order.column != "updated_at" and not self.by_change:
            # Not to be read as a range, of which SQLite would sort every row, with its text.
            yield GreaterThanOrEqual(Coalesce(F("updated_at"), F("published_at")), updated_after)
        elif updated_after and (self.by_change or position is None or downwards):
            yield Q(updated_at__gte=updated_after)

    def cursor(self, row: Row, direction: str) -> str:
        value = (moment_of(row.value) - EPOCH) // MICROSECOND if self.order.of_times else row.value
        return sealed([self.name, direction, value, row.key])

    def position_at(self, cursor: str) -> Position:
        name, *place = opened(cursor)
        if name != self.name or len(place) != 3:
            raise bad_cursor("belongs to a list with other filters or another ordering: start without it")
        direction, value, key = place
        return Position(EPOCH + value * MICROSECOND if self.order.of_times else value, key, backwards=direction == "p")


@lru_cache(maxsize=published.MOST_SHAPES)
def name_of(kind: str, order: str, filters: Filters) -> str:
    return hashlib.sha256(f"{kind} {order} {filters.name}".encode()).hexdigest()[:12]


def outline_of(position: Position | None) -> Position | None:
    if position is None:
        return None
    value = any_moment(9) if isinstance(position.value, datetime) else any_text(1000)
    return Position(value, any_text(1001), position.backwards)


@lru_cache(maxsize=published.MOST_SHAPES)
def written(outline: Listing, columns: Columns, position: Position | None, count: int) -> Statement:
    variables, ways = outline.variables(position), outline.filters.ways
    if len(ways) < 2:
        return prepared(shown(outline, outline.rows(next(iter(ways), None), position), columns)[:count], variables)
    # The first rows of each range give the first of all of them; only these have their texts read.
    sign = "DESC" if outline.goes_down(position) else "ASC"
    parts = [prepared(outline.places(way, position)[:count], variables) for way in ways]
    places = merged(parts, order_by=[f"3 {sign}", f"2 {sign}"], count=count)
    order = [f"{'-' if sign == 'DESC' else ''}{name}" for name in (outline.order.column, "key")]
    documents = published.documents().filter(pk__in=[THOSE]).order_by(*order)
    return filled(
        prepared(shown(outline, Range(documents, "pk", "key", ""), columns), variables),
        THOSE,
        column(places, "document_id"),
    )


def shown(outline: Listing, found: Range, columns: Columns) -> QuerySet[Any, Any]:
    last_change = Subquery(published.events().order_by("-sequence").values_list(AsStored("at"))[:1])
    place = AsStored(outline.order.column)
    values: list[Any] = [found.pk, found.key, place, f"{found.prefix}{columns.text}", last_change]
    if columns.form:
        values.append(published.text_in(columns.form, found.pk))
    return found.rows.values_list(*values)


@lru_cache(maxsize=published.MOST_SHAPES)
def counting(outline: Listing) -> Statement:
    filters, parts = outline.filters, []
    for way in filters.ways or (None,):
        found = outline.rows(way, None)
        # In no order: for one, PostgreSQL would rather sort all of a large range than read so many of it. But where all
        # stories are wanted, it would rather read the first of the table, each with its texts, than of an index.
        rows = found.rows.order_by() if way or filters.ids else found.rows
        parts.append(prepared(rows.values_list(found.key)[: MOST_COUNTED + 1], outline.variables(None)))
    return counted(merged(parts, order_by=["1"], count=MOST_COUNTED + 1) if len(parts) > 1 else parts[0])


def beyond(column: F | Coalesce, key: str, position: Position, *, downwards: bool) -> Lookup[Any]:
    """(column, key) < (value, key) as one comparison, which both databases read as one range of an index."""
    value = Value(position.value, DateTimeField() if isinstance(position.value, datetime) else CharField())
    place = Func(column, F(key), function="", output_field=Field())
    bound = Func(value, Value(position.key, CharField()), function="", output_field=Field())
    # A lookup, not a function of two tuples: Django 6 writes `= 1` behind such a function, which then uses no index.
    return LessThan(place, bound) if downwards else GreaterThan(place, bound)
