"""Laws about changing rows, kept by the database itself: triggers, in SQLite's and PostgreSQL's words.

SQLite rebuilds a table when a migration alters it, and a rebuilt table has lost its triggers: such a migration ends with
`install(...)` for that table. `tests/test_laws.py` finds the one that forgot.
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
    """Refuses an INSERT, UPDATE or DELETE on `table` where `refuse` holds; `{differs}` compares, NULLs included."""

    table: str
    action: str
    message: str
    refuse: str = "TRUE"

    @property
    def name(self) -> str:
        return f"{self.table}_guards_{self.action.lower()}"

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
        return [
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {refuse} THEN RAISE EXCEPTION '{self.message}' USING ERRCODE = 'integrity_constraint_violation'; "
            f"END IF; RETURN {row}; END $$",
            f"CREATE TRIGGER {self.name} BEFORE {self.action} ON {self.table} "
            f"FOR EACH ROW EXECUTE FUNCTION {self.name}()",
        ]

    def removal(self, vendor: str) -> list[str]:
        if vendor == "sqlite":
            return [f"DROP TRIGGER IF EXISTS {self.name}"]
        return [f"DROP TRIGGER IF EXISTS {self.name} ON {self.table}", f"DROP FUNCTION IF EXISTS {self.name}()"]


def columns_differ(*columns: str) -> str:
    return "(" + " OR ".join(f"OLD.{column} {{differs}} NEW.{column}" for column in columns) + ")"


def install(guards: Sequence[Guard]) -> migrations.RunPython:
    """A migration operation that puts the guards up; its reverse takes them down."""

    def put_up(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        take_down(apps, schema_editor)
        for guard in guards:
            for statement in guard.statements(schema_editor.connection.vendor):
                schema_editor.execute(statement, None)

    def take_down(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        for guard in guards:
            for statement in guard.removal(schema_editor.connection.vendor):
                schema_editor.execute(statement, None)

    return migrations.RunPython(put_up, take_down)
