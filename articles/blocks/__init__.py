"""The body of a story: a list of typed blocks. What may be in it, and how it reads as HTML, as text and as Markdown."""

from articles.blocks.cleaning import clean
from articles.blocks.counting import reading_minutes, word_count
from articles.blocks.embeds import PROVIDER_SITES
from articles.blocks.entry import Block
from articles.blocks.messages import Problem
from articles.blocks.projections import to_html, to_markdown, to_text
from articles.blocks.registry import BLOCK_TYPES, body_schema
from articles.blocks.resolving import Mentions, mentions, resolve
from articles.blocks.rules import InvalidBody, validate
from articles.blocks.wording import block_of, told, told_beside

__all__ = [
    "BLOCK_TYPES",
    "PROVIDER_SITES",
    "Block",
    "InvalidBody",
    "Mentions",
    "Problem",
    "block_of",
    "body_schema",
    "clean",
    "mentions",
    "reading_minutes",
    "resolve",
    "to_html",
    "to_markdown",
    "to_text",
    "told",
    "told_beside",
    "validate",
    "word_count",
]
