"""A story's body as its writers type it, into blocks.

A plain string is a paragraph. Every other block is written with its own fields, rich text as in `prose`; a list's
items, a related block's stories (slugs) and a heading of level 2 may be written short.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from articles.sample.prose import spans_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from articles.sample.content import Json

RICH = frozenset({"text", "caption"})
PLAIN_TEXT = frozenset({"embed"})
PICTURES = frozenset({"image", "poster", "thumbnail"})


@dataclass(frozen=True)
class Desk:
    """What a body needs to know of the rest of the sample."""

    address: Callable[[str, str], str]
    headlines: Mapping[str, str]
    alternatives: Mapping[str, str]

    def rich(self, text: str) -> list[Json]:
        return spans_of(text, self.address)

    def picture(self, name: str) -> Json:
        return {"picture": name, "alt": self.alternatives[name]}

    def related(self, item: str | Json) -> Json:
        if isinstance(item, dict):
            return {"type": "external", **item}
        url = self.address("article", item)
        return {"type": "article", "slug": item, "headline": self.headlines[item], "url": url}


def blocks_of(written: list[Any], place: str, desk: Desk) -> list[Json]:
    """`place` tells the blocks of one story from those of another, so that their ids last."""
    return [block_of(item, f"{place}/{number}", desk) for number, item in enumerate(written)]


def block_of(written: str | Json, place: str, desk: Desk) -> Json:
    if isinstance(written, str):
        return block_of({"type": "paragraph", "text": written}, place, desk)
    kind = written["type"]
    block: Json = {"id": f"b{hashlib.sha256(place.encode()).hexdigest()[:12]}", "type": kind}
    if kind == "heading":
        block["level"] = 2
    for name, value in written.items():
        block[name] = _field(kind, name, value, place=place, desk=desk)
    return block


def _field(kind: str, name: str, value: Any, *, place: str, desk: Desk) -> Any:
    if name in RICH and kind not in PLAIN_TEXT:
        return desk.rich(value)
    if name in PICTURES:
        return desk.picture(value)
    if name == "rows":
        return [[desk.rich(cell) for cell in row] for row in value]
    if name == "items":
        return [_item(kind, item, f"{place}/{number}", desk) for number, item in enumerate(value)]
    return value


def _item(kind: str, item: Any, place: str, desk: Desk) -> Json:
    if kind == "related":
        return desk.related(item)
    if kind == "list":
        return _list_item(item, desk)
    if kind == "box":
        return {**item, "blocks": blocks_of(item["blocks"], place, desk)}
    return {name: _field(kind, name, value, place=place, desk=desk) for name, value in item.items()}


def _list_item(item: str | Json, desk: Desk) -> Json:
    if isinstance(item, str):
        return {"text": desk.rich(item)}
    return {"text": desk.rich(item["text"]), "items": [_list_item(inner, desk) for inner in item["items"]]}
