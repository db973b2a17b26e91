"""Reading plain JSON whose shape nobody promised: what is not there, or is of another type, reads as empty."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def string(value: Json, name: str) -> str:
    found = value.get(name)
    return found if isinstance(found, str) else ""


def number(value: Json, name: str) -> int | float | None:
    found = value.get(name)
    return found if isinstance(found, int | float) and not isinstance(found, bool) else None


def thing(value: Json, name: str) -> Json:
    found = value.get(name)
    return found if isinstance(found, dict) else {}


def things(value: Json, name: str) -> list[Json]:
    return only_things(value.get(name))


def only_things(value: object) -> list[Json]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def words_of(spans: list[Json]) -> str:
    """What a run of text says, without its marks."""
    return "".join(span["text"] for span in spans if isinstance(span.get("text"), str))
