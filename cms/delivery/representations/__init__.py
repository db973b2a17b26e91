"""A story in the forms that readers may ask for instead of its JSON: each is written from that, and from its texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from cms.delivery.representations.json_ld import json_ld
from cms.delivery.representations.ninjs import ninjs
from cms.delivery.representations.whole import page, whole_markdown, whole_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from cms.delivery.representations.publisher import Publisher

JSON = dict[str, Any]


class Told(NamedTuple):
    """What a form is written from. Equal ones look alike for ever."""

    story: JSON
    publisher: Publisher
    # The stored texts that the form asks for, in its order.
    texts: tuple[str, ...]


class Form(NamedTuple):
    media_type: str
    # The stored texts that it needs.
    texts: tuple[str, ...]
    write: Callable[[Told], str]

    @property
    def content_type(self) -> str:
        return self.media_type if "json" in self.media_type else f"{self.media_type}; charset=utf-8"


FORMS = {
    "jsonld": Form("application/ld+json", (), lambda it: json_ld(it.story, it.publisher)),
    "ninjs": Form(
        "application/vnd.iptc.ninjs+json",
        ("body.html", "body.text"),
        lambda it: ninjs(it.story, it.publisher, *it.texts),
    ),
    "html": Form("text/html", ("body.html",), lambda it: page(it.story, it.publisher, *it.texts)),
    "markdown": Form("text/markdown", ("body.markdown",), lambda it: whole_markdown(it.story, *it.texts)),
    "text": Form("text/plain", ("body.text",), lambda it: whole_text(it.story, *it.texts)),
}
