"""What is wrong with a body, told to people who see blocks on a page, and neither fields nor paths."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from articles.blocks.registry import BLOCK_TYPES
from cms.plain import string

if TYPE_CHECKING:
    from articles.blocks.messages import Problem

# As the editor calls them (articles/editor/src/dialogs/naming.js), where it does not call them by their own name.
FIELDS = {
    "ads": "advertising", "alt": "description of what it shows", "aspect_ratio": "aspect ratio",
    "author_name": "who said it", "bitrate": "bit rate", "closes_at": "closes at", "collapsed": "show folded up",
    "columns": "columns", "consent": "consent", "crop": "crop", "data_url": "address of the data",
    "drop_cap": "large first letter", "duration": "length in seconds", "external_id": "id on the provider's site",
    "fallback": "for programs that cannot show this", "header_column": "first column is a heading",
    "heights": "heights by width, in pixels", "href": "leads to", "image": "picture", "key": "key of the offer",
    "lang": "language", "level": "level", "loop": "repeat", "platforms": "only shown on", "poster": "still picture",
    "posted_at": "posted at", "required": "ask readers before it is loaded", "size": "size in bytes",
    "source": "source", "source_url": "address of the source", "start": "first number",
    "thumbnail": "picture of the post", "transcript_url": "address of the transcript",
    "type": "type", "url": "address", "variant": "form",
}  # fmt: skip
QUOTED = re.compile(r"“(\w+)”")
PARTS = {"blocks": "block", "columns": "column", "rows": "row", "sources": "file", "tracks": "track"}
ITEMS = {"gallery": "picture", "related": "story", "box": "part"}


def told(problem: Problem, body: list[Any]) -> str:
    """With the block that it is in, as one finds it on the page."""
    block = block_of(problem, body)
    if block is None:
        return in_words(problem.message)
    place = ", ".join([f"Block {place_of(problem) + 1} ({label_of(block)})", *parts_of(problem, body)])
    return f"{place}: {in_words(problem.message)}"


def told_beside(problem: Problem, body: list[Any]) -> str:
    """For who sees the block: where in it."""
    place = ", ".join(parts_of(problem, body))
    return f"{place[:1].upper()}{place[1:]}: {in_words(problem.message)}" if place else in_words(problem.message)


def in_words(message: str) -> str:
    return QUOTED.sub(lambda found: f"“{FIELDS.get(found[1], found[1]).replace('_', ' ')}”", message)


def block_of(problem: Problem, body: list[Any]) -> Any:
    place = place_of(problem)
    return body[place] if 0 <= place < len(body) else None


def place_of(problem: Problem) -> int:
    """Of the block in the body, counted from 0: a path begins with it. -1 where it is the body that is wrong."""
    place = problem.path.split(".")[0]
    return int(place) if place.isdigit() else -1


def label_of(block: Any) -> str:
    kind = BLOCK_TYPES.get(string(block, "type")) if isinstance(block, dict) else None
    return kind.label.lower() if kind else "unknown type"


def parts_of(problem: Problem, body: list[Any]) -> list[str]:
    """The way into the block: an item, a cell of a table, a block in a box."""
    path, value, parts = ["", "", *problem.path.split(".")[1:]], block_of(problem, body), []
    kind = string(value, "type") if isinstance(value, dict) else ""
    for above, before, step in zip(path, path[1:], path[2:], strict=False):
        value = inside(value, step)
        if not step.isdigit():
            continue
        if before == "items":
            parts.append(f"{ITEMS.get(kind, 'item')} {int(step) + 1}")
        elif before in PARTS:
            parts.append(f"{PARTS[before]} {int(step) + 1}")
        elif above == "rows":
            parts.append(f"column {int(step) + 1}")
        if before == "blocks" and isinstance(value, dict):
            kind = string(value, "type")
            parts[-1] = f"{parts[-1]} ({label_of(value)})"
    return parts


def inside(value: Any, step: str) -> Any:
    if isinstance(value, dict):
        return value.get(step)
    if isinstance(value, list) and step.isdigit() and int(step) < len(value):
        return value[int(step)]
    return None
