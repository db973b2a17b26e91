from __future__ import annotations

from django.urls import path, re_path

from cms.delivery import feeds, maps, well_known

FORMAT = r"\.(?P<format_>rss|atom|json)\Z"

urlpatterns = [
    re_path(rf"\Afeeds/(?P<kind>latest|corrections){FORMAT}", feeds.FeedView.as_view()),
    re_path(rf"\Afeeds/(?P<kind>category|tag|author|series)/(?P<name>[^/]+){FORMAT}", feeds.FeedView.as_view()),
    re_path(rf"\Afeeds/search{FORMAT}", feeds.SearchFeedView.as_view()),
    path("sitemap.xml", maps.Sitemap.as_view()),
    path("sitemaps/news.xml", maps.NewsMap.as_view()),
    path("sitemaps/stories-<int:page>.xml", maps.SitemapPage.as_view()),
    path("robots.txt", well_known.Robots.as_view()),
    re_path(r"\A(?P<name>ads|app-ads|security|humans)\.txt\Z", well_known.Text.as_view()),
]
