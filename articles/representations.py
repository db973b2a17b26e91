"""A story in the forms that readers may ask for instead of its JSON, made once, when it is published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from articles import blocks

if TYPE_CHECKING:
    from collections.abc import Callable

JSON = dict[str, Any]

FORMS: dict[str, Callable[[JSON], str]] = {
    # The text of the story alone, for `body=` and for feeds.
    "body.html": lambda story: blocks.to_html(story["body"]["blocks"]),
    "body.text": lambda story: blocks.to_text(story["body"]["blocks"]),
    "body.markdown": lambda story: blocks.to_markdown(story["body"]["blocks"]),
}


def represent_article(story: JSON) -> dict[str, str]:
    return {form: write(story) for form, write in FORMS.items()}
