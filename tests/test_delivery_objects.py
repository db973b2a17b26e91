"""Visitor asks for one object: by id or slug, under an old name, after it was withdrawn, or one that never was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.publishing import publish_article
from cms.keys import new_key
from cms.publishing import withdraw
from tests.factories import ed, make_article, retract
from tests.published import minutes, publish_category, publish_only, publish_story, publish_term, revise_story

if TYPE_CHECKING:
    from cms.models import Document

pytestmark = pytest.mark.django_db

PATHS = {"article": "articles", "category": "categories", "tag": "tags", "author": "authors", "image": "images"}


def url_of(kind: str, name: str) -> str:
    return f"/api/v1/{PATHS[kind]}/{name}/"


def publish_one(kind: str, slug: str, **options) -> Document:
    return publish_story(slug=slug, **options) if kind == "article" else publish_term(kind, slug, **options)


@pytest.mark.parametrize("kind", PATHS)
class TestEveryKind:
    def test_is_found_by_id_and_by_slug_and_sent_as_it_is_stored(self, client, kind):
        document = publish_one(kind, "harbour")
        for name in (document.key, "harbour"):
            answer = client.get(url_of(kind, name))
            assert answer.status_code == 200
            assert answer["Content-Type"] == "application/json"
            assert answer.content.decode() == document.body

    def test_leads_on_from_every_name_it_ever_had(self, client, settings, kind):
        settings.API_URL = "https://api.news.example"
        document = publish_one(kind, "first")
        for slug in ("second", "third"):
            publish_one(kind, slug, key=document.key)
        for slug in ("first", "second"):
            answer = client.get(url_of(kind, slug))
            assert answer.status_code == 301
            assert answer["Location"] == f"https://api.news.example{url_of(kind, document.key)}"
        assert client.get(url_of(kind, "third")).status_code == 200

    def test_that_was_unpublished_is_gone_under_every_name(self, client, kind):
        document = publish_one(kind, "first")
        publish_one(kind, "second", key=document.key)
        event = withdraw(kind, document.key, by=None)
        for name in (document.key, "first", "second"):
            answer = client.get(url_of(kind, name))
            assert answer.status_code == 410
            assert answer["Content-Type"] == "application/problem+json"
            assert answer.json()["type"].endswith("/problems/#unpublished")
            assert answer.json()["removed_at"] == event.at.strftime("%Y-%m-%dT%H:%M:%SZ")

    def test_that_was_taken_down_gives_the_notice(self, client, settings, kind):
        settings.SITE_URL = "https://news.example"
        document = publish_one(kind, "harbour")
        withdraw(kind, document.key, by=None, reason="taken_down", notice="Removed by order of a court.")
        for name in (document.key, "harbour"):
            answer = client.get(url_of(kind, name))
            assert answer.status_code == 451
            assert answer["Link"] == '<https://news.example>; rel="blocked-by"'
            problem = answer.json()
            assert problem["detail"] == problem["notice"] == "Removed by order of a court."

    def test_that_was_unpublished_and_then_taken_down_is_taken_down(self, client, kind):
        document = publish_one(kind, "harbour")
        withdraw(kind, document.key, by=None)
        withdraw(kind, document.key, by=None, reason="taken_down")
        answer = client.get(url_of(kind, document.key))
        assert (answer.status_code, answer.json()["notice"]) == (451, None)

    def test_that_was_published_again_is_there_again(self, client, kind):
        document = publish_one(kind, "harbour")
        withdraw(kind, document.key, by=None)
        publish_one(kind, "harbour", key=document.key)
        assert client.get(url_of(kind, "harbour")).status_code == 200

    def test_can_be_had_as_the_card_that_lists_show(self, client, django_assert_num_queries, kind):
        document, url = publish_one(kind, "harbour"), url_of(kind, "harbour")
        whole = client.get(url)
        with django_assert_num_queries(1):
            card = client.get(url, {"view": "card"})
        assert card.content.decode() == document.card != document.body
        assert card["ETag"] != whole["ETag"]
        assert card["Surrogate-Key"] == whole["Surrogate-Key"]
        for known, status in ((card, 304), (whole, 200)):
            answer = client.get(url, {"view": "card"}, headers={"if-none-match": known["ETag"]})
            assert answer.status_code == status
        assert client.get(url, {"view": "full"})["ETag"] == whole["ETag"]
        then = client.get(url, {"view": "card", "at": document.modified_at.strftime("%Y-%m-%dT%H:%M:%SZ")})
        assert then.content == card.content
        part = client.get(url, {"view": "card", "fields": "api_url"})
        assert list(part.json()) == ["api_url"]
        assert part["ETag"] not in (card["ETag"], client.get(url, {"fields": "api_url"})["ETag"])

    def test_costs_one_query(self, client, django_assert_num_queries, kind):
        document = publish_one(kind, "harbour")
        for name in (document.key, "harbour"):
            with django_assert_num_queries(1):
                assert client.get(url_of(kind, name)).status_code == 200

    def test_that_never_was_is_not_found(self, client, kind):
        publish_one(kind, "harbour")
        for name in ("atlantis", new_key()):
            answer = client.get(url_of(kind, name))
            assert answer.status_code == 404
            assert answer["Content-Type"] == "application/problem+json"
            assert answer.json()["detail"] == f"No {kind} with this id or slug was ever published."

    def test_is_not_found_among_the_others(self, client, kind):
        document = publish_one(kind, "harbour")
        for other in set(PATHS) - {kind}:
            assert client.get(url_of(other, document.key)).status_code == 404
            assert client.get(url_of(other, "harbour")).status_code == 404


def test_the_present_holder_of_a_name_comes_before_whoever_had_it(client):
    first = publish_story(slug="storm")
    revise_story(first, slug="storm-2025")
    second = publish_story(slug="storm")
    assert client.get(url_of("article", "storm")).json()["id"] == second.key


def test_a_name_belongs_to_its_last_holder(client):
    first = publish_story(slug="storm")
    revise_story(first, slug="storm-2025")
    second = publish_story(slug="storm")
    withdraw("article", second.key, by=None)
    assert client.get(url_of("article", "storm")).status_code == 410


def test_two_stories_that_swapped_names_are_each_found(client):
    ada, ben = publish_story(slug="a"), publish_story(slug="b")
    revise_story(ada, slug="between")
    revise_story(ben, slug="a")
    revise_story(ada, slug="b")
    assert client.get(url_of("article", "a")).json()["id"] == ben.key
    assert client.get(url_of("article", "b")).json()["id"] == ada.key
    assert client.get(url_of("article", "between"))["Location"].endswith(f"/{ada.key}/")


def test_a_slug_that_looks_like_an_id_is_still_a_slug(client):
    slug = new_key()
    story = publish_story(slug=slug)
    assert client.get(url_of("article", slug)).json()["id"] == story.key


def test_a_name_in_capitals_leads_to_the_object(client):
    story = publish_story(slug="harbour-reopens")
    for name in (story.key.upper(), "Harbour-Reopens"):
        assert client.get(url_of("article", name))["Location"].endswith(f"/{story.key}/")


def test_the_way_from_an_old_name_keeps_what_was_asked(client):
    story = publish_story(slug="first")
    revise_story(story, slug="second")
    answer = client.get(url_of("article", "first"), {"fields": "slug,headline"}, follow=True)
    assert answer.redirect_chain[0][0].endswith(f"/{story.key}/?fields=headline,slug")
    assert list(answer.json()) == ["slug", "headline"]


@pytest.mark.parametrize("view", ["full", "card"])
def test_a_retracted_story_is_answered_with_its_notice(client, view):
    story = make_article("All wrong", summary="All true.")
    publish_article(story, by=ed())
    assert "state" not in client.get(url_of("article", "all-wrong"), {"view": "card"}).json()
    retract(story, "We were wrong.")
    answer = client.get(url_of("article", "all-wrong"), {"view": view})
    assert (answer.status_code, answer.json()["state"]) == (200, "retracted")
    assert answer.json()["summary"] == "We were wrong."
    assert "All true." not in answer.content.decode()


def test_no_answer_ever_holds_a_version_that_is_not_live(client):
    story = publish_story(slug="first", text="CANARY one", at=minutes(1))
    revise_story(story, slug="second", text="CANARY two")
    withdraw("article", story.key, by=None, reason="taken_down", notice="Removed.")
    publish_story(slug="other", text="Harmless.")
    for name in ("first", "second", story.key, story.key.upper()):
        for query in ("", "?fields=body", "?version=1", "?at=2026-11-22", "?fields=summary"):
            answer = client.get(f"{url_of('article', name)}{query}", follow=True)
            assert answer.status_code in {400, 451, 404}
            assert "CANARY" not in answer.content.decode() + str(answer.headers)
    for query in ("", "?view=full", "?ordering=-updated_at", "?fields=headline"):
        assert "CANARY" not in client.get(f"/api/v1/articles/{query}").content.decode()


@pytest.mark.parametrize(
    "name",
    [
        "%00", "harbour%00", "%0a", "%e2%80%ae", "%ff%fe", "%F0%9F%98%80", "x" * 201, "x" * 5000, "..", ".", "%25", "*",
        "' OR 1=1 --", "<script>", "null", "-1", "0" * 26, "z" * 26, "7" + "z" * 25, "harbour;v=1", "%c3%a9", "１２",
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["article", "image"])
def test_a_strange_name_is_not_found(client, kind, name):
    publish_one(kind, "harbour")
    answer = client.get(f"/api/v1/{PATHS[kind]}/{name}/")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


def test_only_the_wanted_fields_are_sent(client):
    story = publish_story(categories=(publish_category("world"),))
    answer = client.get(url_of("article", story.key), {"fields": "headline,category.slug,body.blocks.text.text"})
    assert answer.json() == {
        "headline": "Harbour reopens after storm",
        "category": {"slug": "world"},
        "body": {"blocks": [{"text": [{"text": "Boats left at first light."}]}]},
    }


def test_a_field_that_there_is_not_is_named_with_the_nearest(client):
    story = publish_story()
    answer = client.get(url_of("article", story.key), {"fields": "standfrst,body.word_cout"})
    told = [it["detail"] for it in answer.json()["errors"]]
    assert answer.status_code == 400
    assert ["`word_count`" in told[0], "`standfirst`" in told[1]] == [True, True]


def test_other_parameters_are_unknown(client):
    story = publish_story()
    for query in ("limit=1", "view=whole", "view=card&body=html", "version=1", "body__contains=x"):
        assert client.get(f"{url_of('article', story.key)}?{query}").status_code == 400


class TestPublication:
    def test_the_site_and_the_tree_are_the_stored_documents(self, client, django_assert_num_queries):
        site = publish_only("site", name="The Leith Courier")
        tree = publish_only(
            "category_tree", results=[{"name": "World", "children": [{"name": "Europe", "children": []}]}]
        )
        for path, document in (("site", site), ("categories", tree)):
            with django_assert_num_queries(1):
                answer = client.get(f"/api/v1/{path}/")
            assert answer.content.decode() == document.body

    @pytest.mark.parametrize("path", ["site", "categories"])
    def test_before_it_is_set_up_one_is_told_where_to_do_that(self, client, path):
        answer = client.get(f"/api/v1/{path}/")
        assert answer.status_code == 404
        assert answer.json()["type"].endswith("#not-set-up")
        assert "admin" in answer.json()["detail"]

    def test_parts_of_them_can_be_had(self, client):
        publish_only("site", name="The Leith Courier", tagline="Since 1898")
        publish_only("category_tree", results=[{"name": "World", "slug": "world", "children": [{"name": "Europe"}]}])
        assert client.get("/api/v1/site/?fields=name").json() == {"name": "The Leith Courier"}
        names = client.get("/api/v1/categories/?fields=results.name,results.children.name").json()
        assert names == {"results": [{"name": "World", "children": [{"name": "Europe"}]}]}

    def test_parts_of_the_index_can_be_had(self, client):
        assert client.get("/api/v1/?fields=type").json() == {"type": "index"}
        assert list(client.get("/api/v1/?fields=links.tags").json()["links"]) == ["tags"]
        whole, part = client.get("/api/v1/"), client.get("/api/v1/?fields=type")
        assert whole["ETag"] != part["ETag"]

    def test_the_index_lists_addresses_that_answer(self, client, settings):
        settings.API_URL = ""
        publish_only("site")
        publish_only("category_tree", results=[])
        links = client.get("/api/v1/").json()["links"]
        assert {"articles", "article", "categories", "tags", "authors", "image", "site"} <= set(links)
        for url in links.values():
            if "{" not in url:
                assert client.get(url).status_code == 200


def test_reading_takes_nothing_but_the_published_tables(client):
    story = publish_story(slug="first")
    revise_story(story, slug="second")
    gone = publish_story()
    withdraw("article", gone.key, by=None)
    publish_term("tag", "leith")
    paths = ["articles/", "articles/?tag=leith", "articles/first/", "articles/second/", f"articles/{gone.key}/"]
    with CaptureQueriesContext(connection) as queries:
        for path in paths:
            client.get(f"/api/v1/{path}")
    tables = set(connection.introspection.table_names())
    assert {it for it in tables if any(f'"{it}"' in query["sql"] for query in queries)} == {
        "cms_document",
        "cms_reference",
        "cms_event",
    }
