"""How facts are written for readers: one spelling of times, one of JSON, so that equal content has equal bytes."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any, overload

import orjson


@overload
def iso(moment: datetime) -> str: ...
@overload
def iso(moment: None) -> None: ...
def iso(moment: datetime | None) -> str | None:
    """UTC with a closing Z, in whole seconds: fractions break the stock date parsers of several mobile platforms."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def to_json(value: Any) -> str:
    return orjson.dumps(value).decode()


def canonical_json(value: Any) -> str:
    """Sorted keys: what a reader who checks the log must rebuild byte by byte."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def digest_of(text: str) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
