"""Spans to HTML and to Markdown. Neighbours that share a mark share one element, so that a link is never cut in two."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from articles.blocks import links
from articles.blocks.spans import ordered
from cms import markdown, markup
from cms.plain import Json, only_things, string, things, words_of

if TYPE_CHECKING:
    from collections.abc import Callable

    Wrap = Callable[[Json, str], str]


RELATIONS = ("nofollow", "sponsored", "ugc")


def html(spans: object) -> str:
    return _nested([_marked(span, HTML) for span in only_things(spans)], HTML, markup.lines)


def text(spans: object) -> str:
    return words_of(only_things(spans))


def md(spans: object) -> str:
    """One paragraph of Markdown; what would start a list, a heading or a table at the start of a line is escaped."""
    return markdown.finished(
        _nested([_marked(span, MARKDOWN) for span in only_things(spans)], MARKDOWN, markdown.lines)
    )


def _marked(span: Json, wraps: dict[str, Wrap]) -> tuple[list[Json], str]:
    """The marks that this projection draws, outermost first and one of each kind, with the words they are on."""
    kinds = {kind: mark for mark in reversed(things(span, "marks")) if (kind := string(mark, "type")) in wraps}
    return ordered(list(kinds.values())), string(span, "text")


def _nested(runs: list[tuple[list[Json], str]], wraps: dict[str, Wrap], leaf: Callable[[str], str]) -> str:
    out = []
    for mark, group in groupby(runs, key=lambda run: run[0][0] if run[0] else None):
        if mark is None:
            out.append(leaf("".join(words for _, words in group)))
        else:
            inner = _nested([(marks[1:], words) for marks, words in group], wraps, leaf)
            out.append(wraps[mark["type"]](mark, inner))
    return "".join(out)


def _tag(name: str) -> Wrap:
    return lambda _, inner: f"<{name}>{inner}</{name}>"


def _html_link(mark: Json, inner: str) -> str:
    given = mark.get("rel")
    rel = [word for word in RELATIONS if word in given] if isinstance(given, list) else []
    return links.anchor(string(mark, "href"), inner, title=string(mark, "title") or None, rel=" ".join(rel) or None)


def _html_language(mark: Json, inner: str) -> str:
    direction = string(mark, "dir")
    attributes = {"lang": string(mark, "lang") or None, "dir": direction if direction in {"ltr", "rtl"} else None}
    return markup.element("span", attributes, inner)


def _html_entity(mark: Json, inner: str) -> str:
    return markup.element("span", {"data-tag": string(mark, "tag_id")}, inner)


def _html_correction(mark: Json, inner: str) -> str:
    return markup.element("span", {"data-correction": string(mark, "correction_id")}, inner)


def _md_link(mark: Json, inner: str) -> str:
    address = string(mark, "href")
    return markdown.link(inner, address, string(mark, "title")) if links.is_safe(address) else inner


def _md_emphasis(tag: str) -> Wrap:
    return lambda _, inner: markdown.emphasis(tag, inner)


HTML: dict[str, Wrap] = {
    "link": _html_link,
    "lang": _html_language,
    "entity": _html_entity,
    "correction": _html_correction,
    "strong": _tag("strong"),
    "em": _tag("em"),
    "strike": _tag("s"),
    "sup": _tag("sup"),
    "sub": _tag("sub"),
    "code": _tag("code"),
}
MARKDOWN: dict[str, Wrap] = {
    "link": _md_link,
    "strong": _md_emphasis("strong"),
    "em": _md_emphasis("em"),
    "strike": _md_emphasis("s"),
    "sup": _tag("sup"),
    "sub": _tag("sub"),
    "code": lambda _, inner: markdown.code(inner),
}
