"""One page that sets the same for many pictures: only what is ticked, and for all of them or for none."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.forms import Script, modelform_factory
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from unfold.widgets import UnfoldAdminSelectWidget

from cms.publishing import lock_log
from media.admin.describing import WIDGETS, ListField, PictureForm
from media.admin.listing import PictureListing, staff
from media.admin.meanwhile import overtaken, read_stamps, stamps
from media.admin.showing import thumbnail
from media.models import Image
from media.publishing import bring_up_to_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

# What is saved within a few seconds, while nobody else can publish.
MOST = 500
BATCH = 100
SHOWN = 12
NAMED = 5
SHARED = [
    "credit",
    "creator",
    "copyright_notice",
    "event",
    "place",
    "region",
    "country",
    "rights",
    "usage_terms",
    "licence_url",
    "syndicate",
    "embargo_until",
    "expires_at",
    "keywords",
]


class SharedForm(PictureForm):
    """For one picture, by the rules of its own page. What is not ticked stays as it is."""

    crops = people = creator_author = opened = None  # type: ignore[assignment]  # Django's word for a field that goes
    keywords = ListField(required=False, help_text="With commas between them.")
    # The box is for setting it at all: another beside it would puzzle.
    syndicate = forms.BooleanField(
        label="Partners may have it",
        required=False,
        widget=UnfoldAdminSelectWidget(choices=[("", "Not chosen"), ("True", "Yes"), ("False", "No")]),
        help_text="Whether we may pass it on to others, who then print it as theirs.",
    )

    class Meta:
        model = Image
        fields = SHARED

    class Media:
        css = {"all": ["media/edit-many.css"]}
        js = [Script("media/edit-many.js", type="module")]

    def __init__(
        self, *args: Any, ticked: Iterable[str] | None = None, opened: dict[str, Any] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.opened_stamps = opened or {}
        if ticked is None:
            self.initial["syndicate"] = None
        for name, field in self.fields.items():
            field.disabled = ticked is not None and name not in ticked
            for part, widget in parts_of(field.widget):
                widget.attrs["aria-label"] = f"{field.label}{part}"

    def clean_keywords(self) -> list[str]:
        words = list(dict.fromkeys([*self.instance.keywords, *self.cleaned_data["keywords"]]))
        self.fields["keywords"].validate(words)
        return words

    def keep_what_others_wrote(self) -> None:
        """What is ticked is set: that somebody else has set something else is told. Keywords are only added."""
        self.tell_of(overtaken(self.opened_stamps, self.now) - {"keywords"})

    @property
    def altered(self) -> list[str]:
        return [name for name in self.changed_data if self.cleaned_data[name] != self.initial[name]]


class PictureBulkEditing(PictureListing):
    actions = [*PictureListing.actions, "edit_selected"]

    @admin.action(description="Edit the chosen pictures", permissions=["change"])
    def edit_selected(self, request: HttpRequest, chosen: QuerySet[Image]) -> HttpResponse | None:
        number = chosen.count()
        if number > MOST:
            told = f"At most {MOST} pictures can be edited at once, and these are {number:,}. Choose fewer of them."
            self.message_user(request, told, messages.ERROR)
            return None
        problems: list[str] = []
        ticked = [name for name in SHARED if f"set_{name}" in request.POST]
        if "apply" in request.POST:
            problems = self.edit_all(request, chosen, ticked) if ticked else ["Tick what is to be set."]
            if not problems:
                return None
        return self.edit_page(request, chosen, ticked, problems)

    def edit_all(self, request: HttpRequest, chosen: QuerySet[Image], ticked: Sequence[str]) -> list[str]:
        """Returns what is in the way; where there is anything, nothing is changed."""
        with transaction.atomic():
            lock_log()
            images = list(chosen.select_for_update(of=("self",)))
            mine = [image for image in images if self.has_change_permission(request, image)]
            if not mine:
                return ["You may change none of these pictures."]
            shared = self.shared_form(request)
            opened = read_stamps(request.POST.get("opened", ""))
            forms = [
                shared(request.POST, ticked=ticked, opened=stamps_in(opened, image), instance=image) for image in mine
            ]
            problems = [it for form in forms for it in self.problems_of(request, form, ticked)]
            if problems:
                return told_once(problems, len(forms))
            changed = [form for form in forms if form.altered]
            edited = [form.instance for form in changed]
            Image.objects.bulk_update(edited, ticked, batch_size=BATCH)
            bring_up_to_date(*edited, by=staff(request))
            LogEntry.objects.log_actions(staff(request).pk, edited, CHANGE, [{"changed": {"fields": [*ticked]}}])
        self.say_what_was_done(request, changed, forms, left_out=len(images) - len(mine))
        return []

    def problems_of(self, request: HttpRequest, form: SharedForm, ticked: Sequence[str]) -> list[tuple[str, str]]:
        """Which picture, and what is wrong."""
        name = str(form.instance)
        barred = set(ticked) & set(self.get_readonly_fields(request, form.instance))
        found = [f"{label_of(it)}: one is set, which only those who may publish can alter." for it in sorted(barred)]
        for field, errors in form.errors.as_data().items():
            label = f"{label_of(field)}: " if field in SHARED else ""
            found += [f"{label}{message}" for error in errors for message in error.messages]
        return [(name, it) for it in found]

    def say_what_was_done(
        self, request: HttpRequest, changed: Sequence[SharedForm], forms: Sequence[SharedForm], *, left_out: int
    ) -> None:
        done = {name: label_of(name).lower() for form in changed for name in form.altered}
        words = [
            f"{pictures(len(changed))} changed: {', '.join(done.values())}." if changed else "Nothing was changed."
        ]
        if len(forms) > len(changed):
            words.append(f"{pictures(len(forms) - len(changed))} had it already.")
        self.message_user(request, " ".join(words), messages.SUCCESS)
        if left_out:
            told = f"{pictures(left_out)} left out: only those who may publish change what readers have."
            self.message_user(request, told, messages.WARNING)

    def edit_page(
        self, request: HttpRequest, chosen: QuerySet[Image], ticked: Sequence[str], problems: list[str]
    ) -> HttpResponse:
        images = list(chosen)
        left_out = sum(not self.has_change_permission(request, image) for image in images)
        form = self.shared_form(request)(request.POST if "apply" in request.POST else None)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"Edit {pictures(len(images))}",
            "media": self.media + form.media,
            "rows": [(form[name], f"set_{name}", name in ticked) for name in SHARED],
            "problems": problems,
            "keys": [image.pk for image in images],
            "opened": json.dumps({image.pk: stamps_of(image) for image in images}),
            "checkbox": ACTION_CHECKBOX_NAME,
            "thumbnails": [thumbnail(image) for image in images[:SHOWN]],
            "more": max(0, len(images) - SHOWN),
            "number": pictures(len(images) - left_out),
            "left_out": left_out,
        }
        return TemplateResponse(request, "media/edit_many.html", context)

    def shared_form(self, request: HttpRequest) -> type[SharedForm]:
        def field_for(column: Any, **kwargs: Any) -> Any:
            known = {"widget": WIDGETS[column.name]} if column.name in WIDGETS else {}
            return self.formfield_for_dbfield(column, request, **kwargs, **known)

        return cast("type[SharedForm]", modelform_factory(Image, form=SharedForm, formfield_callback=field_for))


def stamps_of(image: Image) -> list[str]:
    return [*stamps({name: getattr(image, name) for name in SHARED}).values()]


def stamps_in(opened: dict[str, Any], image: Image) -> dict[str, Any]:
    known = opened.get(image.pk)
    return dict(zip(SHARED, known, strict=False)) if isinstance(known, list) else {}


def told_once(problems: Iterable[tuple[str, str]], number: int) -> list[str]:
    """What is wrong for all is said without names."""
    names: dict[str, list[str]] = {}
    for name, message in problems:
        names.setdefault(message, []).append(name)
    return [message if len(it) == number else f"{message} {named(it)}" for message, it in names.items()]


def named(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"({', '.join(f'“{name}”' for name in names[:NAMED])}{more})"


def pictures(number: int) -> str:
    return "1 picture" if number == 1 else f"{number:,} pictures"


def label_of(name: str) -> str:
    return capfirst(str(Image._meta.get_field(name).verbose_name))  # type: ignore[union-attr]


def parts_of(widget: Any) -> list[tuple[str, Any]]:
    """A moment is a date and a time, each with a name of its own for those who cannot see the other."""
    return (
        list(zip((", date", ", time"), widget.widgets, strict=True)) if hasattr(widget, "widgets") else [("", widget)]
    )
