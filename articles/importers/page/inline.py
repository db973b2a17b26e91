"""The running text of elements: spans with their marks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from articles.importers.page.decoding import sound
from articles.importers.page.markup import attribute

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from selectolax.lexbor import LexborNode

    from articles.importers.page.links import Links
    from articles.importers.page.model import Span

    Run = tuple[str, tuple[str, ...], str | None]  # text, styles, where it links to

STYLES = {
    "strong": "strong", "b": "strong", "em": "em", "i": "em", "del": "strike", "s": "strike", "strike": "strike",
    "code": "code", "kbd": "code", "samp": "code", "tt": "code", "sup": "sup", "sub": "sub",
}  # fmt: skip
SILENT = frozenset(
    {"script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed", "video", "audio", "canvas"}
    | {
        "form",
        "input",
        "select",
        "button",
        "textarea",
        "dialog",
        "img",
        "picture",
        "map",
        "frameset",
        "figcaption",
        "head",
    }
)
WHITE = re.compile(r"[ \t\n\r\f]+")
BREAK = "\n"


class Reader:
    """Reads elements, but not those in `without`; they are left in the tree, because others may still point at them."""

    def __init__(self, links: Links) -> None:
        self._links = links

    def paragraphs(self, nodes: Iterable[LexborNode], without: Iterable[LexborNode] = ()) -> list[list[Span]]:
        """Two line breaks in a row part paragraphs."""
        unread = frozenset(node.mem_id for node in without)
        paragraphs: list[list[Span]] = [[]]
        breaks = 0
        for node in nodes:
            for text, styles, href in self._runs(node, unread, (), None):
                if text == BREAK:
                    breaks += 1
                elif not breaks or text.strip():
                    _begin_line(paragraphs, breaks)
                    breaks = 0
                    _append(paragraphs[-1], WHITE.sub(" ", sound(text)), styles, href)
        for spans in paragraphs:
            _trim(spans)
        return [spans for spans in paragraphs if any(span["text"].strip() for span in spans)]

    def text(self, nodes: Iterable[LexborNode], without: Iterable[LexborNode] = ()) -> list[Span]:
        """The same as one text with line breaks, for items, headings and quotes."""
        without = list(without)
        joined: list[Span] = []
        for node in nodes:
            for spans in self.paragraphs([node], without):
                joined += [{"text": BREAK}, *spans] if joined else spans
        return joined

    def _runs(
        self, node: LexborNode, unread: frozenset[int], styles: tuple[str, ...], href: str | None
    ) -> Iterator[Run]:
        if node.is_text_node:
            yield node.text_content or "", styles, href
            return
        tag = node.tag or ""
        if not node.is_element_node or tag in SILENT or node.mem_id in unread:
            return
        if tag == "br":
            yield BREAK, (), None
            return
        if tag == "a":
            href = self._links.resolve(attribute(node, "href")) or href
        elif style := STYLES.get(tag):
            styles = styles if style in styles else (*styles, style)
        for child in node.iter(include_text=True):
            yield from self._runs(child, unread, styles, href)


def linked_share(spans: list[Span]) -> float:
    linked = sum(len(span["text"]) for span in spans if any(mark["type"] == "link" for mark in span.get("marks", [])))
    return linked / max(1, sum(len(span["text"]) for span in spans))


def _begin_line(paragraphs: list[list[Span]], breaks: int) -> None:
    if breaks > 1:
        paragraphs.append([])
    elif breaks and paragraphs[-1]:
        _trim(paragraphs[-1])
        paragraphs[-1].append({"text": BREAK})


def _append(spans: list[Span], text: str, styles: tuple[str, ...], href: str | None) -> None:
    if not spans or spans[-1]["text"].endswith((" ", BREAK)):
        text = text.lstrip(" ")
    if text:
        spans.append(_span(text, styles, href))


def _span(text: str, styles: tuple[str, ...], href: str | None) -> Span:
    marks = [{"type": "link", "href": href}] if href else []
    marks += [{"type": style} for style in styles]
    return {"text": text, "marks": marks} if marks and text.strip() else {"text": text}


def _trim(spans: list[Span]) -> None:
    while spans:
        spans[-1] = {**spans[-1], "text": spans[-1]["text"].rstrip(" \n")}
        if spans[-1]["text"]:
            return
        spans.pop()
