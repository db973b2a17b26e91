"""HTML is only ever made here: names come from this code, everything else is escaped."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Value = str | float | bool | None
VOID = frozenset({"br", "hr", "img", "link", "meta", "source", "track"})


def element(name: str, attributes: Mapping[str, Value] | None = None, *content: str) -> str:
    """Attributes that are None or False are left out; content must be HTML already."""
    start = "".join(_attribute(key, value) for key, value in (attributes or {}).items())
    return f"<{name}{start}>" if name in VOID else f"<{name}{start}>{''.join(content)}</{name}>"


def optional(name: str, attributes: Mapping[str, Value] | None, *content: str) -> str:
    """The element, unless nothing would be in it."""
    return element(name, attributes, *content) if any(content) else ""


def lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _attribute(name: str, value: Value) -> str:
    if value is None or value is False:
        return ""
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'
