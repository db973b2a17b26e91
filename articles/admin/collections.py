from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.urls import reverse
from unfold.admin import StackedInline
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display
from unfold.widgets import UnfoldAdminExpandableTextareaWidget

from articles.models import Article, Collection, CollectionItem
from articles.publishing import publish_collection, unpublish_collection
from articles.workflow import choosable_by
from cms.admin import PublicAdmin
from cms.bounded import Bounded
from cms.desk_words import Worded
from cms.forms import AddressedForm
from cms.publishing import PublishingError

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class CollectionForm(AddressedForm):
    class Meta:
        model = Collection
        fields = ["title", "slug", "kind", "is_home", "description"]
        widgets = {"description": UnfoldAdminExpandableTextareaWidget()}


class ItemForm(forms.ModelForm):  # type: ignore[type-arg] # Django's is not generic when it runs
    class Meta:
        model = CollectionItem
        fields = ["article", "image", "headline", "kicker", "url", "is_sublink", "order"]

    def clean(self) -> Any:
        given = super().clean() or self.cleaned_data
        if bool(given.get("article")) == bool(given.get("url")):
            self.add_error("article", "Choose a story, or else give a link and its headline.")
        elif given.get("url") and not given.get("headline"):
            self.add_error("headline", "Give the link a headline.")
        return given


class ItemInline(Bounded, StackedInline):  # type: ignore[misc] # Unfold declares less of it
    """Moved by dragging, or by its number."""

    model = CollectionItem
    verbose_name_plural = "items, in order"
    form = ItemForm
    fields = ["article", ("headline", "kicker"), ("url", "image"), ("is_sublink", "order")]
    autocomplete_fields = ["article", "image"]
    ordering_field: Any = "order"
    extra = 0
    most = 100

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("article", "image").defer("article__body")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Nobody chooses a story that they may not see; one that somebody else has put there stays."""
        if db_field.name == "article":
            match = request.resolver_match
            there = CollectionItem.objects.filter(collection=match.kwargs.get("object_id") if match else None)
            known = Q(pk__in=there.filter(article__isnull=False).values("article"))
            kwargs["queryset"] = Article.objects.filter(choosable_by(request.user, known))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Collection)
class CollectionAdmin(Worded, PublicAdmin):  # type: ignore[misc] # Unfold declares less of it
    """What is saved is a draft; readers have what was published."""

    words = ("front or series", "fronts and series")
    document_kind = "collection"
    form = CollectionForm
    inlines = [ItemInline]
    list_display = ["title", "kind", "standing", "slug"]
    list_filter = [("kind", ChoicesDropdownFilter)]
    list_filter_submit = True
    search_fields = ["title", "slug"]
    prepopulated_fields = {"slug": ["title"]}
    compressed_fields = True
    empty_words = "A front puts stories in the order of your choice; a series numbers its parts. Add one to begin."

    def may_touch(self, request: HttpRequest, thing: Any) -> bool:
        """A draft changes nothing before readers' eyes."""
        return True

    def bring_up_to_date(self, thing: Collection, *, by: Any) -> None:
        """Readers wait for it to be published."""

    def uses(self, thing: Collection) -> str:
        return "readers have it. Take it away from them first." if thing.is_published else ""

    def all_uses(self, thing: Collection) -> str:
        """Stories that say which part of a series they are follow it."""
        return self.uses(thing)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("items")

    @display(
        description="Readers have",
        label={"This version": "success", "An earlier version": "warning", "Nothing yet": "info"},
    )
    def standing(self, collection: Collection) -> str:
        if not collection.is_published:
            return "Nothing yet"
        return "An earlier version" if collection.has_unpublished_changes else "This version"

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, obj: Collection | None = None, **kwargs: Any
    ) -> HttpResponse:
        context |= {
            "may_publish": self.may_publish(request),
            "is_published": bool(obj and obj.is_published),
            "standing": self.standing(obj) if obj else "",
        }
        kwargs["obj"] = obj
        return super().render_change_form(request, context, *args, **kwargs)

    def response_add(self, request: HttpRequest, obj: Collection, post_url_continue: str | None = None) -> HttpResponse:
        return self.published(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Collection) -> HttpResponse:
        return self.published(request, obj) or super().response_change(request, obj)

    def published(self, request: HttpRequest, collection: Collection) -> HttpResponse | None:
        """After a button that does more than save."""
        steps = {
            "_publish": (publish_collection, f"Readers have “{collection}” as it is here."),
            "_unpublish": (unpublish_collection, f"Readers no longer have “{collection}”. The draft is still here."),
        }
        step = next((step for name, step in steps.items() if name in request.POST), None)
        if step is None:
            return None
        take, done = step
        try:
            take(Collection.objects.get(pk=collection.pk), by=request.user)  # type: ignore[arg-type]
        except PublishingError as error:
            self.message_user(request, f"It was saved, and no more than that. {error}", messages.ERROR)
        else:
            self.message_user(request, done, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:articles_collection_change", args=[collection.pk]))
