"""What changed between two public versions of a story, for readers: fields, blocks, words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cms.comparison.matching import match
from cms.comparison.words import compare_plain
from cms.plain import string, thing, things

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cms.comparison.matching import Match
    from cms.plain import Json

# Texts longer than this together are compared by blocks only, so that nobody can keep a process busy with them.
MOST_CHARACTERS = 400_000
# Fields of a block that hold what people read, in the order in which they read it.
READ = ("title", "label", "text", "attribution", "caption", "credit", "alt", "headline", "author_name", "source")
TEXTS = ("headline", "standfirst", "summary", "byline")
OTHERS = ("state", "kind", "genre", "language", "path", "category", "tags", "lead_media", "corrections", "flags")
INTO = ("items", "rows", "columns", "blocks", "image")


def difference(before: Json, after: Json) -> Json:
    old, new = blocks_of(before), blocks_of(after)
    in_words = sum(len(words_in(block)) for block in [*old, *new]) <= MOST_CHARACTERS
    changes = [changed_block(it, old, new, in_words=in_words) for it in match(old, new)]
    told = [it for it in changes if it]
    return {
        "fields": list(changed_fields(before, after)),
        "blocks": told,
        "unchanged_blocks": len(changes) - len(told),
    }


def blocks_of(document: Json) -> list[Json]:
    return things(thing(document, "body"), "blocks")


def changed_fields(before: Json, after: Json) -> Iterator[Json]:
    """Those in plain words, and those that are named in other ways by their name alone."""
    for name in TEXTS:
        old, new = words_in(before.get(name)), words_in(after.get(name))
        if old != new:
            yield {"name": name, "words": compared(old, new)}
    for name in OTHERS:
        if without_times(before.get(name)) != without_times(after.get(name)):
            yield {"name": name, "words": None}


def without_times(value: Any) -> Any:
    """As a term or a picture is compared: by what it is."""
    if isinstance(value, list):
        return [without_times(it) for it in value]
    if isinstance(value, dict):
        return value.get("id") or value
    return value


def changed_block(found: Match, before: list[Json], after: list[Json], *, in_words: bool) -> Json | None:
    old = None if found.before is None else before[found.before]
    new = None if found.after is None else after[found.after]
    if old == new and not found.moved:
        return None
    block = new or old or {}
    change = "added" if old is None else "removed" if new is None else "moved" if old == new else "changed"
    return {
        "id": string(block, "id"),
        "type": string(block, "type"),
        "change": change,
        "moved": found.moved,
        "before": old,
        "after": new,
        "words": compared(words_in(old), words_in(new)) if in_words else None,
    }


def compared(old: str, new: str) -> list[Json]:
    return [{"change": run.kind, "text": run.text} for run in compare_plain(old, new)]


def words_in(value: Any) -> str:
    """Everything in it that people read: spans as one text, each part on its own line."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        if all(isinstance(it, dict) and set(it) <= {"text", "marks"} for it in value):
            return "".join(string(it, "text") for it in value)
        return "\n".join(filter(None, map(words_in, value)))
    if isinstance(value, dict):
        return "\n".join(filter(None, (words_in(value[name]) for name in (*READ, *INTO) if name in value)))
    return ""
