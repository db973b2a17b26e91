"""A story as one entry of the maps that search engines read. What they should not list has none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cms.pictures import largest, pictures_in
from cms.xml_text import element, inside

if TYPE_CHECKING:
    from cms.delivery.representations.publisher import Publisher

JSON = dict[str, Any]

# As many pictures as one address may have.
MOST_PICTURES = 1000


def is_wanted(story: JSON) -> bool:
    return "noindex" not in story["seo"]["robots"] and story["seo"]["canonical_url"] == story["url"]


def pictures(story: JSON) -> str:
    files = [file for image in pictures_in(story) if (file := largest(image))]
    return "".join(inside("image:image", element("image:loc", file.url)) for file in files[:MOST_PICTURES])


def sitemap_entry(story: JSON) -> str:
    place = element("loc", story["url"]) + element("lastmod", story["dates"]["updated_at"])
    return inside("url", place + pictures(story))


def news_entry(story: JSON, publisher: Publisher) -> str:
    publication = element("news:name", publisher.name) + element("news:language", news_language(story["language"]))
    news = [
        inside("news:publication", publication),
        element("news:publication_date", story["dates"]["first_published_at"]),
        element("news:title", story["headline"]),
    ]
    place = element("loc", story["url"]) + element("lastmod", story["dates"]["updated_at"])
    return inside("url", place + inside("news:news", "".join(news)) + pictures(story))


def news_language(language: str) -> str:
    """ISO 639, but for the two scripts of Chinese."""
    first, *rest = language.lower().split("-")
    if first == "zh":
        return "zh-tw" if {"tw", "hk", "mo", "hant"} & set(rest) else "zh-cn"
    return first
