"""The tree of a saved page, and what is too strange to be given to a parser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

from articles.importers.page.decoding import sound
from articles.importers.page.model import NotAStory

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

BEGINS = re.compile(r"<(?:!doctype\s+html|/?[a-z][a-z0-9-]*(?=[\s/>]))", re.IGNORECASE)
PREAMBLE = re.compile(r"\s+|<\?xml[^>]{0,200}\?>|<!--(?:(?!-->).){0,2000}-->", re.DOTALL)
XHTML = re.compile(r"<(?:!doctype\s+html|html)\b", re.IGNORECASE)
OTHER_XML = re.compile(
    r"<(?:rss|feed|rdf:rdf|urlset|sitemapindex|svg|wxr|opml|plist|newsitem|nitf|office:)\b", re.IGNORECASE
)
WEB_ARCHIVE = re.compile(r"(?:from: <saved by|mime-version:|content-type: multipart)", re.IGNORECASE)

TAG = re.compile(r"<(?:!--|(/?)([a-zA-Z][a-zA-Z0-9-]*))")
RAW = frozenset({"script", "style", "textarea", "title", "xmp", "iframe"})
FOREIGN = frozenset({"svg", "math"})
# Their end tags may be left out, so that counting them says nothing about depth.
UNCOUNTED = frozenset(
    {
        "area",
        "base",
        "br",
        "col",
        "dd",
        "dt",
        "embed",
        "hr",
        "img",
        "input",
        "li",
        "link",
        "meta",
        "option",
        "p",
        "param",
    }
    | {"source", "tbody", "td", "tfoot", "th", "thead", "tr", "track", "wbr", "rp", "rt", "colgroup", "optgroup"}
)
DEEPEST_MARKUP = 600
DEEPEST = 200
MOST_ELEMENTS = 50_000
LONGEST_TAG = 20_000
MOST_ATTRIBUTES = 2_000
QUOTED_VALUE = re.compile(r"\"[^\"]*\"|'[^']*'")
TOO_STRANGE = "the page cannot be read: its markup is nested deeper or built larger than any story's"


def is_html(text: str) -> bool:
    """By what is in it, whatever the file is called."""
    place = 0
    while found := PREAMBLE.match(text, place):
        place = found.end()
    start = text[place : place + 4000]
    if OTHER_XML.match(start):
        raise NotAStory(["it is an XML file, not a page: feeds and exports have importers of their own"])
    if WEB_ARCHIVE.match(start):
        raise NotAStory(["it is a web archive: save the page as “HTML only” instead"])
    if text.lstrip().startswith("<?xml") and not XHTML.match(start):
        raise NotAStory(["it is an XML file, not a page"])
    return bool(BEGINS.match(start))


def parse(text: str) -> LexborHTMLParser:
    _refuse_hostile(text)
    tree = LexborHTMLParser(text)
    if tree.body is None or _is_too_deep(tree):
        raise NotAStory([TOO_STRANGE])
    return tree


def words_of(node: LexborNode | None) -> str:
    """What the element says, on one line."""
    return " ".join(sound(node.text(separator=" ")).split()) if node is not None else ""


def attribute(node: LexborNode, name: str) -> str:
    return sound(node.attrs.get(name) or "").strip()


def ancestors(node: LexborNode) -> Iterator[LexborNode]:
    above = node.parent
    while above is not None and above.is_element_node:
        yield above
        above = above.parent


def _refuse_hostile(text: str) -> None:
    """Before parsing, because a parser takes quadratic time for what these counts tell in one pass."""
    depth = foreign = place = elements = 0
    while found := TAG.search(text, place):
        name, closes = (found[2] or "").lower(), bool(found[1])
        end = text.find(">" if name else "-->", found.end())
        if end < 0:
            return
        place = end if not name else found.end()
        if not name:
            continue
        step = -1 if closes else 1
        empty = name in UNCOUNTED or (foreign > 0 and text[end - 1] == "/")
        depth, foreign = depth + step * (not empty), max(0, foreign + step * (name in FOREIGN))
        if not closes:
            elements += 1
            _refuse_long_tag(text, place, end)
            place = _behind_raw_text(text, name, end) if name in RAW and not foreign else place
        if depth > DEEPEST_MARKUP or elements > MOST_ELEMENTS:
            raise NotAStory([TOO_STRANGE])


def _refuse_long_tag(text: str, start: int, end: int) -> None:
    if end - start > LONGEST_TAG and len(QUOTED_VALUE.sub("", text[start:end]).split()) > MOST_ATTRIBUTES:
        raise NotAStory([TOO_STRANGE])


def _behind_raw_text(text: str, name: str, start: int) -> int:
    close = re.compile(rf"</{name}", re.IGNORECASE).search(text, start)
    return close.start() if close else len(text)


def _is_too_deep(tree: LexborHTMLParser) -> bool:
    node, depth = tree.root, 0
    count = 0
    while node is not None:
        count += 1
        if depth > DEEPEST or count > 5 * MOST_ELEMENTS:
            return True
        below = node.first_child
        if below is not None:
            node, depth = below, depth + 1
            continue
        while node is not None and node.next is None:
            node, depth = node.parent, depth - 1
        node = node.next if node is not None else None
    return False
