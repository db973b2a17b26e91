from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F, Q
from unfold.contrib.filters.admin import DropdownFilter

from articles.admin.article_form import indented
from articles.models import Category, PictureRequest, State

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from articles.models import Article


class StateFilter(DropdownFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(State.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        return queryset.filter(state=self.value()) if self.value() else queryset


class SectionFilter(DropdownFilter):
    """A category with everything that lies in it."""

    title = "category"
    parameter_name = "section"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(category.pk, indented(category)) for category in Category.objects.with_tree_fields()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        chosen = self.value()
        if not chosen:
            return queryset
        if chosen not in dict(self.lookup_choices):
            return queryset.none()
        inside = Category.objects.descendants(chosen, include_self=True).values_list("pk", flat=True)
        return queryset.filter(category__in=list(inside))


class ChangesFilter(DropdownFilter):
    title = "changes"
    parameter_name = "changes"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("waiting", "Not yet live"), ("none", "Readers see the newest")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        if self.value() == "waiting":
            return queryset.filter(published_revision__isnull=False).exclude(published_revision__number=F("version"))
        if self.value() == "none":
            return queryset.filter(published_revision__number=F("version"))
        return queryset


class RequestFilter(DropdownFilter):
    """Open requests unless something else is asked for: they are the work."""

    title = "request"
    parameter_name = "request"
    states = {
        "open": Q(image=None, declined=False),
        "filled": Q(image__isnull=False),
        "declined": Q(declined=True, image=None),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("open", "Open"), ("filled", "Filled"), ("declined", "Declined")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[PictureRequest]) -> QuerySet[PictureRequest]:
        wanted = self.states.get(self.value() or "")
        return queryset.filter(wanted) if wanted else queryset
