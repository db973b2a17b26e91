"""Pages by position rather than number: stories that arrive while a reader walks them neither shift nor repeat any."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson
from django.core import signing
from django.db.models import CharField, DateTimeField, F, Field, Func, Q, Subquery, Value
from django.db.models.lookups import GreaterThan, LessThan

from cms.delivery import published
from cms.delivery.filters import Filters, mentioning
from cms.delivery.problems import Problem, invalid
from cms.delivery.statements import Statement, any_moment, any_text, moment_of, prepared

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.db.models import Lookup, QuerySet

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
SIGNER = signing.Signer(salt="cms.delivery.cursor", sep=".")


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


# In place of a cursor: the list from its first page on.
START = ""


@dataclass(frozen=True)
class Page:
    """`previous` and `next` are cursors, or None where there is no such page."""

    rows: Sequence[Row]
    previous: str | None
    next: str | None

    @property
    def changed_at(self) -> datetime | None:
        return moment_of(self.rows[0].changed_at) if self.rows else None


@dataclass(frozen=True)
class Listing:
    """One list, whichever part of it is asked for."""

    kind: str
    order: Order
    filters: Filters

    @property
    def name(self) -> str:
        described = f"{self.kind} {self.order.name} {self.filters.name}"
        return hashlib.sha256(described.encode()).hexdigest()[:12]

    def page(self, text_column: str, limit: int, cursor: str | None) -> Page:
        """`text_column` is the form in which documents are wanted. Raises a Problem where the cursor is no good."""
        position = self.position_at(cursor) if cursor else None
        outline = self.outline()
        statement = written(outline, text_column, outline_of(position), limit + 1)
        found = [Row(*row) for row in statement.rows(*self.variables(position))]
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

    def variables(self, position: Position | None) -> list[Any]:
        """What differs between lists of the same outline."""
        period = (self.filters.published_after, self.filters.published_before)
        place = (position.value, position.key) if position else ()
        return [*(key for _, key in self.filters.mentions), *filter(None, period), *place]

    def outline(self) -> Listing:
        """The same list with placeholders."""
        filters = Filters(
            tuple((kind, any_text(number)) for number, (kind, _) in enumerate(self.filters.mentions)),
            any_moment(0) if self.filters.published_after else None,
            any_moment(1) if self.filters.published_before else None,
        )
        return Listing(self.kind, self.order, filters)

    def rows(self, text_column: str, position: Position | None) -> QuerySet[Any, Any]:
        """Beyond the position, nearest to it first."""
        queryset: QuerySet[Any]
        if self.filters.mentions:
            queryset, pk, key = mentioning(self.kind, self.filters.mentions), "document_id", "document_key"
            text_column = f"document__{text_column}"
        else:
            queryset, pk, key = published.documents().listed().filter(kind=self.kind), "pk", "key"
        downwards = self.order.descending ^ (position is not None and position.backwards)
        queryset = queryset.filter(*self.bounds(key, position, downwards=downwards))
        sign = "-" if downwards else ""
        last_change = Subquery(published.events().order_by("-sequence").values("at")[:1])
        ordered = queryset.order_by(f"{sign}{self.order.column}", f"{sign}{key}")
        return ordered.values_list(pk, key, self.order.column, text_column, last_change)

    def bounds(self, key: str, position: Position | None, *, downwards: bool) -> Iterator[Q | Lookup[Any]]:
        """One at each end: of two at the same end, SQLite enters the index by the first, be it the wider."""
        after, before = self.filters.published_after, self.filters.published_before
        if position:
            yield beyond(self.order.column, key, position, downwards=downwards)
        # A position lies inside the period.
        is_bounded = position is not None and self.order.column == "published_at"
        if after and not (is_bounded and not downwards):
            yield Q(published_at__gte=after)
        if before and not (is_bounded and downwards):
            yield Q(published_at__lt=before)

    def cursor(self, row: Row, direction: str) -> str:
        value = (moment_of(row.value) - EPOCH) // MICROSECOND if self.order.of_times else row.value
        return SIGNER.sign(signing.b64_encode(orjson.dumps([self.name, direction, value, row.key])).decode())

    def position_at(self, cursor: str) -> Position:
        try:
            content = signing.b64_decode(SIGNER.unsign(cursor).encode())
        except signing.BadSignature as error:
            raise bad_cursor("is not one that this API gave out: take it whole from `next` or `previous`") from error
        name, direction, value, key = orjson.loads(content)
        if name != self.name:
            raise bad_cursor("belongs to a list with other filters or another ordering: start without it")
        return Position(EPOCH + value * MICROSECOND if self.order.of_times else value, key, backwards=direction == "p")


def outline_of(position: Position | None) -> Position | None:
    if position is None:
        return None
    value = any_moment(2) if isinstance(position.value, datetime) else any_text(1000)
    return Position(value, any_text(1001), position.backwards)


@lru_cache(maxsize=published.MOST_SHAPES)
def written(outline: Listing, text_column: str, position: Position | None, count: int) -> Statement:
    return prepared(outline.rows(text_column, position)[:count], outline.variables(position))


def bad_cursor(fault: str) -> Problem:
    return invalid([{"parameter": "cursor", "detail": f"`cursor` {fault}."}])


def beyond(column: str, key: str, position: Position, *, downwards: bool) -> Lookup[Any]:
    """(column, key) < (value, key) as one comparison, which both databases read as one range of an index."""
    value = Value(position.value, DateTimeField() if isinstance(position.value, datetime) else CharField())
    place = Func(F(column), F(key), function="", output_field=Field())
    bound = Func(value, Value(position.key, CharField()), function="", output_field=Field())
    # A lookup, not a function of two tuples: Django 6 writes `= 1` behind such a function, which then uses no index.
    return LessThan(place, bound) if downwards else GreaterThan(place, bound)
