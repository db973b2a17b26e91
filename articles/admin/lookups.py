"""What the body editor asks about pictures and stories that are chosen in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.views.decorators.http import require_GET

from articles.models import Article
from articles.workflow import may_somewhere, visible_to
from cms.addresses import site_url
from cms.keys import is_key
from cms.models import Document
from media.admin.showing import THUMBNAIL, staff_url
from media.models import Image

if TYPE_CHECKING:
    from django.http import HttpRequest

MOST = 100


@require_GET
def pictures(request: HttpRequest) -> JsonResponse:
    if not request.user.has_perm("media.view_image"):
        raise PermissionDenied
    found = Image.objects.in_bulk(asked_for(request))
    may_describe = request.user.has_perm("media.change_image")
    return JsonResponse({"results": [picture_facts(it) | {"may_describe": may_describe} for it in found.values()]})


def picture_facts(image: Image) -> dict[str, Any]:
    return {
        "id": image.key,
        "name": str(image),
        "alt": image.alt,
        "decorative": image.decorative,
        "caption": image.caption,
        "credit": image.credit,
        "width": image.width,
        "height": image.height,
        "thumbnail": staff_url(image, THUMBNAIL),
    }


@require_GET
def stories(request: HttpRequest) -> JsonResponse:
    if not may_somewhere("view", request.user):
        raise PermissionDenied
    keys = asked_for(request)
    paths = dict(Document.objects.live().filter(kind="article", key__in=keys).values_list("key", "path"))
    found = Article.objects.filter(visible_to(request.user), pk__in=keys).only("headline", "state")
    return JsonResponse(
        {
            "results": [
                {
                    "id": it.pk,
                    "headline": it.headline,
                    "state": it.get_state_display(),
                    "url": site_url(paths[it.pk]) if it.pk in paths else "",
                }
                for it in found
            ]
        }
    )


def asked_for(request: HttpRequest) -> list[str]:
    return [key for key in request.GET.get("keys", "").split(",")[:MOST] if is_key(key)]
