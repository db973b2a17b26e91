"""Visitor lists stories: in order, filtered, as cards or whole, and pays one or two queries for it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.publishing import withdraw
from tests.published import (
    compiled_story,
    minutes,
    publish_category,
    publish_story,
    publish_term,
    retract_story,
    revise_story,
)

pytestmark = pytest.mark.django_db

LIST = "/api/v1/articles/"


def slugs(answer) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [it["slug"] for it in answer.json()["results"]]


def fault(answer) -> dict[str, str]:
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    [error] = answer.json()["errors"]
    return error


def test_nothing_published_is_an_empty_list(client):
    assert client.get(LIST).json() == {"results": [], "next": None, "previous": None}


def test_newest_stories_come_first_and_are_the_stored_cards(client):
    for i, slug in enumerate(["old", "middle", "new"]):
        story = publish_story(slug=slug, at=minutes(i))
    answer = client.get(LIST)
    assert slugs(answer) == ["new", "middle", "old"]
    assert answer.content.decode().startswith('{"results":[' + story.card + ",")


def test_stories_placed_at_the_same_moment_are_ordered_by_key(client):
    stories = [publish_story() for _ in range(5)]
    newest_key_first = sorted((it.slug for it in stories), reverse=True)
    assert slugs(client.get(LIST)) == newest_key_first


@pytest.mark.parametrize(
    ("ordering", "expected"),
    [
        ("-published_at", ["c", "b", "a"]),
        ("published_at", ["a", "b", "c"]),
        ("-updated_at", ["a", "c", "b"]),
    ],
)
def test_order_is_chosen(client, ordering, expected):
    publish_story(slug="a", at=minutes(1), updated_at=minutes(9))
    publish_story(slug="b", at=minutes(2))
    publish_story(slug="c", at=minutes(3))
    assert slugs(client.get(LIST, {"ordering": ordering})) == expected


class TestFilters:
    @pytest.fixture(autouse=True)
    def newsroom(self):
        self.world = publish_category("world")
        self.europe = publish_category("europe", self.world)
        self.sport = publish_category("sport")
        self.leith, self.storms = publish_term("tag", "leith"), publish_term("tag", "storms")
        self.ada, self.ben = publish_term("author", "ada"), publish_term("author", "ben")
        publish_story(
            slug="both",
            at=minutes(1),
            categories=(self.world, self.europe),
            tags=(self.leith, self.storms),
            authors=(self.ada,),
        )
        publish_story(
            slug="world-only", at=minutes(2), categories=(self.world,), tags=(self.leith,), authors=(self.ada, self.ben)
        )
        publish_story(slug="sport", at=minutes(3), categories=(self.sport,), tags=(self.storms,), authors=(self.ben,))

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("category=world", ["world-only", "both"]),
            ("category=europe", ["both"]),
            ("category=world,europe", ["both"]),
            ("category=europe&category=sport", []),
            ("tag=leith", ["world-only", "both"]),
            ("tag=storms,leith", ["both"]),
            ("tag=storms&tag=leith", ["both"]),
            ("author=ben", ["sport", "world-only"]),
            ("author=ada,ben", ["world-only"]),
            ("author=ada&tag=storms", ["both"]),
            ("category=sport&author=ben&tag=storms", ["sport"]),
            ("category=sport&author=ada", []),
            ("published_after=2026-11-22T08:02:00Z", ["sport", "world-only"]),
            ("published_before=2026-11-22T08:02:00Z", ["both"]),
            ("published_after=2026-11-22T08:02:00Z&published_before=2026-11-22T08:03:00Z", ["world-only"]),
            ("category=world&published_after=2026-11-22T08:02:00Z&ordering=-updated_at", ["world-only"]),
            ("published_after=2026-11-22T10:02:00%2B02:00", ["sport", "world-only"]),
            ("published_after=2026-11-22T10:02:00+02:00", ["sport", "world-only"]),
            ("published_after=2026-11-22", ["sport", "world-only", "both"]),
            ("published_after=2026-11-23", []),
        ],
    )
    def test_filters_combine(self, client, query, expected):
        assert slugs(client.get(f"{LIST}?{query}")) == expected

    def test_filters_take_ids_as_well_as_slugs(self, client):
        query = {"category": self.world.key, "tag": f"leith,{self.storms.key}"}
        assert slugs(client.get(LIST, query)) == ["both"]

    def test_the_name_that_a_category_had_before_is_as_good_as_the_present_one(self, client):
        publish_category("planet", key=self.world.key)
        assert slugs(client.get(LIST, {"category": "world"})) == ["world-only", "both"]

    @pytest.mark.parametrize("kind", ["category", "tag", "author"])
    def test_a_filter_that_names_nothing_says_which(self, client, kind):
        error = fault(client.get(LIST, {kind: "atlantis"}))
        assert error == {"parameter": kind, "detail": f"There is no {kind} “atlantis”."}

    def test_a_tag_that_was_withdrawn_filters_nothing_any_more(self, client):
        withdraw("tag", self.leith.key, by=None)
        for name in ("leith", self.leith.key):
            assert fault(client.get(LIST, {"tag": name}))["parameter"] == "tag"

    def test_every_wrong_parameter_is_named_at_once(self, client):
        answer = client.get(LIST, {"tag": "atlantis", "author": "nobody"})
        assert {it["parameter"] for it in answer.json()["errors"]} == {"tag", "author"}

    def test_a_withdrawn_story_leaves_every_list(self, client):
        story = publish_story(slug="gone", at=minutes(9), tags=(self.leith,))
        assert slugs(client.get(LIST, {"tag": "leith"}))[0] == "gone"
        withdraw("article", story.key, by=None)
        assert "gone" not in slugs(client.get(LIST)) + slugs(client.get(LIST, {"tag": "leith"}))

    def test_a_retracted_story_leaves_every_list(self, client):
        story = publish_story(slug="wrong", at=minutes(9), tags=(self.leith,))
        retract_story(story)
        assert "wrong" not in slugs(client.get(LIST)) + slugs(client.get(LIST, {"tag": "leith"}))

    def test_a_story_that_lost_its_tag_leaves_the_list_of_that_tag(self, client):
        story = publish_story(slug="moved", at=minutes(9), tags=(self.leith,))
        revise_story(story, tags=(self.storms,))
        assert "moved" not in slugs(client.get(LIST, {"tag": "leith"}))
        assert slugs(client.get(LIST, {"tag": "storms"}))[0] == "moved"

    @pytest.mark.parametrize("count", [1, 30])
    @pytest.mark.parametrize(
        ("query", "queries"),
        [
            ("", 1),
            ("view=full", 1),
            ("fields=headline", 1),
            ("published_after=2026-01-01", 1),
            ("tag=leith", 2),
            ("category=world&tag=leith,storms&author=ada,ben&ordering=-updated_at&limit=100", 2),
        ],
    )
    def test_a_list_costs_two_queries_at_most(self, client, django_assert_num_queries, query, queries, count):
        for i in range(count):
            publish_story(at=minutes(i), categories=(self.world,), tags=(self.leith,), authors=(self.ada,))
        with django_assert_num_queries(queries):
            assert client.get(f"{LIST}?{query}").status_code == 200


def test_a_list_reads_only_the_columns_that_it_sends(client):
    publish_story()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(LIST)
    assert '"body"' not in queries[0]["sql"]


def test_results_can_be_whole_stories(client):
    story = publish_story(text="All of it.")
    assert client.get(LIST, {"view": "full"}).content.decode().startswith('{"results":[' + story.body)


def test_only_the_wanted_fields_are_sent(client):
    world = publish_category("world")
    publish_story(slug="a", headline="One", categories=(world,))
    answer = client.get(LIST, {"fields": "headline,category.name,dates.published_at,category.slug"})
    assert answer.json()["results"] == [
        {
            "headline": "One",
            "category": {"name": "World", "slug": "world"},
            "dates": {"published_at": "2026-11-22T08:00:00Z"},
        }
    ]


def test_fields_reach_into_lists_of_whole_stories(client):
    publish_story(tags=(publish_term("tag", "leith"), publish_term("tag", "storms")))
    answer = client.get(LIST, {"view": "full", "fields": "tags.slug,body.blocks.type"})
    assert answer.json()["results"] == [
        {"tags": [{"slug": "leith"}, {"slug": "storms"}], "body": {"blocks": [{"type": "paragraph"}]}}
    ]


def test_a_field_and_what_lies_inside_it_is_the_whole_field(client):
    publish_story()
    wanted = client.get(LIST, {"fields": "dates.updated_at,dates"}).json()
    assert wanted == client.get(LIST, {"fields": "dates"}).json()


@pytest.mark.parametrize(
    ("query", "named", "told"),
    [
        ("limit=0", "limit", "a whole number from 1 to 100"),
        ("limit=101", "limit", "a whole number from 1 to 100"),
        ("limit=ten", "limit", "not “ten”"),
        ("limit=1٠", "limit", "a whole number"),
        ("limit=", "limit", "is empty"),
        ("limit=1&limit=2", "limit", "given 2 times"),
        ("limt=5", "limt", "Did you mean `limit`?"),
        ("orderby=headline", "orderby", "Did you mean `ordering`?"),
        ("zzz=1", "zzz", "Known here: `q`, `author`, `tag`, `category`"),
        ("ordering=headline", "ordering", "must be one of `-published_at`, `published_at`, `-updated_at`"),
        ("view=teaser", "view", "`card`, `full`"),
        ("published_after=yesterday", "published_after", "2026-11-22T08:30:00Z"),
        ("published_after=2026-02-30", "published_after", "not “2026-02-30”"),
        ("published_after=2026-11-22T08:00:00", "published_after", "must be a time"),
        ("published_after=0001-01-01T00:00:00%2B14:00", "published_after", "must be a time"),
        ("published_before=9999-12-31T23:59:59-14:00", "published_before", "must be a time"),
        ("tag=leith,,storms", "tag", "is empty"),
        ("tag=a%00b", "tag", "can be neither"),
        ("tag=" + "x" * 300, "tag", "can be neither"),
        ("tag=" + ",".join(f"t{i}" for i in range(60)), "tag", "at most 20"),
        ("fields=headlin", "fields", "Did you mean `headline`?"),
        ("fields=category.nam", "fields", "no such field in `category`. Did you mean `name`?"),
        ("fields=headline.x", "fields", "no such field in `headline`"),
        ("fields=body", "fields", "no such field"),
        ("fields=a b", "fields", "must be names of fields"),
        ("fields=__class__.__init__", "fields", "no such field"),
        ("cursor=abc", "cursor", "not one that this API gave out"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_remedy(client, query, named, told):
    error = fault(client.get(f"{LIST}?{query}"))
    assert error["parameter"] == named
    assert told in error["detail"]


def test_a_problem_names_its_page_and_the_address_that_was_asked_for(client, settings):
    settings.API_URL = "https://api.news.example"
    answer = client.get(f"{LIST}?limit=0&limt=3")
    problem = answer.json()
    assert problem["type"] == "https://api.news.example/api/docs/problems/#invalid-parameter"
    assert (problem["title"], problem["status"], problem["instance"]) == ("A parameter is not right", 400, LIST)
    assert [it["parameter"] for it in problem["errors"]] == ["limt", "limit"]
    assert all(it["detail"] in problem["detail"] for it in problem["errors"])
    assert answer["Cache-Control"] == "no-store"
    assert answer["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "hostile",
    [
        "kind", "body", "card", "version", "listed", "withdrawn_at", "digest", "body__contains", "body__regex",
        "withdrawn_at__isnull", "document__body", "references__key", "title__startswith", "pk", "id", "key", "using",
        "select", "order_by", "where[title]", "tag[]", "tag__in", "category.name", "format", "page", "offset", "at",
        "_connector", "state", "status", "preview", "draft", "token", "limit ", "TAG", "",
    ],
)  # fmt: skip
def test_no_other_parameter_reaches_the_database(client, django_assert_num_queries, hostile):
    publish_story()
    with django_assert_num_queries(0):
        error = fault(client.get(LIST, {hostile: "1"}))
    assert error["parameter"] == hostile


class TestTermLists:
    @pytest.mark.parametrize(("kind", "path"), [("tag", "tags"), ("author", "authors")])
    def test_terms_are_listed_by_name_page_by_page(self, client, kind, path):
        for name in ("Cy", "Ada", "Ben"):
            publish_term(kind, name.lower(), name=name)
        first = client.get(f"/api/v1/{path}/", {"limit": 2}).json()
        assert [it["name"] for it in first["results"]] == ["Ada", "Ben"]
        second = client.get(first["next"]).json()
        assert [it["name"] for it in second["results"]] == ["Cy"]
        assert [it["name"] for it in client.get(second["previous"]).json()["results"]] == ["Ada", "Ben"]

    def test_terms_of_one_name_are_all_listed(self, client):
        expected = sorted(publish_term("tag", f"leith-{i}", name="Leith").key for i in range(3))
        found, url = [], "/api/v1/tags/?limit=1"
        while url:
            page = client.get(url).json()
            found += [it["id"] for it in page["results"]]
            url = page["next"]
        assert found == expected

    def test_terms_are_cards_unless_they_are_wanted_whole(self, client):
        publish_term("author", "ada")
        assert "articles_url" not in client.get("/api/v1/authors/").json()["results"][0]
        assert "articles_url" in client.get("/api/v1/authors/?view=full").json()["results"][0]
        assert client.get("/api/v1/authors/?fields=name").json()["results"] == [{"name": "Ada"}]

    def test_story_filters_are_unknown_to_them(self, client):
        for query in ("tag=leith", "ordering=-published_at", "published_after=2026-01-01"):
            assert client.get(f"/api/v1/tags/?{query}").status_code == 400

    def test_a_list_costs_one_query(self, client, django_assert_num_queries):
        for i in range(10):
            publish_term("tag", f"t{i}")
        with django_assert_num_queries(1):
            assert len(client.get("/api/v1/tags/").json()["results"]) == 10


def test_compiled_stories_are_only_public_once_published(client):
    compiled_story(slug="draft")
    assert slugs(client.get(LIST)) == []
