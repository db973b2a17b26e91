"""Answers readers before anything else of Django is asked: sessions, users and messages are nothing to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.urls import Resolver404, resolve

from cms.delivery.views import PublicView

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

PREFIXES = ("/api/v1/", "/feeds/", "/sitemap")
# What the middleware that is passed over says of every answer.
SAFEGUARDS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class ReadersFirst:
    """The first middleware, and for the delivery API the only one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PREFIXES):
            return self.get_response(request)
        try:
            match = resolve(request.path_info, getattr(request, "urlconf", None))
        except Resolver404:
            return self.get_response(request)
        if not is_public(match.func):
            return self.get_response(request)
        # Refuses a host that is not ours.
        request.get_host()
        request.resolver_match = match
        response: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
        for name, value in SAFEGUARDS.items():
            response.headers[name] = value
        if isinstance(response, HttpResponse):
            response.headers["Content-Length"] = str(len(response.content))
        return response


def is_public(view: object) -> bool:
    """Whether it is one of those that know no reader by name."""
    class_ = getattr(view, "view_class", None)
    return isinstance(class_, type) and issubclass(class_, PublicView)
