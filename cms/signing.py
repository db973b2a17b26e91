"""Signs the digests of the log with Ed25519, where a key is configured: they are then known to be genuine."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any, NamedTuple

from django.conf import settings
from environs import ValidationError

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
except ImportError:
    # An optional part; `is_signing_key` asks for it where a key is configured.
    Ed25519PrivateKey = None  # type: ignore[assignment, misc]

SEED = 32
FORM = re.compile(r"[0-9a-f]{16}:[A-Za-z0-9+/]{86}==")


class PublicKey(NamedTuple):
    # Short for the key, so that a signature says which one made it.
    id: str
    key: str


def is_signing_key(text: str) -> None:
    if not text:
        return
    try:
        seed = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise ValidationError("Not base64.") from error
    if len(seed) != SEED:
        raise ValidationError(f"Not {SEED} bytes.")
    if Ed25519PrivateKey is None:
        raise ValidationError("The package for it is not installed: install requirements/signing.txt.")


def private_key() -> Any:
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(settings.LOG_SIGNING_KEY))


def public_key() -> PublicKey | None:
    """What readers need to check the signatures; None where nothing is signed."""
    if not settings.LOG_SIGNING_KEY:
        return None
    raw = private_key().public_key().public_bytes_raw()
    return PublicKey(hashlib.sha256(raw).hexdigest()[:16], base64.b64encode(raw).decode())


def signatures_of(digests: list[str]) -> list[str]:
    """Each is the id of the key, a colon and the signature of the digest's 64 letters; empty where no key is set."""
    public = public_key()
    if public is None:
        return [""] * len(digests)
    key = private_key()
    return [f"{public.id}:{base64.b64encode(key.sign(digest.encode())).decode()}" for digest in digests]


def is_forged(signature: str, digest: str) -> bool:
    """Whether it claims to be made with the key that is configured, and is not; or is no signature at all.

    Those of other keys are not judged.
    """
    if signature and not FORM.fullmatch(signature):
        return True
    public = public_key()
    key_id, _, value = signature.partition(":")
    if public is None or key_id != public.id:
        return False
    try:
        private_key().public_key().verify(base64.b64decode(value), digest.encode())
    except InvalidSignature:
        return True
    return False
