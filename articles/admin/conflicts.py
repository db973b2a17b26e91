"""Two people saved one story: nobody's text is lost, and where both changed the same part, the second chooses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from articles.admin.joining import joined_page, told_join
from articles.admin.keeping import StoryKeeping, finish_sitting, number_in, remember_saved
from articles.admin.previewing import UNSEEN
from articles.autosaving import Typed, is_new, keep_autosave, merge_of, save_autosave
from articles.editing import SavedMeanwhile
from articles.merging import NotChosen
from articles.models import Autosave, Revision
from articles.restoring import Unfit
from articles.workflow import TransitionRefused
from cms.keys import is_key, new_key

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.urls import URLPattern

    from articles.models import Article


class StoryConflicts(StoryKeeping):
    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.unsaved_view)
        return [
            path("<path:object_id>/unsaved/<slug:key>/", view, name="articles_article_unsaved"),
            *super().get_urls(),
        ]

    def conflict(self, request: HttpRequest, object_id: str | None) -> HttpResponse | None:
        """Where somebody else saved meanwhile: what was typed is kept, and joined with it or asked about.

        None where nobody did, or where the form has something to mend first.
        """
        article = self.get_object(request, unquote(object_id)) if object_id and request.method == "POST" else None
        if article is None or not self.has_change_permission(request, article):
            return None
        if request.POST.get("opened_version") == str(article.version):
            return None
        try:
            typed, wrong = self.typed(request, article, request.POST.copy())
        except ValidationError:
            return None
        article.refresh_from_db()
        autosave = self.kept(request, article, typed)
        del request.filled  # type: ignore[attr-defined]
        if wrong and autosave:
            return None
        return self.joined(request, article, autosave) if autosave else self.told_newest(request, article)

    def kept(self, request: HttpRequest, article: Article, typed: Typed) -> Autosave | None:
        """None where nothing had been changed."""
        if not is_new(article, typed):
            return None
        key, continues = (request.POST.get(name, "") for name in ("sitting", "continues"))
        return keep_autosave(
            article,
            typed,
            key=key if is_key(key) else new_key(),
            by=request.user,  # type: ignore[arg-type]
            continues=continues if is_key(continues) else "",
        )

    def told_newest(self, request: HttpRequest, article: Article) -> HttpResponse:
        finish_sitting(request, article)
        said = (
            f"{who_saved(article)} saved this story meanwhile, and you had changed nothing. This is how it stands now."
        )
        self.message_user(request, said, messages.WARNING)
        return story_page(article)

    def joined(self, request: HttpRequest, article: Article, autosave: Autosave) -> HttpResponse:
        """Both are saved in one where each changed other parts."""
        merge, who = merge_of(autosave), who_saved(article)
        ask = HttpResponseRedirect(reverse("admin:articles_article_unsaved", args=[article.pk, autosave.pk]))
        if not merge.is_settled:
            return ask
        by: Any = request.user
        try:
            lost = save_autosave(autosave, choices={}, expected=article.version, by=by)
        except (SavedMeanwhile, Unfit, TransitionRefused):
            return ask
        finish_sitting(request, article)
        article.refresh_from_db()
        self.log_change(request, article, f"Joined with version {article.version - 1}.")
        if {"_publish", "_step"} & set(request.POST):
            lost = [*lost, "Nothing more was done: look at both together first."]
        said = " ".join([told_join(merge, who, article), *lost])
        self.message_user(request, said, messages.WARNING if lost else messages.SUCCESS)
        return story_page(article)

    def unsaved_view(self, request: HttpRequest, object_id: str, key: str) -> HttpResponse:
        """What was typed beside what is saved; where both changed the same part, somebody chooses."""
        article = self.story_to_preview(request, object_id)
        autosave = Autosave.objects.select_related("article", "by").filter(pk=key, article=article).first()
        if article is None or autosave is None:
            raise Http404
        error = ""
        if request.method == "POST":
            try:
                return self.save_joined(request, article, autosave)
            except NotChosen:
                error = "Choose for each part what is to stand there."
            except SavedMeanwhile as meanwhile:
                error = f"{meanwhile.who} saved the story once more. This is how it stands now: choose again."
            except (Unfit, TransitionRefused) as unfit:
                error = f"This cannot be saved so. {unfit} Choose the other text, or mend yours in the form."
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": article,
            "title": article.headline,
            "error": error,
            "is_own": autosave.by_id == request.user.pk,
            **joined_page(autosave, request.POST, by=request.user),
        }
        return TemplateResponse(request, "admin/articles/article/unsaved.html", context, headers=UNSEEN)

    def save_joined(self, request: HttpRequest, article: Article, autosave: Autosave) -> HttpResponse:
        prefix = "choose-"
        choices = {
            name.removeprefix(prefix): str(request.POST[name]) for name in request.POST if name.startswith(prefix)
        }
        by: Any = request.user
        lost = save_autosave(autosave, choices=choices, expected=number_in(request.POST, "opened_version"), by=by)
        remember_saved(request, [autosave.pk])
        article.refresh_from_db()
        self.log_change(request, article, "Saved what had been typed before.")
        said = " ".join([f"Version {article.version} is saved.", *lost])
        self.message_user(request, said, messages.WARNING if lost else messages.SUCCESS)
        return story_page(article)


def who_saved(article: Article) -> str:
    return SavedMeanwhile(Revision.objects.filter(article=article).select_related("by").first()).who


def story_page(article: Article) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))
