"""Opaque keys: ULIDs (48 bits of milliseconds, 80 random bits) in 26 lower-case characters of Crockford's base 32."""

from __future__ import annotations

import re
import secrets
import time
import uuid
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from collections.abc import Iterable

    TextColumn = models.CharField[str, str]
else:
    TextColumn = models.CharField

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
KEY_LENGTH = 26
KEY_PATTERN = re.compile(f"[0-7][{ALPHABET}]{{25}}")
# Documents of which there is only one (the site, the category tree) share this key.
ONLY_KEY = "0" * KEY_LENGTH

Name = tuple[str, str]
"""What an object is known by everywhere: its kind and its key."""


def new_key() -> str:
    return make_key(int(time.time() * 1000), secrets.randbits(80))


def make_key(milliseconds: int, entropy: int) -> str:
    number = milliseconds << 80 | entropy
    return "".join(ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))


def is_key(text: str) -> bool:
    return KEY_PATTERN.fullmatch(text) is not None


def urn_of(key: str) -> str:
    """The key as a UUID, which it is: a name that no change of address can touch."""
    number = 0
    for letter in key:
        number = number << 5 | ALPHABET.index(letter)
    return uuid.UUID(int=number & (1 << 128) - 1).urn


def by_kind(names: Iterable[Name]) -> dict[str, list[str]]:
    keys: dict[str, list[str]] = defaultdict(list)
    for kind, key in names:
        keys[kind].append(key)
    return keys


class KeyField(TextColumn):
    """The one column type of identity, in whichever table a key stands."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = KEY_LENGTH
        super().__init__(*args, **kwargs)

    def db_type(self, connection: Any) -> str | None:
        """PostgreSQL takes varchar(26)[] and varchar[] for two types, and would refuse to walk a tree of such keys."""
        return "text" if connection.vendor == "postgresql" else super().db_type(connection)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return name, path, args, kwargs
