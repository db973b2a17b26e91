"""Visitor asks by a path of the website, and gets in one request all that the page there shows, or where it went."""

from __future__ import annotations

import json

import pytest

from articles.models import Publication
from articles.publishing import publish_article, publish_sections
from cms.publishing import withdraw
from tests.factories import ed, make_article, make_category, retract
from tests.published import minutes, publish_category, publish_story, publish_term, revise_story

pytestmark = pytest.mark.django_db

RESOLVE = "/api/v1/resolve/"


def resolve(client, path: str, **query):
    return client.get(RESOLVE, {"path": path, **query})


class TestLive:
    @pytest.fixture(autouse=True)
    def newsroom(self):
        self.world = publish_category("world")
        self.leith, self.ada = publish_term("tag", "leith"), publish_term("author", "ada")
        for i in range(22):
            self.story = publish_story(
                slug=f"s{i}", at=minutes(i), categories=(self.world,), tags=(self.leith,), authors=(self.ada,)
            )
        publish_story(slug="other", at=minutes(99))

    def test_at_a_story_is_the_whole_story(self, client, django_assert_num_queries):
        with django_assert_num_queries(1):
            answer = resolve(client, "/category/world/s21")
        whole = client.get("/api/v1/articles/s21/").json()
        assert answer.json() == {
            "status": 200, "path": "/category/world/s21", "page": {"type": "article", "article": whole},
        }  # fmt: skip
        assert f"article:{self.story.key}" in answer["Surrogate-Key"]

    @pytest.mark.parametrize("kind", ["category", "tag", "author"])
    def test_at_a_term_are_the_term_and_the_first_page_of_its_list(self, client, django_assert_num_queries, kind):
        term = {"category": self.world, "tag": self.leith, "author": self.ada}[kind]
        with django_assert_num_queries(2):
            page = resolve(client, term.path).json()["page"]
        listed = client.get("/api/v1/articles/", {kind: term.slug}).json()
        assert page["type"] == kind
        assert page[kind]["id"] == term.key
        assert page["articles"] == listed
        assert [it["slug"] for it in client.get(page["articles"]["next"]).json()["results"]] == ["s1", "s0"]

    @pytest.mark.parametrize("kind", ["article", "category", "tag", "author"])
    def test_cards_can_be_had_in_place_of_the_whole(self, client, kind):
        it = {"article": self.story, "category": self.world, "tag": self.leith, "author": self.ada}[kind]
        whole, card = resolve(client, it.path), resolve(client, it.path, view="card")
        assert card.json() == {**whole.json(), "page": {**whole.json()["page"], kind: json.loads(it.card)}}
        assert card["ETag"] != whole["ETag"]
        part = resolve(client, it.path, view="card", fields=f"page.{kind}.slug").json()
        assert part == {"page": {kind: {"slug": it.slug}}}

    def test_a_card_has_no_fields_of_the_whole(self, client):
        answer = resolve(client, "/category/world/s21", view="card", fields="page.article.body")
        assert answer.status_code == 400
        assert "no such field in `page.article`" in answer.json()["errors"][0]["detail"]
        assert resolve(client, "/category/world/s21", view="card", body="text").status_code == 400

    def test_it_is_forgotten_with_whatever_it_shows(self, client):
        keys = resolve(client, "/category/world")["Surrogate-Key"].split()
        assert {f"category:{self.world.key}", "list:article", f"article:{self.story.key}"} <= set(keys)

    def test_it_has_an_edition_that_changes_with_each_part(self, client):
        known = {"if-none-match": resolve(client, "/category/world")["ETag"]}
        assert client.get(RESOLVE, {"path": "/category/world"}, headers=known).status_code == 304
        revise_story(self.story, headline="Otherwise", categories=(self.world,))
        assert client.get(RESOLVE, {"path": "/category/world"}, headers=known).status_code == 200

    def test_parts_of_it_can_be_asked_for(self, client):
        answer = resolve(client, "/category/world/s21", fields="page.article.headline")
        assert answer.json() == {"page": {"article": {"headline": "Harbour reopens after storm"}}}
        bare = resolve(client, "/category/world/s21", body="none").json()["page"]["article"]["body"]
        assert "blocks" not in bare

    def test_a_text_in_another_form_than_was_asked_for_is_refused(self, client):
        wanted = {"fields": "page.article.body.html"}
        answer = resolve(client, "/category/world/s21", **wanted)
        assert answer.status_code == 400
        assert "with `body=html` alone" in answer.json()["errors"][0]["detail"]
        assert resolve(client, "/category/world/s21", body="html", **wanted).status_code == 200


