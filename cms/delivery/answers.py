"""What goes with every public answer: validators, caching, cache keys, and the answer that nothing has changed."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.utils.http import http_date, parse_etags, parse_http_date_safe

from cms.cache_keys import LOG
from cms.wire import to_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from rest_framework.request import Request

CACHE_CONTROL = "public, max-age=30, s-maxage=300, stale-while-revalidate=60, stale-if-error=86400"
# For what is about to change without anybody telling.
FOR_A_MOMENT = "public, max-age=1"
# For what can only be hidden: who has it need not ask again, and shared caches do all the same.
UNCHANGING = CACHE_CONTROL.replace("max-age=30,", "max-age=86400,") + ", immutable"
OPEN_TO_ALL = {
    "Vary": "Accept, Accept-Encoding",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Link, Location, Allow, Deprecation, Sunset",
}
PREFLIGHT = {
    **OPEN_TO_ALL,
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": (
        "Accept, Accept-Language, Cache-Control, Content-Type, If-Modified-Since, If-None-Match"
    ),
    "Access-Control-Max-Age": "86400",
}

# A second in words. Lists have that of the last change to anything.
date_of = lru_cache(maxsize=1000)(http_date)


@dataclass(frozen=True)
class Edition:
    """Which state of things an answer shows. Two answers with the same `etag` are the same bytes."""

    etag: str
    changed_at: datetime | None
    # The keys by which a cache is told to forget the answer.
    cache_keys: Sequence[str]
    # False where it depends on what is a moment behind the log.
    lasts: bool = True
    # Whether its address never leads to other bytes.
    unchanging: bool = False

    def headers(self) -> dict[str, str]:
        headers = {"ETag": f'"{self.etag}"', **cache_headers(self.cache_keys)}
        if not self.lasts:
            headers["Cache-Control"] = FOR_A_MOMENT
        if self.unchanging:
            headers["Cache-Control"] = UNCHANGING
        if self.changed_at:
            headers["Last-Modified"] = last_modified(self.changed_at)
        return headers

    def is_known_to(self, environ: Mapping[str, Any]) -> bool:
        """Whether the client has this already."""
        if known := environ.get("HTTP_IF_NONE_MATCH"):
            # Weak comparison: a proxy that compresses an answer may have marked its tag as weak.
            return any(tag == "*" or tag.removeprefix("W/") == f'"{self.etag}"' for tag in parse_etags(known))
        since = parse_http_date_safe(environ.get("HTTP_IF_MODIFIED_SINCE", ""))
        return since is not None and self.changed_at is not None and int(self.changed_at.timestamp()) <= since


class Answer(NamedTuple):
    """What a client gets, whoever sends it: Django, or we ourselves in front of it."""

    status: int
    headers: dict[str, str]
    body: bytes = b""


def is_conditional(environ: Mapping[str, Any]) -> bool:
    return "HTTP_IF_NONE_MATCH" in environ or "HTTP_IF_MODIFIED_SINCE" in environ


def last_modified(changed_at: datetime) -> str:
    """In whole seconds, as HTTP has it.

    While the second of the change is running, the second before it: there may be another change in the same second, and
    whoever saw only the first must not be told that nothing has changed.
    """
    changed, now = int(changed_at.timestamp()), int(time.time())
    return date_of(changed if changed < now else changed - 1)


def whole(edition: Edition, content: bytes, content_type: str = "application/json") -> Answer:
    return Answer(200, {"Content-Type": content_type, **edition.headers()}, content)


def nothing_new(edition: Edition) -> Answer:
    return Answer(304, edition.headers())


def by_django(answer: Answer) -> HttpResponse:
    response = HttpResponse(answer.body, status=answer.status, headers=answer.headers)
    if "Content-Type" not in answer.headers:
        del response["Content-Type"]
    return response


def answer(edition: Edition, content: bytes, content_type: str = "application/json") -> HttpResponse:
    return by_django(whole(edition, content, content_type))


def unchanged(edition: Edition) -> HttpResponse:
    return by_django(nothing_new(edition))


def answer_unless_known(
    request: Request, edition: Edition, content: bytes, content_type: str = "application/json"
) -> HttpResponse:
    """For what is made before it is known whether the client has it."""
    if edition.is_known_to(request.META):
        return unchanged(edition)
    return answer(edition, content, content_type)


def moved(url: str, cache_keys: Sequence[str], told: Mapping[str, Any] | None = None) -> HttpResponse:
    """`told` is for those who do not follow, and are to know more than the address."""
    headers = cache_headers([*cache_keys, LOG])
    if told is None:
        return HttpResponsePermanentRedirect(url, headers=headers)
    response = HttpResponsePermanentRedirect(
        url, preserve_request=True, content_type="application/json", headers=headers
    )
    response.content = to_json(told)
    return response


def cache_headers(cache_keys: Sequence[str]) -> dict[str, str]:
    keys = {"Surrogate-Key": " ".join(cache_keys), "Cache-Tag": ",".join(cache_keys)} if cache_keys else {}
    return {**keys, "Cache-Control": CACHE_CONTROL, **OPEN_TO_ALL}


def preflight(methods: Sequence[str]) -> HttpResponse:
    return by_django(Answer(204, {**PREFLIGHT, "Allow": ", ".join(methods)}))
