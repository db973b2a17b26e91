"""Laws about changing rows, kept by the database itself: triggers, in SQLite's and PostgreSQL's words.

SQLite rebuilds a table when a migration alters it, and a rebuilt table has lost its triggers: such a migration ends
with `GuardTables(...)` for that table. `tests/test_laws.py` finds the one that forgot.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import migrations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


@dataclass(frozen=True)
class Guard:
    """Refuses an INSERT, UPDATE or DELETE on `table` where `refuse` holds; `{differs}` compares, NULLs included.

    Where rows must not be deleted, PostgreSQL's TRUNCATE is refused as well, which asks no row's trigger.
    """

    table: str
    action: str
    message: str
    refuse: str = "TRUE"

    @property
    def name(self) -> str:
        return f"{self.table}_guards_{self.action.lower()}"

    @property
    def truncate_name(self) -> str:
        return f"{self.table}_guards_truncate"

    def statements(self, vendor: str) -> list[str]:
        # The parts are constants of our own migrations, never input.
        if vendor == "sqlite":
            refuse = self.refuse.format(differs="IS NOT")
            return [
                f"CREATE TRIGGER {self.name} BEFORE {self.action} ON {self.table} FOR EACH ROW WHEN {refuse} "
                f"BEGIN SELECT RAISE(ABORT, '{self.message}'); END"
            ]
        refuse = self.refuse.format(differs="IS DISTINCT FROM")
        row = "OLD" if self.action == "DELETE" else "NEW"
        raising = f"RAISE EXCEPTION '{self.message}' USING ERRCODE = 'integrity_constraint_violation'"
        statements = [
            f"CREATE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {refuse} THEN {raising}; END IF; RETURN {row}; END $$",
            f"CREATE TRIGGER {self.name} BEFORE {self.action} ON {self.table} "
            f"FOR EACH ROW EXECUTE FUNCTION {self.name}()",
        ]
        if self.action == "DELETE":
            statements += [
                f"CREATE FUNCTION {self.truncate_name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
                f"BEGIN {raising}; END $$",
                f"CREATE TRIGGER {self.truncate_name} BEFORE TRUNCATE ON {self.table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {self.truncate_name}()",
            ]
        return statements

    def removal(self, vendor: str) -> list[str]:
        if vendor == "sqlite":
            return [f"DROP TRIGGER IF EXISTS {self.name}"]
        names = [self.name, self.truncate_name] if self.action == "DELETE" else [self.name]
        return [f"DROP FUNCTION IF EXISTS {name}() CASCADE" for name in names]


class GuardTables(migrations.RunPython):
    """Puts guards up; its reverse takes them down."""

    def __init__(self, guards: Sequence[Guard]) -> None:
        self.guards = guards
        super().__init__(self.put_up, self.take_down)

    def put_up(self, apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        self.take_down(apps, schema_editor)
        for guard in self.guards:
            for statement in guard.statements(schema_editor.connection.vendor):
                schema_editor.execute(statement, None)

    def take_down(self, apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        for guard in self.guards:
            for statement in guard.removal(schema_editor.connection.vendor):
                schema_editor.execute(statement, None)


def columns_differ(*columns: str) -> str:
    return "(" + " OR ".join(f"OLD.{column} {{differs}} NEW.{column}" for column in columns) + ")"
