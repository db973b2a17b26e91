"""What stands around the entries of a feed, in each of its formats."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from cms.delivery.representations.feeds import atom_entry, json_item, rss_item
from cms.delivery.representations.notes import note_in_atom, note_in_json, note_in_rss
from cms.wire import to_json
from cms.xml_text import DECLARATION, element, escaped, inside

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

JSON = dict[str, Any]

MINUTES = 5


class Deleted(NamedTuple):
    """What was withdrawn lately: readers of the feed remove their copy."""

    urn: str
    at: str
    notice: str


@dataclass(frozen=True)
class Feed:
    urn: str
    title: str
    description: str
    language: str
    home_url: str
    url: str
    next_url: str | None
    hub: str
    updated_at: str
    rights: str | None
    publisher: str
    entries: Sequence[str]
    deleted: Sequence[Deleted] = ()


def rss(feed: Feed) -> str:
    at = format_datetime(datetime.fromisoformat(feed.updated_at))
    head = [
        element("title", feed.title),
        element("link", feed.home_url),
        element("description", feed.description),
        element("language", feed.language),
        element("copyright", feed.rights),
        element("lastBuildDate", at),
        element("ttl", str(MINUTES)),
        link("atom:link", "self", feed.url, "application/rss+xml"),
        link("atom:link", "next", feed.next_url, "application/rss+xml"),
        link("atom:link", "hub", feed.hub),
    ]
    names = (
        'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"'
    )
    channel = inside("channel", "".join(filter(None, [*head, *feed.entries])))
    return f'{DECLARATION}<rss version="2.0" {names}>{channel}</rss>\n'


def atom(feed: Feed) -> str:
    head = [
        element("id", feed.urn),
        element("title", feed.title),
        element("subtitle", feed.description),
        element("updated", feed.updated_at),
        inside("author", element("name", feed.publisher)),
        element("rights", feed.rights),
        link("link", "alternate", feed.home_url, "text/html"),
        link("link", "self", feed.url, "application/atom+xml"),
        link("link", "next", feed.next_url, "application/atom+xml"),
        link("link", "hub", feed.hub),
    ]
    deleted = [
        inside("at:deleted-entry", element("at:comment", it.notice), ref=it.urn, when=it.at) for it in feed.deleted
    ]
    names = 'xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0"'
    content = "".join(filter(None, [*head, *deleted, *feed.entries]))
    return f'{DECLARATION}<feed {names} xml:lang="{escaped(feed.language)}">{content}</feed>\n'


def json_feed(feed: Feed) -> str:
    head = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.description,
        "home_page_url": feed.home_url,
        "feed_url": feed.url,
        "next_url": feed.next_url,
        "language": feed.language,
        "authors": [{"name": feed.publisher}],
        "hubs": [{"type": "WebSub", "url": feed.hub}] if feed.hub else None,
    }
    written = to_json({name: value for name, value in head.items() if value})
    return f'{written[:-1]},"items":[{",".join(filter(None, feed.entries))}]}}'


def link(name: str, rel: str, url: str | None, type_: str | None = None) -> str:
    return inside(name, "", rel=rel, type=type_, href=url) if url else ""


class Envelope(NamedTuple):
    media_type: str
    write: Callable[[Feed], str]
    # A story, with its text as HTML, and a correction, as what stands in it.
    entry: Callable[[JSON, str], str]
    note: Callable[[JSON], str]


ENVELOPES = {
    "rss": Envelope("application/rss+xml", rss, rss_item, note_in_rss),
    "atom": Envelope("application/atom+xml", atom, atom_entry, note_in_atom),
    "json": Envelope("application/feed+json", json_feed, json_item, note_in_json),
}
