from __future__ import annotations

from typing import Any


class DeliveryIsReadOnly:
    """Keeps migrations and writes off the connection that answers readers."""

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return "default"

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        return False if db == "delivery" else None
