"""A correction as one entry of the feeds of corrections."""

from __future__ import annotations

from typing import Any

from cms.delivery.representations.feeds import described, rfc822
from cms.keys import urn_of
from cms.plain import words_of
from cms.wire import to_json
from cms.xml_text import element, inside

JSON = dict[str, Any]


def title(entry: JSON) -> str:
    return f"{entry['kind'].replace('_', ' ').capitalize()}: {entry['article']['headline']}"


def note_in_rss(entry: JSON) -> str:
    parts = [
        element("title", title(entry)),
        element("link", entry["url"]),
        element("guid", urn_of(entry["id"]), isPermaLink="false"),
        element("pubDate", rfc822(entry["published_at"])),
        described(words_of(entry["text"])),
        element("category", entry["kind"]),
    ]
    return inside("item", "".join(parts))


def note_in_atom(entry: JSON) -> str:
    parts = [
        element("id", urn_of(entry["id"])),
        element("title", title(entry)),
        inside("link", "", rel="alternate", type="text/html", href=entry["url"]),
        inside("link", "", rel="related", type="text/html", href=entry["article"]["url"]),
        element("published", entry["published_at"]),
        element("updated", entry["published_at"]),
        inside("category", "", term=entry["kind"]),
        element("content", words_of(entry["text"]), type="text"),
    ]
    return inside("entry", "".join(parts))


def note_in_json(entry: JSON) -> str:
    return to_json(
        {
            "id": urn_of(entry["id"]),
            "url": entry["url"],
            "title": title(entry),
            "content_text": words_of(entry["text"]) or title(entry),
            "date_published": entry["published_at"],
            "tags": [entry["kind"]],
            "_newsroom": {"id": entry["id"], "article": entry["article"]["id"], "severity": entry["severity"]},
        }
    )
