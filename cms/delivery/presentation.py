"""In which form objects are sent: `view=`, `body=` and `fields=`, together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from cms.delivery.fields import Selection, picked, select
from cms.delivery.parameters import choice
from cms.delivery.problems import invalid
from cms.delivery.reading import shortened
from cms.vocabulary import TEXT_FORMS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cms.delivery.parameters import Given

VIEW = choice("view", "What each result is.", {"card": "a card", "full": "the whole, as at its own address"})
VIEW_OF_ONE = choice("view", "How much of it.", {"full": "the whole", "card": "a card, as lists show it"})
BODY = choice(
    "body",
    "In which form the text of a whole story is: in place of `blocks`, `body` then has `html`, `text` or `markdown`.",
    {"blocks": "typed blocks", "html": "HTML", "text": "plain text", "markdown": "Markdown", "none": "no text"},
)
OTHER_FORM = "which is there with `body={}` alone"
# Where stories and posts stand in answers that have more than one of them.
INSIDE = re.compile(r"^(page\.article|results\.update)\.")
# Of what was public before, and of posts, no other form is stored.
TEXT = choice("body", "Whether the text comes along.", {"blocks": "typed blocks", "none": "no text"})


class Columns(NamedTuple):
    """What is read of each document."""

    text: str
    # The name of the representation that is read with it.
    form: str = ""


@dataclass(frozen=True)
class Presentation:
    full: bool
    body: str = "blocks"
    selection: Selection | None = None

    @property
    def columns(self) -> Columns:
        return Columns("body" if self.full else "card", f"body.{self.body}" if self.body in TEXT_FORMS else "")

    @property
    def is_as_stored(self) -> bool:
        return self.body == "blocks" and self.selection is None

    @property
    def is_the_document(self) -> bool:
        """Whether what is sent is what the document's digest was taken of."""
        return self.full and self.is_as_stored

    @property
    def name(self) -> str:
        """The same for every way of asking for the same."""
        return f"{self.columns.text} {self.body} {self.selection.name if self.selection else ''}"

    def text_of(self, stored: str, form: str | None = None) -> str:
        if self.is_as_stored:
            return stored
        content = orjson.loads(stored)
        if self.body != "blocks":
            del content["body"]["blocks"]
        if self.body in TEXT_FORMS:
            # Null for the while that it takes to make them after an upgrade.
            content["body"][self.body] = form
        return orjson.dumps(picked(content, self.selection.tree) if self.selection else content).decode()


def presentation_of(
    given: Given, shape: Callable[[], Any], card: Callable[[], Any] | None = None, *, of_before: bool = False
) -> Presentation:
    """`card` is the shape of a card, where there is one; `of_before` is what was public once. Raises a Problem."""
    full = card is None or given.values.get("view") == "full"
    body = given.values.get("body", "blocks")
    if not full and body != "blocks":
        raise invalid([{"parameter": "body", "detail": "`body` needs `view=full`: a card has no text."}])
    if given.values.get("at") and body in TEXT_FORMS:
        detail = f"`body={body}` is made of what is public now: with `at`, take `body=blocks`."
        raise invalid([{"parameter": "body", "detail": detail}])
    if full:
        is_old = of_before or given.values.get("at")
        remedy = "but of what was public before, there is `body.blocks` alone" if is_old else OTHER_FORM
        refuse_other_forms(given["fields"], body, remedy)
    return Presentation(full, body, select(given["fields"], shape if full or card is None else card))


def refuse_other_forms(fields: Iterable[str], form: str, remedy: str) -> None:
    """Raises a Problem that names each field which is only there with another form of the text."""
    others = [(path, other) for path in fields if (other := form_in(path)) not in ("", form)]
    if others:
        details = [f"`fields` names `{shortened(path)}`, {remedy.format(other)}." for path, other in others]
        raise invalid([{"parameter": "fields", "detail": detail} for detail in details])


def form_in(path: str) -> str:
    """In which form a field wants the text of a story or a post; empty for all other fields."""
    match INSIDE.sub("", path).split("."):
        case ["body", form, *_] if form in ("blocks", *TEXT_FORMS):
            return form
    return ""
