"""Maps of all stories for search engines.

A page of the map is a range of the numbers that documents get when they are stored: it never holds more than it has
room for, its rows are found by one range of an index, and old pages change only when their stories do.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

import orjson
from django.conf import settings
from django.db.models import F, Max
from django.utils import timezone

from cms.delivery import examples, problems, published
from cms.delivery.answers import Edition, answer_unless_known
from cms.delivery.negotiation import AsAddressed
from cms.delivery.problems import Problem
from cms.delivery.representations.maps import is_wanted, news_entry, sitemap_entry
from cms.delivery.representations.publisher import publisher_of
from cms.delivery.site import the_publication
from cms.delivery.views import PublicView
from cms.keys import ONLY_KEY
from cms.wire import digest_of, iso
from cms.xml_text import DECLARATION, element, inside

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.db.models import QuerySet
    from django.http import HttpResponse
    from rest_framework.request import Request

    from cms.models import Document

NAMES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)
PAGE = 1000
# Whole stories are read for it, so many at once.
AT_ONCE = 100
NEWS_DAYS = timedelta(days=2)
MOST_NEWS = 1000


class MapView(PublicView):
    group = "Feeds and maps"
    content_negotiation_class = AsAddressed
    forms = {"application/xml": str}

    cache_keys: ClassVar[list[str]] = ["list:article"]

    def send(self, request: Request, text: str) -> HttpResponse:
        edition = Edition(digest_of(text), None, self.cache_keys)
        return answer_unless_known(request, edition, text.encode(), "application/xml; charset=utf-8")


class Sitemap(MapView):
    """The index: every page that has stories, and when one of them changed last."""

    operation, summary = "get_sitemap", "The index of all maps for search engines"
    examples = {"application/xml": examples.INDEX}

    def get(self, request: Request) -> HttpResponse:
        self.given(request)
        pages = stories().annotate(page=F("pk") / PAGE).values_list("page").annotate(last=Max("modified_at"))
        entries = [entry(f"stories-{page}", last) for page, last in pages.order_by("page")]
        index = inside("sitemapindex", "".join([*entries, entry("news", None)]), xmlns=NAMES.split('"')[1])
        return self.send(request, f"{DECLARATION}{index}\n")


class SitemapPage(MapView):
    operation, summary = "get_sitemap_page", "A map of at most 1,000 stories, with their pictures"
    refusals = (problems.NOT_FOUND,)
    examples = {"application/xml": examples.MAP}

    def get(self, request: Request, page: int) -> HttpResponse:
        self.given(request)
        rows = stories().filter(pk__gte=page * PAGE, pk__lt=(page + 1) * PAGE).order_by("pk")
        entries = [sitemap_entry(story) for story in wanted(rows)]
        # The index also lists pages of stories that are all kept from search engines: whole ones would tell which.
        if not entries and not rows.exists():
            raise Problem(problems.NOT_FOUND, "There is no such page. `/sitemap.xml` lists those that there are.")
        return self.send(request, urlset(entries))


class NewsMap(MapView):
    operation, summary = "get_news_sitemap", "What was first published in the last two days, at most 1,000 stories"
    refusals = (problems.NOT_SET_UP,)
    examples = {"application/xml": examples.NEWS}
    # It tells who publishes.
    cache_keys = [*MapView.cache_keys, f"site:{ONLY_KEY}"]

    def get(self, request: Request) -> HttpResponse:
        self.given(request)
        since = timezone.now() - NEWS_DAYS
        rows = stories().filter(published_at__gte=since).order_by("-published_at", "-key")[:MOST_NEWS]
        # A story can be placed anew, which does not make it news.
        news = (it for it in wanted(rows) if it["dates"]["first_published_at"] >= iso(since))
        publisher = publisher_of(the_publication())
        return self.send(request, urlset([news_entry(story, publisher) for story in news]))


def stories() -> QuerySet[Document]:
    return published.documents().listed().filter(kind="article")


def wanted(rows: QuerySet[Document]) -> Iterator[dict[str, Any]]:
    """Those that search engines should list, one after another: whole stories are not held by the thousand."""
    found = (orjson.loads(body) for body in rows.values_list("body", flat=True).iterator(chunk_size=AT_ONCE))
    return (story for story in found if is_wanted(story))


def entry(name: str, changed_at: datetime | None) -> str:
    place = element("loc", f"{settings.API_URL}/sitemaps/{name}.xml")
    return inside("sitemap", place + element("lastmod", iso(changed_at)))


def urlset(entries: list[str]) -> str:
    return f"{DECLARATION}<urlset {NAMES}>{''.join(entries)}</urlset>\n"
