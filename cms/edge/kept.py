"""An answer as it is kept: bytes that are ready to send, in each coding that somebody asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.http import parse_etags, parse_http_date_safe

from cms.edge.codings import PLAIN, SHORTEST, coded

if TYPE_CHECKING:
    from collections.abc import Mapping
    from wsgiref.types import WSGIEnvironment

    from cms.edge.addresses import Address, Spelling

Headers = list[tuple[str, str]]

# What an entry takes beside its bytes, and each coding and each spelling that leads to it. As measured.
OVERHEAD = 2000
OVERHEAD_OF_FORM = 300
OVERHEAD_OF_SPELLING = 400
KEPT_STATUSES = ("200", "301", "308", "410", "451")
# What every event touches.
ANYTHING = "*"
VARIES_BY = {"accept", "accept-encoding"}
LIFETIME = re.compile(r"\b(s-maxage|max-age)=(\d{1,9})\b")
# What a client that has the answer already needs.
OF_UNCHANGED = {
    "cache-control", "etag", "last-modified", "vary", "surrogate-key", "cache-tag", "access-control-allow-origin",
    "access-control-expose-headers", "deprecation", "sunset", "link",
}  # fmt: skip


@dataclass(slots=True)
class Form:
    """One coding of an answer."""

    body: bytes
    etag: str
    headers: Headers
    _unchanged: Headers | None = None

    @property
    def unchanged(self) -> Headers:
        """The headers of a 304. Most answers are never asked for by somebody who has them."""
        if self._unchanged is None:
            self._unchanged = [it for it in self.headers if it[0].lower() in OF_UNCHANGED]
        return self._unchanged

    def is_named_in(self, known: str) -> bool:
        """Whether If-None-Match names it. Codings of one answer are weakly the same."""
        if known == self.etag:
            return True
        mine = self.etag.removeprefix("W/")
        return any(it == "*" or it.removeprefix("W/") == mine for it in parse_etags(known))


@dataclass(eq=False, slots=True)
class Kept:
    address: Address
    status: str
    # The keys of the cache, by which events tell us to forget it.
    tags: tuple[str, ...]
    # In seconds; 0 for what is not for everybody.
    lifetime: float
    # By the clock that only runs forward, and by the one on the wall.
    made_at: float
    at: float
    forms: dict[str, Form] = field(default_factory=dict)
    spellings: list[Spelling] = field(default_factory=list)
    # How often it was asked for lately, up to three: what the store goes by.
    uses: int = 0
    size: int = OVERHEAD

    def form(self, coding: str) -> Form:
        if coding not in self.forms:
            self.forms[coding] = self.make_form(coding)
        return self.forms[coding]

    def make_form(self, coding: str) -> Form:
        plain = self.forms[PLAIN]
        body = coded(plain.body, coding) if len(plain.body) >= SHORTEST else plain.body
        if len(body) >= len(plain.body):
            return plain
        self.size += len(body) + OVERHEAD_OF_FORM
        # Another coding is other bytes, which a strong tag would deny.
        headers = [weakened(it) for it in plain.headers if it[0] != "Content-Length"]
        headers += [("Content-Encoding", coding), ("Content-Length", str(len(body)))]
        return Form(body, f"W/{plain.etag}" if plain.etag else "", headers)

    def is_known_to(self, environ: WSGIEnvironment, form: Form) -> bool:
        """Whether the client has this already."""
        if not form.etag:
            return False
        if known := environ.get("HTTP_IF_NONE_MATCH"):
            return form.is_named_in(known)
        since = parse_http_date_safe(environ.get("HTTP_IF_MODIFIED_SINCE", ""))
        unchanged_since = self.unchanged_since
        return since is not None and unchanged_since is not None and unchanged_since <= since

    @property
    def unchanged_since(self) -> int | None:
        """The second since when it has not changed, where that can be told.

        Of a change in the second in which the answer was made, Last-Modified says less than it seems to.
        """
        changed = parse_http_date_safe(named(self.forms[PLAIN].headers).get("last-modified", ""))
        return changed if changed is not None and changed < int(self.at) - 1 else None


def weakened(header: tuple[str, str]) -> tuple[str, str]:
    name, value = header
    return (name, f"W/{value}") if name.lower() == "etag" else header


def named(headers: Headers) -> dict[str, str]:
    return {name.lower(): value for name, value in headers}


def kept_answer(address: Address, status: str, headers: Headers, body: bytes, *, made_at: float, at: float) -> Kept:
    """`made_at` is by the clock that only runs forward, `at` by the one on the wall."""
    by_name = named(headers)
    tags = by_name.get("surrogate-key", "").split()
    # Whatever is published next may take the name that leads nowhere now; and what names no object may show any.
    if tags and (status[:3] != "200" or not all(":" in tag for tag in tags)):
        tags.append(ANYTHING)
    kept_for = lifetime(by_name) if tags and status[:3] in KEPT_STATUSES else 0
    kept = Kept(address, status, tuple(dict.fromkeys(tags)), kept_for, made_at, at)
    told = [it for it in headers if it[0].lower() != "content-length"]
    told.append(("Content-Length", str(len(body))))
    kept.forms[PLAIN] = Form(body, by_name.get("etag", ""), told)
    kept.size += len(body)
    return kept


def lifetime(headers: Mapping[str, str]) -> float:
    if "set-cookie" in headers or "content-encoding" in headers:
        return 0
    return lifetime_by(headers.get("cache-control", ""), headers.get("vary", ""))


@lru_cache(maxsize=100)
def lifetime_by(control: str, vary: str) -> float:
    words = listed(control)
    if "public" not in words or words & {"no-store", "private", "no-cache"} or listed(vary) - VARIES_BY:
        return 0
    times: dict[str, str] = dict(LIFETIME.findall(control))
    return float(times.get("s-maxage") or times.get("max-age") or 0)


def listed(value: str) -> set[str]:
    return {it.strip().lower() for it in value.split(",")} - {""}
