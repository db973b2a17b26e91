"""Rows on the page of something else, of which there are so many at most: a page that nobody can load helps nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from unfold.forms import PaginationInlineFormSet

if TYPE_CHECKING:
    from django.http import HttpRequest


# So that what has too many rows from before can still be opened, and mended.
OVER = 20


class BoundedFormSet(PaginationInlineFormSet):
    most: int
    plural: str

    def clean(self) -> None:
        """Counts all, on whichever pages they are. Where there are too many already, they become no more."""
        super().clean()
        stored = self.queryset.count() if self.queryset is not None and self.instance.pk else 0
        added = sum(it.has_changed() and it not in self.deleted_forms for it in self.extra_forms)
        left = stored + added - len(self.deleted_forms)
        if left > max(self.most, stored):
            raise forms.ValidationError(self.told(left), code="too_many")

    def full_clean(self) -> None:
        super().full_clean()
        for error in self.non_form_errors().as_data():
            if error.code == "too_many_forms":
                error.message, error.params = self.told(self.total_form_count()), None

    def told(self, number: int) -> str:
        return f"There can be {self.most} {self.plural} here at most, and these are {number}: take some away."


class Bounded:
    """For an inline of the admin."""

    most: int
    formset = BoundedFormSet

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        # Django builds as many forms as a request names, each with all its fields, before it looks at any.
        bounds = {"max_num": self.most, "absolute_max": self.most + OVER}
        formset: Any = super().get_formset(request, obj, **{**bounds, **kwargs})  # type: ignore[misc]
        formset.most, formset.plural = self.most, str(self.verbose_name_plural)  # type: ignore[attr-defined]
        return formset
