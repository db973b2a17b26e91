"""The edge cache: stands in front of Django in each web process, and sends what it keeps without waking it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from cms.edge import metrics
from cms.edge.addresses import LONGEST, inquiry_of, plain_request, spelling_of
from cms.edge.codings import coding_for
from cms.edge.flights import Flights
from cms.edge.follower import Follower
from cms.edge.kept import kept_answer
from cms.edge.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from cms.edge.addresses import Address, Inquiry
    from cms.edge.kept import Headers, Kept

PUBLIC = ("/api/", "/feeds/", "/sitemap")
METRICS = "/metrics"
UNCHANGED = "304 Not Modified"
MOST_USES = 3
# Who sends this header is told where the answer came from.
ASKS_FOR_ORIGIN = "HTTP_EDGE_DEBUG"


class Edge:
    def __init__(self, application: WSGIApplication, *, room: int, folder: Path) -> None:
        """`room` is in bytes; in `folder` the processes tell each other what they have done."""
        self.application = application
        self.store = Store(room)
        self.follower = Follower(self.store)
        self.flights = Flights()
        self.reports = metrics.Reports(folder, self.figures)
        self.hits = self.misses = self.bypassed = 0

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        get = environ.get
        # A plain tuple finds what a Spelling would, and is made in half the time.
        spelling: Any = (environ["PATH_INFO"], get("QUERY_STRING", ""), get("HTTP_ACCEPT"), get("HTTP_HOST"))
        kept = self.store.by_spelling.get(spelling)
        if kept is None or environ["REQUEST_METHOD"] != "GET" or "HTTP_AUTHORIZATION" in environ:
            return self.look_further(environ, start_response)
        now = time.monotonic()
        if now >= self.follower.matures_at or now >= kept.made_at + kept.lifetime:
            return self.look_further(environ, start_response)
        self.hits += 1
        return self.send(kept, "hit", environ, start_response)

    def look_further(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not is_public(environ):
            if environ["PATH_INFO"] == METRICS and metrics.may_read(environ):
                return self.tell(start_response)
            return self.application(environ, start_response)
        spelling = spelling_of(environ)
        inquiry = inquiry_of(environ) if spelling.length <= LONGEST else None
        if inquiry is None or not self.follower.keeps_up():
            self.bypassed += 1
            return self.application(environ, start_response)
        kept, origin = self.find(inquiry.address), "hit"
        if kept:
            self.hits += 1
        else:
            self.misses += 1
            kept, origin = self.obtain(inquiry, environ), "miss"
        self.store.lead(spelling, kept)
        self.reports.write_when_due()
        return self.send(kept, origin, environ, start_response)

    def find(self, address: Address) -> Kept | None:
        kept = self.store.by_address.get(address)
        return kept if kept and time.monotonic() < kept.made_at + kept.lifetime else None

    def obtain(self, inquiry: Inquiry, environ: WSGIEnvironment) -> Kept:
        """Computes the answer, or waits for whoever is computing it."""
        address = inquiry.address
        if self.flights.is_first(address):
            try:
                return self.compute(inquiry, environ)
            finally:
                self.flights.land(address)
        # Where the first could not keep it, there is no use in waiting for a second.
        found = self.find(address) if self.follower.keeps_up() else None
        return found or self.compute(inquiry, environ)

    def compute(self, inquiry: Inquiry, environ: WSGIEnvironment) -> Kept:
        fence, made_at, at = self.follower.fence(), time.monotonic(), time.time()
        said: list[Any] = []

        def start_response(status: str, headers: Headers, exc_info: Any = None) -> Any:
            said[:] = status, headers

        parts = self.application(plain_request(inquiry, environ), start_response)
        try:
            body = b"".join(parts)
        finally:
            if close := getattr(parts, "close", None):
                close()
        status, headers = said
        kept = kept_answer(inquiry.address, status, headers, body, made_at=made_at, at=at)
        if kept.lifetime:
            self.store.keep(kept, fence)
        return kept

    def send(self, kept: Kept, origin: str, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if kept.uses < MOST_USES:
            kept.uses += 1
        coding = coding_for(environ.get("HTTP_ACCEPT_ENCODING"))
        form = kept.forms.get(coding) or self.store.form(kept, coding)
        status, headers, is_wanted = kept.status, form.headers, environ["REQUEST_METHOD"] == "GET"
        if ("HTTP_IF_NONE_MATCH" in environ or "HTTP_IF_MODIFIED_SINCE" in environ) and kept.is_known_to(environ, form):
            status, headers, is_wanted = UNCHANGED, form.unchanged, False
        if ASKS_FOR_ORIGIN in environ:
            headers = [*headers, *origin_headers(kept, origin)]
        start_response(status, headers)
        return [form.body if is_wanted else b""]

    def tell(self, start_response: StartResponse) -> list[bytes]:
        body = metrics.page(self.reports.read_all())
        start_response("200 OK", [("Content-Type", metrics.CONTENT_TYPE), ("Content-Length", str(len(body)))])
        return [body]

    def figures(self) -> metrics.Figures:
        store, follower = self.store, self.follower
        return {
            **{name: getattr(self, name) for name in ("hits", "misses", "bypassed")},
            **{name: getattr(store, name) for name in ("refused", "purged", "evicted")},
            "failures": follower.failures,
            "bytes": store.size,
            "entries": len(store.by_address),
            "sequence": follower.sequence,
            "log_age_seconds": round(time.monotonic() - follower.renewed_at, 3),
        }


def is_public(environ: WSGIEnvironment) -> bool:
    return (
        environ["REQUEST_METHOD"] in ("GET", "HEAD")
        and environ["PATH_INFO"].startswith(PUBLIC)
        and "HTTP_AUTHORIZATION" not in environ
    )


def origin_headers(kept: Kept, origin: str) -> Headers:
    """Not sent unasked: to a cache on the way, an answer that is checked against the log all the time is new."""
    held = time.monotonic() - kept.made_at
    timing = f'edge;desc="{origin}", held;dur={held * 1000:.0f}'
    return [("X-Cache", origin.upper()), ("Age", str(int(held))), ("Server-Timing", timing)]
