"""What a body refers to, and putting the public form of it in its place."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from articles.blocks.rewriting import Edit, rewrite
from cms.plain import only_things, string, thing, things

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cms.plain import Json

NOTHING: frozenset[str] = frozenset()
# The word for each kind of target in a link's `ref`, and where its keys are collected.
TARGETS = {"article": "articles", "author": "authors", "category": "categories", "tag": "tags"}


@dataclass(frozen=True, kw_only=True)
class Mentions:
    images: frozenset[str] = NOTHING
    articles: frozenset[str] = NOTHING
    tags: frozenset[str] = NOTHING
    authors: frozenset[str] = NOTHING
    categories: frozenset[str] = NOTHING
    corrections: frozenset[str] = NOTHING


def mentions(blocks: list[Any]) -> Mentions:
    found: dict[str, set[str]] = defaultdict(set)

    def note_correction(block: Json) -> Json:
        found["corrections"].add(string(block, "correction_id"))
        return block

    def note_marks(spans: list[Any]) -> list[Any]:
        for kind, key in _references(spans):
            found[kind].add(key)
        return spans

    def note_image(image: Json) -> Json:
        found["images"].add(string(image, "id"))
        return image

    def note_article(item: Json) -> Json:
        if item.get("type") == "article":
            found["articles"].add(string(item, "id"))
        return item

    rewrite(blocks, Edit(block=note_correction, rich=note_marks, image=note_image, choice=note_article))
    return Mentions(**{kind: frozenset(keys - {""}) for kind, keys in found.items()})


def resolve(
    blocks: list[Any],
    *,
    image: Callable[[Json], Json | None],
    href: Callable[[Json], str | None],
    card: Callable[[str], Json | None],
) -> list[Json]:
    """The blocks as readers get them.

    `image` answers the whole picture for a stub, `card` the card of an article's key; None drops it. `href` answers the
    address of a link's `ref`: "" keeps the address that was typed, None says that readers cannot go there, and then
    the words stay and the link goes, because an address can give away what is not public yet.
    """

    def linked(spans: list[Any]) -> list[Any]:
        if not any(isinstance(span, dict) and "marks" in span for span in spans):
            return spans
        return [
            _linked(span, href) if isinstance(span, dict) and isinstance(span.get("marks"), list) else span
            for span in spans
        ]

    def carded(item: Json) -> Json | None:
        return card(string(item, "id")) if item.get("type") == "article" else item

    def whole(stub: Json) -> Json | None:
        return image(stub) if string(stub, "id") else None

    return rewrite(blocks, Edit(rich=linked, image=whole, choice=carded))


def _references(spans: list[Any]) -> Iterator[tuple[str, str]]:
    for span in only_things(spans):
        for mark in things(span, "marks"):
            ref = thing(mark, "ref")
            if mark.get("type") == "link" and string(ref, "type") in TARGETS:
                yield TARGETS[string(ref, "type")], string(ref, "id")
            elif mark.get("type") == "entity":
                yield "tags", string(mark, "tag_id")
            elif mark.get("type") == "correction":
                yield "corrections", string(mark, "correction_id")


def _linked(span: Json, href: Callable[[Json], str | None]) -> Json:
    marks = [new for mark in span["marks"] if (new := _pointed(mark, href)) is not None]
    if marks:
        return {**span, "marks": marks}
    return {name: value for name, value in span.items() if name != "marks"}


def _pointed(mark: Any, href: Callable[[Json], str | None]) -> Any:
    ref = thing(mark, "ref") if isinstance(mark, dict) and mark.get("type") == "link" else {}
    if not (string(ref, "type") and string(ref, "id")):
        return mark
    address = href(ref)
    if address is None:
        return None
    return {**mark, "href": address} if address else mark
