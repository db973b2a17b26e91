"""The form in which a picture is described: its words, its people, its rights, and where it is cut."""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from unfold.widgets import UnfoldAdminSelect2Widget, UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from cms.models import Document
from media.admin.crops import CropsField, check_ratios
from media.admin.meanwhile import overtaken, read_stamps, stamp, stamps, told, untouched
from media.models import GENERATED, NO_SALES, Image
from media.publishing import is_public

MANY = 100
LONG = 200
LINES = {"caption": 4, "long_description": 4, "usage_terms": 2, "instructions": 2}
WIDGETS = {name: UnfoldAdminTextareaWidget(attrs={"rows": rows}) for name, rows in LINES.items()}

LABELS = {"rights": "Rights category", "instructions": "Instructions for the desk"}
AI_UNTOLD = "Generative AI made this picture, and readers have it: write here what they are told of that."

GROUPS: list[Any] = [
    ("Picture", {"fields": ["shown", ("focal_x", "focal_y"), "crops"]}),
    ("Words", {"fields": ["alt", "decorative", "long_description", "caption", "title"]}),
    (
        "People and origin",
        {
            "fields": [
                ("credit", "creator"), ("creator_author", "source"), "copyright_notice", "event", "people", "place",
                ("region", "country"), "taken_at", "keywords", "digital_source_type", ("ai_label", "ai_system"),
            ],
        },
    ),
    (
        "Rights",
        {"fields": [
            "state", "rights", "usage_terms", ("licence_url", "acquire_url"), "data_mining", "syndicate",
            "instructions", "embargo_until", "expires_at",
        ]},
    ),
    ("Record", {"fields": [("size", "came_in"), "whole_digest", "credentials_line"]}),
    ("What the file said", {"fields": ["said"], "classes": ["collapse"]}),
]  # fmt: skip
LINES_OF: dict[Any, Any] = {
    "keywords": "keyword_line",
    "people": "people_line",
    ("creator_author", "source"): ("profile_line", "source"),
}
# For those who may change nothing: the numbers are in the preview, and keywords are words.
TO_LOOK_AT: list[Any] = [
    ("Picture", {"fields": ["shown"]}),
    *((name, {**group, "fields": [LINES_OF.get(it, it) for it in group["fields"]]}) for name, group in GROUPS[1:]),
]


class ListField(forms.CharField):
    """A list, written as one line with commas."""

    widget = UnfoldAdminTextInputWidget
    # One of them, and what to say where there are too many.
    noun, advice = "keyword", "at most {most} help to find it. Leave some out."

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """Each once, in the order in which they were written."""
        if isinstance(value, list):
            return value
        words = [" ".join(word.split()) for word in (super().to_python(value) or "").split(",")]
        return list(dict.fromkeys(filter(None, words)))

    def validate(self, value: list[str]) -> None:
        if len(value) > MANY:
            raise ValidationError(f"These are {len(value)} {self.noun}s; {self.advice.format(most=MANY)}")
        if any(len(word) > LONG for word in value):
            raise ValidationError(f"One {self.noun} is longer than {LONG} characters. Put commas between {self.noun}s.")

    def run_validators(self, value: Any) -> None:
        """Those of a line of text have nothing to say of a list."""


class NamesField(ListField):
    noun, advice = "name", "at most {most} can be kept. Leave some out."


def profiles() -> list[tuple[str, str]]:
    """Of authors whom readers know, by the keys of their documents."""
    found = Document.objects.live().filter(kind="author").order_by("title")
    return [("", "None of ours"), *found.values_list("key", "title")]


class PictureForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's is not generic when it runs
    crops = CropsField(
        label="Crops by hand",
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        help_text="By ratio: left, top, width and height as shares of the picture. Empty: automatic.",
    )
    keywords = ListField(required=False, help_text="With commas between them: ferry, harbour, Leith.")
    people = NamesField(
        label="People shown",
        required=False,
        help_text="With commas between them. For finding it; readers never see them.",
    )
    creator_author = forms.ChoiceField(
        label="Creator's profile",
        required=False,
        choices=profiles,
        widget=UnfoldAdminSelect2Widget,
        error_messages={"invalid_choice": "Readers do not have this profile any more. Choose another, or none."},
        help_text="Where one of our own took it: readers are led from the picture to this profile.",
    )
    # How each field was when the page was opened.
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Image
        fields = ["crops", "keywords", "people", "creator_author"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Fields that only somebody else has changed since the page was opened.
        self.kept: set[str] = set()
        if "opened" in self.fields:
            self.fields["opened"].initial = json.dumps(stamps(self.now))

    @property
    def now(self) -> dict[str, Any]:
        """What is stored, of the fields in this form."""
        return {name: self.initial.get(name) for name in self.fields if name != "opened"}

    @cached_property
    def changed_data(self) -> list[str]:
        return [name for name in super().changed_data if name != "opened" and name not in self.kept]

    def clean_crops(self) -> Any:
        crops = self.cleaned_data["crops"]
        check_ratios(crops, self.instance)
        return crops

    def keep_what_others_wrote(self) -> None:
        """Where both have changed the same, whoever comes second is told, and may save once more."""
        opened = read_stamps(self.cleaned_data.get("opened", ""))
        late, same = overtaken(opened, self.now), untouched(opened, self.cleaned_data)
        self.kept = late & same
        self.cleaned_data.update({name: self.initial.get(name) for name in self.kept})
        seen = {name: stamp(self.initial.get(name)) for name in self.tell_of(late - same)}
        data: Any = self.data.copy()  # type: ignore[attr-defined]  # a dictionary, whichever kind
        data["opened"] = json.dumps({**opened, **seen})
        self.data = data

    def tell_of(self, late: set[str]) -> list[str]:
        """Returns what was told: a field that is wrong in itself is asked about once it is mended."""
        names = sorted(late & set(self.cleaned_data))
        told_of = [name for name in names if stamp(self.cleaned_data[name]) != stamp(self.initial.get(name))]
        for name in told_of:
            self.add_error(name, ValidationError(told(self, name), code="saved_meanwhile"))
        return told_of

    def needed_by_readers(self, given: dict[str, Any]) -> dict[str, str]:
        """By field, what this form takes away from what a public picture must have."""
        changed, needed = set(self.changed_data), {}
        if "credit" in changed and given.get("credit") == "":
            needed["credit"] = "Readers have this picture, so it needs a credit."
        if {"alt", "decorative"} & changed and given.get("alt") == "" and not given.get("decorative"):
            needed["alt"] = "Readers have this picture: describe it for those who cannot see it."
        generated = given.get("digital_source_type") in GENERATED
        if {"digital_source_type", "ai_label"} & changed and generated and given.get("ai_label") == "":
            needed["ai_label"] = AI_UNTOLD
        return needed

    def clean(self) -> dict[str, Any] | None:
        """What readers have keeps what they need: without it, the picture could never be published again."""
        given = super().clean() or self.cleaned_data
        self.keep_what_others_wrote()
        if self.needed_by_readers(given) and is_public(self.instance.key):
            for name, message in self.needed_by_readers(given).items():
                self.add_error(name, message)
        if given.get("creator_author") and given.get("creator") == "":
            self.add_error("creator", "Write the creator's name as well: it is what readers see.")
        if given.get("syndicate") and NO_SALES.search(given.get("instructions", self.instance.instructions)):
            self.add_error("syndicate", "The instructions say NO SALES: partners may not have it.")
        start, end = given.get("embargo_until"), given.get("expires_at")
        if start and end and end <= start:
            self.add_error("expires_at", "The rights end before the embargo does: nobody would ever see it.")
        return given
