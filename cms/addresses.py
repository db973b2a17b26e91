"""Absolute addresses, built from settings alone."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings

# Which part of the API answers for each kind of document.
COLLECTIONS = {
    "article": "articles",
    "author": "authors",
    "category": "categories",
    "tag": "tags",
    "collection": "collections",
    "image": "images",
    "correction": "corrections",
}


def site_url(path: str) -> str:
    """Where a page at this path lives on the newsroom's website."""
    return f"{settings.SITE_URL}{path}"


def api_url(kind: str, key: str) -> str:
    return f"{settings.API_URL}/api/v1/{COLLECTIONS[kind]}/{key}/"


def file_url(name: str) -> str:
    """Where a rendition is fetched; `name` is its computed file name."""
    return f"{settings.API_URL}/files/{name}"


def list_url(kind: str, **parameters: str) -> str:
    """A list of the API, filtered: `list_url("article", author="ada")`."""
    query = f"?{urlencode(parameters)}" if parameters else ""
    return f"{settings.API_URL}/api/v1/{COLLECTIONS[kind]}/{query}"


def feed_url(scope: str, format_: str) -> str:
    """`feed_url("category/world", "rss")`; one page of the many that a feed may have."""
    return f"{settings.API_URL}/feeds/{scope}.{format_}"
