"""A body in other forms. Each takes plain blocks, as publishing compiled them, and copes with what it does not know."""

from __future__ import annotations

from typing import Any

from articles.blocks.entry import html_of, markdown_of, text_of
from articles.blocks.registry import BLOCK_TYPES
from cms.plain import only_things


def to_html(blocks: list[Any]) -> str:
    return html_of(only_things(blocks), BLOCK_TYPES)


def to_text(blocks: list[Any]) -> str:
    return text_of(only_things(blocks), BLOCK_TYPES)


def to_markdown(blocks: list[Any]) -> str:
    return markdown_of(only_things(blocks), BLOCK_TYPES)
