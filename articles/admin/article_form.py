"""The form of a story: what is checked before it is saved."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils import timezone
from tree_queries.forms import TreeNodeChoiceField, TreeNodeMultipleChoiceField
from unfold.widgets import (
    UnfoldAdminExpandableTextareaWidget,
    UnfoldAdminSelect2MultipleWidget,
    UnfoldAdminSelect2Widget,
    UnfoldAdminTextInputWidget,
)

from articles.admin.body import BodyField, JsonListField, LineField
from articles.editing import SavedMeanwhile
from articles.models import Article, Category, Revision, State
from articles.publishing.proposals import is_loosened
from articles.slugs import free_slug, is_taken
from articles.workflow import may
from authors.time_zones import told

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import QueryDict

    from articles.checks import Finding
    from authors.models import User

INDENT = "\u2003"
"""An em space for each level: ordinary spaces would be drawn as one."""


def indented(category: Category) -> str:
    return f"{INDENT * getattr(category, 'tree_depth', 0)}{category}"


class ArticleForm(forms.ModelForm):  # type: ignore[type-arg] # Django's is not generic when it runs
    opened_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    revision_note = forms.CharField(
        label="What changed",
        required=False,
        max_length=200,
        widget=UnfoldAdminTextInputWidget({"placeholder": "For your colleagues: what changed, and why"}),
    )
    standfirst = LineField(help_text="The paragraph below the headline.")
    body = BodyField()
    slug = forms.SlugField(
        required=False,
        max_length=120,
        widget=UnfoldAdminTextInputWidget(),
        help_text="The last part of the address; empty for one made from the headline. Old addresses go on working.",
    )
    category = TreeNodeChoiceField(  # type: ignore[no-untyped-call]
        Category.objects.all(),
        required=False,
        empty_label="Choose a category",
        label_from_instance=indented,
        widget=UnfoldAdminSelect2Widget(),
        help_text="Part of the story's address.",
    )
    secondary_categories = TreeNodeMultipleChoiceField(  # type: ignore[no-untyped-call]
        Category.objects.all(),
        required=False,
        label="Also in",
        label_from_instance=indented,
        widget=UnfoldAdminSelect2MultipleWidget(),
    )

    # Whoever fills it in.
    by: User
    # Why the story could not be published, to be shown at the fields of a form that nobody has sent yet.
    faults: list[Finding] = []

    class Meta:
        model = Article
        exclude: list[str] = []  # the admin's fieldsets name the fields
        widgets = {
            "headline": UnfoldAdminExpandableTextareaWidget({"rows": 1}),
            "summary": UnfoldAdminExpandableTextareaWidget(),
            "lead_caption": UnfoldAdminExpandableTextareaWidget(),
            "methodology": UnfoldAdminExpandableTextareaWidget(),
            "ai_use": UnfoldAdminExpandableTextareaWidget(),
            "internal_note": UnfoldAdminExpandableTextareaWidget(),
        }

    # What was typed before and not saved, to fill the form with as if it had been sent.
    filled: QueryDict | None = None

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(self.filled if data is None else data, *args, **kwargs)
        self.fields["opened_version"].initial = self.instance.version
        if "internal_note" in self.fields:
            # A note that somebody else changed meanwhile is told from one that was changed here.
            self.fields["internal_note"].show_hidden_initial = True
        # Who may only read has no such fields.
        for field in self.fields.values():
            if isinstance(field, JsonListField):
                field.widget.story = self.instance.pk
            if isinstance(field, BodyField):
                field.stored = self.instance.body

    def full_clean(self) -> None:
        super().full_clean()
        if not self.is_bound:
            for fault in self.faults:
                field = fault.field if fault.field in self.fields else NON_FIELD_ERRORS
                self.errors.setdefault(field, self.error_class()).append(fault.message)

    def has_changed(self) -> bool:
        """What is only said about the save is no change of the story."""
        return bool(set(self.changed_data) - {"opened_version", "revision_note"})

    def clean_headline(self) -> str:
        return " ".join(self.cleaned_data["headline"].split())

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        if not slug:
            return self.instance.slug or free_slug(self.data.get("headline", ""))
        if slug != self.instance.slug and is_taken(slug, self.instance.pk):
            free = free_slug(slug, but=self.instance.pk)
            raise forms.ValidationError(f"Another story has this address. “{free}” is free; or leave it empty.")
        return str(slug)

    def clean_embargo_until(self) -> Any:
        """One that could hold nothing back any more is refused, where one could still believe in it."""
        until: datetime | None = self.cleaned_data["embargo_until"]
        if is_loosened(self.initial.get("embargo_until"), until):
            raise forms.ValidationError("This takes two people: choose “Propose to lift the embargo” beside the story.")
        changed = until and "embargo_until" in self.changed_data and until > timezone.now()
        if changed and self.instance.state in {State.PUBLISHED, State.RETRACTED}:
            raise forms.ValidationError("Readers see this story already: unpublish it, then put it under embargo.")
        goes_out = self.instance.scheduled_for
        if changed and until and goes_out and until > goes_out:
            raise forms.ValidationError(f"It goes out before that, at {told(goes_out)}: reschedule it first.")
        return until

    def clean_published_at(self) -> Any:
        """Once public a story has its place in lists; an emptied one is that of its first publication."""
        return self.cleaned_data["published_at"] or self.instance.first_published_at

    def clean_category(self) -> Category | None:
        """Not into a category in which this person may not write."""
        chosen: Category | None = self.cleaned_data["category"]
        adding, there = self.instance._state.adding, copy(self.instance)
        there.category = chosen
        if adding:
            there.created_by = self.by
        if not may(there, "write" if adding else "change", self.by):
            raise forms.ValidationError("You may not write here: choose a category in which you may.")
        return chosen

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        adding = self.instance._state.adding
        if not adding and self.cleaned_data.get("opened_version") != self.instance.version:
            newest = Revision.objects.filter(article=self.instance.pk).select_related("by").first()
            raise forms.ValidationError(str(SavedMeanwhile(newest)), code="saved_meanwhile")
        return cleaned
