from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Case, IntegerField, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.timesince import timesince
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.widgets import UnfoldAdminExpandableTextareaWidget

from articles.admin.filters import RequestFilter
from articles.admin.pictures import preview, thumbnail
from articles.models import Article, PictureRequest
from articles.picture_desk import fill_request
from articles.workflow import may, may_somewhere, visible_to

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

OPEN_FIRST = Case(When(image=None, declined=False, then=Value(0)), default=Value(1), output_field=IntegerField())


@admin.register(PictureRequest)
class PictureRequestAdmin(ModelAdmin):
    fields = ["story_link", "caption", "alt", "credit", "seen_at", "image", "chosen", "declined"]
    readonly_fields = ["story_link", "seen_at", "chosen"]
    autocomplete_fields = ["image"]
    list_display = ["wanted", "story_link", "status", "age"]
    list_display_links = ["wanted"]
    list_filter = [RequestFilter]
    list_filter_submit = True
    list_select_related = ["article", "image"]
    search_fields = ["caption", "article__headline", "credit"]
    compressed_fields = True
    empty_words = "An imported story may name pictures that are not here yet. Each of them is asked for on this page."

    def get_queryset(self, request: HttpRequest) -> QuerySet[PictureRequest]:
        found: QuerySet[PictureRequest] = super().get_queryset(request)
        return found.filter(article__in=Article.objects.filter(visible_to(request.user))).defer("article__body")

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        return [OPEN_FIRST, "-created_at"]

    def get_readonly_fields(self, request: HttpRequest, obj: PictureRequest | None = None) -> list[str]:
        """What went into the story is mended there."""
        if obj and obj.image_id:
            return [*self.readonly_fields, "image", "caption", "alt", "credit", "declined"]
        return self.readonly_fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A request comes from a story."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: PictureRequest | None = None) -> bool:
        """Filling one writes into its story."""
        allowed = may(obj.article, "change", request.user) if obj else may_somewhere("change", request.user)
        return super().has_change_permission(request, obj) and allowed

    def has_delete_permission(self, request: HttpRequest, obj: PictureRequest | None = None) -> bool:
        return False

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "caption":
            kwargs["widget"] = UnfoldAdminExpandableTextareaWidget()
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        image, obj.image = obj.image, None
        if image is None:
            super().save_model(request, obj, form, change)
            return
        obj.declined = False
        with transaction.atomic():
            obj.save(update_fields=["caption", "alt", "credit", "declined"])
            placed = fill_request(obj, image, by=request.user)  # type: ignore[arg-type]
        if placed:
            self.message_user(request, f"The picture is in “{obj.article}”, with this caption.", messages.SUCCESS)
        else:
            self.message_user(request, "Somebody has filled this request already.", messages.WARNING)

    @display(description="Picture wanted", ordering="caption")
    def wanted(self, request: PictureRequest) -> str:
        return format_html(
            '<span class="story-cell">{}<span class="story-headline">{}</span></span>',
            thumbnail(request.image),
            str(request),
        )

    @display(description="Story", ordering="article__headline")
    def story_link(self, request: PictureRequest) -> str:
        url = reverse("admin:articles_article_change", args=[request.article_id])
        return format_html('<a class="quiet-link" href="{}">{}</a>', url, request.article)

    @display(description="State")
    def status(self, request: PictureRequest) -> str:
        state, colour = ("Filled", "success") if request.image_id else ("Open", "info")
        if request.declined and not request.image_id:
            state, colour = "Declined", "default"
        return format_html('<span class="state-badge state-{}">{}</span>', colour, state)

    @display(description="Waiting", ordering="-created_at")
    def age(self, request: PictureRequest) -> str:
        return timesince(request.created_at, timezone.now(), depth=1)

    @display(description="Seen at")
    def seen_at(self, request: PictureRequest) -> str:
        return request.source_url or "–"

    @display(description="")
    def chosen(self, request: PictureRequest) -> str:
        return preview(request.image)
