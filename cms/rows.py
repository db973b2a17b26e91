"""Writes rows by the thousand, where making an object of each would take most of the time."""

from __future__ import annotations

from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.db import connection, models

from cms.wire import to_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

ROOM = 200_000  # KiB
# Below it, Django's own way is as fast, and it asks once only.
MANY = 100


def make_room() -> None:
    """Has SQLite keep a large transaction in memory, so that it writes each page once."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size=-{ROOM}")


def insert(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Each row has the values of these fields, in their order; a foreign key is the key itself.

    No defaults are filled in and nothing is validated: what the database does not know must be among the fields.
    """
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    adapters = [(place, adapter) for place, field in enumerate(fields) if (adapter := adapter_of(field))]
    quote = connection.ops.quote_name
    table = f"{quote(model._meta.db_table)} ({', '.join(quote(field.column) for field in fields)})"
    with connection.cursor() as cursor, connection.wrap_database_errors:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                for row in adapted(rows, adapters):
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(fields))
            # The names are those of our own models.
            cursor.executemany(f"INSERT INTO {table} VALUES ({places})", list(adapted(rows, adapters)))  # noqa: S608 (names of our own tables)


def insert_all(objects: Sequence[models.Model]) -> None:
    """Stores new objects of one model as they are. Of many, none learns the number that the database gave it."""
    if not objects:
        return
    model = type(objects[0])
    if len(objects) < MANY:
        model._base_manager.bulk_create(objects)
        return
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
    values = attrgetter(*(field.attname for field in fields))
    insert(model, [field.name for field in fields], map(values, objects))


def adapter_of(field: Any) -> Callable[[Any], Any] | None:
    match field:
        case models.DateTimeField():
            # Rows of one batch share their moments.
            return cache(connection.ops.adapt_datetimefield_value)
        case models.JSONField():
            return to_json
        case models.CharField() if field.choices:
            # A member of an enumeration is text to Python, but not to every driver.
            return str
    return None


def adapted(rows: Iterable[Sequence[Any]], adapters: Sequence[tuple[int, Callable[[Any], Any]]]) -> Iterable[list[Any]]:
    for row in rows:
        values = list(row)
        for place, adapter in adapters:
            values[place] = adapter(values[place])
        yield values
