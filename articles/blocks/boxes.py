"""A box holds blocks of every other type beside the story. It holds no box, so it never nests."""

import re
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from articles.blocks import embeds, media, notes, players, structures, text
from articles.blocks.entry import Block, BlockType, always, frame, html_of, markdown_of, text_of, union_of
from articles.blocks.fields import Maybe, Part, Text
from cms import markdown, markup
from cms.plain import Json, string, things

# In the order in which an editor is offered them.
INNER: dict[str, BlockType[Any]] = {
    entry.name: entry
    for entry in (*text.TYPES, *media.TYPES, *players.TYPES, *embeds.TYPES, *structures.TYPES, *notes.TYPES)
}

DAY = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")

if TYPE_CHECKING:
    InnerBlock = Block
else:
    InnerBlock = union_of(INNER.values())


class BoxItem(Part):
    title: Maybe[Text] = None
    # A day, a year, or words such as “Spring 2012”.
    date: Maybe[Text] = None
    blocks: list[InnerBlock]


class BoxBlock(Block):
    type: Literal["box"]
    variant: Literal["factbox", "key_points", "qa", "timeline", "profile", "methodology"]
    title: Maybe[Text] = None
    collapsed: bool = False
    items: Annotated[list[BoxItem], Field(min_length=1)]


def _html(block: Json) -> str:
    title, variant = markup.lines(string(block, "title")), string(block, "variant")
    content = _items_html(things(block, "items"), variant)
    if block.get("collapsed") is True and content:
        content = markup.element("details", None, markup.element("summary", None, title or "More"), content)
    elif title:
        content = markup.element("p", {"class": "title"}, title) + content
    return frame("aside", block, "box", content, variant=variant)


def _items_html(items: list[Json], variant: str) -> str:
    if variant in {"timeline", "key_points"}:
        rows = [markup.element("li", None, _head_html(item), _blocks_html(item)) for item in items]
        return markup.optional("ol" if variant == "timeline" else "ul", None, *rows)
    if all(string(item, "title") for item in items):
        pairs = [
            markup.element("dt", None, _head_html(item)) + markup.element("dd", None, _blocks_html(item))
            for item in items
        ]
        return markup.optional("dl", None, *pairs)
    return "".join(markup.element("div", None, _head_html(item), _blocks_html(item)) for item in items)


def _head_html(item: Json) -> str:
    date, title = string(item, "date"), markup.lines(string(item, "title"))
    when = ""
    if date:
        is_day = DAY.fullmatch(date)
        when = markup.element("time" if is_day else "span", {"datetime": date if is_day else None}, markup.lines(date))
    named = markup.optional("strong", None, title)
    return f"{when} {named}" if when and named else when + named


def _blocks_html(item: Json) -> str:
    return html_of(things(item, "blocks"), INNER)


def _text(block: Json) -> str:
    parts = [string(block, "title")]
    for item in things(block, "items"):
        parts += [_head(item), text_of(things(item, "blocks"), INNER)]
    return markdown.joined(*parts)


def _markdown(block: Json) -> str:
    parts = [markdown.strong(string(block, "title"))]
    for item in things(block, "items"):
        parts += [markdown.strong(_head(item)), markdown_of(things(item, "blocks"), INNER)]
    written = markdown.joined(*parts)
    return markdown.quoted(written) if written else ""


def _head(item: Json) -> str:
    return ": ".join(part for part in (string(item, "date"), string(item, "title")) if part)


BOX: BlockType[BoxBlock] = BlockType(
    model=BoxBlock,
    label="Box",
    empty={
        "type": "box",
        "variant": "factbox",
        "items": [{"blocks": [{"type": "paragraph", "text": []}]}],
    },
    html=_html,
    text=_text,
    markdown=_markdown,
    counted=always,
)
