"""Cursors: opaque to clients, and signed, so that none can be made up or be used where it does not belong."""

from __future__ import annotations

from typing import Any

import orjson
from django.core import signing

from cms.delivery.problems import Problem, invalid

SIGNER = signing.Signer(salt="cms.delivery.cursor", sep=".")


def sealed(content: list[Any]) -> str:
    return SIGNER.sign(signing.b64_encode(orjson.dumps(content)).decode())


def opened(cursor: str) -> list[Any]:
    """Raises a Problem where it is none that this API gave out."""
    try:
        content = signing.b64_decode(SIGNER.unsign(cursor).encode())
    except signing.BadSignature as error:
        raise bad_cursor("is not one that this API gave out: take it whole from an earlier answer") from error
    return list(orjson.loads(content))


def bad_cursor(fault: str) -> Problem:
    return invalid([{"parameter": "cursor", "detail": f"`cursor` {fault}."}])
