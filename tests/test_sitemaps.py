"""Search engines find every story that they should list, and none that they should not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import etree

from articles.editing import save_revision
from articles.models import Publication
from articles.publishing import publish_article, unpublish_article
from cms.delivery import maps
from cms.keys import ONLY_KEY
from cms.models import Document
from cms.text_files import read_texts
from tests.factories import ed, make_article, make_picture

pytestmark = pytest.mark.django_db

SITE, NEWS, IMAGE = (
    "http://www.sitemaps.org/schemas/sitemap/0.9",
    "http://www.google.com/schemas/sitemap-news/0.9",
    "http://www.google.com/schemas/sitemap-image/1.1",
)
HEAD = (
    '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified" '
    'targetNamespace="{0}" xmlns="{0}"'
)
# What the formats allow, in our own words.
IMAGE_XSD = f"""{HEAD.format(IMAGE)}>
<xs:element name="image"><xs:complexType><xs:sequence>
  <xs:element name="loc" type="xs:anyURI"/>
</xs:sequence></xs:complexType></xs:element></xs:schema>"""
NEWS_XSD = f"""{HEAD.format(NEWS)}>
<xs:element name="news"><xs:complexType><xs:sequence>
  <xs:element name="publication"><xs:complexType><xs:sequence>
    <xs:element name="name" type="xs:string"/>
    <xs:element name="language"><xs:simpleType><xs:restriction base="xs:string">
      <xs:pattern value="zh-cn|zh-tw|[a-z]{{2,3}}"/></xs:restriction></xs:simpleType></xs:element>
  </xs:sequence></xs:complexType></xs:element>
  <xs:element name="publication_date" type="xs:dateTime"/>
  <xs:element name="title" type="xs:string"/>
</xs:sequence></xs:complexType></xs:element></xs:schema>"""
MAP_XSD = f"""{HEAD.format(SITE)} xmlns:n="{NEWS}" xmlns:i="{IMAGE}">
<xs:import namespace="{NEWS}" schemaLocation="news"/><xs:import namespace="{IMAGE}" schemaLocation="image"/>
<xs:simpleType name="place"><xs:restriction base="xs:anyURI">
  <xs:minLength value="12"/><xs:maxLength value="2048"/>
</xs:restriction></xs:simpleType>
<xs:element name="urlset"><xs:complexType><xs:sequence>
  <xs:element name="url" maxOccurs="50000"><xs:complexType><xs:sequence>
    <xs:element name="loc" type="place"/>
    <xs:element name="lastmod" type="xs:dateTime" minOccurs="0"/>
    <xs:element ref="n:news" minOccurs="0"/>
    <xs:element ref="i:image" minOccurs="0" maxOccurs="1000"/>
  </xs:sequence></xs:complexType></xs:element>
</xs:sequence></xs:complexType></xs:element>
<xs:element name="sitemapindex"><xs:complexType><xs:sequence>
  <xs:element name="sitemap" maxOccurs="50000"><xs:complexType><xs:sequence>
    <xs:element name="loc" type="place"/>
    <xs:element name="lastmod" type="xs:dateTime" minOccurs="0"/>
  </xs:sequence></xs:complexType></xs:element>
