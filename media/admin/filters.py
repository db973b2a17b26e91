from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from unfold.contrib.filters.admin import DropdownFilter

from media.decoding import SOURCES

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from media.models import Image


class ChoiceFilter(DropdownFilter):
    """One condition for each thing that can be chosen."""

    choose: dict[str, tuple[str, Q]]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(value, label) for value, (label, _) in self.choose.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Image]) -> QuerySet[Image]:
        chosen = self.choose.get(self.value() or "")
        return queryset.filter(chosen[1]) if chosen else queryset


class PublicFilter(ChoiceFilter):
    title = "public"
    parameter_name = "public"
    choose = {
        "yes": ("Public", Q(is_live=True)),
        "no": ("Not public", Q(is_live=False)),
    }


class AltFilter(ChoiceFilter):
    title = "alternative text"
    parameter_name = "alt"
    choose = {
        "missing": ("Missing", Q(alt="", decorative=False)),
        "given": ("Given", ~Q(alt="") & Q(decorative=False)),
        "decorative": ("Decorative", Q(decorative=True)),
    }


class CreditFilter(ChoiceFilter):
    title = "credit"
    parameter_name = "credited"
    choose = {
        "missing": ("Missing", Q(credit="")),
        "given": ("Given", ~Q(credit="")),
    }


class FormatFilter(ChoiceFilter):
    title = "format"
    parameter_name = "format"
    choose = {name: (name, Q(format=name)) for name in SOURCES}
