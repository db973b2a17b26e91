"""The desk's face of autosaving: what is typed is kept, and offered again to whoever comes back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.forms import Script
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.urls import path, reverse
from django.utils import timezone

from articles.admin.presence import StoryPresence, newer_than
from articles.admin.unsaved import RICH, beside_of, unsaved
from articles.autosaving import (
    NotYours,
    Typed,
    discard_autosave,
    drop_autosaves,
    is_new,
    keep_autosave,
    waiting_autosaves,
)
from articles.models import Autosave
from cms.keys import is_key, new_key

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.urls import URLPattern

    from articles.models import Article

# What a page says about itself, and what is kept elsewhere.
NOT_TYPED = {"csrfmiddlewaretoken", "sitting", "continues", "whole", "gone", "body", "standfirst"}
OFFERED = 5
REMEMBERED = 20


class StoryKeeping(StoryPresence):
    class Media:
        js = [Script("articles/keeping/page.js", type="module")]
        css = {"all": ["articles/keeping/page.css"]}

    def get_urls(self) -> list[URLPattern]:
        wrap, name = self.admin_site.admin_view, "articles_article"
        return [
            path("autosave/", wrap(self.autosave_view), name=f"{name}_autosave_new"),
            path("<path:object_id>/autosave/", wrap(self.autosave_view), name=f"{name}_autosave"),
            path("unsaved/<slug:key>/", wrap(self.discard_view), name=f"{name}_discard_new"),
            path("<path:object_id>/unsaved/<slug:key>/discard/", wrap(self.discard_view), name=f"{name}_discard"),
            *super().get_urls(),
        ]

    def autosave_view(self, request: HttpRequest, object_id: str | None = None) -> HttpResponse:
        """Takes what changed since the last time, or everything where there was none; answers how it stands."""
        article = self.story_to_preview(request, object_id)
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        key, continues = request.POST.get("sitting", ""), request.POST.get("continues", "")
        if not is_key(key) or not (is_key(continues) or not continues):
            return JsonResponse({"problem": "This page does not say which one it is: load it again."}, status=400)
        if key in request.session.get("saved_sittings", []):
            return JsonResponse({"state": "saved"})
        by: Any = request.user
        held = Autosave.objects.filter(pk=key, by=by).first()
        if held is None and "whole" not in request.POST:
            return JsonResponse({"problem": "Send everything."}, status=409)
        try:
            typed, _ = self.typed(request, article, filled(request.POST, held))
            if article is None or is_new(article, typed):
                keep_autosave(article, typed, key=key, by=by, continues=continues)
                state = "kept"
            else:
                drop_autosaves(article, by=by, keys=[key, continues])
                state = "as saved"
        except ValidationError as error:
            return JsonResponse({"problem": " ".join(error.messages)}, status=400)
        except NotYours:
            return JsonResponse({"problem": "This page belongs to somebody else: load it again."}, status=403)
        return JsonResponse(
            {"state": state, "at": f"{timezone.localtime():%H:%M}", **self.answered(article, key, typed)}
        )

    def answered(self, article: Article | None, key: str, typed: Typed) -> dict[str, str]:
        """What a page must know to offer the text again, and who has saved the story since it was opened."""
        if article is None:
            return links_of(None, key)
        return {**links_of(article, key), "newer": newer_than(article, str(typed.opened_version))}

    def typed(self, request: HttpRequest, article: Article | None, data: QueryDict) -> tuple[Typed, list[str]]:
        """What was typed, and the fields that it does not fit.

        Raises ValidationError where the text itself cannot be read: nothing must be kept in its place.
        """
        request.filled = data  # type: ignore[attr-defined]
        form: Any = self.get_form(request, article, change=article is not None)(data, instance=article)
        for name in RICH:
            form.fields[name].to_python(data.get(name))
        form.is_valid()
        formsets, _ = self._create_formsets(request, form.instance, change=article is not None)
        for formset in formsets:
            formset.is_valid()
        # Formsets take the key from a story that is being added, which is to get it only when it is saved.
        form.instance.pk = form.instance.pk or new_key()
        content, _, problems = unsaved(form, formsets)
        fields = {name: data.getlist(name) for name in data if name not in NOT_TYPED and not name.startswith("_")}
        typed = Typed(content, number_in(data, "opened_version"), beside_of(form, formsets), fields)
        return typed, [it["field"] for it in problems if it["field"] != NON_FIELD_ERRORS]

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        given: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        filled_in = getattr(request, "filled", None)
        return given if filled_in is None else {**given, "data": filled_in.copy()}

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 Django's
        """A form that is opened with what was typed before is filled with it, as if it had been sent."""
        form: Any = super().get_form(request, obj, change, **kwargs)
        autosave = self.taken_up(request, obj) if request.method == "GET" else None
        if autosave:
            request.filled = form.filled = filled(QueryDict(), autosave)  # type: ignore[attr-defined]
        return form

    def taken_up(self, request: HttpRequest, article: Article | None) -> Autosave | None:
        key = request.GET.get("unsaved", "")
        found = waiting_autosaves(article, by=request.user).defer(None).filter(pk=key).first() if is_key(key) else None
        return found if found and found.form else None

    def discard_view(self, request: HttpRequest, key: str, object_id: str | None = None) -> HttpResponse:
        article = self.story_to_preview(request, object_id)
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        autosave = Autosave.objects.filter(pk=key, article=article).first()
        if autosave is None:
            raise Http404
        try:
            discard_autosave(autosave, by=request.user)  # type: ignore[arg-type]
        except NotYours as error:
            raise PermissionDenied from error
        self.message_user(request, "Thrown away. The history of the story keeps it for 30 days.", messages.SUCCESS)
        name = "admin:articles_article_change" if article else "admin:articles_article_add"
        return HttpResponseRedirect(reverse(name, args=[article.pk] if article else []))

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        article = kwargs.get("obj")
        if self.has_change_permission(request, article) if article else self.has_add_permission(request):
            shown = request.POST.get("sitting") or request.GET.get("unsaved", "")
            waiting = waiting_autosaves(article, by=request.user).exclude(pk=shown)[:OFFERED]
            names = ("autosave", [article.pk]) if article else ("autosave_new", [])
            context["keeping"] = {
                "url": reverse(f"admin:articles_article_{names[0]}", args=names[1]),
                "story": article.pk if article else "new",
                "version": article.version if article else 0,
                "continues": shown if is_key(shown) else "",
                "saved": " ".join(request.session.get("saved_sittings", [])),
                "offers": [{"autosave": it, **links_of(article, it.pk)} for it in waiting],
            }
        return super().render_change_form(request, context, *args, **kwargs)


def filled(sent: QueryDict, held: Autosave | None) -> QueryDict:
    """A whole form: what is kept of it, changed by what was sent."""
    data = QueryDict(mutable=True)
    if held and "whole" not in sent:
        for name, values in held.form.items():
            data.setlist(name, values)
        for name in RICH:
            data[name] = json.dumps(held.content.get(name) or [], ensure_ascii=False)
        for name in sent.getlist("gone"):
            data.pop(name, None)
    for name, values in sent.lists():
        data.setlist(name, values)
    return data


def links_of(article: Article | None, key: str) -> dict[str, str]:
    if article is None:
        return {
            "continue": f"{reverse('admin:articles_article_add')}?unsaved={key}",
            "discard": reverse("admin:articles_article_discard_new", args=[key]),
        }
    args = [article.pk, key]
    return {
        "continue": f"{reverse('admin:articles_article_change', args=[article.pk])}?unsaved={key}",
        "compare": reverse("admin:articles_article_unsaved", args=args),
        "discard": reverse("admin:articles_article_discard", args=args),
    }


def number_in(data: QueryDict, name: str) -> int:
    """0 for what is none: no story is of that version once it was saved."""
    value = data.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0


def finish_sitting(request: HttpRequest, article: Article) -> None:
    """What was typed on this page is saved: nothing of it waits any more, and what still comes of it is old."""
    keys = [key for key in (request.POST.get("sitting", ""), request.POST.get("continues", "")) if is_key(key)]
    # Formsets take the key from a story that is being added.
    saved = None if article._state.adding else article
    drop_autosaves(saved, by=request.user, keys=keys)  # type: ignore[arg-type]
    remember_saved(request, keys)


def remember_saved(request: HttpRequest, keys: list[str]) -> None:
    if keys:
        request.session["saved_sittings"] = [*request.session.get("saved_sittings", []), *keys][-REMEMBERED:]
