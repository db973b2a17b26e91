"""What can be seen of stories in work without signing in: by an outsider's link, or by a frontend's token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from articles.preview.document import preview_of
from articles.preview.links import link_for, shown_revision
from articles.preview.page import page_of, policy
from articles.preview.pictures import picture_file, pictures_of, shown_from
from articles.preview.tokens import opened, token_for
from cms.delivery.problems import Problem, ProblemType, response_for
from cms.wire import to_json

if TYPE_CHECKING:
    from django.http import HttpRequest

# Nobody keeps a copy, no search engine lists it, and the address that opens it is told to nobody.
UNSEEN = {
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
OWN_FRAMES = {"X-Frame-Options": "SAMEORIGIN"}
# The token is the right: a browser that comes from anywhere with one may read the answer.
FRONTENDS = {
    **UNSEEN,
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "Authorization",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
REFUSED = ProblemType("", 401, "This preview cannot be shown", "")
REMEDY = "The token is not valid, or no longer. Open the story from its page at the desk again."
NO_LONGER = "There is no such preview, or no longer. Ask whoever sent you the address for a new one."


@require_safe
def shared_page(request: HttpRequest, token: str) -> HttpResponse:
    link = link_for(token)
    if link is None:
        return no_preview()
    revision = shown_revision(link)
    root = reverse("preview_shared_file", args=[token, "name"]).removesuffix("name")
    document = shown_from(root, preview_of(revision), pictures_of(revision.content))
    content_policy = f"{policy()}; frame-ancestors 'self'"
    headers = {**UNSEEN, **OWN_FRAMES, "Content-Security-Policy": content_policy}
    return HttpResponse(page_of(document, until=link.expires_at), headers=headers)


@require_safe
def shared_file(request: HttpRequest, token: str, name: str) -> HttpResponse:
    link = link_for(token)
    answer = picture_file(name, pictures_of(shown_revision(link).content), UNSEEN) if link else None
    return answer or no_preview()


def no_preview() -> HttpResponse:
    """The same to the last byte, whether it never was, has ended, or was revoked."""
    headers = {**UNSEEN, **OWN_FRAMES, "Content-Security-Policy": "default-src 'none'; frame-ancestors 'self'"}
    return HttpResponse(f"{NO_LONGER}\n", status=404, content_type="text/plain; charset=utf-8", headers=headers)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "OPTIONS"])
def site_document(request: HttpRequest) -> HttpResponse:
    """The document for a frontend of ours, in the shape in which the delivery API would send it."""
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers=FRONTENDS)
    found = opened(given_token(request))
    if found is None:
        problem = Problem(REFUSED, REMEDY, headers={**FRONTENDS, "WWW-Authenticate": "Bearer"})
        return response_for(problem, request)
    revision, person = found
    file = reverse("preview_file", args=[token_for(revision.article, person, "pictures"), "name"])
    root = f"{settings.API_URL}{file.removesuffix('name')}"
    document = shown_from(root, preview_of(revision), pictures_of(revision.content))
    return HttpResponse(to_json(document), content_type="application/json", headers=FRONTENDS)


def given_token(request: HttpRequest) -> str:
    """In a header it stays out of logs and histories; in the address it is easier to try out."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else request.GET.get("token", "")


@require_safe
def site_file(request: HttpRequest, token: str, name: str) -> HttpResponse:
    found = opened(token, "pictures")
    answer = picture_file(name, pictures_of(found[0].content), FRONTENDS) if found else None
    return answer or no_preview()
