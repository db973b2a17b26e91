"""`parse_page`: the bytes of a saved or copied page in, what it says out. It reads nothing else and writes nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from articles.importers.page.breadcrumb import read_top
from articles.importers.page.byline import take_byline
from articles.importers.page.captions import take_captions
from articles.importers.page.decoding import decode
from articles.importers.page.finishing import finish
from articles.importers.page.furniture import clear_furniture
from articles.importers.page.markup import is_html
from articles.importers.page.model import NotAStory
from articles.importers.page.plain_text import read_text, shape
from articles.importers.page.saved_page import read_html
from articles.importers.page.writers_box import take_writers_box

if TYPE_CHECKING:
    from collections.abc import Collection

    from articles.importers.page.draft import Draft
    from articles.importers.page.model import ParsedPage

TOP_LINES = 60
ADDRESS_LINE = re.compile(r"(?:source|url|link|from)?\s?:?\s?(https?://\S{4,490})", re.IGNORECASE)


def parse_page(data: bytes, *, name: str = "", known_categories: Collection[str] = ()) -> ParsedPage:
    """Raises NotAStory; `name` is the file's name, and `known_categories` tells run-together breadcrumbs apart."""
    try:
        text, warnings = decode(data)
        draft = _read_saved_page(text) if is_html(text) else _read_plain_text(text, known_categories)
        draft.warnings[:0] = warnings
        return finish(draft)
    except NotAStory as refusal:
        raise NotAStory(refusal.missing, name=name) from None


def _read_saved_page(text: str) -> Draft:
    draft = read_html(text)
    clear_furniture(draft)
    take_byline(draft)
    take_captions(draft)
    take_writers_box(draft)
    return draft


def _read_plain_text(text: str, known_categories: Collection[str]) -> Draft:
    draft = read_text(text)
    _take_address(draft)
    clear_furniture(draft)
    _take_top(draft, known_categories)
    take_byline(draft)
    take_captions(draft)
    take_writers_box(draft)
    shape(draft)
    return draft


def _take_top(draft: Draft, known_categories: Collection[str]) -> None:
    top = read_top([piece.text.strip() for piece in draft.pieces[:TOP_LINES]], known_categories)
    if top is None:
        return
    draft.headline = " ".join(top.headline.split())
    draft.category_names = top.category_names
    draft.leave_out(top.left_out, "it stands beside the headline")
    draft.take_out(top.used)


def _take_address(draft: Draft) -> None:
    """A line that is nothing but the address of the page."""
    for place, piece in enumerate(draft.pieces):
        if found := ADDRESS_LINE.fullmatch(piece.text.strip()) if len(piece.text) < 600 else None:
            draft.source_url = found[1]
            draft.take_out([place])
            return
