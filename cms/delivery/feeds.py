"""Feeds: the newest of a list, each written as one entry."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import orjson
from django.conf import settings
from django.db.models import Exists, Max, OuterRef

from cms.addresses import feed_url, site_url
from cms.cache_keys import HIDING
from cms.delivery import examples, problems, published, serializers
from cms.delivery.answers import Edition, answer_unless_known, moved
from cms.delivery.envelopes import ENVELOPES, Deleted, Feed
from cms.delivery.expressions import AllOf, Term
from cms.delivery.filters import Filters, document_kind
from cms.delivery.matching import Matching, Q
from cms.delivery.negotiation import AsAddressed
from cms.delivery.pagination import ORDERS, Listing
from cms.delivery.parameters import CURSOR, limit
from cms.delivery.presentation import Columns
from cms.delivery.problems import Problem, ProblemType
from cms.delivery.removals import removal_of
from cms.delivery.schema import HEADERS
from cms.delivery.site import the_publication
from cms.delivery.views import REMOVALS, PublicView
from cms.keys import ONLY_KEY, urn_of
from cms.wire import digest_of, iso

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse
    from rest_framework.request import Request

    from cms.delivery.pagination import Page
    from cms.delivery.parameters import Given, Parameter

REMOVED = [f"article.{it}" for it in HIDING]
# Removals are looked for among the last events, so many of them, and the last of these are told.
RECENT = 5000
MOST_DELETED = 50


class Scope(NamedTuple):
    """What a feed is of: all stories, those of one term, or all corrections."""

    name: str
    kind: str
    urn: str
    title: str
    path: str = "/"
    term: Term | None = None


class FeedView(PublicView):
    group = "Feeds and maps"
    content_negotiation_class = AsAddressed
    parameters: ClassVar[tuple[Parameter, ...]] = (limit(100, default=30), CURSOR)
    refusals: ClassVar[tuple[ProblemType, ...]] = (problems.NOT_SET_UP,)
    forms = {it.media_type: str for it in ENVELOPES.values()} | {
        "application/feed+json": serializers.JsonFeedSerializer
    }
    examples = examples.FEEDS
    documented_headers = {
        **HEADERS,
        "Link": "The feed itself (`self`), and the WebSub hub that tells of changes (`hub`).",
    }

    def listed(self, request: Request, scope: Scope, publication: dict[str, Any], suffix: str) -> HttpResponse:
        given = self.given(request)
        filters = Filters(AllOf((scope.term,)), (scope.term,)) if scope.term else Filters()
        listing = Listing(scope.kind, ORDERS["-published_at"], filters)
        page = listing.page(columns_of(scope.kind), given["limit"], given["cursor"])
        return send(request, feed_of(scope, publication, page, given, suffix), suffix, cache_keys(scope, page))


class WholeFeed(FeedView):
    operation, summary = "get_feed", "A feed of the newest stories, or of corrections"

    def get(self, request: Request, scope: str, suffix: str) -> HttpResponse:
        self.given(request)
        publication = the_publication()
        return self.listed(request, whole_scope(scope, publication), publication, suffix)


class TermFeed(FeedView):
    operation, summary = "get_feed_of_term", "A feed of a category, tag, author or series"
    refusals = (*REMOVALS, *FeedView.refusals)

    def get(self, request: Request, term: str, name: str, suffix: str) -> HttpResponse:
        given, publication = self.given(request), the_publication()
        scope = term_scope(term, name, publication)
        if scope.name != f"{term}/{name}":
            return moved(f"{feed_url(scope.name, suffix)}{given.query()}", [])
        return self.listed(request, scope, publication, suffix)


class SearchFeed(FeedView):
    operation, summary = "get_feed_of_search", "A feed of the newest stories that have these words"
    parameters = (replace(Q, required=True), *FeedView.parameters)

    def get(self, request: Request, suffix: str) -> HttpResponse:
        given, publication = self.given(request), the_publication()
        matching = Matching(given["q"], Filters())
        page = matching.page(columns_of("article"), given["limit"], given["cursor"])
        url = f"{feed_url('search', 'atom')}{given.query(limit=None, cursor=None)}"
        scope = Scope("search", "article", url, f"{publication['name']}: {given['q'].text}")
        feed = feed_of(scope, publication, page, given, suffix)
        return send(request, feed, suffix, cache_keys(scope, page))


def columns_of(kind: str) -> Columns:
    return Columns("body", published.FEED_HTML if kind == "article" else "")


def send(request: Request, feed: Feed, suffix: str, keys: Sequence[str]) -> HttpResponse:
    envelope = ENVELOPES[suffix]
    text = envelope.write(feed)
    edition = Edition(digest_of(text), None, keys)
    response = answer_unless_known(request, edition, text.encode(), f"{envelope.media_type}; charset=utf-8")
    hub = [f'<{feed.hub}>; rel="hub"'] if feed.hub else []
    response["Link"] = ", ".join([*hub, f'<{feed.url}>; rel="self"'])
    return response


def whole_scope(name: str, publication: dict[str, Any]) -> Scope:
    title = publication["name"]
    if name == "corrections":
        return Scope(name, "correction", feed_url(name, "atom"), f"{title}: corrections", "/")
    return Scope(name, "article", feed_url(name, "atom"), title)


def term_scope(kind: str, name: str, publication: dict[str, Any]) -> Scope:
    """Of a term under its present name, whichever it was asked for by. Raises a Problem where there is none."""
    of = document_kind(kind)
    found = published.find(of, name, column="body")
    if found is None:
        key = published.key_once_known_as(of, name)
        found = published.find(of, key or name.lower(), column="body")
        if found is None:
            raise removal_of(of, key)
    term = orjson.loads(found.body)
    if of != kind and term["kind"] != kind:
        raise Problem(problems.NOT_FOUND, f"“{term['title']}” is no {kind}: there are no feeds of a {term['kind']}.")
    title = f"{publication['name']}: {term['title' if of == 'collection' else 'name']}"
    return Scope(f"{kind}/{term['slug']}", "article", urn_of(found.key), title, term["path"], Term(kind, found.key))


def feed_of(scope: Scope, publication: dict[str, Any], page: Page, given: Given, suffix: str) -> Feed:
    url, envelope = feed_url(scope.name, suffix), ENVELOPES[suffix]
    told = [(orjson.loads(row.text), row.form or "") for row in page.rows]
    changes = [it["dates"]["modified_at"] for it, _ in told]
    deleted = deletions() if suffix == "atom" and scope.kind == "article" and not given["cursor"] else []
    return Feed(
        urn=scope.urn,
        title=scope.title,
        description=publication["tagline"] or scope.title,
        language=publication["languages"][0],
        home_url=site_url(scope.path),
        url=f"{url}{given.query()}",
        next_url=f"{url}{given.query(cursor=page.next)}" if page.next else None,
        hub=settings.WEBSUB_HUB,
        updated_at=max([*changes, *(it.at for it in deleted)], default=publication["dates"]["modified_at"]),
        rights=publication["copyright_notice"],
        publisher=publication["name"],
        entries=[envelope.entry(it, html) if scope.kind == "article" else envelope.note(it) for it, html in told],
        deleted=deleted,
    )


def deletions() -> list[Deleted]:
    last = published.events().aggregate(last=Max("sequence"))["last"] or 0
    back = published.documents().listed().filter(kind="article", key=OuterRef("key"))
    rows = published.events().filter(~Exists(back), sequence__gt=last - RECENT, type__in=REMOVED)
    latest: dict[str, Deleted] = {}
    for key, at, notice in rows.order_by("-sequence").values_list("key", "at", "notice")[:MOST_DELETED]:
        latest.setdefault(key, Deleted(urn_of(key), iso(at), notice))
    return list(latest.values())


def cache_keys(scope: Scope, page: Page) -> list[str]:
    term = [f"{document_kind(scope.term.kind)}:{scope.term.name}"] if scope.term else []
    return [f"list:{scope.kind}", f"site:{ONLY_KEY}", *term, *(f"{scope.kind}:{row.key}" for row in page.rows)]
