"""The description of the API is complete, is kept, and is true: what is documented is what the newsroom publishes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import feedparser
import pytest
import yaml
from defusedxml import ElementTree
from django.conf import settings as django_settings
from django.core.management import call_command
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from articles.blocks.registry import body_schema
from articles.models import Collection, Correction, Publication
from articles.publishing import (
    delete_update,
    publish_article,
    publish_collection,
    publish_sections,
    publish_update,
)
from cms.delivery import body, serializers
from cms.delivery.problems import PROBLEM_TYPES
from cms.delivery.well_known import ADDRESSES
from cms.events import feed
from tests.block_examples import EXAMPLES
from tests.drawing import picture_upload
from tests.factories import ada, ed, make_article, make_author, make_category, make_tag, retract, take_in
from tests.test_search_index import catch_up
from tests.test_sync import follow

if TYPE_CHECKING:
    from collections.abc import Iterator

SNAPSHOT = Path(django_settings.BASE_DIR) / "docs" / "openapi.yaml"
PLACES = {
    "name": "x",
    "number": "1",
    "edition": "x",
    "scope": "latest",
    "term": "tag",
    "suffix": "atom",
    "page": "0",
}
REFRESH = "manage.py spectacular --file docs/openapi.yaml"


@pytest.fixture(scope="module")
def description() -> dict:
    return yaml.safe_load(SNAPSHOT.read_text())


def operations(description: dict) -> dict[str, dict]:
    return {path: methods["get"] for path, methods in description["paths"].items()}


def test_the_committed_description_is_that_of_the_code(tmp_path):
    generated = tmp_path / "openapi.yaml"
    call_command("spectacular", "--fail-on-warn", "--validate", file=str(generated))
    assert generated.read_text() == SNAPSHOT.read_text(), f"The API has changed. If that is meant, run: {REFRESH}"


def test_it_is_valid_openapi(description):
    assert description["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(description).validate()


def test_every_address_can_only_be_read_and_says_what_it_answers(description):
    for path, methods in description["paths"].items():
        assert list(methods) == ["get"]
        operation = methods["get"]
        assert operation["summary"]
        assert len(operation["tags"]) == 1
        assert {"200", "304", "400"} <= set(operation["responses"])
        # Feeds and maps are sent as their address says, to whoever asks for it.
        assert ("406" in operation["responses"]) == path.startswith("/api/"), path
        if "{name}" in path:
            assert {"301", "404", "410", "451"} <= set(operation["responses"])
    ids = [it["operationId"] for it in operations(description).values()]
    assert len(ids) == len(set(ids))


def test_every_parameter_is_explained_with_examples_that_are_allowed(description):
    for operation in operations(description).values():
        for parameter in operation.get("parameters", []):
            assert parameter["description"]
            assert parameter["examples"]
            for example in parameter["examples"].values():
                OAS31Validator(parameter["schema"]).validate(example["value"])


@pytest.mark.django_db
def test_every_documented_example_is_understood(client, description):
    """Whatever they name may not exist here, but no example is refused for how it is written."""
    for path, operation in operations(description).items():
        for parameter in operation.get("parameters", []):
            for example in parameter["examples"].values() if parameter["in"] == "query" else []:
                if parameter["name"] in ("cursor", "author", "tag", "category", "series", "collection"):
                    continue
                value = example["value"]
                text = ",".join(value) if isinstance(value, list) else str(value)
                # Only whole stories have a text in one form or another.
                whole = {"view": "full"} if parameter["name"] == "body" and "view" in names_of(operation) else {}
                whole |= {"path": "/nowhere"} if "path" in names_of(operation) else {}
                whole |= {"q": "harbour"} if path.endswith("/search/") else {}
                whole |= {"q": "harbour"} if path == "/feeds/search.{suffix}" else {}
                place = re.sub(r"\{(\w+)\}", lambda found: PLACES[found[1]], path)
                answer = client.get(place, {**whole, parameter["name"]: text})
                assert answer.status_code in (200, 404), (path, parameter["name"], answer.content)


def answered(description: dict) -> Iterator[tuple[str, str, object]]:
    """Addresses whose answers have an example, with the media type and the example."""
    for path, operation in operations(description).items():
        for media_type, content in operation["responses"]["200"]["content"].items():
            for example in content.get("examples", {}).values():
                yield path, media_type, example["value"]


def test_every_address_outside_the_api_shows_what_it_sends_in_each_of_its_forms(description):
    outside = [path for path in description["paths"] if not path.startswith("/api/")]
    assert "/robots.txt" in outside
    shown = {(path, media_type) for path, media_type, _ in answered(description)}
    own = {f"/{address}" for address in ADDRESSES}
    for path in set(outside) - own:
        for media_type in operations(description)[path]["responses"]["200"]["content"]:
            assert (path, media_type) in shown


def test_examples_of_answers_keep_the_rules_of_their_formats(description):
    for path, media_type, example in answered(description):
        if media_type == "application/feed+json":
            assert undocumented(description, "JsonFeed", example) == [], path
        elif media_type in ("application/rss+xml", "application/atom+xml"):
            read = feedparser.parse(example)
            assert not read.bozo, path
            assert read.entries[0].title == "Harbour reopens"
        elif media_type == "application/xml":
            assert ElementTree.fromstring(example).findall("{http://www.sitemaps.org/schemas/sitemap/0.9}*"), path


def names_of(operation: dict) -> set[str]:
    return {it["name"] for it in operation["parameters"]}


def closed(schema: object) -> object:
    """The same, but without room for anything that is not documented."""
    if isinstance(schema, list):
        return [closed(it) for it in schema]
    if not isinstance(schema, dict):
        return schema
    strict = {name: closed(value) for name, value in schema.items()}
    if strict.get("type") == "object" and "properties" in strict:
        strict["additionalProperties"] = False
    return strict


def undocumented(description: dict, name: str, document: dict) -> list[str]:
    schema = {"$ref": f"#/components/schemas/{name}", "components": closed(description["components"])}
    return [f"{error.json_path}: {error.message[:300]}" for error in OAS31Validator(schema).iter_errors(document)]


@pytest.fixture
def newsroom(db) -> None:
    make_newsroom()


def make_newsroom() -> None:
    """A story that uses everything, and all that it shows."""
    Publication.objects.create(
        name="The Leith Courier",
        tagline="Since 1898",
        policies=[{"label": "Ethics", "url": "https://news.example/ethics"}],
    )
    news = make_category("News", description="All of it.")
    europe, sport = make_category("Europe", parent=news), make_category("Sport")
    publish_sections(by=ed())
    picture = take_in(picture_upload(), by=ada(), alt="Boats.", caption="On Sunday.", credit="Cal Lens")
    portrait = take_in(picture_upload(color="peru"), by=ada(), alt="Ada.", credit="Cal Lens")
    writer = make_author(
        "Ada Reporter",
        bio="Ada covers harbours.",
        portrait=portrait,
        links=[{"label": "Site", "url": "https://ada.example"}],
    )
    tags = [make_tag("Leith", type="place", matches=["https://www.wikidata.org/entity/Q1"]), make_tag("Storms")]
    other = make_article("Storm closes harbour", category=sport)
    publish_article(other, by=ed())
    words = json.dumps(list(EXAMPLES.values()))
    for key in set(re.findall(r'"01(?:boats|crane)[a-z0-9]*"|"id": "(01\w+)", "alt"', words)) | {"01boats", "01crane"}:
        words = words.replace(f'"{key}"', f'"{picture.key}"') if key else words
    words = words.replace('"01ferry"', f'"{other.key}"')
    article = make_article(
        "Harbour reopens",
        category=europe,
        authors=[writer, make_author("Ben Writer")],
        tags=tags,
        related=[other],
        body=json.loads(words),
        standfirst=[{"text": "Boats left."}],
        kicker="Leith",
        dateline="LEITH",
        lead_image=picture,
        methodology="We asked.",
        ai_use="Translated by machine.",
    )
    article.secondary_categories.add(sport)
    publish_article(article, by=ed())
    Correction.objects.create(article=article, text="It was 2012, not 2021.", was="2021", now="2012")
    publish_article(article, by=ed())
    storm = Collection.objects.create(title="The storm", slug="the-storm", kind="series", is_home=True)
    for order, it in enumerate([other, article], 1):
        storm.items.create(order=order, article=it, is_sublink=order == 2)
    storm.items.create(order=3, url="https://weather.example/", headline="Tomorrow", image=picture)
    storm.items.create(order=4, article=article)
    publish_collection(storm, by=ed())
    publish_article(article, by=ed())
    live = make_article("As it happens", category=sport, kind="live")
    publish_article(live, by=ed())
    for headline, author in (("First", writer), ("Second", None)):
        update = live.live_updates.create(headline=headline, author=author, body=article.body, key_event=True)
        publish_update(update, by=ed())
    delete_update(update, by=ed())
    wrong = make_article("All wrong", category=sport, authors=[writer])
    publish_article(wrong, by=ed())
    retract(wrong, "We were wrong.")
    feed("articles.publishing.summarise_corrections")


def test_what_is_documented_is_what_the_newsroom_publishes(client, newsroom, description):
    story = client.get("/api/v1/articles/harbour-reopens/").json()
    assert {it["type"] for it in story["body"]["blocks"]} == set(body.BLOCKS)
    image = story["lead_media"]["image"]["id"]
    catch_up()
    follow()
    bundle = client.get("/api/v1/bundles/?collection=the-storm&profile=phone").json()["url"]
    answers = {
        "articles/": "ArticlePage",
        "articles/harbour-reopens/": "Article",
        "articles/storm-closes-harbour/": "Article",
        "articles/all-wrong/": "Article",
        "categories/": "CategoryTree",
        "categories/europe/": "Category",
        "tags/": "TagPage",
        "tags/leith/": "Tag",
        "authors/": "AuthorPage",
        "authors/ada-reporter/": "Author",
        "authors/ben-writer/": "Author",
        f"images/{image}/": "Image",
        "site/": "Site",
        "log/": "EventPage",
        "corrections/": "LoggedCorrectionPage",
        "corrections/summary/": "CorrectionsSummary",
        f"corrections/{story['corrections'][0]['id']}/": "LoggedCorrection",
        "articles/harbour-reopens/versions/": "VersionPage",
        "articles/harbour-reopens/versions/1/": "Article",
        "articles/harbour-reopens/versions/2/diff/": "Difference",
        "": "Index",
        "articles/harbour-reopens/related/": "ArticlePage",
        "resolve/?path=/news/europe/harbour-reopens": "Resolved",
        "resolve/?path=/news/europe": "Resolved",
        "resolve/?path=/tags/leith": "Resolved",
        "resolve/?path=/authors/ada-reporter": "Resolved",
        "resolve/?path=/": "Resolved",
        "collections/": "CollectionPage",
        "articles/as-it-happens/": "Article",
        "articles/as-it-happens/updates/?since=c_0": "Updates",
        "collections/the-storm/": "Collection",
        "resolve/?path=/NEWS": "Moved",
        "articles/?count=exact": "ArticlePage",
        "articles/harbour-reopens/?body=html": "Article",
        "articles/harbour-reopens/?body=none": "Article",
        "search/?q=harbour": "SearchPage",
        "articles/harbour-reopens/?view=card": "ArticleCard",
        "articles/harbour-reopens/versions/1/?view=card": "ArticleCard",
        "categories/europe/?view=card": "CategoryCard",
        "tags/leith/?view=card": "TagCard",
        "authors/ada-reporter/?view=card": "AuthorCard",
        "collections/the-storm/?view=card": "CollectionCard",
        f"images/{image}/?view=card": "ImageCard",
        "resolve/?path=/news/europe/harbour-reopens&view=card": "ResolvedCard",
        "resolve/?path=/news/europe&view=card": "ResolvedCard",
        "resolve/?path=/&view=card": "ResolvedCard",
        "sync/?fields=headline": "Sync",
        "bundles/?fields=headline": "NewestBundle",
        "sync/": "Sync",
        "bundles/": "NewestBundle",
        bundle.partition("/api/v1/")[2]: "WholeBundle",
        "bundles/made-up/": "Problem",
        "articles/never/": "Problem",
        "articles/?limit=0": "Problem",
    }
    for path, name in answers.items():
        assert undocumented(description, name, client.get(f"/api/v1/{path}").json()) == [], path


@pytest.mark.parametrize("scope", ["latest", "corrections", "tag/leith", "author/ada-reporter", "series/the-storm"])
def test_what_is_documented_of_feeds_is_what_they_send(client, newsroom, description, scope):
    feed_of_scope = client.get(f"/feeds/{scope}.json").json()
    assert feed_of_scope["items"]
    assert undocumented(description, "JsonFeed", feed_of_scope) == []


def test_every_type_of_block_is_documented_as_it_is_written():
    written = body_schema()["$defs"]
    documented = body.block_shapes()
    names = {name for name in written if name.endswith("Block") and name != "Block"}
    assert names == {name for name in documented if name.endswith("Block")} - {"Block", "OtherBlock"}
    for name in names:
        assert set(documented[name]["required"]) == set(written[name]["required"]), name
        # What publishing adds to a note.
        added = {"correction_id"} if name == "NoteBlock" else set()
        assert set(documented[name]["properties"]) == set(written[name]["properties"]) | added, name


@pytest.mark.parametrize(
    ("accept", "query"), [("application/json", ""), ("*/*", "?format=json"), ("text/html,*/*;q=0.8", "")]
)
def test_it_is_served_as_json(client, description, accept, query):
    answer = client.get(f"/api/schema/{query}", headers={"accept": accept})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert answer.json() == description
    assert client.get("/api/schema/", headers={"if-none-match": answer["ETag"]}).status_code == 304


@pytest.mark.parametrize(("accept", "query"), [("application/yaml", ""), ("*/*", "?format=yaml")])
def test_it_is_served_as_yaml(client, accept, query):
    answer = client.get(f"/api/schema/{query}", headers={"accept": accept})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/yaml")
    assert answer.content.decode() == SNAPSHOT.read_text()


def test_other_forms_of_it_are_refused(client):
    assert client.get("/api/schema/?format=xml").status_code == 400
    assert client.get("/api/schema/", headers={"accept": "application/xml"}).status_code == 406


class TestReference:
    def test_the_page_names_the_api_and_leads_to_its_description(self, client):
        page = client.get("/api/docs/").content.decode()
        assert "<title>Newsroom delivery API: reference</title>" in page
        assert 'data-schema="/api/schema/"' in page

    @pytest.mark.parametrize("path", ["docs/", "docs/problems/"])
    def test_nothing_on_it_comes_from_another_host(self, client, path):
        page = client.get(f"/api/{path}").content.decode()
        assert not re.findall(r"""(?:src|href)=["']?(?:https?:)?//""", page)
        assert "<script>" not in page

    def test_in_production_its_files_are_served_by_the_same_process(self, client, settings, tmp_path):
        settings.DEBUG = False
        settings.STATIC_ROOT = tmp_path / "collected"
        storage = {"BACKEND": "cms.static_files.StaticFiles"}
        settings.STORAGES = {**settings.STORAGES, "staticfiles": storage}
        # To compress all that packages bring takes a minute, and is not what is asked here.
        settings.WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["css", "js", "json", "map", "md", "svg", "txt", "woff2"]
        call_command("collectstatic", interactive=False, verbosity=0)
        client = type(client)()
        for path in ("/api/docs/", "/api/docs/problems/"):
            page = client.get(path).content.decode()
            files = re.findall(r"""(?:src|href)="(/static/[^"]+)""", page)
            assert files
            for file in files:
                assert re.search(r"\.[0-9a-f]{12}\.", file), file
                answer = client.get(file)
                assert answer.status_code == 200
                assert answer.getvalue()

    def test_every_problem_has_its_place_on_the_page_of_problems(self, client):
        page = client.get("/api/docs/problems/").content.decode()
        for type_ in PROBLEM_TYPES:
            assert f'<section id="{type_.code}">' in page
        assert client.get("/api/docs/problems").status_code == 301

    def test_the_bare_address_leads_to_it(self, client):
        assert client.get("/api/", follow=True).redirect_chain[-1][0] == "/api/docs/"


def test_parts_of_a_document_are_asked_for_by_their_documented_names(client, newsroom):
    for name in serializers.ArticleSerializer().fields:
        answer = client.get("/api/v1/articles/harbour-reopens/", {"fields": name})
        assert list(answer.json()) == [name]
