"""A story as one entry of RSS, Atom and JSON Feed. `html` is its text as it stands in feeds."""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import format_datetime
from html import escape
from typing import Any

from django.conf import settings

from cms.addresses import site_url
from cms.keys import urn_of
from cms.pictures import File, largest
from cms.plain import words_of
from cms.wire import to_json
from cms.xml_text import element, escaped, inside

JSON = dict[str, Any]

# Attributes of our own HTML that lead somewhere on the site, or in the story.
LOCAL = re.compile(r'(\s(?:href|src|poster))="([/#])')
# For pages. Programs that show feeds throw it away, and validators call it a risk.
ROLE = re.compile(r'\srole="[a-z]+"')


def rfc822(moment: str) -> str:
    return format_datetime(datetime.fromisoformat(moment))


def content(story: JSON, html: str) -> str:
    """The whole text with whole addresses; empty where readers must not have it for nothing."""
    if not (story["access"]["free"] and settings.FEEDS_FULL_TEXT):
        return ""

    def whole(found: re.Match[str]) -> str:
        return f'{found[1]}="{site_url("/") if found[2] == "/" else story["url"] + "#"}'

    return LOCAL.sub(whole, ROLE.sub("", html))


def writers(story: JSON) -> list[JSON]:
    return [it["author"] for it in story["byline"]["contributors"] if it["role"] == "author"]


def picture(story: JSON) -> tuple[JSON, File] | None:
    media = story["lead_media"]
    file = (largest(media["image"], "16:9") or largest(media["image"])) if media else None
    return (media, file) if file else None


def terms(story: JSON) -> list[JSON]:
    return [story["category"], *story["secondary_categories"], *story["tags"]]


def described(text: str) -> str:
    """A description in RSS is HTML, whatever stands in it."""
    return element("description", escape(text, quote=False))


def rss_item(story: JSON, html: str) -> str:
    # Where there is a whole text, something has to stand before it.
    description = story["summary"] or words_of(story["standfirst"]) or story["headline"]
    parts = [
        element("title", story["headline"]),
        element("link", story["url"]),
        element("guid", urn_of(story["id"]), isPermaLink="false"),
        element("pubDate", rfc822(story["dates"]["first_published_at"])),
        described(description),
        element("content:encoded", content(story, html)),
        *(element("dc:creator", it["name"]) for it in writers(story)),
        *(element("category", it["name"], domain=it["url"]) for it in terms(story)),
        media(story),
        element("atom:updated", story["dates"]["updated_at"]),
    ]
    return inside("item", "".join(parts))


def media(story: JSON) -> str:
    found = picture(story)
    if found is None:
        return ""
    shown, file = found
    told = [
        element("media:title", words_of(shown["caption"]), type="plain"),
        element("media:description", shown["image"]["alt"], type="plain"),
        element("media:credit", shown["credit"], role="photographer", scheme="urn:ebu"),
    ]
    return inside(
        "media:content",
        "".join(told),
        url=file.url,
        medium="image",
        type=file.type,
        width=file.width,
        height=file.height,
    )


def atom_entry(story: JSON, html: str) -> str:
    found = picture(story)
    text = content(story, html)
    parts = [
        element("id", urn_of(story["id"])),
        inside("title", "") if not story["headline"] else element("title", story["headline"]),
        inside("link", "", rel="alternate", type="text/html", href=story["url"], hreflang=story["language"]),
        inside("link", "", rel="enclosure", type=found[1].type, href=found[1].url) if found else "",
        element("published", story["dates"]["first_published_at"]),
        element("updated", story["dates"]["updated_at"]),
        *(inside("author", element("name", it["name"]) + element("uri", it["url"])) for it in writers(story)),
        *(inside("category", "", term=it["slug"], scheme=site_url("/"), label=it["name"]) for it in terms(story)),
        element("summary", story["summary"]),
        element("content", text, type="html"),
        element("rights", story["rights"]["copyright_notice"]),
    ]
    return f'<entry xml:lang="{escaped(story["language"])}">{"".join(parts)}</entry>'


def json_item(story: JSON, html: str) -> str:
    found = picture(story)
    text = content(story, html)
    item = {
        "id": urn_of(story["id"]),
        "url": story["url"],
        "title": story["headline"],
        "summary": story["summary"],
        # One of the two must be there.
        **({"content_html": text} if text else {"content_text": story["summary"] or story["headline"]}),
        "image": found[1].url if found else None,
        "date_published": story["dates"]["first_published_at"],
        "date_modified": story["dates"]["updated_at"],
        "authors": [{"name": it["name"], "url": it["url"]} for it in writers(story)],
        "tags": [it["name"] for it in terms(story)],
        "language": story["language"],
        "_newsroom": {
            "id": story["id"],
            "kind": story["kind"],
            "access": story["access"]["tier"],
            "corrections": len(story["corrections"]),
        },
    }
    return to_json({name: value for name, value in item.items() if value not in (None, "", [])})
