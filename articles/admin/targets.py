"""What words of a story may point at: stories, authors, sections and tags of ours, and its own corrections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import JsonResponse
from django.views.decorators.http import require_GET

from articles.models import Article, Category, Correction, Tag
from articles.workflow import may_somewhere, visible_to
from authors.models import Author
from cms.addresses import site_url
from cms.keys import is_key
from cms.models import Document

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import Model
    from django.http import HttpRequest

    from articles.rights import Person

MOST = 20


class Kind(NamedTuple):
    model: type[Model]
    permission: str
    name: str
    order: str
    detail: Callable[[Any], str]


KINDS = {
    "article": Kind(Article, "articles.view_article", "headline", "-saved_at", lambda it: it.get_state_display()),
    "author": Kind(Author, "authors.view_author", "name", "name", lambda it: it.job_title),
    "category": Kind(Category, "articles.view_category", "name", "name", lambda it: it.slug),
    "tag": Kind(Tag, "articles.view_tag", "name", "name", lambda it: it.slug),
    "correction": Kind(Correction, "articles.view_correction", "text", "-pk", lambda it: it.get_kind_display()),
}


@require_GET
def targets(request: HttpRequest) -> JsonResponse:
    """The first few whose names hold all the words; the newest, or the first by name, where there are none."""
    name = request.GET.get("kind", "")
    kind = KINDS.get(name)
    if kind is None:
        return JsonResponse({"errors": [f"“kind” is one of {', '.join(KINDS)}."]}, status=400)
    if not may_look(kind, request.user):
        raise PermissionDenied
    found = list(matches(kind, request.GET, request.user)[:MOST])
    paths = paths_of(name, [it.pk for it in found])
    return JsonResponse({"results": [facts(kind, it, paths) for it in found]})


def may_look(kind: Kind, by: Person) -> bool:
    return may_somewhere("view", by) if kind.model is Article else by.has_perm(kind.permission)


def matches(kind: Kind, asked: Any, by: Person) -> Any:
    rows: Any = kind.model._default_manager.order_by(kind.order)
    if kind.model is Article:
        rows = rows.filter(visible_to(by))
    if kind.model is Correction:
        story = asked.get("story", "")
        seen = Article.objects.filter(visible_to(by), pk=story)
        rows = rows.filter(article__in=seen) if is_key(story) else rows.none()
    words = Q()
    for word in asked.get("q", "").replace("\0", "").split():
        words &= Q(**{f"{kind.name}__icontains": word})
    return rows.filter(words)


def paths_of(kind: str, keys: list[str]) -> dict[str, str]:
    return dict(Document.objects.live().filter(kind=kind, key__in=keys).values_list("key", "path"))


def facts(kind: Kind, it: Any, paths: dict[str, str]) -> dict[str, str]:
    path = paths.get(it.pk)
    return {
        "id": it.pk,
        "name": getattr(it, kind.name),
        "detail": kind.detail(it),
        "url": site_url(path) if path else "",
    }
