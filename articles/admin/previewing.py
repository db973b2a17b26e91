"""The desk's face of previews: the pane beside the text, links for outsiders, and the way into a frontend."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.forms import Script
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from unfold.widgets import UnfoldAdminRadioSelectWidget, UnfoldAdminSelectWidget

from articles.admin.article_list import StoryListing
from articles.admin.unsaved import unsaved
from articles.preview import may_preview, preview_document
from articles.preview.links import LONGEST_DAYS, PreviewRefused, make_link, revoke_link
from articles.preview.page import page_of
from articles.preview.pictures import picture_file, pictures_named, pictures_of, shown_from
from articles.preview.tokens import address_in, frontends
from cms.keys import new_key

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.urls import URLPattern

    from articles.models import Article

# Without a word on referrers: forms of the desk must say where they come from.
UNSEEN = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"}
NEWEST, PINNED = "newest", "pinned"


class LinkForm(forms.Form):
    days = forms.TypedChoiceField(
        label="Lasts",
        coerce=int,
        choices=[(1, "One day"), (3, "Three days"), (7, "A week"), (14, "Two weeks"), (LONGEST_DAYS, "30 days")],
        initial=7,
        widget=UnfoldAdminSelectWidget(),
    )
    shows = forms.ChoiceField(
        label="Shows",
        choices=[(NEWEST, "Always the newest version"), (PINNED, "Only the version that is saved now")],
        initial=NEWEST,
        widget=UnfoldAdminRadioSelectWidget(),
    )


class StoryPreview(StoryListing):
    class Media:
        js = [Script("articles/preview/pane.js", type="module")]
        css = {"all": ["articles/preview/pane.css"]}

    def get_urls(self) -> list[URLPattern]:
        wrap, name = self.admin_site.admin_view, "articles_article_preview"
        story = "<path:object_id>/preview/"
        return [
            path("preview/", wrap(self.preview_view), name=f"{name}_new"),
            path("preview/files/<path:name>", wrap(self.preview_file_view), name=f"{name}_new_file"),
            path(story, wrap(self.preview_view), name=name),
            path(f"{story}files/<path:name>", wrap(self.preview_file_view), name=f"{name}_file"),
            path(f"{story}links/", wrap(self.preview_links_view), name=f"{name}_links"),
            path(f"{story}open/<str:site>/", wrap(self.preview_open_view), name=f"{name}_open"),
            *super().get_urls(),
        ]

    def story_to_preview(self, request: HttpRequest, object_id: str | None) -> Article | None:
        """None is a story that was never saved. Whoever may not change it learns no more than that."""
        if object_id is None:
            if not self.has_add_permission(request):
                raise PermissionDenied
            return None
        article: Article | None = self.get_object(request, unquote(object_id))
        if article is None:
            raise Http404
        if not self.has_change_permission(request, article):
            raise PermissionDenied
        return article

    def preview_view(self, request: HttpRequest, object_id: str | None = None) -> HttpResponse:
        """What the form holds at this moment, compiled and drawn. Nothing is saved."""
        article = self.story_to_preview(request, object_id)
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        form: Any = self.get_form(request, article, change=article is not None)(request.POST, instance=article)
        form.is_valid()
        formsets, _ = self._create_formsets(request, form.instance, change=article is not None)
        for formset in formsets:
            formset.is_valid()
        # Formsets take the key from a story that is being added, which is to get it only when it is saved.
        form.instance.pk = form.instance.pk or new_key()
        content, corrections, problems = unsaved(form, formsets)
        document = preview_document(form.instance, content, corrections)
        wrong = {problem["field"] for problem in problems}
        faults = [fault for fault in document["preview"]["faults"] if fault["field"] not in wrong]
        page = page_of(shown_from(file_root(article), document, pictures_of(content)))
        return JsonResponse({"page": page, "problems": problems, "faults": faults}, headers=UNSEEN)

    def preview_file_view(self, request: HttpRequest, name: str, object_id: str | None = None) -> HttpResponse:
        """For whoever may see the library, any picture: it may have been chosen a moment ago."""
        article = self.story_to_preview(request, object_id)
        saved = article.revisions.first() if article else None
        if request.user.has_perm("media.view_image"):
            images = pictures_named(name)
        else:
            images = pictures_of(saved.content) if saved else []
        answer = picture_file(name, images, UNSEEN)
        if answer is None:
            raise Http404
        return answer

    def preview_links_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        article = self.story_to_preview(request, object_id)
        if article is None:
            raise Http404
        form = LinkForm(request.POST if request.method == "POST" and "revoke" not in request.POST else None)
        address = ""
        try:
            if "revoke" in request.POST:
                self.revoke(request, article)
                return HttpResponseRedirect(request.path)
            if form.is_valid():
                address = self.make(request, article, form.cleaned_data)
                form = LinkForm()
        except PreviewRefused as error:
            self.message_user(request, str(error), messages.ERROR)
        return self.tell_links(request, article, form, address)

    def make(self, request: HttpRequest, article: Article, given: dict[str, Any]) -> str:
        revision = article.revisions.first() if given["shows"] == PINNED else None
        link, token = make_link(article, by=request.user, days=given["days"], revision=revision)  # type: ignore[arg-type]
        self.log_change(request, article, f"Made a preview link that lasts until {told(link.expires_at)}.")
        return f"{settings.API_URL}{reverse('preview_shared', args=[token])}"

    def revoke(self, request: HttpRequest, article: Article) -> None:
        link = article.preview_links.filter(pk=request.POST["revoke"]).first()
        if link is None:
            raise Http404
        revoke_link(link, by=request.user)  # type: ignore[arg-type]
        self.log_change(request, article, f"Revoked the preview link that lasted until {told(link.expires_at)}.")
        self.message_user(request, "The link is revoked: it shows nothing from now on.", messages.SUCCESS)

    def tell_links(self, request: HttpRequest, article: Article, form: LinkForm, address: str) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": article,
            "title": article.headline,
            "form": form,
            "address": address,
            "links": usable_links(article).select_related("made_by", "revision"),
            "may_make": may_preview(article, request.user),
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/articles/article/preview_links.html", context, headers=UNSEEN)

    def preview_open_view(self, request: HttpRequest, object_id: str, site: str) -> HttpResponse:
        article = self.story_to_preview(request, object_id)
        if article is None or site not in frontends():
            raise Http404
        if not may_preview(article, request.user):
            raise PermissionDenied
        return HttpResponseRedirect(address_in(site, article, request.user), headers=UNSEEN)  # type: ignore[arg-type]

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        article = kwargs.get("obj")
        if self.has_change_permission(request, article) if article else self.has_add_permission(request):
            context["preview"] = preview_context(article, request)
        return super().render_change_form(request, context, *args, **kwargs)


def preview_context(article: Article | None, request: HttpRequest) -> dict[str, Any]:
    if article is None:
        return {"url": reverse("admin:articles_article_preview_new")}
    args = [article.pk]
    shareable = article.version > 0 and may_preview(article, request.user)
    return {
        "url": reverse("admin:articles_article_preview", args=args),
        "links_url": reverse("admin:articles_article_preview_links", args=args) if shareable else "",
        "links": usable_links(article).count(),
        "sites": [(it, reverse("admin:articles_article_preview_open", args=[*args, it])) for it in frontends()]
        if shareable
        else [],
    }


def usable_links(article: Article) -> Any:
    return article.preview_links.filter(revoked_at=None, expires_at__gt=timezone.now())


def file_root(article: Article | None) -> str:
    name = "admin:articles_article_preview_file" if article else "admin:articles_article_preview_new_file"
    return reverse(name, args=[*([article.pk] if article else []), "name"]).removesuffix("name")


def told(moment: Any) -> str:
    return f"{timezone.localtime(moment):%d %B %Y, %H:%M %Z}"
