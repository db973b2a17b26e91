"""Queries whose SQL is written once: to have the ORM write it anew for each request costs several times its running.

A query is built with placeholders in place of what changes from call to call, and is then run with the values.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connections
from django.db.models import Func

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models import QuerySet


ANY_NUMBER = -1


def any_text(number: int) -> str:
    return f"\0{number}"


def any_number(number: int) -> int:
    return -(10**15) - number


def any_moment(number: int) -> datetime:
    return datetime(1, 1, 1 + number, tzinfo=UTC)


@dataclass(frozen=True)
class Statement:
    sql: str
    # Constants, and in place of what changes its number in the list of placeholders.
    parameters: Sequence[tuple[int | None, Any]]

    def rows(self, *values: Any) -> list[tuple[Any, ...]]:
        """As the database has them, not as the ORM would: see `moment_of`."""
        connection = connections[settings.DELIVERY_DATABASE]
        given = [adapted(value, connection) for value in values]
        if connection.queries_logged or connection.execute_wrappers:
            with connection.cursor() as cursor:
                cursor.execute(self.sql, self.filled_with(given))
                return list(cursor.fetchall())
        if connection.connection is None:
            connection.ensure_connection()
        sql, places = self.with_constants
        variables = [given[place] for place in places]
        # What Django's own cursors do for each statement takes as long as the statement.
        with connection.wrap_database_errors:
            if connection.vendor == "postgresql":
                found = planned_once(connection).execute(sql, variables, binary=True)
            else:
                found = connection.connection.execute(sql, variables)
            rows: list[tuple[Any, ...]] = found.fetchall()
        return rows

    def filled_with(self, given: Sequence[Any]) -> list[Any]:
        return [constant if place is None else given[place] for place, constant in self.parameters]

    @cached_property
    def with_constants(self) -> tuple[str, list[int]]:
        """As the database is to prepare it, and which value stands at each place that is left.

        A plan that is made once is for any value: it takes an index of some rows only where its condition is written.
        """
        connection = connections[settings.DELIVERY_DATABASE]
        is_postgresql = connection.vendor == "postgresql"
        first, *others = (it if is_postgresql else it.replace("%%", "%") for it in self.sql.split("%s"))
        pieces = [first]
        for (place, constant), following in zip(self.parameters, others, strict=True):
            mark = "%s" if is_postgresql else "?"
            pieces += [mark if place is not None else literal(constant, connection), following]
        return "".join(pieces), [place for place, _ in self.parameters if place is not None]


def literal(constant: Any, connection: Any) -> str:
    if connection.vendor == "postgresql":
        written: str = connection.ops.compose_sql("%s", [constant])
        return written.replace("%", "%%")
    [[written]] = connection.connection.execute("SELECT QUOTE(?)", [constant])
    return written


mine = threading.local()


def planned_once(connection: BaseDatabaseWrapper) -> Any:
    """A cursor whose statements the server keeps, with their plans: it takes longer to make one than to carry it out.

    Django's own cursors write the values into the statement, so that it is another one each time. This one is kept as
    long as its connection.
    """
    cursor = getattr(mine, "cursor", None)
    if cursor is None or cursor.connection is not connection.connection:
        cursor = mine.cursor = connection.Database.Cursor(connection.connection)  # type: ignore[attr-defined] # PostgreSQL's
    return cursor


class AsStored(Func):
    """A column as the database has it: SQLite's driver would make a moment of each time, for every row of a list."""

    template = "%(expressions)s"
    arity = 1

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="+%(expressions)s", **extra)


def together(statements: Sequence[Statement]) -> Statement:
    """The rows of all of them."""
    return combined("UNION ALL", statements)


def merged(statements: Sequence[Statement], *, order_by: Sequence[str], count: int) -> Statement:
    """The first rows of all of them, each once, by the numbers of columns: `2 DESC`."""
    either = combined("UNION", statements)
    return Statement(f"{either.sql} ORDER BY {', '.join(order_by)} LIMIT {count}", either.parameters)


def combined(union: str, statements: Sequence[Statement]) -> Statement:
    # SQLite takes no order and no limit in a part of a union, unless it is a table of its own.
    parts = [f"SELECT * FROM ({it.sql}) AS part{number}" for number, it in enumerate(statements)]  # noqa: S608 (written by Django)
    return Statement(f" {union} ".join(parts), [it for statement in statements for it in statement.parameters])


def counted(statement: Statement) -> Statement:
    return Statement(f"SELECT COUNT(*) FROM ({statement.sql}) AS counted", statement.parameters)  # noqa: S608 (written by Django)


def column(statement: Statement, name: str) -> Statement:
    return Statement(f"SELECT {name} FROM ({statement.sql}) AS wanted", statement.parameters)  # noqa: S608 (written by Django)


def filled(statement: Statement, marker: Any, inner: Statement) -> Statement:
    """With the other statement in place of the parameter that marks it."""
    place = next(number for number, (_, constant) in enumerate(statement.parameters) if constant == marker)
    pieces = statement.sql.split("%s")
    before, after = "%s".join(pieces[: place + 1]), "%s".join(pieces[place + 1 :])
    parameters = [*statement.parameters[:place], *inner.parameters, *statement.parameters[place + 1 :]]
    return Statement(f"{before}{inner.sql}{after}", parameters)


def prepared(queryset: QuerySet[Any, Any], placeholders: Sequence[Any]) -> Statement:
    sql, parameters = queryset.query.get_compiler(using=settings.DELIVERY_DATABASE).as_sql()
    connection = connections[settings.DELIVERY_DATABASE]
    places = {adapted(placeholder, connection): place for place, placeholder in enumerate(placeholders)}
    return Statement(sql, [(places.get(parameter), parameter) for parameter in parameters])


def adapted(value: Any, connection: BaseDatabaseWrapper) -> Any:
    """As the database takes it."""
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def moment_of(value: datetime | str) -> datetime:
    """SQLite has no type for times, and gives them as text or without their zone, which is UTC."""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
