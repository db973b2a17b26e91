"""Partners and search engines take a story in their own formats: each is valid by the rules of those who made it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import html5lib
import pytest
from django.core.management import call_command
from django.utils import timezone
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource

from articles.editing import save_revision
from articles.models import Article, Correction, Publication
from articles.publishing import publish_article, publish_sections, take_down_article
from cms.events import feed_subscribers
from cms.models import Document, Representation
from cms.worker import Worker
from tests.factories import ed, make_article, make_author, make_category, make_picture, make_tag, paragraph, retract
from tests.test_openapi import make_newsroom

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db

NAUGHTY = "</script><script>alert(1)</script> ]]> & \" ' < > \x01\x0b\x7f\ufffe\u2028 \U0001f4a5 é"
FOLDER = Path(__file__).parent / "json_ld"
TYPES = {
    "jsonld": "application/ld+json",
    "ninjs": "application/vnd.iptc.ninjs+json",
    "html": "text/html; charset=utf-8",
    "markdown": "text/markdown; charset=utf-8",
    "text": "text/plain; charset=utf-8",
}


def closed(*required: str, **fields: Any) -> dict[str, Any]:
    """An object that has nothing else."""
    return {"type": "object", "properties": fields, "required": list(required), "additionalProperties": False}


def several(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


# Of `format`, a checker knows by itself what it has a library for: addresses are not among that.
FORMATS = FormatChecker(("date-time",))
RFC3986 = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+")


@FORMATS.checks("uri")
def is_address(value: object) -> bool:
    return not isinstance(value, str) or (bool(RFC3986.fullmatch(value)) and value.count("#") < 2)


TEXT, WHOLE = {"type": "string"}, {"type": "integer"}
PERCENT = {**WHOLE, "minimum": 0, "maximum": 100}
URI, MOMENT = {"type": "string", "format": "uri"}, {"type": "string", "format": "date-time"}
CONCEPT = {"name": TEXT, "rel": TEXT, "uri": URI, "literal": TEXT}
WORDS = several(closed("value", role=TEXT, contentType=TEXT, value=TEXT))
# What version 3.1 of ninjs says of the members that we use, in our own words and as strictly: there may be no others.
# We do not copy IPTC's schema, but whoever has it can name its file in NINJS_SCHEMA: then its word counts as well.
ITEM = {
    "uri": URI,
    "standard": closed(name=TEXT, version=TEXT, schema=URI),
    "type": {"enum": ["text", "audio", "video", "picture", "graphic", "composite", "component", "event", "planning"]},
    "profile": TEXT,
    "representationType": {"enum": ["full", "partial"]},
    "version": TEXT,
    "pubStatus": {"enum": ["usable", "withheld", "canceled"]},
    "urgency": {"type": "integer", "minimum": 1, "maximum": 9},
    **dict.fromkeys(("firstCreated", "versionCreated", "contentCreated", "embargoedUntil", "expires"), MOMENT),
    **dict.fromkeys(("language", "edNote", "slugline", "located", "by", "title"), TEXT),
    **dict.fromkeys(("copyrightHolder", "copyrightNotice", "usageTerms"), TEXT),
    "headlines": WORDS,
    "descriptions": WORDS,
    "bodies": several(
        closed("value", role=TEXT, contentType=TEXT, charCount=WHOLE, wordCount=WHOLE, value={"type": "string"})
    ),
    "subjects": several(closed(**CONCEPT, creator=TEXT, relevance=PERCENT, confidence=PERCENT)),
    **dict.fromkeys(("people", "organisations", "places", "events"), several(closed(**CONCEPT))),
    "genres": several(closed(name=TEXT, uri=URI, literal=TEXT)),
    "infoSources": several(closed(name=TEXT, role=TEXT, uri=URI, literal=TEXT)),
    "trustIndicators": several(closed(role=URI, title=TEXT, href=URI)),
    "altIds": several(closed(role=TEXT, value=TEXT)),
    "digitalSourceType": closed(name=TEXT, uri=URI, literal=TEXT),
    "renditions": several(
        closed(
            "name",
            name=TEXT,
            href=URI,
            contentType=TEXT,
            title=TEXT,
            width=WHOLE,
            height=WHOLE,
            poi=closed(x=WHOLE, y=WHOLE),
        )
    ),
}
NINJS = closed("uri", **ITEM, associations=several(closed("name", "uri", **ITEM, name=TEXT, rel=TEXT)))


@pytest.fixture
def publication() -> Publication:
    policies = [
        {"label": "Ethics", "url": "https://news.example/ethics"},
        {"label": "Corrections policy", "url": "https://news.example/corrections"},
        {"label": "Who owns us", "url": "https://news.example/owners"},
        {"label": "House rules", "url": "https://news.example/rules"},
    ]
    return Publication.objects.create(name="The Leith Courier", policies=policies, copyright_notice="© Courier")


def in_text(text: str) -> str:
    """The desk lets no control characters into a text; other fields are not so strict."""
    return "".join(it for it in text if it.isprintable())


def full_story(text: str = "Boats sail.", **fields: Any) -> Any:
    """With everything that a form may have to show, each with this text in it."""
    tags = [make_tag(f"{kind} {text}"[:60], slug=kind, type=kind) for kind in ("place", "person", "event", "topic")]
    article = make_article(
        f"Harbour {text}"[:200],
        slug="harbour",
        category=make_category("Europe", parent=make_category("World")),
        authors=[make_author(f"Ada {text}"[:80], slug="ada", bio=text), make_author("Ben Writer")],
        tags=tags,
        lead_image=make_picture(
            f"Boats {text}", size=(1400, 1000), caption=text, credit=f"Cal {text}", creator=text[:80]
        ),
        standfirst=[{"text": f"Standfirst {in_text(text)}"}],
        summary=f"Summary {text}"[:200],
        dateline=f"LEITH {text}"[:60],
        kicker=text[:40],
        body=[paragraph(in_text(text)), paragraph("The end.", 2)],
        methodology=text,
        **fields,
    )
    publish_article(article, by=ed())
    Correction.objects.create(article=article, text=f"Wrong: {text}")
    save_revision(article, by=ed())
    publish_article(article, by=ed())
    return article


def get(client, form: str, name: str = "harbour") -> Any:
    answer = client.get(f"/api/v1/articles/{name}/?format={form}")
    assert answer.status_code == 200, answer.content
    return answer


class TestChoosing:
    @pytest.mark.parametrize(("form", "media_type"), TYPES.items())
    def test_a_form_is_asked_for_by_name_or_by_media_type(self, client, form, media_type):
        full_story()
        named = get(client, form)
        wanted = client.get("/api/v1/articles/harbour/", headers={"accept": media_type.split(";")[0]})
        assert named["Content-Type"] == wanted["Content-Type"] == media_type
        assert named.content == wanted.content
        assert named["Vary"] == "Accept, Accept-Encoding"
        assert named["Surrogate-Key"].startswith("article:")

    def test_json_comes_where_nothing_is_said_and_a_name_goes_before_accept(self, client):
        full_story()
        for headers in ({}, {"accept": "*/*"}, {"accept": "application/json"}):
            assert client.get("/api/v1/articles/harbour/", headers=headers)["Content-Type"] == "application/json"
        answer = client.get("/api/v1/articles/harbour/?format=json", headers={"accept": "text/html"})
        assert answer.json()["slug"] == "harbour"
        assert client.get("/api/v1/articles/harbour/", headers={"accept": "image/png"}).status_code == 406
        assert client.get("/api/v1/articles/harbour/?format=xml").json()["errors"][0]["parameter"] == "format"

    @pytest.mark.parametrize("form", TYPES)
    def test_it_costs_two_queries_and_none_of_it_is_sent_twice(self, client, form, django_assert_num_queries):
        full_story()
        # The story with its texts, and the publication.
        with django_assert_num_queries(2):
            answer = get(client, form)
        again = client.get(f"/api/v1/articles/harbour/?format={form}", headers={"if-none-match": answer["ETag"]})
        assert (again.status_code, again.content) == (304, b"")

    @pytest.mark.parametrize("other", ["at=2026-01-01", "fields=id", "body=html"])
    def test_what_shapes_json_is_refused_with_another_form(self, client, other):
        full_story()
        answer = client.get(f"/api/v1/articles/harbour/?format=ninjs&{other}")
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["parameter"] == other.split("=")[0]

    def test_what_became_of_a_story_is_said_in_every_form(self, client):
        article = full_story("Slander.")
        take_down_article(article, notice="By order of a court.", by=ed())
        for form in TYPES:
            answer = client.get(f"/api/v1/articles/{article.key}/?format={form}")
            assert answer.status_code == 451
            assert b"Slander" not in answer.content

    def test_a_form_that_is_still_to_be_made_says_so(self, client):
        full_story()
        Representation.objects.all().delete()
        answer = client.get("/api/v1/articles/harbour/?format=ninjs")
        assert (answer.status_code, answer["Retry-After"]) == (503, "30")
        call_command("recompile", kind="article")
        assert Worker().run_once() == []
        assert get(client, "ninjs").json()["type"] == "text"

    def test_a_new_name_of_the_publication_shows_in_every_story_at_once(self, client, publication):
        full_story()
        publication.name = "The Courier"
        publication.save()
        publish_sections(by=ed())
        assert get(client, "jsonld").json()["publisher"]["name"] == "The Courier"


class TestJsonLd:
    def test_tells_all_that_search_engines_ask_for(self, client, publication):
        full_story(genre="analysis", access_tier="metered")
        told = get(client, "jsonld").json()
        assert told["@type"] == "AnalysisNewsArticle"
        assert [it["name"] for it in told["author"]] == ["Ada Boats sail.", "Ben Writer"]
        assert told["publisher"]["ethicsPolicy"] == "https://news.example/ethics"
        assert told["publisher"]["ownershipFundingInfo"] == "https://news.example/owners"
        assert told["publisher"]["publishingPrinciples"] == "https://news.example/rules"
        ratios = [int(it["width"]) / int(it["height"]) for it in told["image"]]
        assert ratios == pytest.approx([16 / 9, 4 / 3, 1], rel=0.01)
        assert told["correction"][0]["text"] == "Wrong: Boats sail."
        assert told["articleSection"] == ["World", "Europe"]
        assert told["isAccessibleForFree"] is False
        assert told["hasPart"]["cssSelector"] == ".paywall"
        assert "articleBody" not in told

    @pytest.mark.parametrize(
        ("genre", "type_"),
        [("report", "ReportageNewsArticle"), ("opinion", "OpinionNewsArticle"), ("explainer", "BackgroundNewsArticle"),
         ("review", "ReviewNewsArticle"), ("sponsored", "AdvertiserContentArticle"), ("satire", "SatiricalArticle"),
         ("feature", "NewsArticle")],
    )  # fmt: skip
    def test_names_the_sort_of_story(self, client, genre, type_):
        publish_article(make_article(slug="harbour", genre=genre), by=ed())
        assert get(client, "jsonld").json()["@type"] == type_

    def test_calls_live_coverage_so(self, client):
        publish_article(make_article(slug="harbour", kind="live"), by=ed())
        told = get(client, "jsonld").json()
        assert (told["@type"], told["coverageStartTime"]) == ("LiveBlogPosting", told["datePublished"])

    @pytest.mark.node
    @pytest.mark.timeout(600)
    def test_keeps_to_the_types_of_schema_org(self, client, publication, tmp_path):
        """The compiler knows every property of every type; one that is misspelt does not pass."""
        node = shutil.which("node")
        if node is None or not (FOLDER / "node_modules").exists():
            pytest.skip("there is no Node.js with schema-dts here")
        told = []
        for number, (genre, kind, tier) in enumerate(
            [("report", "article", "free"), ("opinion", "article", "metered"), ("satire", "article", "free"),
             ("sponsored", "article", "free"), ("report", "live", "free"), ("review", "article", "subscriber")]
        ):  # fmt: skip
            article = make_article(slug=f"s{number}", genre=genre, kind=kind, access_tier=tier)
            publish_article(article, by=ed())
            told.append(get(client, "jsonld", f"s{number}").json())
        full_story(NAUGHTY)
        told.append(get(client, "jsonld").json())
        assert compiled(told, tmp_path, misspelt={**told[-1], "correctoin": []}) == ""


def compiled(told: list[dict[str, Any]], folder: Path, misspelt: dict[str, Any]) -> str:
    """What the TypeScript compiler has against it; nothing too if it does not mind what is misspelt."""
    lines = ['import type {Thing, WithContext} from "schema-dts";']
    lines += [f"export const it{n}: WithContext<Thing> = {json.dumps(it)};" for n, it in enumerate(told)]
    lines += ["// @ts-expect-error", f"export const wrong: WithContext<Thing> = {json.dumps(misspelt)};"]
    (folder / "stories.ts").write_text("\n".join(lines))
    modules = folder / "node_modules"
    if not modules.exists():
        modules.symlink_to(FOLDER / "node_modules")
    tsc = str(FOLDER / "node_modules" / "typescript" / "bin" / "tsc")
    ran = subprocess.run(
        ["node", tsc, "--strict", "--noEmit", "--skipLibCheck", "--moduleResolution", "node", "stories.ts"],  # noqa: S607 (found before)
        cwd=folder, capture_output=True, text=True, timeout=500, check=False,
    )  # fmt: skip
    return ran.stdout


def ninjs_schemas() -> Iterator[Draft202012Validator]:
    yield Draft202012Validator(NINJS, format_checker=FORMATS)
    if place := os.environ.get("NINJS_SCHEMA"):
        # What it says of places on maps is not ours to write, and lies at an address that tests do not ask.
        anything = Resource.from_contents({"$schema": "https://json-schema.org/draft/2020-12/schema"})
        others = Registry().with_resource("https://geojson.org/schema/GeoJSON.json", anything)
        theirs = json.loads(Path(place).read_text())
        yield Draft202012Validator(theirs, registry=others, format_checker=FORMATS)


class TestNinjs:
    def faults(self, item: dict[str, Any]) -> list[str]:
        return [f"{it.json_path}: {it.message[:200]}" for rules in ninjs_schemas() for it in rules.iter_errors(item)]

    @pytest.mark.parametrize("text", ["Boats sail.", NAUGHTY])
    def test_has_what_the_standard_allows_and_nothing_else(self, client, publication, text):
        full_story(text)
        item = get(client, "ninjs").json()
        assert self.faults(item) == []
        assert (item["pubStatus"], item["version"]) == ("usable", "2")
        assert {it["role"] for it in item["bodies"]} == {"main", "plain"}
        assert [it["role"] for it in item["descriptions"]][-1] == "correction"
        assert item["people"][0]["rel"] == "about"
        assert item["associations"][0]["renditions"][0]["poi"] == {"x": 640, "y": 457}

    @pytest.mark.parametrize(
        "wrong",
        [
            {"ours": 1}, {"uri": "harbour"}, {"uri": None}, {"type": "article"}, {"pubStatus": "published"},
            {"version": 2}, {"urgency": 0}, {"versionCreated": "today"}, {"headlines": [{"role": "main"}]},
            {"bodies": {}},
            {"associations": [{"name": "main"}]}, {"associations": [{"uri": "https://a.example/"}]},
            {"associations": [{"name": "main", "uri": "https://a.example/", "ours": 1}]},
            {"subjects": [{"uri": "https://a.example/é"}]}, {"subjects": [{"relevance": 101}]},
            {"renditions": [{"href": "https://a.example/"}]}, {"trustIndicators": [{"href": "/ethics"}]},
        ],
        ids=str,
    )  # fmt: skip
    def test_what_the_standard_does_not_allow_is_found(self, client, publication, wrong):
        full_story()
        item = {**get(client, "ninjs").json(), **wrong}
        for rules in ninjs_schemas():
            assert not rules.is_valid(item)

    def test_every_sort_of_story_keeps_to_it(self, client):
        """All blocks, live coverage, corrections and retractions; and all kinds, genres and walls."""
        make_newsroom()
        Publication.objects.update(policies=[{"label": "Ethics", "url": "https://news.example/éthique complète"}])
        publish_sections(by=ed())
        odd = make_tag("Zürich", matches=["https://zürich.example/öffentlich"])
        for number, (kind, _) in enumerate(Article.Kind.choices):
            fields = {"dateline": "LEITH", "breaking": True, "expires_at": timezone.now() + timedelta(days=1)}
            publish_article(make_article(slug=f"k{number}", kind=kind, tags=[odd], **fields), by=ed())
        for number, (genre, _) in enumerate(Article.Genre.choices):
            tier = Article.AccessTier.values[number % len(Article.AccessTier)]
            publish_article(make_article(slug=f"g{number}", genre=genre, access_tier=tier), by=ed())
        while feed_subscribers():
            pass
        keys = Document.objects.live().filter(kind="article").values_list("key", flat=True)
        assert len(keys) > 20
        faults = {key: it for key in keys if (it := self.faults(get(client, "ninjs", key).json()))}
        assert faults == {}

    def test_calls_a_retraction_off(self, client):
        article = full_story()
        retract(article, "We were wrong.")
        item = get(client, "ninjs").json()
        assert (item["pubStatus"], item["edNote"]) == ("canceled", "We were wrong.")
        assert "bodies" not in item
        assert self.faults(item) == []
        assert get(client, "jsonld").json()["creativeWorkStatus"] == "Retracted"


class TestPage:
    @pytest.mark.parametrize("text", ["Boats sail.", NAUGHTY])
    def test_is_valid_html_and_runs_nothing(self, client, publication, text):
        full_story(text)
        answer = get(client, "html")
        parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False)
        tree = parser.parse(answer.content.decode())
        # Control characters are the text's own.
        faults = [it for it in parser.errors if it[1] != "invalid-codepoint"]
        assert faults == []
        scripts = tree.findall(".//script")
        assert [it.get("type") for it in scripts] == ["application/ld+json"]
        assert json.loads(scripts[0].text)["@type"] == "ReportageNewsArticle"
        assert tree.find(".//h1").text.startswith("Harbour")
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert answer["X-Robots-Tag"] == "noindex"

    def test_carries_what_previews_of_links_show(self, client, publication):
        full_story()
        story = client.get("/api/v1/articles/harbour/").json()
        meta = {it.get("property") or it["name"]: it["content"] for it in story["seo"]["meta"]}
        assert meta["og:site_name"] == "The Leith Courier"
        assert (meta["og:type"], meta["og:url"]) == ("article", story["url"])
        assert int(meta["og:image:width"]) >= 1200
        assert meta["twitter:card"] == "summary_large_image"
        assert meta["article:content_tier"] == "free"
        page = get(client, "html").content.decode()
        assert f'<meta property="og:title" content="{story["headline"]}">' in page
        assert f'<link rel="canonical" href="{story["url"]}">' in page


def test_markdown_and_text_hold_the_whole_story(client):
    full_story("Rope & <tar> *cost* more.")
    markdown, text = (get(client, form).content.decode() for form in ("markdown", "text"))
    assert markdown.startswith("# Harbour Rope &")
    assert "\\*cost\\*" in markdown
    assert re.search(r"^Standfirst Rope & <tar> \*cost\* more\.$", text, re.MULTILINE)
    assert text.index("Standfirst") < text.index("The end.")
