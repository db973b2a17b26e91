"""Feeds break no rule that the W3C's validator looks for, with all that a newsroom can write in them.

In our own words, from its documentation: what it calls an error, and what it warns of where programs trip over it.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import html5lib
import pytest
from defusedxml import ElementTree

from articles.models import Correction
from articles.publishing import publish_article
from cms.events import feed_subscribers
from tests.factories import ed, make_article, paragraph
from tests.test_openapi import make_newsroom

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db

ATOM, DC, CONTENT, MEDIA = (
    "{http://www.w3.org/2005/Atom}",
    "{http://purl.org/dc/elements/1.1/}",
    "{http://purl.org/rss/1.0/modules/content/}",
    "{http://search.yahoo.com/mrss/}",
)
TOMBSTONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
FEEDS = ("latest", "category/news", "tag/leith", "author/ada-reporter", "corrections", "search")
# With a four-digit year and a zone, as RFC 1123 and the validator want it.
RFC822 = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d (GMT|[+-]\d{4})")
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")
# How often each may and must stand in its place.
CHANNEL = {
    "title": (1, 1), "link": (1, 1), "description": (1, 1), "language": (0, 1), "copyright": (0, 1),
    "lastBuildDate": (0, 1), "ttl": (0, 1), "item": (0, 999), f"{ATOM}link": (1, 3),
}  # fmt: skip
ITEM = {
    "title": (1, 1), "link": (1, 1), "guid": (1, 1), "pubDate": (1, 1), "description": (0, 1), "category": (0, 99),
    f"{CONTENT}encoded": (0, 1), f"{DC}creator": (0, 99), f"{MEDIA}content": (0, 1), f"{ATOM}updated": (0, 1),
}  # fmt: skip
FEED = {
    **{f"{ATOM}{it}": (1, 1) for it in ("id", "title", "updated", "author")},
    **{f"{ATOM}{it}": (0, 1) for it in ("subtitle", "rights")},
    f"{ATOM}link": (2, 4), f"{ATOM}entry": (0, 999), TOMBSTONE: (0, 99),
}  # fmt: skip
ENTRY = {
    **{f"{ATOM}{it}": (1, 1) for it in ("id", "title", "updated")},
    **{f"{ATOM}{it}": (0, 1) for it in ("published", "summary", "content", "rights")},
    f"{ATOM}link": (1, 2), f"{ATOM}author": (0, 99), f"{ATOM}category": (0, 99),
}  # fmt: skip
# What programs that show feeds take away, or are harmed by.
UNSAFE = {"script", "style", "iframe", "object", "embed", "applet", "form", "meta", "link", "base", "frame", "noscript"}
LEADING = {"href", "src", "poster", "cite", "action"}


@pytest.fixture
def newsroom() -> None:
    make_newsroom()
    while feed_subscribers():
        pass


def counted(place: Any, allowed: dict[str, tuple[int, int]]) -> Iterator[str]:
    names = [it.tag for it in place]
    yield from (f"{it} is unknown in {place.tag}" for it in set(names) - set(allowed))
    for name, (fewest, most) in allowed.items():
        if not fewest <= names.count(name) <= most:
            yield f"{place.tag} has {names.count(name)} of {name}"


def is_whole(address: str | None) -> bool:
    parts = urlsplit(address or "")
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not re.search(r"\s", address or "")


def in_html(text: str) -> Iterator[str]:
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parseFragment(text)
    yield from (f"{what} at {place} of a text" for place, what, _ in parser.errors)
    for node in tree.iter():
        if not isinstance(node.tag, str):
            continue
        if node.tag in UNSAFE:
            yield f"<{node.tag}> in a text"
        for name, value in node.attrib.items():
            if name.startswith(("on", "aria-")) or name in ("style", "role"):
                yield f"{name}= in a text"
            for address in [value] if name in LEADING else re.findall(r"\S+(?=\s+\d+[wx])", value) * (name == "srcset"):
                if not is_whole(address) and not address.startswith(("mailto:", "tel:")):
                    yield f"{name}={address!r} is not a whole address"


def in_rss(content: bytes, url: str) -> Iterator[str]:
    root = ElementTree.fromstring(content)
    assert (root.tag, root.get("version"), [it.tag for it in root]) == ("rss", "2.0", ["channel"])
    channel = root[0]
    yield from counted(channel, CHANNEL)
    names = [it.tag for it in channel]
    if "item" in names and set(names[names.index("item") :]) != {"item"}:
        yield "what is said of the channel stands behind an item"
    yield from (f"{it} is no address" for it in [channel.findtext("link")] if not is_whole(it))
    links = {it.get("rel"): it for it in channel.findall(f"{ATOM}link")}
    if links["self"].get("href") != url or links["self"].get("type") != "application/rss+xml":
        yield f"self is {links['self'].attrib}, not {url}"
    if not LANGUAGE.fullmatch(channel.findtext("language")) or int(channel.findtext("ttl")) < 1:
        yield "language or ttl"
    yield from dated(channel.findtext("lastBuildDate"))
    items = channel.findall("item")
    ids = [it.findtext("guid") for it in items]
    if len(set(ids)) < len(ids):
        yield "two items have one guid"
    for item in items:
        yield from counted(item, ITEM)
        yield from dated(item.findtext("pubDate"))
        yield from in_html(item.findtext(f"{CONTENT}encoded") or "")
        # HTML as well, by the format: programs write it into their pages.
        yield from in_html(item.findtext("description") or "")
        inside = [it.tag for it in item]
        if f"{CONTENT}encoded" in inside and "description" not in inside[: inside.index(f"{CONTENT}encoded")]:
            yield "a text with no description before it"
        yield from (f"{it} is no address" for it in [item.findtext("link")] if not is_whole(it))
        domains = [it.get("domain") for it in item.findall("category") if "domain" in it.attrib]
        yield from (f"{it} is no domain" for it in domains if not is_whole(it))
        yield from (f"{it.tag} is empty" for it in item.iter() if not len(it) and not (it.text or "").strip())
        if item.find("guid").get("isPermaLink") != "false" and not is_whole(item.findtext("guid")):
            yield "a guid that is no address, and does not say so"
        yield from (fault for it in item.findall(f"{MEDIA}content") for fault in in_media(it))


def in_media(media: Any) -> Iterator[str]:
    known = {"url", "medium", "type", "width", "height"}
    if not is_whole(media.get("url")) or set(media.attrib) != known or media.get("medium") != "image":
        yield f"media:content with {media.attrib}"
    if not MEDIA_TYPE.fullmatch(media.get("type")) or min(int(media.get("width")), int(media.get("height"))) < 1:
        yield f"media:content with {media.attrib}"
    allowed = {"title": {"type": "plain"}, "description": {"type": "plain"},
               "credit": {"role": "photographer", "scheme": "urn:ebu"}}  # fmt: skip
    for it in media:
        if it.attrib != allowed.get(it.tag.removeprefix(MEDIA)):
            yield f"{it.tag} with {it.attrib}"


def dated(text: str) -> Iterator[str]:
    moment = parsedate_to_datetime(text) if RFC822.fullmatch(text) else None
    # The day of the week is that of the date, and nothing is dated in the future.
    if moment is None or f"{moment:%a}" != text[:3] or moment > datetime.now(UTC):
        yield f"{text} is no date of RFC 822"


def in_atom(content: bytes, url: str) -> Iterator[str]:
    feed = ElementTree.fromstring(content)
    assert feed.tag == f"{ATOM}feed"
    yield from counted(feed, FEED)
    links = {it.get("rel"): it.get("href") for it in feed.findall(f"{ATOM}link")}
    if links["self"] != url or not all(map(is_whole, links.values())):
        yield f"links are {links}"
    entries = feed.findall(f"{ATOM}entry")
    ids = [it.findtext(f"{ATOM}id") for it in [feed, *entries]]
    if len(set(ids)) < len(ids) or not all(re.match(r"urn:uuid:[0-9a-f-]{36}$|https?://", it) for it in ids):
        yield f"ids are {ids}"
    moments = [it.text for it in feed.iter() if it.tag in (f"{ATOM}updated", f"{ATOM}published")]
    moments += [it.get("when") for it in feed.findall(TOMBSTONE)]
    yield from (f"{it} is no date of RFC 3339" for it in moments if not RFC3339.fullmatch(it))
    if feed.findtext(f"{ATOM}updated") < max((it.findtext(f"{ATOM}updated") for it in entries), default=""):
        yield "the feed is older than its entries"
    if set(ids) & {it.get("ref") for it in feed.findall(TOMBSTONE)}:
        yield "an entry is there and deleted"
    for entry in entries:
        yield from in_entry(entry)


def in_entry(entry: Any) -> Iterator[str]:
    yield from counted(entry, ENTRY)
    links = [(it.get("rel"), it.get("type"), it.get("hreflang")) for it in entry.findall(f"{ATOM}link")]
    if len(set(links)) < len(links) or links[0][0] != "alternate":
        yield f"links are {links}"
    yield from (f"{it.attrib} leads nowhere" for it in entry.findall(f"{ATOM}link") if not is_whole(it.get("href")))
    for it in entry.findall(f"{ATOM}category"):
        if not it.get("term") or not is_whole(it.get("scheme", "https://news.example/")):
            yield f"a category with {it.attrib}"
    for author in entry.findall(f"{ATOM}author"):
        if not author.findtext(f"{ATOM}name") or not is_whole(author.findtext(f"{ATOM}uri")):
            yield "an author without a name or address"
    content = entry.find(f"{ATOM}content")
    if content is None and not entry.findtext(f"{ATOM}summary"):
        yield "neither a text nor a summary"
    if content is not None:
        if content.get("type") not in ("html", "text"):
            yield f"a text of type {content.get('type')}"
        yield from in_html(content.text or "") if content.get("type") == "html" else ()


# Controls of old terminals, and what stands for a letter that was lost.
BAD = re.compile("[\x7f-\x9f\ufffd]")


@pytest.mark.parametrize(("format_", "faults"), [("rss", in_rss), ("atom", in_atom)])
def test_no_rule_is_broken(client, newsroom, settings, format_, faults):
    settings.WEBSUB_HUB = "https://hub.example/"
    for name in FEEDS:
        query = "?q=harbour" if name == "search" else ""
        answer = client.get(f"/feeds/{name}.{format_}{query}")
        assert answer.status_code == 200
        assert answer.content.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
        assert b"<item>" in answer.content or b"<entry" in answer.content
        assert not BAD.search(answer.content.decode())
        assert list(faults(answer.content, f"https://api.news.example/feeds/{name}.{format_}{query}")) == [], name


def test_no_rule_is_broken_in_json(client, newsroom):
    for name in FEEDS[:-1]:
        feed = client.get(f"/feeds/{name}.json").json()
        ids = [it["id"] for it in feed["items"]]
        assert len(set(ids)) == len(ids) > 0
        assert feed["feed_url"] == f"https://api.news.example/feeds/{name}.json"
        for item in feed["items"]:
            assert is_whole(item["url"])
            assert list(in_html(item.get("content_html", ""))) == []
            assert RFC3339.fullmatch(item["date_published"])
            assert RFC3339.fullmatch(item.get("date_modified", item["date_published"]))


@pytest.mark.parametrize(("format_", "faults"), [("rss", in_rss), ("atom", in_atom)])
def test_no_rule_is_broken_by_what_is_typed_or_left_out(client, newsroom, format_, faults):
    typed = "Ropes & <b>tar</b> cost < 3 &amp; > 2 \x85\x9f"
    for fields in (
        {"summary": "", "standfirst": []},
        {"summary": typed},
        {"summary": "", "standfirst": [{"text": typed}]},
    ):
        text = paragraph("Ropes & <b>tar</b> cost < 3 &amp; more.")
        article = make_article(typed, slug=f"typed-{len(str(fields))}", body=[text], **fields)
        Correction.objects.create(article=article, text=typed)
        publish_article(article, by=ed())
    for name in ("latest", "corrections"):
        answer = client.get(f"/feeds/{name}.{format_}")
        assert list(faults(answer.content, f"https://api.news.example/feeds/{name}.{format_}")) == []
        assert not BAD.search(answer.content.decode())


def test_a_description_in_rss_says_what_was_typed_to_programs_that_read_it_as_html(client, newsroom):
    publish_article(make_article(slug="ropes", summary="Ropes & <b>tar</b> &amp; more"), by=ed())
    item = ElementTree.fromstring(client.get("/feeds/latest.rss").content).find(".//item")
    shown = html5lib.parseFragment(item.findtext("description"), namespaceHTMLElements=False)
    assert ("".join(shown.itertext()), len(shown)) == ("Ropes & <b>tar</b> &amp; more", 0)
