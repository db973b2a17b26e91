"""How much of a body we take: enough for the longest story, too little to hurt the server."""

from __future__ import annotations

from typing import Any

MAX_BLOCKS = 1000
MAX_BYTES = 1_000_000
MAX_DEPTH = 64
MAX_PROBLEMS = 100


HOLDERS = (dict, list)


def too_deep(blocks: list[Any]) -> bool:
    """Level by level instead of by recursion, because depth is what it guards against."""
    level: list[Any] = [blocks]
    for _ in range(MAX_DEPTH):
        level = [
            child
            for holder in level
            for child in (holder.values() if isinstance(holder, dict) else holder)
            if isinstance(child, HOLDERS)
        ]
        if not level:
            return False
    return True
