"""What a request asks for, told from what the web server hands over: without a request of Django's, which takes longer.

Each of these says None rather than guess: then Django is to look for itself.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.http import QueryDict
from django.http.request import split_domain_port, validate_host
from django.urls.resolvers import RoutePattern

from cms.delivery.first import is_public
from cms.delivery.parameters import read_parameters
from cms.delivery.urls import urlpatterns

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from cms.delivery.parameters import Given

    # A class of public views; mypy takes that for something that nothing can be kept under.
    View = Any

# Where who has read a request already leaves what it asks for. No header of a client can be called so.
READ = "cms.asked"
BASE, NAME = "/api/", "<str:name>/"
# What is longer is left to Django: each that was read is kept for the next who asks for the same.
LONGEST = 500


class Asked(NamedTuple):
    view: View
    place: Mapping[str, str]
    given: Given
    media_type: str


def asked_by(environ: Mapping[str, Any]) -> Asked | None:
    """Raises a Problem where parameters cannot be used, and SuspiciousOperation where there are too many."""
    query = environ.get("QUERY_STRING", "")
    found = view_at(environ["PATH_INFO"])
    if not found or environ.get("SCRIPT_NAME") or environ.get("CONTENT_TYPE") or not is_ours(environ.get("HTTP_HOST")):
        return None
    view, place = found
    given = given_to(view, query) if len(query) <= LONGEST else None
    media_type = view.content_negotiation_class.chosen(environ.get("HTTP_ACCEPT", "*/*"), media_types_of(view))
    return Asked(view, place, given, media_type) if given and media_type else None


def view_at(path: str) -> tuple[View, dict[str, str]] | None:
    """Of those that answer at once."""
    fixed, named = views()
    if found := fixed.get(path):
        return found, {}
    head, _, name = path[:-1].rpartition("/")
    if name and path[-1] == "/" and path.isascii() and (found := named.get(f"{head}/")):
        return found, {"name": name}
    return None


@cache
def views() -> tuple[dict[str, View], dict[str, View]]:
    """Those at an address of their own, and those of what is named after such an address."""
    fixed: dict[str, View] = {}
    named: dict[str, View] = {}
    for it in urlpatterns:
        if isinstance(it.pattern, RoutePattern) and is_public(it.callback):
            head, name, rest = f"{BASE}{it.pattern}".partition(NAME)
            if not rest and "<" not in head:
                (named if name else fixed)[head] = it.callback.view_class  # type: ignore[attr-defined] # which is what makes it public
    return fixed, named


@cache
def media_types_of(view: View) -> tuple[str, ...]:
    return tuple(it.media_type for it in view.renderer_classes)


def is_ours(host: str | None) -> bool:
    return host is not None and len(host) <= LONGEST and is_allowed(host, tuple(settings.ALLOWED_HOSTS))


@lru_cache(maxsize=100)
def is_allowed(host: str, allowed: tuple[str, ...]) -> bool:
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, allowed)


@lru_cache(maxsize=500)
def given_to(view: View, query: str) -> Given | None:
    """None where something that will go is asked for, of which Django tells."""
    read = QueryDict(query.encode("latin-1"))
    return None if view.going(read) else read_parameters(read, view.parameters)
