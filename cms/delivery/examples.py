"""What feeds, maps and texts look like, for the reference."""

from __future__ import annotations

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>
  <title>The Leith Courier</title>
  <link>https://news.example/</link>
  <description>Since 1898</description>
  <lastBuildDate>Sun, 22 Nov 2026 08:30:00 +0000</lastBuildDate>
  <atom:link rel="self" type="application/rss+xml" href="https://api.news.example/feeds/latest.rss"/>
  <item>
    <title>Harbour reopens</title>
    <link>https://news.example/news/harbour-reopens</link>
    <guid isPermaLink="false">urn:uuid:0193526c-0f06-35ba-44ec-fd3a7e2b2c06</guid>
    <pubDate>Sun, 22 Nov 2026 08:00:00 +0000</pubDate>
    <description>Boats left at dawn.</description>
  </item>
</channel></rss>
"""
ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0" xml:lang="en-GB">
  <id>https://api.news.example/feeds/latest.atom</id>
  <title>The Leith Courier</title>
  <updated>2026-11-22T08:30:00Z</updated>
  <author><name>The Leith Courier</name></author>
  <link rel="self" type="application/atom+xml" href="https://api.news.example/feeds/latest.atom"/>
  <at:deleted-entry ref="urn:uuid:0193526c-0f06-35ba-44ec-fd3a7e2b2c07" when="2026-11-22T08:30:00Z"/>
  <entry xml:lang="en-GB">
    <id>urn:uuid:0193526c-0f06-35ba-44ec-fd3a7e2b2c06</id>
    <title>Harbour reopens</title>
    <link rel="alternate" type="text/html" href="https://news.example/news/harbour-reopens" hreflang="en-GB"/>
    <published>2026-11-22T08:00:00Z</published>
    <updated>2026-11-22T08:30:00Z</updated>
    <summary>Boats left at dawn.</summary>
  </entry>
</feed>
"""
JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "The Leith Courier",
    "description": "Since 1898",
    "home_page_url": "https://news.example/",
    "feed_url": "https://api.news.example/feeds/latest.json",
    "next_url": "https://api.news.example/feeds/latest.json?cursor=WyI5ZjE0YTI3Yjg2YzAiLCJuIiwxNzk1MzM2MjAwMDAwMDAwXQ",
    "language": "en-GB",
    "authors": [{"name": "The Leith Courier"}],
    "items": [
        {
            "id": "urn:uuid:0193526c-0f06-35ba-44ec-fd3a7e2b2c06",
            "url": "https://news.example/news/harbour-reopens",
            "title": "Harbour reopens",
            "summary": "Boats left at dawn.",
            "content_html": "<p>Boats left at dawn.</p>",
            "date_published": "2026-11-22T08:00:00Z",
            "date_modified": "2026-11-22T08:30:00Z",
            "authors": [{"name": "Ada Reporter", "url": "https://news.example/authors/ada-reporter"}],
            "tags": ["News", "Leith"],
            "language": "en-GB",
            "_newsroom": {
                "id": "01jd9k3w8r6qj4t5v7x9z2b4c6",
                "kind": "article",
                "access": "free",
                "corrections": 0,
            },
        }
    ],
}
FEEDS = {"application/rss+xml": RSS, "application/atom+xml": ATOM, "application/feed+json": JSON_FEED}
INDEX = """<?xml version="1.0" encoding="utf-8"?>
<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
  <sitemap>
    <loc>https://api.news.example/sitemaps/stories-0.xml</loc>
    <lastmod>2026-11-22T08:30:00Z</lastmod>
  </sitemap>
  <sitemap><loc>https://api.news.example/sitemaps/news.xml</loc></sitemap>
</sitemapindex>
"""
MAP = """<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
        xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
  <url>
    <loc>https://news.example/news/harbour-reopens</loc>
    <lastmod>2026-11-22T08:30:00Z</lastmod>
    <image:image><image:loc>https://api.news.example/files/3f2a9c/1600.webp</image:loc></image:image>
  </url>
</urlset>
"""
NEWS = """<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
        xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
  <url>
    <loc>https://news.example/news/harbour-reopens</loc>
    <lastmod>2026-11-22T08:30:00Z</lastmod>
    <news:news>
      <news:publication><news:name>The Leith Courier</news:name><news:language>en</news:language></news:publication>
      <news:publication_date>2026-11-22T08:00:00Z</news:publication_date>
      <news:title>Harbour reopens</news:title>
    </news:news>
  </url>
</urlset>
"""
ROBOTS = "User-agent: *\nDisallow: /admin/\n\nSitemap: https://api.news.example/sitemap.xml\n"
