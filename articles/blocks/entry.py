"""What every block has, and what a block type must bring to be one."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Annotated, Any, Generic, Literal, NamedTuple, TypeVar, get_args

from pydantic import Field

from articles.blocks import links
from articles.blocks.fields import Address, Maybe, Part, Text
from cms import markdown, markup
from cms.plain import Json, string, thing

Layout = Literal["inline", "wide", "full", "aside"]
LIST_ITEM = re.compile(r"(-|\d+\.)( |$)", re.MULTILINE)
Platform = Literal["web", "app", "feed", "print", "audio"]


class Fallback(Part):
    """What a reader gets whose program does not know the block."""

    text: Text
    url: Maybe[Address] = None


class Block(Part):
    id: Annotated[str, Field(pattern=r"^[0-9a-z]{8,32}$")]
    type: str
    layout: Maybe[Layout] = None
    platforms: Maybe[Annotated[list[Platform], Field(min_length=1, json_schema_extra={"uniqueItems": True})]] = None
    fallback: Maybe[Fallback] = None


class Fault(NamedTuple):
    """Something wrong inside one block: where (dotted, from the block) and what to do about it."""

    path: str
    message: str


B = TypeVar("B", bound=Block)


def _nothing_to_check(_: Block) -> Iterator[Fault]:
    yield from ()


@dataclass(frozen=True, kw_only=True)
class BlockType(Generic[B]):
    """A block type: its shape, its name for editors, and how it reads in each form of a story."""

    model: type[B]
    label: str
    empty: Json
    html: Callable[[Json], str]
    text: Callable[[Json], str]
    markdown: Callable[[Json], str]
    # Rules that a shape cannot hold.
    check: Callable[[B], Iterator[Fault]] = _nothing_to_check
    # Whether its words are words of the story, for its length.
    counted: Callable[[Json], bool] = lambda _: False
    # Fields that people send and that we never store, with what to do instead.
    refused: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return str(get_args(self.model.model_fields["type"].annotation)[0])


def union_of(types: Iterable[BlockType[Any]]) -> Any:
    """The one type that is any of them, told apart by `type` before anything else is looked at."""
    return Annotated[reduce(or_, (entry.model for entry in types)), Field(discriminator="type")]


def always(_: Json) -> bool:
    return True


def never(_: Json) -> str:
    return ""


def type_of(block: Json, types: Mapping[str, BlockType[Any]]) -> BlockType[Any] | None:
    return types.get(string(block, "type"))


def html_of(blocks: list[Json], types: Mapping[str, BlockType[Any]]) -> str:
    parts = [entry.html(block) if (entry := type_of(block, types)) else fallback_html(block) for block in blocks]
    return "\n".join(part for part in parts if part)


def text_of(blocks: list[Json], types: Mapping[str, BlockType[Any]]) -> str:
    parts = [entry.text(block) if (entry := type_of(block, types)) else fallback_text(block) for block in blocks]
    return "\n\n".join(part for part in parts if part)


def markdown_of(blocks: list[Json], types: Mapping[str, BlockType[Any]]) -> str:
    written = ""
    before = ""
    for block in blocks:
        entry = type_of(block, types)
        part = entry.markdown(block) if entry else fallback_markdown(block)
        if not part:
            continue
        # Without something between them, two lists would be read as one.
        both_lists = LIST_ITEM.match(before) and LIST_ITEM.match(part)
        written += (("\n\n<!-- -->\n\n" if both_lists else "\n\n") if written else "") + part
        before = part
    return written


def frame(name: str, block: Json, css: str, *content: str, role: str | None = None, **data: str | None) -> str:
    """The element around a block that is more than a paragraph; its class is the block's type."""
    layout = string(block, "layout")
    attributes = {
        "class": css,
        "role": role,
        "data-layout": layout if layout in get_args(Layout) else None,
        **{f"data-{key.replace('_', '-')}": value or None for key, value in data.items()},
    }
    return markup.optional(name, attributes, *content)


def figure(block: Json, css: str, *content: str, **data: str | None) -> str:
    return frame("figure", block, css, *content, **data)


def fallback_html(block: Json) -> str:
    fallback = thing(block, "fallback")
    return markup.optional("p", None, links.anchor(string(fallback, "url"), markup.lines(string(fallback, "text"))))


def fallback_text(block: Json) -> str:
    return string(thing(block, "fallback"), "text")


def fallback_markdown(block: Json) -> str:
    fallback = thing(block, "fallback")
    text, url = string(fallback, "text"), string(fallback, "url")
    return markdown.linked(text, url) if text and links.is_safe(url) else markdown.plain(text)
