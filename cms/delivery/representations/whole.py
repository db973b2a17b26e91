"""A whole story, with its headline and all: as a page that stands by itself, as Markdown and as plain text."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from cms import markdown
from cms.delivery.representations.json_ld import json_ld
from cms.markup import element, optional
from cms.pictures import largest
from cms.plain import words_of

if TYPE_CHECKING:
    from cms.delivery.representations.publisher import Publisher

JSON = dict[str, Any]


def page(story: JSON, publisher: Publisher, html: str) -> str:
    head = [
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width">',
        element("title", None, escape(story["seo"]["title"])),
        f'<link rel="canonical" href="{escape(story["seo"]["canonical_url"])}">',
        meta(name="robots", content=", ".join(story["seo"]["robots"])),
        meta(name="description", content=story["seo"]["description"]),
        *(meta(**it) for it in story["seo"]["meta"]),
        f'<script type="application/ld+json">{json_ld(story, publisher)}</script>',
    ]
    header = [
        optional("p", {"class": "kicker"}, escape(story["headlines"]["kicker"] or "")),
        element("h1", None, escape(story["headline"])),
        optional("p", {"class": "standfirst"}, escape(words_of(story["standfirst"]))),
        optional("p", {"class": "byline"}, escape(story["byline"]["text"] or "")),
        moment(story),
    ]
    parts = [
        element("header", None, *header),
        lead(story),
        html,
        optional("footer", None, escape(story["rights"]["copyright_notice"] or "")),
    ]
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(story["language"])}">\n<head>{"".join(head)}</head>\n'
        f"<body>{element('article', None, *parts)}</body>\n</html>\n"
    )


def meta(**attributes: str | None) -> str:
    return element("meta", attributes) if attributes.get("content") else ""


def moment(story: JSON) -> str:
    at = story["dates"]["first_published_at"]
    return element("time", {"datetime": at}, escape(f"{at[:10]} {at[11:16]} UTC"))


def lead(story: JSON) -> str:
    media = story["lead_media"]
    file = largest(media["image"]) if media else None
    if file is None:
        return ""
    picture = element(
        "img", {"src": file.url, "alt": media["image"]["alt"], "width": file.width, "height": file.height}
    )
    words = " ".join(filter(None, [words_of(media["caption"]), media["credit"]]))
    return element("figure", {"class": "lead"}, picture, optional("figcaption", None, escape(words)))


def whole_markdown(story: JSON, written: str) -> str:
    parts = [
        f"# {inline(story['headline'])}",
        f"**{standfirst}**" if (standfirst := inline(words_of(story["standfirst"]))) else "",
        inline(" · ".join(credits(story))),
        written,
        inline(story["rights"]["copyright_notice"] or ""),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def inline(text: str) -> str:
    """Escaped as the text of a story is."""
    return markdown.plain(" ".join(text.split()))


def whole_text(story: JSON, text: str) -> str:
    parts = [
        story["headline"],
        words_of(story["standfirst"]),
        " · ".join(credits(story)),
        text,
        story["rights"]["copyright_notice"],
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def credits(story: JSON) -> list[str]:
    at = story["dates"]["first_published_at"]
    return [*filter(None, [story["byline"]["text"]]), f"{at[:10]} {at[11:16]} UTC", story["url"]]
