from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F, Q
from django.utils import timezone
from unfold.contrib.filters.admin import DropdownFilter

from media.admin.rights import conditions
from media.decoding import SOURCES
from media.models import Image

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet
    from django.http import HttpRequest


class ChoiceFilter(DropdownFilter):
    """One condition for each thing that can be chosen."""

    choose: Mapping[str, tuple[str, Q]] = {}

    def choices_now(self) -> Mapping[str, tuple[str, Q]]:
        return self.choose

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(value, label) for value, (label, _) in self.choices_now().items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Image]) -> QuerySet[Image]:
        chosen = self.choices_now().get(self.value() or "")
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


class OrientationFilter(ChoiceFilter):
    title = "orientation"
    parameter_name = "orientation"
    choose = {
        "landscape": ("Landscape", Q(width__gt=F("height"))),
        "portrait": ("Portrait", Q(width__lt=F("height"))),
        "square": ("Square", Q(width=F("height"))),
    }


class RightsFilter(ChoiceFilter):
    title = "rights category"
    parameter_name = "rights"
    choose = {value or "unknown": (label, Q(rights=value)) for value, label in Image.Rights.choices}


class RightsStateFilter(ChoiceFilter):
    title = "state of the rights"
    parameter_name = "rights_state"

    def choices_now(self) -> Mapping[str, tuple[str, Q]]:
        return conditions(timezone.now())
