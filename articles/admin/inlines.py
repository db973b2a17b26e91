from __future__ import annotations

from typing import TYPE_CHECKING, Any

from unfold.admin import StackedInline, TabularInline
from unfold.widgets import UnfoldAdminExpandableTextareaWidget

from articles.models import Contribution, Correction
from cms.bounded import Bounded

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


class ContributionInline(Bounded, TabularInline):  # type: ignore[misc] # Unfold declares less of it
    model = Contribution
    verbose_name = "person"
    verbose_name_plural = "people"
    fields = ["author", "role", "note", "order"]
    autocomplete_fields = ["author"]
    ordering_field: Any = "order"
    extra = 0
    most = 100

    def get_queryset(self, request: HttpRequest) -> QuerySet[Contribution]:
        return super().get_queryset(request).select_related("author")


class PublishedCorrectionInline(TabularInline):
    """What readers have been told cannot be taken back: a wrong correction is corrected by another."""

    model = Correction
    verbose_name_plural = "published corrections"
    fields = ["kind", "text", "severity", "published_at", "raised_by"]
    readonly_fields = ["kind", "text", "severity", "published_at", "raised_by"]
    extra = 0
    per_page: Any = 20
    can_delete = False
    show_change_link = False
    # It would say the first two columns once more.
    hide_title = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Correction]:
        return super().get_queryset(request).filter(published_at__isnull=False).select_related("raised_by")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class CorrectionInline(Bounded, StackedInline):  # type: ignore[misc] # Unfold declares less of it
    """Corrections that go out with the next publication."""

    model = Correction
    verbose_name = "correction"
    verbose_name_plural = "corrections to publish"
    fields = [
        ("kind", "severity", "placement"),
        "text",
        ("was", "now"),
        ("error_type", "location"),
        "error_published_at",
    ]
    extra = 0
    most = 20
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Correction]:
        return super().get_queryset(request).filter(published_at=None)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "text":
            kwargs["widget"] = UnfoldAdminExpandableTextareaWidget()
        return super().formfield_for_dbfield(db_field, request, **kwargs)
