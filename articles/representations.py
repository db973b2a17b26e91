"""A story in the forms that readers may ask for instead of its JSON, made once, when it is published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from articles import blocks

if TYPE_CHECKING:
    from collections.abc import Callable

FORMS: dict[str, Callable[[list[Any]], str]] = {
    # The text of the story alone, for `body=` and for feeds.
    "body.html": blocks.to_html,
    "body.text": blocks.to_text,
    "body.markdown": blocks.to_markdown,
}


def represent_article(body: dict[str, Any]) -> dict[str, str]:
    """By form. They follow from the published JSON of the story and nothing else: equal ones look alike for ever."""
    return {form: write(body["body"]["blocks"]) for form, write in FORMS.items()}
