"""The form fields for text made of blocks and of spans, and the editors that are drawn over them."""

from __future__ import annotations

import json
import math
from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.widgets import Script
from django.urls import reverse

from articles import blocks
from media import incoming
from media.decoding import SOURCES
from media.inspection import EXTENSIONS

UNREADABLE = "This text could not be read: load the page again. Copy what you have written first."
# No block of ours comes near it, and one that we do not know may.
DEEPEST = 100
RICH_BLOCK = {"id": "00000000", "type": "paragraph"}


class TextWidget(forms.Textarea):
    """An editor over a text area, which holds the JSON and is what is sent."""

    template_name = "articles/body_widget.html"
    editor = "body"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 12, "spellcheck": "false", **(attrs or {})})
        # What was wrong on the last save, for the editor to show beside the blocks.
        self.problems: list[dict[str, str]] = []
        # The key of the story that is edited, whose corrections may be named in its text.
        self.story = ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"editor": self.editor, "problems": json.dumps(self.problems), "config": self.config()}
        return context

    def config(self) -> dict[str, Any]:
        return {
            "types": [{"name": name, "label": it.label, "empty": it.empty} for name, it in blocks.BLOCK_TYPES.items()],
            "schema": schema_of_bodies(),
            "providers": blocks.PROVIDER_SITES,
            "story": self.story,
            "autocomplete": reverse("admin:autocomplete"),
            "pictures": reverse("admin:articles_article_pictures"),
            "stories": reverse("admin:articles_article_stories"),
            "targets": reverse("admin:articles_article_targets"),
            "upload": addresses_for_upload(),
            "words": reverse("admin:media_image_words"),
        }

    class Media:
        js = [Script("articles/editor/editor.js", type="module")]
        css = {"all": ["articles/editor/editor.css"]}


class LineWidget(TextWidget):
    editor = "line"

    def config(self) -> dict[str, Any]:
        return {"story": self.story, "targets": reverse("admin:articles_article_targets")}


@cache
def schema_of_bodies() -> dict[str, Any]:
    """Made once: it takes longer than all the rest of the widget."""
    return blocks.body_schema()


def addresses_for_upload() -> dict[str, Any]:
    """Straight to the bucket, where browsers may send there."""
    straight = {"offer": reverse("admin:media_image_offer")}
    return {
        "upload": reverse("admin:media_image_upload"),
        "take": reverse("admin:media_image_take"),
        "accept": ",".join(f".{extension}" for name in SOURCES for extension in EXTENSIONS[name]),
        **(straight if incoming.bucket() is not None else {}),
    }


class JsonListField(forms.Field):
    """A list that is stored as JSON and sent as text."""

    widget: Any = TextWidget

    def __init__(self, **kwargs: Any) -> None:
        # A model field offers what a plain JSON field would need.
        for unknown in ("encoder", "decoder", "widget"):
            kwargs.pop(unknown, None)
        super().__init__(**{"required": False, **kwargs})

    def prepare_value(self, value: Any) -> str:
        return value if isinstance(value, str) else json.dumps(value or [], ensure_ascii=False)

    def to_python(self, value: Any) -> list[Any]:
        try:
            parsed = json.loads(value or "[]", parse_float=finite, parse_constant=finite)
        except (ValueError, RecursionError) as error:
            raise ValidationError(UNREADABLE) from error
        if not isinstance(parsed, list) or depth_of(parsed) > DEEPEST:
            raise ValidationError(UNREADABLE)
        return parsed

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool((initial or []) != self.to_python(data))
        except ValidationError:
            return True


def finite(text: str) -> float:
    """Databases take no other numbers in JSON."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text[:20]} is no number of JSON.")
    return number


def depth_of(value: Any) -> int:
    """How far lists and objects lie inside each other; measured by steps, because a call for each could be too many."""
    depth, level = 0, [value]
    while level := [it for it in level if isinstance(it, list | dict)]:
        depth += 1
        level = [inner for it in level for inner in (it.values() if isinstance(it, dict) else it)]
    return depth


class BodyField(JsonListField):
    """A list of blocks, cleaned and then valid; what is wrong is told by the block that it is in.

    A block that is as it was stored is not asked about: nobody typed it, and publishing checks it all the same.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.stored: list[Any] = []

    def to_python(self, value: Any) -> list[Any]:
        parsed = super().to_python(value)
        if parsed == self.stored:
            return parsed
        if not all(isinstance(block, dict) for block in parsed):
            raise ValidationError(UNREADABLE)
        return blocks.clean(parsed)

    def validate(self, value: Any) -> None:
        try:
            blocks.validate(value)
        except blocks.InvalidBody as error:
            problems = [problem for problem in error.problems if not self.is_stored(problem, value)]
            self.widget.problems = [
                {"block_id": it.block_id or "", "message": blocks.told_beside(it, value)} for it in problems
            ]
            if problems:
                raise ValidationError([blocks.told(problem, value) for problem in problems]) from error

    def is_stored(self, problem: blocks.Problem, body: list[Any]) -> bool:
        return blocks.block_of(problem, body) in self.stored


class LineField(JsonListField):
    """A list of spans: one paragraph."""

    widget = LineWidget

    def to_python(self, value: Any) -> list[Any]:
        cleaned = blocks.clean([{**RICH_BLOCK, "text": super().to_python(value)}])
        text: list[Any] = cleaned[0]["text"] if cleaned else []
        return text

    def validate(self, value: Any) -> None:
        try:
            blocks.validate(block := [{**RICH_BLOCK, "text": value}])
        except blocks.InvalidBody as error:
            raise ValidationError([blocks.told_beside(it, block) for it in error.problems]) from error
