"""An app that works offline: what it keeps equals what it would load anew, and nothing that was removed stays."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.compiled import Compiled, Mention
from cms.events import feed
from cms.models import Cursor, Document, ScopedChange
from cms.publishing import publish, withdraw
from tests.published import (
    START,
    compiled_story,
    publish_category,
    publish_story,
    publish_term,
    retract_story,
    revise_story,
)

pytestmark = pytest.mark.django_db

SYNC = "/api/v1/sync/"


def follow() -> None:
    while feed("cms.changes.record"):
        pass


@dataclass
class App:
    """Keeps copies by the book: it applies what it is sent, in order, and remembers nothing else."""

    client: object
    scope: dict = field(default_factory=dict)
    limit: int = 100
    cursor: str = ""
    kept: dict = field(default_factory=dict)
    told: list = field(default_factory=list)

    def ask(self) -> dict:
        cursor = {"cursor": self.cursor} if self.cursor else {}
        answer = self.client.get(SYNC, {**self.scope, "limit": self.limit, **cursor})
        assert answer.status_code == 200, answer.content
        page = answer.json()
        for item in page["items"]:
            self.told.append((item["op"], item["type"], item["id"], item.get("reason")))
            if item["op"] == "upsert":
                assert item["object"]["id"] == item["id"]
                assert item["object"]["version"] == item["version"]
                self.kept[item["type"], item["id"]] = item["object"]
            else:
                self.kept.pop((item["type"], item["id"]), None)
        self.cursor = page["next_cursor"]
        return page

    def sync(self) -> App:
        self.told.clear()
        while self.ask()["has_more"]:
            pass
        return self

    def of(self, kind: str) -> set[str]:
        return {it["slug"] for (of, _), it in self.kept.items() if of == kind}


def publish_collection(*stories: Document, slug: str = "front", key: str = "0" * 25 + "1") -> Document:
    body = {"type": "collection", "id": key, "slug": slug, "version": None, "dates": {"modified_at": None}}
    body["items"] = [{"article": {"id": it.key}, "image": None, "sublinks": []} for it in stories]
    mentions = frozenset(Mention("article", it.key) for it in stories)
    compiled = Compiled(
        kind="collection", key=key, slug=slug, title=slug, body=body, card=body, mentions=mentions,
        published_at=START, updated_at=START,
    )  # fmt: skip
    return publish(compiled, by=None)


class TestFirstLoad:
    def test_it_has_the_stories_and_what_they_show_before_them(self, client):
        world, ada, leith = publish_category("world"), publish_term("author", "ada"), publish_term("tag", "leith")
        publish_term("tag", "unused")
        story = publish_story(slug="s", categories=(world,), authors=(ada,), tags=(leith,))
        follow()
        app = App(client)
        page = app.ask()
        assert [it["type"] for it in page["items"]] == ["author", "category", "tag", "article"]
        assert page["items"][-1] == {
            "op": "upsert", "type": "article", "id": story.key, "version": 1,
            "at": client.get("/api/v1/articles/s/").json()["dates"]["modified_at"],
            "object": client.get("/api/v1/articles/s/").json(),
        }  # fmt: skip
        assert (page["has_more"], page["poll_after"]) == (False, 60)

    def test_what_was_removed_before_is_not_told(self, client):
        gone = publish_story()
        withdraw("article", gone.key, by=None)
        follow()
        assert App(client).ask()["items"] == []

    def test_pages_follow_one_another_and_a_story_comes_once(self, client):
        stories = [publish_story(slug=f"s{i}") for i in range(5)]
        revise_story(stories[0], headline="Again")
        follow()
        app = App(client, limit=2).sync()
        assert [it[2] for it in app.told] == [it.key for it in [*stories[1:], stories[0]]]

    @pytest.mark.parametrize(
        ("scope", "slugs"),
        [
            ({}, {"a", "b", "c"}),
            ({"category": "world"}, {"a", "b"}),
            ({"category": "europe"}, {"a"}),
            ({"tag": "leith"}, {"a", "c"}),
            ({"category": "world", "tag": "leith"}, {"a"}),
            ({"author": "ada"}, {"b"}),
            ({"collection": "front"}, {"c"}),
        ],
    )
    def test_a_part_is_kept_by_terms_and_collections(self, client, scope, slugs):
        world = publish_category("world")
        europe = publish_category("europe", world)
        leith, ada = publish_term("tag", "leith"), publish_term("author", "ada")
        publish_story(slug="a", categories=(world, europe), tags=(leith,))
        publish_story(slug="b", categories=(world,), authors=(ada,))
        publish_collection(publish_story(slug="c", tags=(leith,)))
        follow()
        app = App(client, scope).sync()
        assert app.of("article") == slugs
        assert app.of("author") == ({"ada"} if "b" in slugs else set())

    def test_a_scope_that_names_nothing_is_refused(self, client):
        answer = client.get(SYNC, {"tag": "atlantis"})
        assert answer.json()["errors"] == [{"parameter": "tag", "detail": "There is no tag “atlantis”."}]


class TestChanges:
    @pytest.fixture(autouse=True)
    def newsroom(self, client):
        self.world, self.sport = publish_category("world"), publish_category("sport")
        self.leith, self.ada = publish_term("tag", "leith"), publish_term("author", "ada")
        self.story = publish_story(slug="s", categories=(self.world,), tags=(self.leith,), authors=(self.ada,))
        publish_story(slug="other", categories=(self.sport,))
        follow()
        self.app = App(client).sync()
        self.world_app = App(client, {"category": "world"}).sync()

    def told(self, app) -> list:
        follow()
        app.sync()
        return [(op, kind, reason) for op, kind, _, reason in app.told]

    def test_nothing_new_is_an_empty_page_and_then_not_even_that(self, client):
        cursor = self.app.cursor
        assert self.told(self.app) == []
        assert self.app.cursor == cursor
        etag = client.get(SYNC, {"cursor": cursor})["ETag"]
        assert client.get(SYNC, {"cursor": cursor}, headers={"if-none-match": etag}).status_code == 304

    def test_a_revision_comes_with_what_it_shows(self):
        revise_story(self.story, headline="New", categories=(self.world,))
        assert self.told(self.app) == [("upsert", "category", None), ("upsert", "article", None)]

    @pytest.mark.parametrize("reason", ["unpublished", "taken_down"])
    def test_what_was_removed_is_told_with_its_reason(self, client, reason):
        withdraw("article", self.story.key, by=None, reason=reason, notice="By order.")
        assert self.told(self.app) == [("delete", "article", reason)]
        assert self.told(self.world_app) == [("delete", "article", reason)]
        assert self.app.of("article") == {"other"}

    def test_what_was_removed_is_not_sent_though_changes_are_not_noted_yet(self, client):
        withdraw("article", self.story.key, by=None)
        assert "s" not in App(client).sync().of("article")
        self.app.sync()
        assert client.get(SYNC)["Cache-Control"] == "public, max-age=1"

    @pytest.mark.parametrize("query", [{}, {"fields": "headline,url"}])
    def test_a_retraction_replaces_the_text(self, client, query):
        app = App(client, query)
        assert self.told(app)
        assert app.kept["article", self.story.key]["state"] == "published"
        retract_story(self.story)
        assert self.told(app) == [("upsert", "article", None)]
        assert app.kept["article", self.story.key]["state"] == "retracted"

    def test_a_story_that_moves_away_leaves_the_scope(self, client):
        revise_story(self.story, categories=(self.sport,))
        assert self.told(self.world_app) == [("delete", "article", "out_of_scope")]
        assert self.told(self.world_app) == []
        assert self.told(self.app)[-1] == ("upsert", "article", None)

    def test_a_story_that_was_never_in_the_scope_is_not_told(self):
        publish_story(slug="third", categories=(self.sport,))
        withdraw("article", self.story.key, by=None)
        assert self.told(self.world_app) == [("delete", "article", "unpublished")]

    def test_of_two_terms_it_must_have_both(self, client):
        both = App(client, {"category": "world", "tag": "leith"}).sync()
        revise_story(self.story, categories=(self.world,))
        assert self.told(both) == [("delete", "article", "out_of_scope")]
        revise_story(self.story, headline="Again", categories=(self.world,))
        assert self.told(both) == []
        revise_story(self.story, headline="Third", categories=(self.world,), tags=(self.leith,))
        assert self.told(both)[-1] == ("upsert", "article", None)

    def test_a_profile_that_changed_comes_to_those_who_have_its_stories(self, client):
        publish_term("author", "ada", key=self.ada.key, name="Ada R.")
        sport = App(client, {"category": "sport"}).sync()
        assert self.told(self.app) == [("upsert", "author", None)]
        assert self.told(self.world_app) == [("upsert", "author", None)]
        assert self.told(sport) == []

    def test_a_collection_takes_stories_in_and_lets_them_go(self, client):
        other = Document.objects.live().get(slug="other")
        publish_collection(self.story)
        follow()
        front = App(client, {"collection": "front"}).sync()
        assert front.of("article") == {"s"}
        publish_collection(other)
        assert sorted(self.told(front)) == [
            ("delete", "article", "out_of_scope"),
            ("upsert", "article", None),
            ("upsert", "category", None),
            ("upsert", "collection", None),
        ]
        assert front.of("article") == {"other"}

    def test_told_twice_it_is_noted_once(self):
        before = sorted(
            ScopedChange.objects.values_list("scope_kind", "scope_key", "kind", "key", "sequence", "present")
        )
        Cursor.objects.update(position=0)
        assert self.told(self.app) == []
        assert before == sorted(
            ScopedChange.objects.values_list("scope_kind", "scope_key", "kind", "key", "sequence", "present")
        )


class TestCursors:
    @pytest.fixture(autouse=True)
    def newsroom(self, client):
        publish_category("world"), publish_category("sport")
        publish_story()
        follow()
        self.cursor = App(client, {"category": "world"}).sync().cursor

    @pytest.mark.parametrize("scope", [{}, {"category": "sport"}, {"category": "world", "profile": "phone"}])
    def test_one_of_another_scope_is_refused(self, client, scope):
        answer = client.get(SYNC, {**scope, "cursor": self.cursor})
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["parameter"] == "cursor"

    @pytest.mark.parametrize("change", [lambda it: it[:-2], lambda it: f"x{it}", lambda it: "abc"])
    def test_one_that_was_made_up_is_refused(self, client, change):
        assert client.get(SYNC, {"category": "world", "cursor": change(self.cursor)}).status_code == 400

    def test_one_that_missed_too_much_starts_again(self, client, settings):
        settings.SYNC_DAYS = 90
        query = {"category": "world", "cursor": self.cursor}
        with time_machine.travel(timezone.now() + timedelta(days=200)):
            # Nothing has happened since: nothing was missed.
            assert client.get(SYNC, query).status_code == 200
        publish_story()
        follow()
        with time_machine.travel(timezone.now() + timedelta(days=89)):
            assert client.get(SYNC, query).status_code == 200
        with time_machine.travel(timezone.now() + timedelta(days=91)):
            answer = client.get(SYNC, query)
        assert answer.status_code == 410
        assert answer.json()["type"].endswith("#sync-cursor-expired")


def test_pictures_are_those_that_fit_the_profile(client):
    files = [{"url": f"https://files.example/{width}.jpg", "width": width} for width in (320, 640, 1280, 1920)]
    picture = {"id": "x", "src": files[-1]["url"], "sources": [{"type": "image/jpeg", "srcset": files}]}
    wide = {"id": "y", "src": files[-1]["url"], "sources": [{"type": "image/jpeg", "srcset": files[3:]}]}
    compiled = compiled_story(slug="s")
    compiled.body["lead_media"] = {"image": picture}
    compiled.body["body"]["blocks"].append({"type": "gallery", "items": [{"image": wide}]})
    publish(compiled, by=None)
    follow()
    for profile, widths in (("phone", [320, 640]), ("tablet", [320, 640, 1280]), ("web", [320, 640, 1280, 1920])):
        [item] = App(client, {"profile": profile}).ask()["items"]
        image = item["object"]["lead_media"]["image"]
        assert [it["width"] for it in image["sources"][0]["srcset"]] == widths
        assert item["object"]["body"]["blocks"][-1]["items"][0]["image"] == wide
    assert (
        App(client, {"profile": "phone"}).ask()["items"][0]["object"]["lead_media"]["image"]["src"] == files[1]["url"]
    )


@pytest.mark.parametrize("scope", [{}, {"category": "world", "tag": "leith"}])
def test_a_page_costs_the_same_queries_however_much_is_in_it(client, scope):
    world, leith = publish_category("world"), publish_term("tag", "leith")
    app = App(client, scope)
    numbers = []
    for count in (2, 12):
        stories = [publish_story(categories=(world,), tags=(leith,)) for _ in range(count + 3)]
        follow()
        app.sync()
        for story in stories[:count]:
            revise_story(story, headline="Again", categories=(world,), tags=(leith,))
        for story in stories[count:]:
            withdraw("article", story.key, by=None)
        publish_term("tag", "leith", key=leith.key, name=f"Leith {count}")
        follow()
        with CaptureQueriesContext(connection) as queries:
            page = app.ask()
        assert len(page["items"]) >= count + 4
        numbers.append(len(queries))
    assert numbers[0] == numbers[1] <= 14