</xs:sequence></xs:complexType></xs:element></xs:schema>"""


class OurSchemas(etree.Resolver):
    def resolve(self, url: str, public_id: str, context: Any) -> Any:
        return self.resolve_string({"news": NEWS_XSD, "image": IMAGE_XSD}[url.rsplit("/", 1)[-1]], context)


def get(client, path: str) -> etree._Element:
    answer = client.get(path)
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"] == "application/xml; charset=utf-8"
    found = etree.fromstring(answer.content)
    rules().assertValid(found)
    return found


def rules() -> etree.XMLSchema:
    parser = etree.XMLParser()
    parser.resolvers.add(OurSchemas())
    return etree.XMLSchema(etree.fromstring(MAP_XSD, parser))


def places(found: etree._Element) -> list[str]:
    return [it.text for it in found.iter(f"{{{SITE}}}loc")]


@pytest.fixture(autouse=True)
def publication() -> None:
    Publication.objects.create(name="The Leith Courier")


def story(headline: str = "Harbour reopens", **fields: Any) -> Any:
    article = make_article(headline, **fields)
    publish_article(article, by=ed())
    return article


@pytest.fixture
def small_pages(monkeypatch) -> None:
    monkeypatch.setattr(maps, "PAGE", 10)


class TestMap:
    def test_leads_to_every_story_by_pages(self, client, settings, small_pages):
        settings.API_URL = ""
        addresses = {f"https://news.example/news/{story(f'Story {number}').slug}" for number in range(12)}
        index = places(get(client, "/sitemap.xml"))
        assert index[-1] == "/sitemaps/news.xml"
        found = [places(get(client, page)) for page in index[:-1]]
        assert all(0 < len(page) <= 10 for page in found)
        assert {it for page in found for it in page} == addresses
        assert len(found) > 1

    def test_says_when_a_story_changed_for_readers(self, client):
        with time_machine.travel(datetime(2026, 3, 1, 12, tzinfo=UTC), tick=False):
            story()
        found = get(client, f"/sitemaps/stories-{Document.objects.latest('pk').pk // maps.PAGE}.xml")
        assert found.find(f".//{{{SITE}}}lastmod").text == "2026-03-01T12:00:00Z"

    def test_has_the_pictures_of_a_story(self, client):
        story(lead_image=make_picture("Boats.", size=(1400, 900)))
        found = get(client, f"/sitemaps/stories-{Document.objects.latest('pk').pk // maps.PAGE}.xml")
        [picture] = [it.text for it in found.iter(f"{{{IMAGE}}}loc")]
        assert picture.startswith("https://api.news.example/files/")

    def test_leaves_out_what_is_not_to_be_found(self, client):
        story("Hidden", noindex=True)
        story("Copied", canonical_url="https://elsewhere.example/x")
        unpublish_article(story("Gone"), by=ed())
        seen = story("Seen")
        page = Document.objects.latest("pk").pk // maps.PAGE
        assert places(get(client, f"/sitemaps/stories-{page}.xml")) == [f"https://news.example/news/{seen.slug}"]

    def test_every_page_that_the_index_lists_is_there_with_nothing_to_be_found_too(self, client, settings):
        settings.API_URL = ""
        story("Hidden", noindex=True)
        page, _ = places(get(client, "/sitemap.xml"))
        assert places(empty(client, page)) == []

    def test_has_no_page_of_what_is_not_there(self, client):
        story()
        for page in ("stories-99999999999999999999", "stories-4711", "stories-x"):
            assert client.get(f"/sitemaps/{page}.xml").status_code == 404

    def test_costs_a_query_or_two_and_nothing_twice(self, client, django_assert_num_queries):
        for number in range(4):
            story(f"Story {number}")
        page = f"/sitemaps/stories-{Document.objects.latest('pk').pk // maps.PAGE}.xml"
        # The map of news also says in whose name.
        for path, queries in (("/sitemap.xml", 1), (page, 1), ("/sitemaps/news.xml", 2)):
            with django_assert_num_queries(queries):
                answer = client.get(path)
            assert client.get(path, headers={"if-none-match": answer["ETag"]}).status_code == 304

    def test_is_read_from_an_index(self, client, small_pages):
        for number in range(3):
            story(f"Story {number}")
        for path in ("/sitemap.xml", "/sitemaps/news.xml"):
            with CaptureQueriesContext(connection) as queries:
                client.get(path)
            if connection.vendor == "sqlite":
                with connection.cursor() as cursor:
                    cursor.execute(f"EXPLAIN QUERY PLAN {queries[-1]['sql']}")
                    plan = " ".join(row[3] for row in cursor.fetchall())
                assert "SEARCH cms_document USING" in plan


class TestNews:
    def test_a_new_name_of_the_publication_makes_it_anew(self, client):
        story()
        assert f"site:{ONLY_KEY}" in client.get("/sitemaps/news.xml")["Surrogate-Key"].split()

    def test_has_the_last_two_days_as_the_format_wants_them(self, client):
        story("Old", published_at=timezone.now() - timedelta(days=3))
        story("Fresh & <new>", language="en-GB", lead_image=make_picture("Boats.", size=(1400, 900)))
        found = get(client, "/sitemaps/news.xml")
        assert [it.text for it in found.iter(f"{{{NEWS}}}title")] == ["Fresh & <new>"]
        assert [it.text for it in found.iter(f"{{{NEWS}}}language")] == ["en"]
        assert [it.text for it in found.iter(f"{{{NEWS}}}name")] == ["The Leith Courier"]

    def test_is_not_fooled_by_a_story_that_was_placed_anew(self, client):
        with time_machine.travel(timezone.now() - timedelta(days=10)):
            article = story("Old")
        article.published_at = timezone.now()
        article.save()
        save_revision(article, by=ed())
        publish_article(article, by=ed())
        assert places(empty(client, "/sitemaps/news.xml")) == []

    def test_forgets_a_story_after_two_days_to_the_second(self, client):
        with time_machine.travel(datetime(2026, 3, 1, 12, tzinfo=UTC), tick=False) as clock:
            article = story("Fresh")
            clock.shift(timedelta(days=2))
            assert places(get(client, "/sitemaps/news.xml")) == [f"https://news.example/news/{article.slug}"]
            clock.shift(timedelta(seconds=1))
            assert places(empty(client, "/sitemaps/news.xml")) == []

    def test_has_no_more_than_the_format_allows_and_these_are_the_newest(self, client, monkeypatch):
        assert maps.MOST_NEWS == 1000
        monkeypatch.setattr(maps, "MOST_NEWS", 2)
        stories = [
            story(f"Story {number}", published_at=timezone.now() - timedelta(hours=9 - number)) for number in range(4)
        ]
        expected = [f"https://news.example/news/{it.slug}" for it in (stories[3], stories[2])]
        assert places(get(client, "/sitemaps/news.xml")) == expected


def empty(client, path: str) -> etree._Element:
    """By the format a map has at least one address; on a quiet day search engines take one of news that has none."""
    found = etree.fromstring(client.get(path).content)
    assert not rules().validate(found)
    assert len(found) == 0
    return found


class TestBadMaps:
    """The rules that the maps here are held to do find what breaks them."""

    @pytest.mark.parametrize(
        ("right", "wrong"),
        [
            ("https://news.example/news/s", "/news/s"),
            ("<news:title>", "<news:keywords>x</news:keywords><news:title>"),
            ("<news:language>en<", "<news:language>English<"),
            ("</image:image>", "<image:caption>x</image:caption></image:image>"),
            ("<lastmod>2", "<lastmod>yesterday 2"),
            ("<news:news>", "<priority>1</priority><news:news>"),
        ],
    )
    def test_are_refused(self, client, right, wrong):
        story(slug="s", lead_image=make_picture("Boats.", size=(1400, 900)))
        text = client.get("/sitemaps/news.xml").content.decode()
        assert rules().validate(etree.fromstring(text.encode()))
        assert right in text
        assert not rules().validate(etree.fromstring(text.replace(right, wrong).encode()))


class TestTexts:
    def test_robots_are_told_of_the_map(self, client, settings):
        answer = client.get("/robots.txt")
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        assert answer.content.decode().endswith("\nSitemap: https://api.news.example/sitemap.xml\n")
        settings.TEXT_FILES = {"robots": "User-agent: *\nDisallow:\n"}
        assert client.get("/robots.txt").content.decode().startswith("User-agent: *\nDisallow:\n\nSitemap:")

    def test_the_newsroom_keeps_its_own(self, client, settings, tmp_path):
        (tmp_path / "ads.txt").write_text("exchange.example, 1, DIRECT\n")
        (tmp_path / "secret.txt").write_text("no")
        settings.TEXT_FILES = read_texts(str(tmp_path))
        assert client.get("/ads.txt").content == b"exchange.example, 1, DIRECT\n"
        (tmp_path / "security.txt").write_text("Contact: mailto:desk@news.example\n")
        settings.TEXT_FILES = read_texts(str(tmp_path))
        assert client.get("/.well-known/security.txt").content == client.get("/security.txt").content
        for name in ("app-ads.txt", "secret.txt", ".well-known/ads.txt"):
            assert client.get(f"/{name}").status_code == 404
