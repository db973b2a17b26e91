"""How long a story is. Captions, pull quotes and links elsewhere are not part of its length."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from articles.blocks.registry import BLOCK_TYPES
from articles.blocks.rewriting import Edit, rewrite
from cms.plain import only_things, words_of

if TYPE_CHECKING:
    from cms.plain import Json

WORDS_A_MINUTE = 240


def word_count(blocks: list[Any]) -> int:
    counts: list[int] = []

    def only_counted(block: Json) -> Json | None:
        return block if BLOCK_TYPES[block["type"]].counted(block) else None

    def count(spans: list[Any]) -> list[Any]:
        counts.append(len(words_of(only_things(spans)).split()))
        return spans

    rewrite(blocks, Edit(block=only_counted, rich=count))
    return sum(counts)


def reading_minutes(words: int) -> int:
    """Rounded to the nearest minute; a story that has words takes at least one."""
    return max(1, (words + WORDS_A_MINUTE // 2) // WORDS_A_MINUTE) if words > 0 else 0
