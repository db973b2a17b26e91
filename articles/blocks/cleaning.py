"""Tidies a body as it comes in. Nothing that could mean something is lost, and doing it twice changes nothing more."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from articles.blocks.characters import tidy, without_breaks
from articles.blocks.limits import too_deep
from articles.blocks.rewriting import Edit, rewrite
from articles.blocks.spans import clean_spans

if TYPE_CHECKING:
    from cms.plain import Json

ID = re.compile(r"[0-9a-z]{8,32}")
ID_LENGTH = 16
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def clean(blocks: list[Any]) -> list[Any]:
    if too_deep(blocks):
        # Only a machine nests like this: validation refuses it, and walking it could exhaust the stack.
        return list(blocks)
    ids: set[str] = set()
    copies: Counter[str] = Counter()

    def identified(block: Json) -> Json:
        identity = block.get("id")
        if not (isinstance(identity, str) and ID.fullmatch(identity)) or identity in ids:
            identity = _new_id(block, ids, copies)
            block = {**block, "id": identity}
        ids.add(identity)
        return block

    return rewrite(blocks, Edit(block=identified, text=tidy, address=without_breaks, rich=clean_spans))


def _new_id(block: Json, taken: set[str], copies: Counter[str]) -> str:
    """Made from what the block says, so that importing the same story again gives the same ids."""
    content = json.dumps({**block, "id": None}, sort_keys=True, default=repr)
    while True:
        digest = hashlib.blake2b(f"{copies[content]}:{content}".encode(), digest_size=16).digest()
        copies[content] += 1
        number = int.from_bytes(digest, "big")
        identity = "".join(DIGITS[number // 36**place % 36] for place in range(ID_LENGTH))
        if identity not in taken:
            return identity