class TestGone:
    def test_every_old_path_leads_to_the_newest_in_one_hop(self, client, django_assert_num_queries):
        story = publish_story(slug="first")
        revise_story(story, slug="second")
        revise_story(story, slug="third")
        for old in ("/first", "/second"):
            with django_assert_num_queries(3):
                answer = resolve(client, old)
            assert answer.status_code == 308
            assert answer.json() == {"status": 308, "path": "/third", "location": "https://news.example/third"}
            assert answer["Surrogate-Key"] == f"article:{story.key} log"
            assert client.get(answer["Location"]).json()["page"]["article"]["id"] == story.key

    def test_a_path_that_something_else_has_now_is_that(self, client):
        story = publish_story(slug="harbour")
        revise_story(story, slug="quay")
        other = publish_story(slug="harbour")
        assert resolve(client, "/harbour").json()["page"]["article"]["id"] == other.key

    @pytest.mark.parametrize("path", ["/category/world/", "//category/world", "/category/WORLD", "/Category/World/"])
    def test_a_path_that_is_written_otherwise_leads_to_the_right_one(self, client, path):
        publish_category("world")
        answer = resolve(client, path)
        assert answer.status_code == 308
        there = client.get(answer["Location"])
        assert (there.status_code, there.json()["path"]) == (200, "/category/world")

    def test_what_was_unpublished_says_since_when(self, client):
        story = publish_story(slug="gone")
        event = withdraw("article", story.key, by=None)
        answer = resolve(client, "/gone")
        assert (answer.status_code, answer.json()["status"]) == (410, 410)
        assert answer.json()["removed_at"] == event.at.strftime("%Y-%m-%dT%H:%M:%SZ")

    def test_what_was_taken_down_gives_the_notice_at_each_of_its_paths(self, client):
        story = publish_story(slug="first", text="SECRET")
        revise_story(story, slug="second", text="SECRET")
        withdraw("article", story.key, by=None, reason="taken_down", notice="By order of a court.")
        for path in ("/first", "/second"):
            answer = resolve(client, path)
            assert (answer.status_code, answer.json()["notice"]) == (451, "By order of a court.")
            assert b"SECRET" not in answer.content

    @pytest.mark.parametrize("path", ["/never", "/never/was", "/wörld", "/%", "/a" * 240])
    def test_what_never_was_is_not_found(self, client, path):
        assert resolve(client, path).status_code == 404

    @pytest.mark.parametrize("path", ["", "world", "https://news.example/world", "/a\0b", "/a\nb", "/" + "a" * 500])
    def test_what_is_no_path_is_refused(self, client, path):
        answer = resolve(client, path)
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["parameter"] == "path"

    def test_without_a_path_it_is_asked_for(self, client):
        assert "is missing" in client.get(RESOLVE).json()["errors"][0]["detail"]


class TestNewsroom:
    """As the desk makes it, not by hand."""

    def test_at_the_root_is_the_front_page(self, client, django_assert_max_num_queries):
        Publication.objects.create(name="The Leith Courier")
        publish_sections(by=ed())
        publish_article(make_article("Harbour reopens"), by=ed())
        with django_assert_max_num_queries(3):
            page = resolve(client, "/").json()["page"]
        assert page["type"] == "front"
        assert page["site"] == client.get("/api/v1/site/").json()
        assert page["articles"] == client.get("/api/v1/articles/").json()

    def test_before_there_is_a_site_the_root_says_so(self, client):
        assert resolve(client, "/").json()["type"].endswith("#not-set-up")

    def test_a_section_that_is_renamed_takes_its_stories_along(self, client):
        news = make_category("News")
        article = make_article("Harbour reopens", category=news)
        publish_article(article, by=ed())
        news.slug = "latest"
        news.save()
        publish_sections(by=ed())
        publish_article(article, by=ed())
        assert resolve(client, "/news/harbour-reopens").json()["path"] == "/latest/harbour-reopens"
        assert resolve(client, "/news").json()["path"] == "/latest"

    @pytest.mark.parametrize("view", ["full", "card"])
    def test_a_retracted_story_is_at_its_path_with_the_notice(self, client, view):
        article = make_article("All wrong")
        publish_article(article, by=ed())
        retract(article, "We were wrong.")
        page = resolve(client, "/news/all-wrong", view=view).json()["page"]
        assert page["article"]["state"] == "retracted"

    def test_a_draft_is_nowhere(self, client):
        make_article("Secret plans")
        assert resolve(client, "/news/secret-plans").status_code == 404
