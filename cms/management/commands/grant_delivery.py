"""Lets a PostgreSQL role read what is published, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from cms.models import (
    Document,
    Event,
    Followed,
    Reference,
    Representation,
    ScopedChange,
    SearchEntryA,
    SearchEntryB,
    SearchIndex,
    SearchTerm,
    SearchTypo,
    SearchWord,
)
from cms.search.bands import TABLE as BANDS

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

PUBLISHED = (Document, Reference, Representation, Event, ScopedChange, Followed)
SEARCH = (SearchIndex, SearchEntryA, SearchEntryB, SearchWord, SearchTypo, SearchTerm)
TABLES = [*(model._meta.db_table for model in (*PUBLISHED, *SEARCH)), BANDS]


class Command(BaseCommand):
    help = (
        "Prints the SQL that lets a PostgreSQL role read the published tables, for DELIVERY_DATABASE_URL. "
        "With --apply it is run. Create the role first: CREATE ROLE name LOGIN PASSWORD '…'."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role", help="The name of a role that exists.")
        parser.add_argument("--apply", action="store_true", help="Run it instead of printing it.")

    def handle(self, *args: Any, role: str, apply: bool, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("Only PostgreSQL has roles: set DATABASE_URL to one.")
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper OR rolname = current_user FROM pg_roles WHERE rolname = %s", [role])
            found = cursor.fetchone()
            if found is None:
                raise CommandError(
                    f"There is no role “{role}”: CREATE ROLE {quoted(role)} LOGIN PASSWORD '…' makes it."
                )
            if found[0]:
                raise CommandError(f"“{role}” is a superuser or the role that writes: use another one.")
            cursor.execute("SELECT current_schema()")
            [schema] = cursor.fetchone()
            for statement in statements(role, schema):
                self.stdout.write(f"{statement};")
                if apply:
                    cursor.execute(statement)
        if apply:
            self.stdout.write(self.style.SUCCESS(f"“{role}” may read what is published."))


def quoted(name: str) -> str:
    return '"{}"'.format(name.replace('"', '""'))


def statements(role: str, schema: str) -> list[str]:
    """What the role had before is taken from it first, so that no earlier grant lets it see a draft."""
    grantee, place = quoted(role), quoted(schema)
    tables = ", ".join(f"{place}.{quoted(table)}" for table in TABLES)
    return [
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {place} FROM {grantee}",
        f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA {place} FROM {grantee}",
        f"GRANT USAGE ON SCHEMA {place} TO {grantee}",
        f"GRANT SELECT ON {tables} TO {grantee}",
    ]
