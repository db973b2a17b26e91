from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from cms.keys import make_key

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


def key_of(kind: str, name: str) -> str:
    """The same in every newsroom, so that a thing of the sample is known again, whatever an editor calls it now."""
    digest = hashlib.sha256(f"sample {kind} {name}".encode()).digest()
    return make_key(int(BEGINNING.timestamp()) * 1000, int.from_bytes(digest[:10]))
