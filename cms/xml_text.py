"""XML written by hand: whatever a text holds, the document stays well-formed."""

from __future__ import annotations

import re
from html import escape

DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
# What XML 1.0 has no way of writing, not even as a number, and the controls of old terminals, of which it warns.
IMPOSSIBLE = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def escaped(text: str) -> str:
    """For content and attributes. What cannot be written is left out; a bare carriage return would be lost."""
    return escape(IMPOSSIBLE.sub("", text)).replace("\r", "&#13;")


def element(name: str, text: str | None, **attributes: str | int | None) -> str:
    """Empty where there is nothing in it. `inside` takes what is XML already."""
    return inside(name, escaped(text), **attributes) if text else ""


def inside(name: str, content: str, **attributes: str | int | None) -> str:
    return f"<{name}{written(attributes)}>{content}</{name}>" if content else f"<{name}{written(attributes)}/>"


def written(attributes: dict[str, str | int | None]) -> str:
    known = {name.rstrip("_"): value for name, value in attributes.items() if value is not None}
    return "".join(f' {name}="{escaped(str(value))}"' for name, value in known.items())
