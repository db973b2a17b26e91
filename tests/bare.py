"""Documents with next to nothing in them, for tests about the log and the laws of its tables."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from cms.compiled import Compiled, Mention
from cms.models import Event

DAY = datetime(2026, 11, 22, 8, tzinfo=UTC)


def key_of(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:26]


def bare(name: str = "storm", text: str = "", *, mentions: tuple[Mention, ...] = (), **fields: Any) -> Compiled:
    kind = fields.pop("kind", "article")
    content = {"type": kind, "headline": text or name, "version": None, "dates": {"modified_at": None}}
    content |= {"body": {"blocks": []}}
    defaults = {"path": f"/{kind}/{name}", "slug": name, "title": name, "published_at": DAY, "updated_at": DAY}
    return Compiled(
        kind=kind, key=key_of(name), body=content, card=content, mentions=frozenset(mentions), **{**defaults, **fields}
    )


def log() -> list[str]:
    return list(Event.objects.order_by("sequence").values_list("type", flat=True))


def sql(statement: str, *parameters: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
