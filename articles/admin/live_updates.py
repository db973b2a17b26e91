from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from unfold.admin import ModelAdmin
from unfold.decorators import display

from articles.admin.body import BodyField
from articles.models import Article, LiveUpdate
from articles.publishing import delete_update, end_coverage, publish_update, resume_coverage
from articles.workflow import may, visible_to
from cms.publishing import PublishingError

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


class LiveUpdateForm(forms.ModelForm):  # type: ignore[type-arg] # Django's is not generic when it runs
    body = BodyField()

    class Meta:
        model = LiveUpdate
        fields = ["article", "headline", "body", "author", "key_event", "pinned"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Who may only read has no such fields.
        body = self.fields.get("body")
        if isinstance(body, BodyField):
            body.stored = self.instance.body


@admin.register(LiveUpdate)
class LiveUpdateAdmin(ModelAdmin):
    """What is saved is a draft; readers have what was published."""

    form = LiveUpdateForm
    fields = ["article", "headline", "body", "author", ("key_event", "pinned")]
    autocomplete_fields = ["article", "author"]
    list_display = ["headline_or_time", "article", "standing", "marks", "created_at"]
    list_filter = ["key_event"]
    list_select_related = ["article"]
    search_fields = ["headline", "article__headline"]
    search_help_text = "Headline of the post or of its story"
    empty_words = "Posts belong to live coverage. Write a story of the kind “Live coverage”, then add its posts here."
    ordering = ["-created_at"]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "article":
            kwargs["queryset"] = Article.objects.filter(visible_to(request.user), kind=Article.Kind.LIVE)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: LiveUpdate | None = None) -> list[str]:
        """What readers had stays in its coverage: nobody takes a post out of somebody else's by moving it first."""
        return ["article"] if obj and obj.published_content is not None else []

    def get_queryset(self, request: HttpRequest) -> Any:
        found = super().get_queryset(request).filter(article__in=Article.objects.filter(visible_to(request.user)))
        return found.defer("article__body", "article__standfirst")

    @display(description="Post")
    def headline_or_time(self, update: LiveUpdate) -> str:
        return str(update)

    @display(description="Marks")
    def marks(self, update: LiveUpdate) -> str:
        marks = {"Key event": update.key_event, "Pinned": update.pinned}
        return ", ".join(words for words, is_marked in marks.items() if is_marked)

    @display(
        description="Readers have",
        label={
            "This version": "success",
            "An earlier version": "warning",
            "Nothing yet": "info",
            "That it is gone": "danger",
        },
    )
    def standing(self, update: LiveUpdate) -> str:
        if update.deleted_at:
            return "That it is gone"
        if update.published_content is None:
            return "Nothing yet"
        return "An earlier version" if update.has_unpublished_changes else "This version"

    def has_delete_permission(self, request: HttpRequest, obj: LiveUpdate | None = None) -> bool:
        """What readers had is taken back, and not forgotten: whoever has it must be told."""
        return super().has_delete_permission(request, obj) and (obj is None or obj.published_content is None)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        if not change:
            obj.created_by = request.user
        super().save_model(request, obj, form, change)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, obj: LiveUpdate | None = None, **kwargs: Any
    ) -> HttpResponse:
        context |= {
            "may_publish": obj is None or may(obj.article, "publish", request.user),
            "coverage_ended": bool(obj and obj.article.coverage_ended_at),
            "readers_have_it": bool(obj and obj.published_content is not None and not obj.deleted_at),
            "standing": self.standing(obj) if obj else "",
        }
        kwargs["obj"] = obj
        return super().render_change_form(request, context, *args, **kwargs)

    def response_add(self, request: HttpRequest, obj: LiveUpdate, post_url_continue: str | None = None) -> HttpResponse:
        return self.published(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: LiveUpdate) -> HttpResponse:
        return self.published(request, obj) or super().response_change(request, obj)

    def published(self, request: HttpRequest, update: LiveUpdate) -> HttpResponse | None:
        """After a button that does more than save."""
        steps: dict[str, tuple[Callable[..., object], str]] = {
            "_publish": (publish_update, "Readers have this post as it is here."),
            "_take_back": (delete_update, "The post was taken back: whoever has it already is told so."),
            "_end": (lambda it, by: end_coverage(it.article, by=by), "Readers are told that the coverage has ended."),
            "_resume": (lambda it, by: resume_coverage(it.article, by=by), "The coverage goes on."),
        }
        step = next((step for name, step in steps.items() if name in request.POST), None)
        if step is None:
            return None
        take, done = step
        try:
            # As it is stored: PostgreSQL keeps the keys of JSON in an order of its own.
            take(LiveUpdate.objects.get(pk=update.pk), by=request.user)
        except PublishingError as error:
            self.message_user(request, f"It was saved, and no more than that. {error}", messages.ERROR)
        else:
            self.message_user(request, done, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:articles_liveupdate_change", args=[update.pk]))
