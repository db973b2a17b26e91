"""What a request asks for, spelt one way: equal requests share one answer, and nothing else of them can shape it."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.exceptions import SuspiciousOperation
from django.core.handlers.wsgi import WSGIRequest
from django.urls import Resolver404, resolve

from cms.delivery.asked import READ, asked_by, media_types_of
from cms.delivery.first import is_public
from cms.delivery.parameters import read_parameters
from cms.delivery.problems import Problem

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

    from cms.delivery.asked import Asked

# What is longer is answered, but never kept.
LONGEST = 2000
OF_THE_SERVER = (
    "SCRIPT_NAME", "SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL", "wsgi.url_scheme", "wsgi.version", "wsgi.errors",
    "wsgi.multithread", "wsgi.multiprocess", "wsgi.run_once",
)  # fmt: skip


class Spelling(NamedTuple):
    """All of a request that its answer may depend on, as the client wrote it."""

    path: str
    query: str
    accept: str | None
    host: str | None

    @property
    def length(self) -> int:
        return len(self.path) + len(self.query) + len(self.accept or "") + len(self.host or "")


class Address(NamedTuple):
    """The same for every way of asking for the same: parameters in order, and without what goes without saying."""

    path: str
    query: str
    media_type: str
    host: str


def spelling_of(environ: WSGIEnvironment) -> Spelling:
    return Spelling(
        environ["PATH_INFO"], environ.get("QUERY_STRING", ""), environ.get("HTTP_ACCEPT"), environ.get("HTTP_HOST")
    )


class Inquiry(NamedTuple):
    address: Address
    # As it was read, where that took no request of Django's.
    asked: Asked | None


def inquiry_of(environ: WSGIEnvironment) -> Inquiry | None:
    """None for what no public view answers, and for what it would refuse."""
    if environ.get("SCRIPT_NAME"):
        return None
    try:
        if asked := asked_by(environ):
            query = asked.given.query().removeprefix("?")
            return Inquiry(Address(environ["PATH_INFO"], query, asked.media_type, environ["HTTP_HOST"]), asked)
        address = address_by_django(environ)
    except (Resolver404, SuspiciousOperation, Problem):
        return None
    return Inquiry(address, None) if address else None


def address_by_django(environ: WSGIEnvironment) -> Address | None:
    """Of all that is public. Raises what `inquiry_of` catches."""
    request = WSGIRequest(environ)
    found = resolve(request.path_info).func
    if not is_public(found):
        return None
    view: Any = found.view_class  # type: ignore[attr-defined] # which is what makes it public
    host = request.get_host()
    given = read_parameters(request.GET, view.parameters)
    negotiation = view.content_negotiation_class
    chosen = negotiation.chosen(environ.get("HTTP_ACCEPT", "*/*"), media_types_of(view))
    return Address(environ["PATH_INFO"], given.query().removeprefix("?"), chosen, host) if chosen else None


def plain_request(inquiry: Inquiry, environ: WSGIEnvironment) -> WSGIEnvironment:
    """A request for this address and nothing more.

    What computes an answer that others will get sees no cookie and no header that is not part of the address: then
    nobody can slip something into it.
    """
    address, asked = inquiry
    server: dict[str, Any] = {name: environ[name] for name in OF_THE_SERVER if name in environ}
    return {
        **server,
        "REQUEST_METHOD": "GET",
        "PATH_INFO": address.path,
        "QUERY_STRING": address.query,
        "HTTP_ACCEPT": address.media_type,
        "HTTP_HOST": address.host,
        "wsgi.input": BytesIO(),
        READ: asked,
    }
