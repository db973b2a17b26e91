"""Requests to other machines: only where a setting says, never further, and never for long."""

from __future__ import annotations

from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

if TYPE_CHECKING:
    from collections.abc import Sequence

SECONDS = 10
LONGEST_ANSWER = 2000


class CallFailed(Exception):
    """The message says who was called and what came of it."""


def post_form(address: str, fields: Sequence[tuple[str, str]]) -> None:
    """Raises CallFailed unless the answer is that it was taken. No redirect is followed, wherever it leads."""
    parts = urlsplit(address)
    connect = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = connect(parts.hostname or "", parts.port, timeout=SECONDS)
    path = f"{parts.path or '/'}{parts.query and f'?{parts.query}'}"
    headers = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": "newsroom-cms"}
    try:
        connection.request("POST", path, urlencode(fields), headers)
        response = connection.getresponse()
        said = response.read(LONGEST_ANSWER).decode(errors="replace")
    except (OSError, HTTPException) as error:
        raise CallFailed(f"{address} could not be reached: {error}") from error
    finally:
        connection.close()
    if not 200 <= response.status < 300:
        raise CallFailed(f"{address} answered {response.status}: {said[:200]}")
