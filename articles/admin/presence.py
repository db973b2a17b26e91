"""The desk's face of presence: each open page says that it is there, and hears who else is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.forms import Script
from django.http import Http404, HttpResponse, JsonResponse
from django.urls import path, reverse
from django.utils import timezone

from articles.admin.previewing import StoryPreview
from articles.editing import name_of
from articles.models import Revision
from articles.presence import be_present, leave, others_on
from cms.keys import is_key

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.urls import URLPattern

    from articles.models import Article

# All that is asked of the story here and by those who decide about rights: its text stays where it is.
COLUMNS = ["version", "state", "category", "created_by"]


class StoryPresence(StoryPreview):
    class Media:
        js = [Script("articles/keeping/presence.js", type="module")]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.presence_view)
        return [path("<path:object_id>/presence/", view, name="articles_article_presence"), *super().get_urls()]

    def presence_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        article: Article | None = self.get_queryset(request).only(*COLUMNS).filter(pk=unquote(object_id)).first()
        if article is None:
            raise Http404
        if not self.has_view_permission(request, article):
            raise PermissionDenied
        key = request.POST.get("sitting", "")
        if not is_key(key):
            return JsonResponse({"problem": "This page does not say which one it is: load it again."}, status=400)
        by: Any = request.user
        if "left" in request.POST:
            leave(article, key=key, by=by)
            return HttpResponse(status=204)
        be_present(article, key=key, by=by, typing="typing" in request.POST)
        people = [
            {"name": name_of(who), "since": f"{timezone.localtime(since):%H:%M}", "typing": typing, "own": who == by}
            for who, since, typing in others_on(article, but=key)
        ]
        return JsonResponse({"people": people, "newer": newer_than(article, request.POST.get("opened_version", ""))})

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        article = kwargs.get("obj")
        if article:
            context["presence_url"] = reverse("admin:articles_article_presence", args=[article.pk])
        return super().render_change_form(request, context, *args, **kwargs)


def newer_than(article: Article, opened_version: str) -> str:
    """In words: who saved the story since it was opened; empty where nobody did."""
    if opened_version in {"", str(article.version)}:
        return ""
    newest = Revision.objects.filter(article=article).select_related("by").defer("content").first()
    return (
        f"{name_of(newest.by)} saved version {newest.number} at {timezone.localtime(newest.at):%H:%M}" if newest else ""
    )
