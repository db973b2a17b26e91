"""Readers follow the newsroom in their own programs: RSS, Atom and JSON Feed, by the rules of each."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import feedparser
import pytest
from defusedxml import ElementTree
from django.db import connection
from django.test.utils import CaptureQueriesContext
from jsonschema import Draft202012Validator, FormatChecker

from articles.editing import save_revision
from articles.models import Collection, Correction, Publication
from articles.publishing import (
    publish_article,
    publish_collection,
    publish_tags,
    take_down_article,
    unpublish_article,
    unpublish_collection,
)
from cms.models import Event
from cms.websub import scopes_of
from cms.worker import Worker
from tests.factories import ed, make_article, make_author, make_category, make_picture, make_tag, paragraph, retract

pytestmark = pytest.mark.django_db

FORMATS = ("rss", "atom", "json")
ATOM = "{http://www.w3.org/2005/Atom}"
NAUGHTY = (
    "]]> </title><script>alert(1)</script> & &amp; \" ' < > \x00\x01\x0b\x1f\x7f\ufffe\uffff \r\n\t\u2028 é "
    "\U0001f4a5 \u202eabc {{7*7}} %s"
)
URI, MOMENT, TEXT = (
    {"type": "string", "format": "uri", "pattern": "^https?://"},
    {"type": "string", "format": "date-time"},
    {"type": "string", "minLength": 1},
)
PEOPLE = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {"name": TEXT, "url": URI},
        "required": ["name"],
        "additionalProperties": False,
    },
}
# JSON Feed 1.1, in our own words: what stands in it without a leading underscore is the format's.
JSON_FEED = {
    "type": "object",
    "required": ["version", "title", "items"],
    "additionalProperties": False,
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        **dict.fromkeys(("title", "description", "language"), TEXT),
        **dict.fromkeys(("home_page_url", "feed_url", "next_url"), URI),
        "authors": PEOPLE,
        "hubs": {"type": "array", "items": {"type": "object", "required": ["type", "url"]}},
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id"],
                "anyOf": [{"required": ["content_html"]}, {"required": ["content_text"]}],
                "patternProperties": {"^_": {"type": "object"}},
                "additionalProperties": False,
                "properties": {
                    **dict.fromkeys(("id", "title", "summary", "content_html", "content_text", "language"), TEXT),
                    **dict.fromkeys(("url", "image"), URI),
                    **dict.fromkeys(("date_published", "date_modified"), MOMENT),
                    "authors": PEOPLE,
                    "tags": {"type": "array", "items": TEXT},
                },
            },
        },
    },
}  # fmt: skip


@pytest.fixture(autouse=True)
def publication() -> Publication:
    return Publication.objects.create(name="The Leith Courier", tagline="Since 1898", copyright_notice="© Courier")


def in_text(text: str) -> str:
    return "".join(it for it in text if it.isprintable())


def story(headline: str = "Harbour reopens", text: str = "Boats sail.", **fields: Any) -> Any:
    fields.setdefault("body", [paragraph(text)])
    article = make_article(headline, **fields)
    publish_article(article, by=ed())
    return article


def get(client, path: str = "latest.rss") -> Any:
    answer = client.get(f"/feeds/{path}")
    assert answer.status_code == 200, answer.content
    return answer


def parsed(client, path: str = "latest.rss") -> Any:
    """As programs do who bear nothing."""
    content = get(client, path).content
    ElementTree.fromstring(content)
    found = feedparser.parse(content, sanitize_html=False, resolve_relative_uris=False)
    assert found.bozo == 0, found.get("bozo_exception")
    return found


def titles(client, path: str) -> list[str]:
    if path.split("?")[0].endswith("json"):
        return [it["title"] for it in get(client, path).json()["items"]]
    return [it.title for it in parsed(client, path).entries]


class TestEveryFormat:
    @pytest.mark.parametrize("format_", FORMATS)
    def test_shows_the_newest_first_and_leads_on(self, client, settings, format_):
        settings.API_URL = ""
        for number in range(5):
            story(f"Story {number}", published_at=datetime(2026, 3, number + 1, tzinfo=UTC))
        assert titles(client, f"latest.{format_}") == [f"Story {number}" for number in (4, 3, 2, 1, 0)]
        first = get(client, f"latest.{format_}?limit=3").content.decode()
        following = (
            json.loads(first)["next_url"]
            if format_ == "json"
            else re.search(r'rel="next"[^>]* href="([^"]+)"', first)[1]
        )
        assert titles(client, following.removeprefix("/feeds/").replace("&amp;", "&")) == ["Story 1", "Story 0"]

    @pytest.mark.parametrize("format_", FORMATS)
    @pytest.mark.parametrize("kind", ["category", "tag", "author"])
    def test_is_there_for_each_term(self, client, format_, kind):
        world = make_category("World")
        europe, sport = make_category("Europe", parent=world), make_category("Sport")
        story("In it", category=europe, tags=[make_tag("Leith")], authors=[make_author("Ada Reporter")])
        story("Out of it", category=sport)
        slug = {"category": "world", "tag": "leith", "author": "ada-reporter"}[kind]
        assert titles(client, f"{kind}/{slug}.{format_}") == ["In it"]
        assert f"list:article site:{'0' * 26} {kind}:" in get(client, f"{kind}/{slug}.{format_}")["Surrogate-Key"]

    @pytest.mark.parametrize("format_", FORMATS)
    def test_of_corrections_is_there(self, client, format_):
        article = story()
        Correction.objects.create(article=article, text="It was 2012 & not <2021>.")
        save_revision(article, by=ed())
        publish_article(article, by=ed())
        assert titles(client, f"corrections.{format_}") == ["Correction: Harbour reopens"]

    @pytest.mark.parametrize("format_", FORMATS)
    def test_costs_as_many_queries_for_one_as_for_many_and_nothing_twice(self, client, format_):
        def queries() -> int:
            with CaptureQueriesContext(connection) as found:
                get(client, f"category/news.{format_}")
            return len(found)

        story("One")
        few = queries()
        for number in range(8):
            story(f"More {number}", authors=[make_author(f"Writer {number}")])
        assert queries() == few <= 5
        answer = get(client, f"latest.{format_}")
        again = client.get(f"/feeds/latest.{format_}", headers={"if-none-match": answer["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again["Link"] == answer["Link"]

    @pytest.mark.parametrize("format_", FORMATS)
    def test_is_well_formed_whatever_the_newsroom_writes(self, client, publication, format_):
        publication.name = f"Courier {in_text(NAUGHTY)}"[:100]
        publication.save()
        text = in_text(NAUGHTY)
        naughty = NAUGHTY.replace("\x00", "")
        article = story(
            f"Headline {naughty}",
            slug="naughty",
            category=make_category(f"World {naughty}"[:80], slug="world"),
            authors=[make_author(f"Ada {naughty}"[:80], slug="ada")],
            tags=[make_tag(f"Tag {naughty}"[:80], slug="tag")],
            lead_image=make_picture(f"Alt {naughty}", caption=naughty, credit=f"Cal {naughty}"[:100]),
            body=[paragraph(text), {"id": "quote0001", "type": "quote", "variant": "block", "text": [{"text": text}]}],
            summary=f"Summary {naughty}",
            copyright_notice=f"© {naughty}"[:100],
        )
        Correction.objects.create(article=article, text=naughty)
        save_revision(article, by=ed())
        publish_article(article, by=ed())
        for path in ("latest", "category/world", "author/ada", "tag/tag", "corrections"):
            if format_ == "json":
                [item] = get(client, f"{path}.json").json()["items"]
            else:
                [item] = parsed(client, f"{path}.{format_}").entries
            assert "</title><script>alert(1)</script> & &amp;" in item["title"]

    def test_holds_nothing_that_readers_may_not_have(self, client):
        for number, remove in enumerate((
            lambda it: unpublish_article(it, by=ed()),
            lambda it: take_down_article(it, notice="Court.", by=ed()),
            lambda it: retract(it, "Wrong."),
        )):  # fmt: skip
            article = story(f"Secret {number}")
            remove(article)
        make_article("Secret draft")
        for format_ in FORMATS:
            assert "Secret" not in get(client, f"latest.{format_}").content.decode()
        assert "Secret" not in client.get("/sitemap.xml").content.decode()


class TestSearch:
    @pytest.mark.parametrize("format_", FORMATS)
    def test_is_followed_like_any_other_list(self, client, settings, format_):
        settings.API_URL = ""
        for number in range(3):
            story(f"Ferry {number}", published_at=datetime(2026, 3, number + 1, tzinfo=UTC))
        story("Cup final", text="Goals.")
        assert Worker().run_once() == []
        assert titles(client, f"search.{format_}?q=ferry") == ["Ferry 2", "Ferry 1", "Ferry 0"]
        assert titles(client, f"search.{format_}?q=ferry+-boats") == []
        assert len(titles(client, f"search.{format_}?q=ferry&limit=2")) == 2

    @pytest.mark.parametrize("query", ["", "?q=", "?q=ferry&sort=x"])
    def test_needs_words(self, client, query):
        story()
        assert client.get(f"/feeds/search.rss{query}").status_code == 400


class TestAddresses:
    def test_of_a_term_lead_on_from_its_old_name(self, client, settings):
        settings.API_URL = ""
        tag = make_tag("Leith")
        article = story(tags=[tag])
        tag.slug = "leith-town"
        tag.save()
        publish_article(article, by=ed())
        publish_tags([tag], by=ed())
        for name in ("leith", tag.key, "LEITH-TOWN"):
            answer = client.get(f"/feeds/tag/{name}.rss?limit=5")
            assert (answer.status_code, answer["Location"]) == (301, "/feeds/tag/leith-town.rss?limit=5")

    @pytest.mark.parametrize("path", ["tag/never.rss", "author/never.atom", "category/never.json"])
    def test_of_what_never_was_are_not_found(self, client, path):
        story()
        answer = client.get(f"/feeds/{path}")
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")

    @pytest.mark.parametrize("path", ["latest.xml", "tag/a/b.rss", "series/x.rss", ".rss", "latest.rss/"])
    def test_that_are_none_are_not_found(self, client, path):
        answer = client.get(f"/feeds/{path}")
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")

    @pytest.mark.parametrize("query", ["limit=0", "limit=101", "cursor=x", "page=2"])
    def test_refuse_what_they_do_not_understand(self, client, query):
        story()
        answer = client.get(f"/feeds/latest.rss?{query}")
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["parameter"] == query.split("=")[0]

    @pytest.mark.parametrize("path", ["/feeds/latest.rss", "/sitemap.xml", "/robots.txt"])
    def test_are_there_where_a_server_only_answers_readers(self, client, settings, path):
        settings.ROOT_URLCONF = "cms.delivery_urls"
        story()
        assert client.get(path).status_code == 200

    def test_need_a_publication(self, client):
        assert client.get("/feeds/latest.rss").status_code == 404


class TestRss:
    def test_keeps_the_rules_of_its_format(self, client, settings):
        settings.WEBSUB_HUB = "https://hub.example/"
        story(
            authors=[make_author("Ada Reporter"), make_author("Ben Writer")],
            tags=[make_tag("Leith")],
            lead_image=make_picture("Boats.", size=(1400, 900), caption="On Sunday.", credit="Cal Lens"),
        )
        answer = get(client)
        assert answer["Content-Type"] == "application/rss+xml; charset=utf-8"
        channel = ElementTree.fromstring(answer.content).find("channel")
        names = [it.tag for it in channel]
        assert {"title", "link", "description", "language", "lastBuildDate", "ttl"} <= set(names)
        # At most one of each of these, says the format.
        assert all(names.count(it) == 1 for it in ("title", "link", "description", "lastBuildDate"))
        links = {it.get("rel"): it.get("href") for it in channel.findall(f"{ATOM}link")}
        assert links == {"self": "https://api.news.example/feeds/latest.rss", "hub": "https://hub.example/"}
        assert (
            answer["Link"]
            == '<https://hub.example/>; rel="hub", <https://api.news.example/feeds/latest.rss>; rel="self"'
        )
        item = channel.find("item")
        assert item.find("link").text == "https://news.example/news/harbour-reopens"
        assert (item.find("guid").get("isPermaLink"), item.find("guid").text[:9]) == ("false", "urn:uuid:")
        assert parsedate_to_datetime(item.find("pubDate").text).tzinfo
        assert item.find("author") is None
        dc, content, media = (
            "{http://purl.org/dc/elements/1.1/}",
            "{http://purl.org/rss/1.0/modules/content/}",
            "{http://search.yahoo.com/mrss/}",
        )
        assert [it.text for it in item.findall(f"{dc}creator")] == ["Ada Reporter", "Ben Writer"]
        assert item.find(f"{content}encoded").text == "<p>Boats sail.</p>"
        assert [it.text for it in item.findall("category")] == ["News", "Leith"]
        picture = item.find(f"{media}content")
        assert picture.get("medium") == "image"
        assert (picture.find(f"{media}credit").text, picture.find(f"{media}description").text) == ("Cal Lens", "Boats.")

    def test_has_absolute_addresses_and_leaves_the_page_to_the_page(self, client):
        link = {"text": "here", "marks": [{"type": "link", "href": "/world/x"}]}
        quote = {"id": "quote0001", "type": "quote", "variant": "pull", "text": [{"text": "Said twice."}]}
        web_only = {**paragraph("For the web.", 3), "platforms": ["web"]}
        story(body=[{"id": "link00001", "type": "paragraph", "text": [link]}, quote, web_only])
        content = parsed(client).entries[0].content[0].value
        assert 'href="https://news.example/world/x"' in content
        assert "Said twice" not in content
        assert "For the web" not in content

    @pytest.mark.parametrize(
        ("tier", "full", "shown"), [("free", True, True), ("metered", True, False), ("free", False, False)]
    )
    def test_has_whole_texts_of_what_is_free_alone(self, client, settings, tier, full, shown):
        settings.FEEDS_FULL_TEXT = full
        story(text="The whole of it.", summary="In short.", access_tier=tier)
        for format_ in FORMATS:
            told = get(client, f"latest.{format_}").content.decode()
            assert ("The whole of it." in told) == shown
            assert "In short." in told

    def test_calls_a_story_the_same_whatever_its_address(self, client):
        article = story()
        before = parsed(client).entries[0].id
        article.slug = "other"
        article.save()
        save_revision(article, by=ed())
        publish_article(article, by=ed())
        entry = parsed(client).entries[0]
        assert (entry.id, entry.link) == (before, "https://news.example/news/other")


class TestAtom:
    def test_keeps_the_rules_of_its_format(self, client):
        story(authors=[make_author("Ada Reporter")], lead_image=make_picture("Boats.", size=(1400, 900)))
        answer = get(client, "latest.atom")
        assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
        feed = ElementTree.fromstring(answer.content)
        for place in (feed, feed.find(f"{ATOM}entry")):
            names = [it.tag for it in place]
            assert all(names.count(f"{ATOM}{it}") == 1 for it in ("id", "title", "updated"))
            assert f"{ATOM}author" in names
            datetime.fromisoformat(place.find(f"{ATOM}updated").text)
        rels = [it.get("rel") for it in feed.findall(f"{ATOM}entry/{ATOM}link")]
        assert rels == ["alternate", "enclosure"]
        assert feed.find(f"{ATOM}entry/{ATOM}content").get("type") == "html"

    def test_tells_what_was_withdrawn(self, client):
        kept, gone, back = story("Kept"), story("Gone"), story("Back")
        ids = {it.title: it.id for it in parsed(client, "latest.atom").entries}
        take_down_article(gone, notice="By order of a court.", by=ed())
        unpublish_article(back, by=ed())
        publish_article(back, by=ed())
        feed = ElementTree.fromstring(get(client, "latest.atom").content)
        deleted = feed.findall("{http://purl.org/atompub/tombstones/1.0}deleted-entry")
        assert [it.get("ref") for it in deleted] == [ids["Gone"]]
        assert deleted[0][0].text == "By order of a court."
        datetime.fromisoformat(deleted[0].get("when"))
        assert ids["Kept"] in get(client, "latest.atom").content.decode()
        assert kept.headline == "Kept"


def test_json_feed_keeps_the_rules_of_its_format(client, settings):
    settings.WEBSUB_HUB = "https://hub.example/"
    story("Free", authors=[make_author("Ada Reporter")], lead_image=make_picture("Boats.", size=(1400, 900)))
    story("Paid", access_tier="subscriber", summary="")
    answer = get(client, "latest.json?limit=1")
    assert answer["Content-Type"] == "application/feed+json; charset=utf-8"
    for path in ("latest.json?limit=1", "latest.json", "corrections.json"):
        faults = Draft202012Validator(JSON_FEED, format_checker=FormatChecker()).iter_errors(get(client, path).json())
        assert [f"{it.json_path} {it.message}" for it in faults] == []


@pytest.mark.parametrize("format_", FORMATS)
def test_a_feed_comes_to_whoever_asks_for_it_by_its_address_whatever_they_accept(client, format_):
    story()
    plain = get(client, f"latest.{format_}")
    for accept in ("application/rss+xml", "application/atom+xml, application/xml;q=0.9", "text/html", "image/png"):
        answer = client.get(f"/feeds/latest.{format_}", headers={"accept": accept})
        assert (answer.status_code, answer.content) == (200, plain.content)
    for path in ("/sitemap.xml", "/sitemaps/news.xml", "/robots.txt"):
        assert client.get(path, headers={"accept": "application/xml"}).status_code == 200


class TestSeries:
    @pytest.fixture
    def series(self, client) -> Collection:
        series = Collection.objects.create(title="After the storm", slug="after-the-storm", kind="series")
        for order, headline in enumerate(("Part one", "Part two"), 1):
            series.items.create(order=order, article=story(headline))
        story("No part")
        publish_collection(series, by=ed())
        Worker().run_once()
        return series

    @pytest.mark.parametrize("format_", FORMATS)
    def test_it_has_a_feed_of_its_parts(self, client, series, format_):
        assert sorted(titles(client, f"series/after-the-storm.{format_}")) == ["Part one", "Part two"]
        answer = get(client, f"series/after-the-storm.{format_}")
        assert "After the storm" in answer.content.decode()
        assert f"collection:{series.key}" in answer["Surrogate-Key"].split()

    def test_an_old_name_leads_on_and_its_end_is_told(self, client, series):
        series.slug = "since-the-storm"
        series.save()
        publish_collection(series, by=ed())
        moved = client.get("/feeds/series/after-the-storm.rss")
        assert (moved.status_code, moved["Location"]) == (
            301,
            "https://api.news.example/feeds/series/since-the-storm.rss",
        )
        unpublish_collection(series, by=ed())
        assert client.get("/feeds/series/since-the-storm.rss").status_code == 410

    def test_a_front_has_none(self, client):
        story()
        front = Collection.objects.create(title="Front", slug="front", kind="front")
        publish_collection(front, by=ed())
        answer = client.get("/feeds/series/front.rss")
        assert answer.status_code == 404
        assert "no series" in answer.json()["detail"]
        assert client.get("/feeds/series/never.rss").status_code == 404

    def test_a_hub_hears_of_it(self, series):
        events = Event.objects.filter(kind="article")
        assert "series/after-the-storm" in set(scopes_of(list(events)))
