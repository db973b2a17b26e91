"""From the elements that hold a story to its pieces, in reading order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from articles.importers.page.beside import is_beside
from articles.importers.page.draft import Piece, paragraph
from articles.importers.page.figures import picture_of
from articles.importers.page.inline import Reader
from articles.importers.page.links import web_address
from articles.importers.page.markup import ancestors, attribute, words_of
from articles.importers.page.prose import shortened

if TYPE_CHECKING:
    from collections.abc import Iterable

    from selectolax.lexbor import LexborNode

    from articles.importers.page.links import Links
    from articles.importers.page.model import Block

INLINE = frozenset(
    {
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "br",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
    }
    | {"kbd", "label", "mark", "q", "ruby", "rt", "rp", "s", "samp", "small", "span", "strike", "strong", "sub", "sup"}
    | {"time", "tt", "u", "var", "wbr"}
)
BLOCKS = "p, div, ul, ol, blockquote, figure, h1, h2, h3, h4, h5, h6, table, section, article, img, iframe, video, pre"
PASSED_OVER = frozenset(
    {"script", "style", "noscript", "template", "head", "link", "meta", "hr", "svg", "canvas", "math"}
)
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
EMBEDS = frozenset({"iframe", "video", "audio", "object", "embed"})
DEEPEST_LIST = 8


class Walker:
    def __init__(self, links: Links, *, around: int, without: Iterable[LexborNode] = ()) -> None:
        self.pieces: list[Piece] = []
        self.warnings: list[str] = []
        self._links = links
        self._reader = Reader(links)
        self._around = around
        self._without = frozenset(node.mem_id for node in without)

    def walk(self, nodes: Iterable[LexborNode]) -> list[Piece]:
        """The pieces of these nodes and of what is in them."""
        begin = len(self.pieces)
        run: list[LexborNode] = []
        for node in nodes:
            if node.is_text_node or self._is_inline(node):
                run.append(node)
            elif node.is_element_node:
                self._say(run)
                run = []
                self._take(node)
        self._say(run)
        return self.pieces[begin:]

    def _is_inline(self, node: LexborNode) -> bool:
        return node.tag in INLINE and node.css_first(BLOCKS) is None and not is_beside(node, self._around)

    def _take(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag in PASSED_OVER or node.mem_id in self._without or self._is_left_out(node):
            return
        if tag in {"p", "pre"}:
            self._paragraph(node)
        elif tag in HEADINGS:
            self._heading(node)
        elif tag in {"ul", "ol"}:
            self._list(node)
        elif tag == "blockquote":
            self._quote(node)
        elif tag in {"figure", "img", "picture"}:
            self._figure(node)
        elif "caption" in attribute(node, "class").lower() and node.css_first("p") is None:
            self._picture(node)
        else:
            self.walk(node.iter(include_text=True))

    def _is_left_out(self, node: LexborNode) -> bool:
        """With a warning, as nothing that somebody may have wanted goes without one."""
        tag = node.tag or ""
        if tag in EMBEDS:
            source = shortened(attribute(node, "title") or attribute(node, "src")) or "without an address"
            self.warnings.append(f"Left out embedded content ({tag}): {source}.")
        elif tag == "table" and node.css_first("th") is not None:
            self._warn(node, "tables are not imported")
        elif is_beside(node, self._around):
            self._warn(node, "it is page furniture")
        else:
            return False
        return True

    def _say(self, run: list[LexborNode], without: Iterable[LexborNode] = ()) -> None:
        self.pieces += [paragraph(spans) for spans in self._reader.paragraphs(run, without)]

    def _paragraph(self, node: LexborNode) -> None:
        captions = [inner for inner in node.css('[class*="caption" i]') if inner.mem_id != node.mem_id]
        self._say([node], captions)
        if captions or node.css_first("img") is not None:
            self._picture(node)

    def _heading(self, node: LexborNode) -> None:
        if spans := self._reader.text([node]):
            level = min(4, max(2, int(str(node.tag)[1])))
            self.pieces.append(Piece({"type": "heading", "level": level, "text": spans}))

    def _list(self, node: LexborNode) -> None:
        for image in node.css("img"):
            self._picture(image)
        if not (items := self._items(node, 1)):
            return
        block: Block = {"type": "list", "style": "number" if node.tag == "ol" else "bullet", "items": items}
        start = attribute(node, "start")
        if node.tag == "ol" and start.isascii() and start.isdigit() and len(start) < 7:
            block["start"] = int(start)
        self.pieces.append(Piece(block))

    def _items(self, node: LexborNode, depth: int) -> list[Block]:
        items: list[Block] = []
        for child in node.iter():
            if child.tag in {"ul", "ol"}:
                # A list directly in a list belongs to the item above it, whatever the rules say.
                _nest(items, self._items(child, depth + 1), depth)
            elif child.tag == "li":
                inner = [one for one in child.css("ul, ol") if _list_around(one) == child.mem_id]
                nested = [item for one in inner for item in self._items(one, depth + 1)]
                if spans := self._reader.text([child], inner):
                    items.append({"text": spans})
                    _nest(items, nested, depth)
                else:
                    items += nested
        return items

    def _quote(self, node: LexborNode) -> None:
        source = node.css_first("cite, footer, figcaption")
        attribution = words_of(source).lstrip("—–- ")
        without = [source] if source is not None and attribution else []
        spans = self._reader.text(node.css("p") or [node], without)
        if not spans:
            return
        above = attribute(node.parent, "class") if node.parent is not None else ""
        block: Block = {"type": "quote", "variant": "block", "text": spans}
        if "pull" in attribute(node, "class") + above:
            block["variant"] = "pull"
        if attribution:
            block["attribution"] = attribution
        if source_url := web_address(attribute(node, "cite")):
            block["source_url"] = source_url
        self.pieces.append(Piece(block))

    def _figure(self, node: LexborNode) -> None:
        if node.css_first("img") is None and node.css_first("blockquote, table, pre, p, ul, iframe, video") is not None:
            self.walk(node.iter(include_text=True))
        else:
            self._picture(node)

    def _picture(self, node: LexborNode) -> None:
        if picture := picture_of(node, self._links):
            self.pieces.append(Piece(picture=picture))

    def _warn(self, node: LexborNode, why: str) -> None:
        if text := words_of(node):
            self.warnings.append(f"Left out “{shortened(text)}”: {why}.")


def _list_around(node: LexborNode) -> int | None:
    """The item in which a list stands directly, if no other list is between them."""
    above = next((one for one in ancestors(node) if one.tag in {"ul", "ol", "li"}), None)
    return above.mem_id if above is not None and above.tag == "li" else None


def _nest(items: list[Block], nested: list[Block], depth: int) -> None:
    if nested and items and depth < DEEPEST_LIST:
        items[-1].setdefault("items", []).extend(nested)
    else:
        items += nested
