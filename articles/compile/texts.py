"""A story's text in the forms that are kept beside it: for `body=`, for search, and for what is written from them."""

from __future__ import annotations

from typing import Any

from articles import blocks

JSON = dict[str, Any]

# What feeds leave out: it belongs to the page, not to the story.
FURNITURE = ("related", "action")


def compile_texts(story: list[JSON]) -> dict[str, str]:
    """By form: `feed.html` is there only where it differs from `body.html`."""
    texts = {
        "body.html": blocks.to_html(story),
        "body.text": blocks.to_text(story),
        "body.markdown": blocks.to_markdown(story),
    }
    in_feeds = [it for it in story if stands_in_feeds(it)]
    return texts if len(in_feeds) == len(story) else {**texts, "feed.html": blocks.to_html(in_feeds)}


def stands_in_feeds(block: JSON) -> bool:
    is_repetition = block["type"] == "quote" and block.get("variant") == "pull"
    if block["type"] in FURNITURE or is_repetition:
        return False
    platforms: list[str] = block.get("platforms", ["feed"])
    return "feed" in platforms
