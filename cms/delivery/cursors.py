"""Cursors: opaque to clients, and signed, so that none can be made up or be used where it does not belong."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import orjson
from django.core import signing
from django.utils.crypto import salted_hmac

from cms.delivery.problems import Problem, invalid

if TYPE_CHECKING:
    import hmac

SALT = "cms.delivery.cursor"


class Signer(signing.Signer):
    """Django's, which sets up its key once, not for each signature."""

    @cached_property
    def begun(self) -> hmac.HMAC:
        return salted_hmac(f"{SALT}signer", b"", self.key, algorithm=self.algorithm)

    def signature(self, value: str | bytes, key: str | bytes | None = None) -> str:
        if key not in (None, self.key):
            return super().signature(value, key)
        mac = self.begun.copy()
        mac.update(value.encode() if isinstance(value, str) else value)
        return signing.b64_encode(mac.digest()).decode()


SIGNER = Signer(salt=SALT, sep=".")


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
