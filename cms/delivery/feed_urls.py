from __future__ import annotations

from django.urls import path, re_path

from cms.delivery import feeds, maps, well_known
from cms.delivery.entrance import UNKNOWN, UnknownAddress

SUFFIX = r"\.(?P<suffix>rss|atom|json)\Z"

urlpatterns = [
    re_path(rf"\Afeeds/(?P<scope>latest|corrections){SUFFIX}", feeds.WholeFeed.as_view()),
    re_path(rf"\Afeeds/(?P<term>category|tag|author|series)/(?P<name>[^/]+){SUFFIX}", feeds.TermFeed.as_view()),
    re_path(rf"\Afeeds/search{SUFFIX}", feeds.SearchFeed.as_view()),
    path("sitemap.xml", maps.Sitemap.as_view()),
    path("sitemaps/news.xml", maps.NewsMap.as_view()),
    path("sitemaps/stories-<int:page>.xml", maps.SitemapPage.as_view()),
    path("robots.txt", well_known.Robots.as_view()),
    *(path(address, well_known.Text.as_view(address=address)) for address in well_known.ADDRESSES),
    re_path(r"\A(?P<path>(?:feeds|sitemaps)/[\s\S]*)\Z", UnknownAddress.as_view(), name=UNKNOWN),
]
