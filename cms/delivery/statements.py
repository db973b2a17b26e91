"""Queries whose SQL is written once: to have the ORM write it anew for each request costs several times its running.

A query is built with placeholders in place of what changes from call to call, and is then run with the values.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connections

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet


def any_text(number: int) -> str:
    return f"\0{number}"


def any_moment(number: int) -> datetime:
    return datetime(1, 1, 1 + number, tzinfo=UTC)


@dataclass(frozen=True)
class Statement:
    sql: str
    # Constants, and in place of what changes its number in the list of placeholders.
    parameters: Sequence[tuple[int | None, Any]]

    def rows(self, *values: Any) -> list[tuple[Any, ...]]:
        """As the database has them, not as the ORM would: see `moment_of`."""
        given = [adapted(value) for value in values]
        parameters = [constant if place is None else given[place] for place, constant in self.parameters]
        with connections[settings.DELIVERY_DATABASE].cursor() as cursor:
            cursor.execute(self.sql, parameters)
            return list(cursor.fetchall())


def prepared(queryset: QuerySet[Any, Any], placeholders: Sequence[Any]) -> Statement:
    sql, parameters = queryset.query.get_compiler(using=settings.DELIVERY_DATABASE).as_sql()
    places = {adapted(placeholder): place for place, placeholder in enumerate(placeholders)}
    return Statement(sql, [(places.get(parameter), parameter) for parameter in parameters])


def adapted(value: Any) -> Any:
    """As the database takes it."""
    if isinstance(value, datetime):
        return connections[settings.DELIVERY_DATABASE].ops.adapt_datetimefield_value(value)
    return value


def moment_of(value: datetime | str) -> datetime:
    """SQLite has no type for times, and gives them as text or without their zone, which is UTC."""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
