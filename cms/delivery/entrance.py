"""What stands at the root of the API, and at every address that is none of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.encoding import escape_uri_path, iri_to_uri

from cms.addresses import COLLECTIONS, list_url
from cms.cache_keys import LOG
from cms.delivery import problems, serializers
from cms.delivery.answers import Edition, answer, moved, unchanged
from cms.delivery.fields import picked, select
from cms.delivery.parameters import fields
from cms.delivery.problems import Problem
from cms.delivery.views import PublicView
from cms.wire import digest_of, to_json

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from rest_framework.request import Request

# The name of the route that takes what no other does.
UNKNOWN = "unknown-address"


class Index(PublicView):
    operation, group, summary = "get_index", "Publication", "What this API offers"
    shape = serializers.IndexSerializer
    parameters = (fields("type,links.articles"),)

    def get(self, request: Request) -> HttpResponse:
        selection = select(self.given(request)["fields"], self.shape)
        lists = {path: list_url(kind) for kind, path in COLLECTIONS.items() if kind != "image"}
        objects = {kind: f"{list_url(kind)}{{id or slug}}/" for kind in COLLECTIONS}
        reference = {"schema": f"{settings.API_URL}/api/schema/", "documentation": f"{settings.API_URL}/api/docs/"}
        content = {"site": f"{settings.API_URL}/api/v1/site/", **lists, **objects, **reference}
        told = {"type": "index", "links": content}
        text = to_json(picked(told, selection.tree) if selection else told)
        edition = Edition(digest_of(text), None, [LOG])
        return unchanged(edition) if edition.is_known_to(request.META) else answer(edition, text.encode())


class UnknownAddress(PublicView):
    """Everything under /api/ that nothing else answers, by whatever method it is asked."""

    schema = None

    def get(self, request: Request, path: str) -> HttpResponse:
        if path.endswith("/") or not is_known_address(f"{request.path}/"):
            self.http_method_not_allowed(request._request)
        query = iri_to_uri(request.META.get("QUERY_STRING", ""))
        return moved(f"{settings.API_URL}{escape_uri_path(request.path)}/{query and f'?{query}'}", [])

    def http_method_not_allowed(self, request: HttpRequest, *args: Any, **kwargs: Any) -> NoReturn:
        raise Problem(problems.NOT_FOUND, "This address is no part of the API. `/api/v1/` lists what is.")


def is_known_address(path: str) -> bool:
    try:
        return resolve(path).url_name != UNKNOWN
    except Resolver404:
        return False
