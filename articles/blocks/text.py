"""The blocks that are running text: paragraphs, headings, lists, quotes, and the pause between two parts."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Field

from articles.blocks import inline, links
from articles.blocks.entry import Block, BlockType, Fault, always, figure
from articles.blocks.fields import Address, Maybe, Part, Text
from articles.blocks.spans import Rich
from cms import markdown, markup
from cms.plain import Json, number, string, things

MAX_NESTING = 8
SENTENCE_ENDS = (".", "!", "?", "…", ":")


class ParagraphBlock(Block):
    type: Literal["paragraph"]
    text: Rich
    drop_cap: bool = False


class HeadingBlock(Block):
    type: Literal["heading"]
    level: Literal[2, 3, 4]
    text: Rich
    anchor: Maybe[Annotated[str, Field(pattern=r"^[a-z0-9-]{1,100}$")]] = None


class ListItem(Part):
    text: Rich
    items: list["ListItem"] = Field(default_factory=list)


class ListBlock(Block):
    type: Literal["list"]
    style: Literal["bullet", "number"]
    start: Annotated[int, Field(ge=0, le=999_999)] = 1
    items: Annotated[list[ListItem], Field(min_length=1)]


class QuoteBlock(Block):
    type: Literal["quote"]
    variant: Literal["block", "pull"]
    text: Rich
    attribution: Maybe[Text] = None
    source_url: Maybe[Address] = None


class DividerBlock(Block):
    type: Literal["divider"]


def _paragraph_html(block: Json) -> str:
    return markup.element(
        "p", {"class": "drop-cap" if block.get("drop_cap") is True else None}, inline.html(block.get("text"))
    )


def _heading_html(block: Json) -> str:
    identity = string(block, "anchor") or string(block, "id")
    return markup.element(f"h{_level(block)}", {"id": identity or None}, inline.html(block.get("text")))


def _heading_text(block: Json) -> str:
    text = inline.text(block.get("text")).strip()
    return text if not text or text.endswith(SENTENCE_ENDS) else f"{text}."


def _heading_markdown(block: Json) -> str:
    text = markdown.one_line(inline.md(block.get("text")))
    return f"{'#' * _level(block)} {text}" if text else ""


def _level(block: Json) -> int:
    level = block.get("level")
    return level if isinstance(level, int) and level in {3, 4} else 2


def _list_html(block: Json) -> str:
    return _items_html(things(block, "items"), _first_number(block))


def _items_html(items: list[Json], first: int | None) -> str:
    if not items:
        return ""
    inner = [
        markup.element("li", None, inline.html(item.get("text")), _items_html(things(item, "items"), _inside(first)))
        for item in items
    ]
    if first is None:
        return markup.element("ul", None, *inner)
    return markup.element("ol", {"start": None if first == 1 else first}, *inner)


def _list_text(block: Json) -> str:
    return _items_text(things(block, "items"), _first_number(block))


def _items_text(items: list[Json], first: int | None) -> str:
    rows = []
    for sign, item in _signed(items, first):
        rows.append(f"{sign} {inline.text(item.get('text'))}".rstrip())
        if inner := _items_text(things(item, "items"), _inside(first)):
            rows.append("  " + markdown.indented(inner, 2))
    return "\n".join(rows)


def _list_markdown(block: Json) -> str:
    return _items_markdown(things(block, "items"), _first_number(block))


def _items_markdown(items: list[Json], first: int | None) -> str:
    rows = []
    for sign, item in _signed(items, first):
        inner = _items_markdown(things(item, "items"), _inside(first))
        written = "\n".join(part for part in (inline.md(item.get("text")), inner) if part)
        rows.append(f"{sign} {markdown.indented(written, len(sign) + 1)}".rstrip())
    return "\n".join(rows)


def _signed(items: list[Json], first: int | None) -> Iterator[tuple[str, Json]]:
    for place, item in enumerate(items):
        yield ("-" if first is None else f"{first + place}."), item


def _first_number(block: Json) -> int | None:
    """None for a bulleted list; the items inside a numbered one are numbered from 1."""
    if string(block, "style") != "number":
        return None
    start = number(block, "start")
    return start if isinstance(start, int) else 1


def _inside(first: int | None) -> int | None:
    return None if first is None else 1


def _check_nesting(block: ListBlock) -> Iterator[Fault]:
    level, items = 1, block.items
    while items := [inner for item in items for inner in item.items]:
        level += 1
    if level > MAX_NESTING:
        yield Fault("items", f"This list is nested {level} deep; {MAX_NESTING} is the most. Flatten it.")


def _quote_html(block: Json) -> str:
    url = string(block, "source_url")
    words = markup.element("p", None, inline.html(block.get("text")))
    quote = markup.element("blockquote", {"cite": url if links.is_safe(url) else None}, words)
    source = links.anchor(url, markup.lines(string(block, "attribution") or _site_of(url)))
    caption = markup.optional("figcaption", None, source)
    return figure(block, "pull-quote" if _is_pull(block) else "quote", quote, caption)


def _quote_text(block: Json) -> str:
    if _is_pull(block):
        return ""
    words, attribution = inline.text(block.get("text")), string(block, "attribution")
    return f"{words}\n— {attribution}" if attribution else words


def _quote_markdown(block: Json) -> str:
    if _is_pull(block):
        return ""
    url, attribution = string(block, "source_url"), string(block, "attribution")
    source = markdown.linked(attribution, url) if links.is_safe(url) and attribution else markdown.plain(attribution)
    words = inline.md(block.get("text"))
    return markdown.quoted(markdown.joined(words, f"— {source}" if source else "")) if words else ""


def _is_pull(block: Json) -> bool:
    return block.get("variant") == "pull"


def _site_of(url: str) -> str:
    return url.split("/")[2] if links.is_safe(url) and url[:4].lower() == "http" else ""


TYPES: tuple[BlockType[Any], ...] = (
    BlockType(
        model=ParagraphBlock,
        label="Paragraph",
        empty={"type": "paragraph", "text": []},
        html=_paragraph_html,
        text=lambda block: inline.text(block.get("text")),
        markdown=lambda block: inline.md(block.get("text")),
        counted=always,
    ),
    BlockType(
        model=HeadingBlock,
        label="Heading",
        empty={"type": "heading", "level": 2, "text": []},
        html=_heading_html,
        text=_heading_text,
        markdown=_heading_markdown,
        counted=always,
    ),
    BlockType(
        model=ListBlock,
        label="List",
        empty={"type": "list", "style": "bullet", "items": [{"text": []}]},
        html=_list_html,
        text=_list_text,
        markdown=_list_markdown,
        check=_check_nesting,
        counted=always,
    ),
    BlockType(
        model=QuoteBlock,
        label="Quote",
        empty={"type": "quote", "variant": "block", "text": []},
        html=_quote_html,
        text=_quote_text,
        markdown=_quote_markdown,
        counted=lambda block: not _is_pull(block),
    ),
    BlockType(
        model=DividerBlock,
        label="Divider",
        empty={"type": "divider"},
        html=lambda _: "<hr>",
        text=lambda _: "* * *",
        markdown=lambda _: "---",
    ),
)
