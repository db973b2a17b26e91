"""The form in which a picture is described: its words, its people, its rights, and where it is cut."""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from media.admin.crops import CropsField, check_ratios
from media.admin.meanwhile import overtaken, read_stamps, stamp, stamps, told, untouched
from media.models import Image
from media.publishing import is_public

MANY = 100
LONG = 200
LINES = {"caption": 4, "long_description": 4, "usage_terms": 2, "instructions": 2}
WIDGETS = {name: UnfoldAdminTextareaWidget(attrs={"rows": rows}) for name, rows in LINES.items()}

LABELS = {"rights": "Rights category", "instructions": "Instructions for the desk"}

GROUPS: list[Any] = [
    ("Picture", {"fields": ["shown", ("focal_x", "focal_y"), "crops"]}),
    ("Words", {"fields": ["alt", "decorative", "long_description", "caption", "title"]}),
    (
        "People and origin",
        {
            "fields": [
                ("credit", "creator"), ("source", "copyright_notice"), ("place", "country"), "taken_at", "keywords",
                "digital_source_type",
            ],
        },
    ),
    (
        "Rights",
        {"fields": ["state", "rights", "usage_terms", "instructions", "embargo_until", "expires_at"]},
    ),
    ("Record", {"fields": [("size", "came_in"), "whole_digest", "credentials_line"]}),
    ("What the file said", {"fields": ["said"], "classes": ["collapse"]}),
]  # fmt: skip
# For those who may change nothing: the numbers are in the preview, and keywords are words.
TO_LOOK_AT: list[Any] = [
    ("Picture", {"fields": ["shown"]}),
    *(
        (name, {**group, "fields": ["keyword_line" if it == "keywords" else it for it in group["fields"]]})
        for name, group in GROUPS[1:]
    ),
]


class KeywordsField(forms.CharField):
    """A list, written as one line with commas."""

    widget = UnfoldAdminTextInputWidget

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
            raise ValidationError(f"These are {len(value)} keywords; at most {MANY} help to find it. Leave some out.")
        if any(len(word) > LONG for word in value):
            raise ValidationError(f"One keyword is longer than {LONG} characters. Put commas between keywords.")

    def run_validators(self, value: Any) -> None:
        """Those of a line of text have nothing to say of a list."""


class PictureForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's is not generic when it runs
    crops = CropsField(
        label="Crops by hand",
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        help_text="By ratio: left, top, width and height as shares of the picture. Empty: automatic.",
    )
    keywords = KeywordsField(required=False, help_text="With commas between them: ferry, harbour, Leith.")
    # How each field was when the page was opened.
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Image
        fields = ["crops", "keywords"]

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
        self.tell_of(late - same)
        self.data = self.data.copy()
        self.data["opened"] = json.dumps({**opened, **{name: stamp(self.initial.get(name)) for name in late - same}})

    def tell_of(self, late: set[str]) -> None:
        for name in sorted(late & set(self.cleaned_data)):
            if stamp(self.cleaned_data[name]) != stamp(self.initial.get(name)):
                self.add_error(name, ValidationError(told(self, name), code="saved_meanwhile"))

    def clean(self) -> dict[str, Any] | None:
        """What readers have keeps what they need: without it, the picture could never be published again."""
        given = super().clean() or self.cleaned_data
        self.keep_what_others_wrote()
        emptied = [name for name in ("alt", "credit") if name in self.changed_data and given.get(name) == ""]
        if emptied and is_public(self.instance.key):
            if "credit" in emptied:
                self.add_error("credit", "Readers have this picture, so it needs a credit.")
            if "alt" in emptied and not given.get("decorative"):
                self.add_error("alt", "Readers have this picture: describe it for those who cannot see it.")
        start, end = given.get("embargo_until"), given.get("expires_at")
        if start and end and end <= start:
            self.add_error("expires_at", "The rights end before the embargo does: nobody would ever see it.")
        return given
