"""A story in the forms that readers may ask for instead of its JSON, made once, when it is published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from articles import blocks
from articles.representations.feeds import atom_entry, json_item, rss_item
from articles.representations.json_ld import json_ld
from articles.representations.maps import news_entry, sitemap_entry
from articles.representations.ninjs import ninjs
from articles.representations.notes import note_in_atom, note_in_json, note_in_rss
from articles.representations.publisher import Publisher, publisher_of
from articles.representations.whole import page, whole_markdown, whole_text

if TYPE_CHECKING:
    from collections.abc import Callable

JSON = dict[str, Any]

FORMS: dict[str, Callable[[JSON], str]] = {
    # The text of the story alone, for `body=` and for feeds.
    "body.html": lambda story: blocks.to_html(story["body"]["blocks"]),
    "body.text": lambda story: blocks.to_text(story["body"]["blocks"]),
    "body.markdown": lambda story: blocks.to_markdown(story["body"]["blocks"]),
    "markdown": whole_markdown,
    "text": whole_text,
    # What feeds and maps are joined from; empty where the story is not to stand in them.
    "feed.rss": rss_item,
    "feed.atom": atom_entry,
    "feed.json": json_item,
    "map": sitemap_entry,
}
# Those which also say who publishes it.
PUBLISHED_FORMS: dict[str, Callable[[JSON, Publisher], str]] = {
    "jsonld": json_ld,
    "ninjs": ninjs,
    "html": page,
    "map.news": news_entry,
}
NOTE_FORMS: dict[str, Callable[[JSON], str]] = {
    "feed.rss": note_in_rss,
    "feed.atom": note_in_atom,
    "feed.json": note_in_json,
}

__all__ = ["Publisher", "publisher_of", "represent_article", "represent_correction"]


def represent_article(story: JSON, publisher: Publisher) -> dict[str, str]:
    """By form. They follow from the story's JSON and from who publishes it: equal ones look alike for ever."""
    written = {form: write(story) for form, write in FORMS.items()}
    return written | {form: write(story, publisher) for form, write in PUBLISHED_FORMS.items()}


def represent_correction(entry: JSON) -> dict[str, str]:
    return {form: write(entry) for form, write in NOTE_FORMS.items()}
