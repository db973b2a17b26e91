"""Requests to other machines: only where a setting says, never further, and never for long."""

from __future__ import annotations

import re
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from environs import ValidationError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SECONDS = 10
LONGEST_ANSWER = 2000


def can_be_called(address: str) -> None:
    if address and not re.fullmatch(r"https?://[^/?#\s@]+/[^\s#]*", address):
        raise ValidationError("Not an address that can be called.")


def is_header(line: str) -> None:
    if line and not re.fullmatch(r"[A-Za-z0-9-]+: [!-~]([ -~]*[!-~])?", line):
        raise ValidationError("Not a name, a colon, a space and a value.")


class CallFailed(Exception):
    """The message says who was called and what came of it."""


def post_form(address: str, fields: Sequence[tuple[str, str]]) -> None:
    """Raises CallFailed."""
    call("POST", address, urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"})


def call(method: str, address: str, body: str, headers: Mapping[str, str]) -> None:
    """Raises CallFailed unless the answer is that it was taken. No redirect is followed, wherever it leads."""
    parts = urlsplit(address)
    connect = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = connect(parts.hostname or "", parts.port, timeout=SECONDS)
    path = f"{parts.path or '/'}{parts.query and f'?{parts.query}'}"
    try:
        connection.request(method, path, body, {"User-Agent": "newsroom-cms", **headers})
        response = connection.getresponse()
        said = response.read(LONGEST_ANSWER).decode(errors="replace")
    except (OSError, HTTPException) as error:
        raise CallFailed(f"{address} could not be reached: {error}") from error
    finally:
        connection.close()
    if not 200 <= response.status < 300:
        raise CallFailed(f"{address} answered {response.status}: {said[:200]}")
