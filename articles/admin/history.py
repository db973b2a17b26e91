"""What a story was: its saved versions and what readers got of them, any two of them compared, one of them restored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from unfold.admin import ModelAdmin

from articles.admin.article_list import moment
from articles.admin.comparison import field_rows, stretches_of, summary
from articles.admin.timeline import badges, entries
from articles.differences import compare_contents
from articles.editing import SavedMeanwhile, name_of
from articles.mentioned import mentioned_in
from articles.models import Autosave, Revision, State
from articles.restoring import Unfit, losses, restore_revision
from articles.snapshot import placed_at
from articles.workflow import TransitionRefused
from cms.keys import is_key

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern

    from articles.models import Article
    from articles.snapshot import Content

    # Two of these are compared.
    Compared = Revision | Autosave

VERSIONS_A_PAGE = 30
NOT_SAVED = (("warning", "Not saved"),)


class NoSuchVersion(Exception):
    """The message says which, and where to look."""


class StoryHistory(ModelAdmin):
    """The pages below the page of a story that show what it was."""

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("<path:object_id>/compare/", wrap(self.compare_view), name="articles_article_compare"),
            path("<path:object_id>/restore/<int:number>/", wrap(self.restore_view), name="articles_article_restore"),
            *super().get_urls(),
        ]

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        article = self.readable_story(request, object_id)
        versions = article.revisions.select_related("by").defer("content")
        page = Paginator(versions, VERSIONS_A_PAGE).get_page(request.GET.get("p"))
        shown = list(page)
        newer = versions.filter(number__gt=shown[0].number).last() if shown and page.has_previous() else None
        since = shown[-1].at if shown and page.has_next() else None
        context = {
            "page": page,
            "entries": entries(article, shown, since=since, until=newer.at if newer else None),
            "older_choice": shown[1].number if len(shown) > 1 else None,
            "newer_choice": shown[0].number if shown else None,
            "live": live_number(article),
            "may_restore": self.has_change_permission(request, article),
        }
        return self.answer(request, article, "history", context)

    def compare_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        article = self.readable_story(request, object_id)
        may_restore = self.has_change_permission(request, article)
        try:
            if not may_restore and any(is_key(request.GET.get(it, "")) for it in ("before", "after")):
                raise PermissionDenied
            older, newer = asked_for(article, request.GET.get("before", ""), request.GET.get("after", ""))
        except NoSuchVersion as error:
            self.message_user(request, str(error), messages.ERROR)
            return HttpResponseRedirect(history_url(article))
        before, after = placed_content(article, older), placed_content(article, newer)
        names = mentioned_in([before, after], by=request.user).names | moments([before, after])
        comparison = compare_contents(before, after, names)
        context = {
            "older": older,
            "newer": newer,
            "versions": [side(article, it) for it in (older, newer)],
            "live": live_number(article),
            "is_empty": comparison.is_empty,
            "summary": summary(comparison),
            "fields": field_rows(comparison, names),
            "stretches": stretches_of(comparison, names),
            "may_restore": may_restore,
        }
        return self.answer(request, article, "compare", context)

    def restore_view(self, request: HttpRequest, object_id: str, number: int) -> HttpResponse:
        article = self.readable_story(request, object_id)
        if not self.has_change_permission(request, article):
            raise PermissionDenied
        revision = article.revisions.select_related("by").filter(number=number).first()
        if revision is None or number == article.version:
            said = "is what the story is now" if revision else "is not there"
            self.message_user(request, f"Version {number} {said}: there is nothing to restore.", messages.ERROR)
            return HttpResponseRedirect(history_url(article))
        if request.method == "POST":
            return self.restored(request, article, revision)
        lost = losses(article, revision.content, mentioned_in([revision.content], by=request.user))
        who = name_of(revision.by)
        is_live = article.state in {State.PUBLISHED, State.RETRACTED}
        return self.answer(
            request, article, "restore", {"revision": revision, "who": who, "lost": lost, "is_live": is_live}
        )

    def restored(self, request: HttpRequest, article: Article, revision: Revision) -> HttpResponse:
        opened = request.POST.get("opened_version", "")
        try:
            expected = int(opened) if is_number(opened) else -1
            lost = restore_revision(article, revision, expected=expected, by=request.user)  # type: ignore[arg-type]
        except SavedMeanwhile as error:
            said = (
                f"Nothing was restored: {error.who} saved this story meanwhile. Look at what is new, then choose again."
            )
            self.message_user(request, said, messages.ERROR)
            return HttpResponseRedirect(history_url(article))
        except (Unfit, TransitionRefused) as error:
            self.message_user(request, f"Nothing was restored. {error}", messages.ERROR)
            return HttpResponseRedirect(history_url(article))
        done = f"Version {revision.number} is restored and saved as version {article.version}."
        self.log_change(request, article, done)
        self.message_user(request, " ".join([done, *lost]), messages.WARNING if lost else messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))

    def readable_story(self, request: HttpRequest, object_id: str) -> Article:
        article: Article | None = self.get_object(request, unquote(object_id))
        if article is None:
            raise Http404
        if not self.has_view_permission(request, article):
            raise PermissionDenied
        return article

    def answer(self, request: HttpRequest, article: Article, name: str, context: dict[str, Any]) -> TemplateResponse:
        frame = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": article,
            "title": article.headline,
        }
        return TemplateResponse(request, f"admin/articles/article/{name}.html", {**frame, **context})


def asked_for(article: Article, before: str, after: str) -> tuple[Compared, Compared]:
    """The older and the newer of the two. Without `after` the newest is meant, without `before` the one before it."""
    versions = article.revisions.select_related("by")
    newer: Compared | None = compared(article, after) if after else versions.first()
    if newer is None:
        raise NoSuchVersion("This story was never saved: there is nothing to compare.")
    if before:
        older, newer = sorted((compared(article, before), newer), key=age)
        return older, newer
    if isinstance(newer, Autosave):
        return version_named(article, str(newer.opened_version)), newer
    former = versions.filter(number__lt=newer.number).first()
    if former is None:
        raise NoSuchVersion(f"Version {newer.number} is the first: there is nothing before it to compare it with.")
    return former, newer


def age(it: Compared) -> tuple[int, float]:
    """What was not saved comes after all that was."""
    return (1, it.saved_at.timestamp()) if isinstance(it, Autosave) else (0, it.number)


def compared(article: Article, name: str) -> Compared:
    """A saved version by its number, or what somebody typed and did not save by its key."""
    if not is_key(name):
        return version_named(article, name)
    found = Autosave.objects.select_related("by").filter(article=article, pk=name).first()
    if found is None:
        raise NoSuchVersion("What was typed then is not kept any more: choose two of those below.")
    return found


def side(article: Article, it: Compared) -> dict[str, Any]:
    who = name_of(it.by)
    if isinstance(it, Autosave):
        return {"unsaved": it, "name": f"what {who} typed", "who": who, "at": it.saved_at, "badges": NOT_SAVED}
    return {"revision": it, "name": f"version {it.number}", "who": who, "at": it.at, "badges": badges(article, it)}


def version_named(article: Article, name: str) -> Revision:
    versions = article.revisions.select_related("by")
    if name == "live":
        found = versions.filter(pk=article.published_revision_id).first() if article.published_revision_id else None
        if found is None:
            raise NoSuchVersion("Nothing of this story was published yet: choose two saved versions to compare.")
        return found
    found = versions.filter(number=int(name)).first() if is_number(name) else None
    if found is None:
        raise NoSuchVersion(f"There is no version “{name}” of this story: choose two of those below.")
    return found


def is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 9


def live_number(article: Article) -> int | None:
    if article.state != State.PUBLISHED or article.published_revision_id is None:
        return None
    return article.revisions.filter(pk=article.published_revision_id).values_list("number", flat=True).first()


def placed_content(article: Article, revision: Compared) -> Content:
    """Without a place of its own a story stands where it was first published: that publishing says so is no change."""
    first = article.first_published_at
    placed = revision.content.get("placed_at") or (first and first.isoformat())
    return {**revision.content, "placed_at": placed}


def moments(contents: list[Content]) -> dict[str, str]:
    """Times as whoever looks has them."""
    return {content["placed_at"]: moment(placed_at(content)) for content in contents if content.get("placed_at")}


def history_url(article: Article) -> str:
    return reverse("admin:articles_article_history", args=[article.pk])
