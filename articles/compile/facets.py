"""The words by which lists can be filtered: mentions that name no object, but a choice of the desk's."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Any

from cms.compiled import Mention
from cms.vocabulary import BLOCKS_ASKED_FOR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from articles.snapshot import Content

JSON = dict[str, Any]


def facets(content: Content, body: JSON) -> Iterator[Mention]:
    yield Mention("kind", content["kind"])
    yield Mention("genre", content["genre"])
    yield Mention("access", content["access_tier"])
    yield from (Mention("language", tag) for tag in language_range(content["language"]))
    if content["breaking"]:
        yield Mention("breaking", "true")
    for type_ in types_in(body["body"]["blocks"]) & set(BLOCKS_ASKED_FOR):
        yield Mention("has", type_)
    if body["corrections"]:
        yield Mention("has", "corrections")


def language_range(language: str) -> Iterable[str]:
    """`en-GB` is English as well."""
    return accumulate(language.lower().split("-"), lambda whole, part: f"{whole}-{part}")


def types_in(blocks: list[JSON]) -> set[str]:
    inside = (item.get("blocks", []) for block in blocks if block["type"] == "box" for item in block["items"])
    return {block["type"] for block in blocks}.union(*map(types_in, inside))
