"""Maps of all stories for search engines, joined from entries that were written when they were published.

A page of the map is a range of the numbers that documents get when they are stored: it never holds more than it has
room for, its rows are found by one range of an index, and old pages change only when their stories do.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import F, Max, OuterRef, Subquery
from django.utils import timezone

from cms.delivery import problems, published
from cms.delivery.answers import Edition, answer, unchanged
from cms.delivery.problems import Problem
from cms.delivery.views import PublicView
from cms.wire import digest_of, iso
from cms.xml_text import element, inside

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet
    from django.http import HttpResponse
    from rest_framework.request import Request

    from cms.models import Document

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)
PAGE = 2000
NEWS_DAYS = timedelta(days=2)
MOST_NEWS = 1000
DATE = re.compile("<news:publication_date>([^<]+)<")


class MapView(PublicView):
    schema = None

    def send(self, request: Request, text: str) -> HttpResponse:
        edition = Edition(digest_of(text), None, ["list:article"])
        if edition.is_known_to(request._request):
            return unchanged(edition)
        return answer(edition, text.encode(), "application/xml; charset=utf-8")


class Sitemap(MapView):
    """The index: every page that has stories, and when one of them changed last."""

    def get(self, request: Request) -> HttpResponse:
        self.given(request)
        pages = stories().annotate(page=F("pk") / PAGE).values_list("page").annotate(last=Max("modified_at"))
        entries = [entry(f"stories-{page}", last) for page, last in pages.order_by("page")]
        index = inside("sitemapindex", "".join([*entries, entry("news", None)]), xmlns=NAMES.split('"')[1])
        return self.send(request, f"{DECLARATION}{index}\n")


class SitemapPage(MapView):
    def get(self, request: Request, page: int) -> HttpResponse:
        self.given(request)
        rows = stories().filter(pk__gte=page * PAGE, pk__lt=(page + 1) * PAGE).order_by("pk")
        entries = [text for text in in_form(rows, "map") if text]
        if not entries:
            raise Problem(problems.NOT_FOUND, "There is no such page. `/sitemap.xml` lists those that there are.")
        return self.send(request, urlset(entries))


class NewsMap(MapView):
    def get(self, request: Request) -> HttpResponse:
        self.given(request)
        since = timezone.now() - NEWS_DAYS
        rows = stories().filter(published_at__gte=since).order_by("-published_at", "-key")[:MOST_NEWS]
        # A story can be placed anew, which does not make it news.
        entries = [text for text in in_form(rows, "map.news") if text and DATE.findall(text) >= [iso(since)]]
        return self.send(request, urlset(entries))


def stories() -> QuerySet[Document]:
    return published.documents().listed().filter(kind="article")


def in_form(rows: QuerySet[Document], form: str) -> list[str | None]:
    forms = published.representations().filter(document=OuterRef("pk"), form=form)
    return list(rows.annotate(entry=Subquery(forms.values("content"))).values_list("entry", flat=True))


def entry(name: str, changed_at: datetime | None) -> str:
    place = element("loc", f"{settings.API_URL}/sitemaps/{name}.xml")
    return inside("sitemap", place + element("lastmod", iso(changed_at)))


def urlset(entries: list[str]) -> str:
    return f"{DECLARATION}<urlset {NAMES}>{''.join(entries)}</urlset>\n"
