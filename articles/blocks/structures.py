"""The blocks that arrange or lead elsewhere: tables, links to other stories, and calls to act."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Field

from articles.blocks import inline, links
from articles.blocks.entry import Block, BlockType, Fault, always, figure, frame, never
from articles.blocks.fields import Address, Key, Maybe, Moment, Part, Text, Words
from articles.blocks.spans import Rich
from cms import markdown, markup
from cms.plain import Json, string, things

RIGHT_ALIGNED = {"number", "percent", "currency"}
MARKDOWN_ALIGNMENT = {"start": "---", "end": "--:", "center": ":-:"}


class Column(Part):
    label: Text
    kind: Literal["text", "number", "date", "percent", "currency"] = "text"
    align: Maybe[Literal["start", "end", "center"]] = None


class TableBlock(Block):
    type: Literal["table"]
    caption: Maybe[Rich] = None
    columns: Annotated[list[Column], Field(min_length=1, max_length=100)]
    rows: list[list[Rich]]
    header_column: bool = False
    source: Maybe[Text] = None


class RelatedArticle(Part):
    """A story of ours by its key; publishing puts its card in its place."""

    type: Literal["article"]
    id: Key
    headline: Maybe[Text] = None
    url: Maybe[Address] = None


class RelatedLink(Part):
    type: Literal["external"]
    headline: Words
    url: Address
    source: Maybe[Text] = None


class RelatedBlock(Block):
    type: Literal["related"]
    variant: Literal["inline", "list"]
    label: Maybe[Text] = None
    items: Annotated[list[Annotated[RelatedArticle | RelatedLink, Field(discriminator="type")]], Field(min_length=1)]


class ActionBlock(Block):
    """What it offers, and its price, come from the frontend by the key: they change, the story stays."""

    type: Literal["action"]
    kind: Literal["newsletter", "subscribe", "donate", "callout", "event", "buy"]
    key: Words
    title: Maybe[Text] = None
    text: Maybe[Rich] = None
    label: Words
    url: Maybe[Address] = None
    closes_at: Maybe[Moment] = None


def _table_html(block: Json) -> str:
    columns = things(block, "columns")
    heads = [
        markup.element("th", {"scope": "col", "class": _css(column)}, markup.lines(string(column, "label")))
        for column in columns
    ]
    table = markup.element(
        "table",
        None,
        markup.optional("caption", None, inline.html(block.get("caption"))),
        markup.element("thead", None, markup.element("tr", None, *heads)),
        markup.optional("tbody", None, *[_row_html(row, columns, block) for row in _rows(block)]),
    )
    source = markup.optional("figcaption", None, markup.lines(string(block, "source")))
    return figure(block, "table", table, source) if columns else ""


def _row_html(row: list[Any], columns: list[Json], block: Json) -> str:
    cells = []
    for place, (column, cell) in enumerate(zip(columns, row, strict=False)):
        is_head = place == 0 and block.get("header_column") is True
        attributes = {"scope": "row" if is_head else None, "class": _css(column)}
        cells.append(markup.element("th" if is_head else "td", attributes, inline.html(cell)))
    return markup.optional("tr", None, *cells)


def _table_text(block: Json) -> str:
    """Read out row by row, each value after the name of its column."""
    labels = [string(column, "label") for column in things(block, "columns")]
    rows = [
        "; ".join(
            f"{label}: {words}" if label else words
            for label, cell in zip(labels, row, strict=False)
            if (words := inline.text(cell))
        )
        for row in _rows(block)
    ]
    return "\n".join(line for line in (inline.text(block.get("caption")), *rows, string(block, "source")) if line)


def _table_markdown(block: Json) -> str:
    columns = things(block, "columns")
    if not columns:
        return ""
    heads = [markdown.cell(markdown.plain(string(column, "label"))) for column in columns]
    rules = [MARKDOWN_ALIGNMENT[_alignment(column)] for column in columns]
    rows = [
        [markdown.cell(inline.md(row[place])) if place < len(row) else "" for place in range(len(columns))]
        for row in _rows(block)
    ]
    table = "\n".join(f"| {' | '.join(cells)} |" for cells in (heads, rules, *rows))
    return markdown.joined(inline.md(block.get("caption")), table, markdown.plain(string(block, "source")))


def _rows(block: Json) -> list[list[Any]]:
    rows = block.get("rows")
    return [row for row in rows if isinstance(row, list)] if isinstance(rows, list) else []


def _alignment(column: Json) -> str:
    align = string(column, "align")
    if align in MARKDOWN_ALIGNMENT:
        return align
    return "end" if string(column, "kind") in RIGHT_ALIGNED else "start"


def _css(column: Json) -> str | None:
    align = _alignment(column)
    return None if align == "start" else f"align-{align}"


def _check_rows(block: TableBlock) -> Iterator[Fault]:
    width = len(block.columns)
    for place, row in enumerate(block.rows):
        if len(row) != width:
            remedy = "Add the missing cells." if len(row) < width else "Remove cells, or add columns."
            yield Fault(
                f"rows.{place}", f"Row {place + 1} has {len(row)} cells, but the table has {width} columns. {remedy}"
            )


def _related_html(block: Json) -> str:
    rows = [markup.element("li", None, row) for item in things(block, "items") if (row := _related_link(item))]
    label = string(block, "label")
    head = markup.optional("p", None, markup.lines(label))
    links_below = markup.element("ul", None, *rows)
    return frame("aside", block, "related", head, links_below, variant=string(block, "variant")) if rows else ""


def _related_link(item: Json) -> str:
    headline, source = markup.lines(string(item, "headline")), markup.lines(string(item, "source"))
    if not headline:
        return ""
    link = links.anchor(string(item, "url"), headline)
    return f"{link} {markup.element('small', None, source)}" if source else link


def _related_markdown(block: Json) -> str:
    rows = [_related_row(item) for item in things(block, "items") if string(item, "headline")]
    return markdown.joined(markdown.plain(string(block, "label")), "\n".join(rows)) if rows else ""


def _related_row(item: Json) -> str:
    headline, url, source = string(item, "headline"), string(item, "url"), string(item, "source")
    named = markdown.linked(headline, url) if links.is_safe(url) else markdown.one_line(markdown.plain(headline))
    return f"- {named}" + (f" ({markdown.one_line(markdown.escape(source))})" if source else "")


def _action_html(block: Json) -> str:
    label, url = markup.lines(string(block, "label")), string(block, "url")
    title = markup.element("strong", None, markup.lines(string(block, "title"))) if string(block, "title") else ""
    parts = (title, inline.html(block.get("text")), links.anchor(url, label) if label else "")
    return frame(
        "aside",
        block,
        "action",
        *[markup.optional("p", None, part) for part in parts],
        kind=string(block, "kind"),
        key=string(block, "key"),
        closes_at=string(block, "closes_at"),
    )


def _action_markdown(block: Json) -> str:
    label, url = string(block, "label"), string(block, "url")
    link = markdown.linked(label, url) if label and links.is_safe(url) else ""
    return markdown.joined(markdown.strong(string(block, "title")), inline.md(block.get("text")), link)


TYPES: tuple[BlockType[Any], ...] = (
    BlockType(
        model=TableBlock,
        label="Table",
        empty={"type": "table", "columns": [{"label": ""}, {"label": ""}], "rows": [[[], []]]},
        html=_table_html,
        text=_table_text,
        markdown=_table_markdown,
        check=_check_rows,
        counted=always,
    ),
    BlockType(
        model=RelatedBlock,
        label="Related stories",
        empty={"type": "related", "variant": "inline", "items": [{"type": "article", "id": ""}]},
        html=_related_html,
        text=never,
        markdown=_related_markdown,
    ),
    BlockType(
        model=ActionBlock,
        label="Call to action",
        empty={"type": "action", "kind": "callout", "key": "", "label": ""},
        html=_action_html,
        text=never,
        markdown=_action_markdown,
    ),
)
