"""Files for readers: renditions of pictures that are public at this moment, and nothing else, ever."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from cms.logs import expect_again
from cms.models import Document
from media.making import Busy, file_of
from media.renditions import Named, read_name

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

HARMLESS = {
    "Access-Control-Allow-Origin": "*",
    # Should a browser ever take a file for a page, it has no rights and runs nothing.
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}


@require_safe
def rendition_file(request: HttpRequest, name: str) -> HttpResponse:
    """The answer is the same for a picture that there is not and for one that readers may not see."""
    named = read_name(name)
    key = live_documents(named).values_list("key", flat=True).first() if named else None
    if named is None or key is None:
        return not_found()
    etag = f'"{name}"'
    headers = {
        **HARMLESS,
        # The name says all that the bytes depend on.
        "Cache-Control": "public, max-age=31536000, immutable",
        "ETag": etag,
        # By which a cache on the way forgets the file when the picture is withdrawn.
        "Surrogate-Key": f"image:{key}",
        "Cache-Tag": f"image:{key}",
    }
    if any(known == "*" or known.removeprefix("W/") == etag for known in known_to(request)):
        return HttpResponseNotModified(headers=headers)
    try:
        content = file_of(key, name)
    except Busy:
        expect_again(request)
        return come_back()
    if content is None:
        return not_found()
    headers["Content-Length"] = str(len(content))
    return HttpResponse(content, content_type=named.media_type, headers=headers)


def known_to(request: HttpRequest) -> list[str]:
    return parse_etags(request.headers.get("If-None-Match", ""))


def live_documents(named: Named) -> QuerySet[Document]:
    """Asked of the published world alone: the slug of a picture's document is what its files' names begin with."""
    live = Document.objects.using(settings.DELIVERY_DATABASE).live()
    return live.filter(kind="image", slug=named.digest)


def not_found() -> HttpResponse:
    return HttpResponse(
        "There is no such file.\n",
        status=404,
        content_type="text/plain; charset=utf-8",
        headers={**HARMLESS, "Cache-Control": "no-store"},
    )


def come_back() -> HttpResponse:
    return HttpResponse(
        "This file is being made. Ask again in a few seconds.\n",
        status=503,
        content_type="text/plain; charset=utf-8",
        headers={**HARMLESS, "Cache-Control": "no-store", "Retry-After": "5"},
    )
