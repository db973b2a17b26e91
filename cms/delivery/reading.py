"""How the text of one parameter is read: each gives its value, or raises a ValueError that says what it should be."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING

from cms.delivery.published import could_be_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MOMENT = re.compile(r"\d{4}-\d\d-\d\d([Tt]\d\d:\d\d:\d\d(\.\d{1,6})?([Zz]|[+ -]\d\d:\d\d))?", re.ASCII)
FIELD = re.compile(r"[A-Za-z0-9_:-]{1,50}(\.[A-Za-z0-9_:-]{1,50}){0,9}", re.ASCII)
LONGEST_CURSOR = 2000


def nearest_to(name: str, known: Iterable[str]) -> str | None:
    return next(iter(get_close_matches(name[:100].lower(), list(known), n=1, cutoff=0.5)), None)


def shortened(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}…"


def read_name(text: str) -> str:
    if not could_be_name(text):
        raise ValueError(f"must be a slug or an id, and “{shortened(text)}” can be neither")
    return text


def read_choice(*choices: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in choices:
            raise ValueError(f"must be one of {', '.join(f'`{it}`' for it in choices)}, not “{shortened(text)}”")
        return text

    return read


def read_moment(text: str) -> datetime:
    """RFC 3339, or a date for its first moment in UTC. A plus that was not encoded arrives as a space."""
    if MOMENT.fullmatch(text):
        try:
            moment = datetime.fromisoformat(text.replace(" ", "+").upper())
            return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
        except (ValueError, OverflowError):
            # There is no such day, or none in UTC: refused like what does not look like one.
            pass
    raise ValueError(
        f"must be a time such as `2026-11-22T08:30:00Z` or a date such as `2026-11-22`, not “{shortened(text)}”"
    )


def read_field(text: str) -> str:
    if not FIELD.fullmatch(text):
        raise ValueError(
            f"must be names of fields, with dots for what lies inside and commas between, not “{shortened(text)}”"
        )
    return text


def read_cursor(text: str) -> str:
    if len(text) > LONGEST_CURSOR:
        raise ValueError("must be taken from `next` or `previous` of another page of this list")
    return text


def read_past(text: str) -> datetime:
    moment = read_moment(text)
    if moment > datetime.now(UTC):
        raise ValueError("must not lie in the future: what will be public then, nobody knows yet")
    return moment
