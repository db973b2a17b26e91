"""What of a published story is searched: its words as readers see them, taken from the very document that they get."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from cms.plain import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

JSON = dict[str, Any]

# What of a block is text, in the order in which it is read.
READ = ("title", "label", "text", "caption", "attribution", "credit", "columns", "rows", "items", "blocks")


class Texts(NamedTuple):
    """`title` says what a story is about and whose it is, `lead` begins it, `paragraphs` are the rest."""

    title: list[str]
    lead: list[str]
    paragraphs: list[str]


def texts_of(body: str) -> Texts:
    """Of the JSON of a story; what it does not have is nothing to search. One odd document must not stop the index."""
    story = orjson.loads(body)
    byline = story.get("byline") or {}
    names = [it["author"]["name"] for it in byline.get("contributors", []) if it.get("author")]
    category = story.get("category") or {}
    media = story.get("lead_media") or {}
    return Texts(
        title=texts(story.get("headline"), *(it["name"] for it in story.get("tags", [])), *names),
        lead=texts(
            (story.get("headlines") or {}).get("kicker"),
            words_of(story.get("standfirst") or []) or story.get("summary"),
            byline.get("text"),
            (story.get("dateline") or {}).get("text"),
            category.get("name"),
        ),
        paragraphs=[
            *paragraphs_in((story.get("body") or {}).get("blocks", [])),
            *texts(words_of(media.get("caption") or [])),
        ],
    )


def texts(*candidates: str | None) -> list[str]:
    return [it for it in candidates if it]


def is_rich(value: Any) -> bool:
    """Spans of one paragraph: neither blocks, which have a type, nor items of a list, whose text is spans."""
    return isinstance(value, list) and all(
        isinstance(it, dict) and isinstance(it.get("text"), str) and "type" not in it for it in value
    )


def paragraphs_in(value: Any) -> Iterator[str]:
    """Of a block, of what lies inside one, or of many; in the order in which they are read."""
    if isinstance(value, str):
        yield value
    elif is_rich(value):
        yield words_of(value)
    elif isinstance(value, list):
        for it in value:
            yield from paragraphs_in(it)
    elif isinstance(value, dict):
        for name in READ:
            if name in value:
                yield from paragraphs_in(value[name])
