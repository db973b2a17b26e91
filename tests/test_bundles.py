"""An app that takes the paper along: one piece with all that its stories show, which never changes or lingers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.delivery.bundle_names import name_of, recipe_of
from cms.keys import new_key
from cms.models import Document
from cms.publishing import publish, withdraw
from tests.published import (
    compiled_story,
    compiled_term,
    minutes,
    publish_category,
    publish_story,
    publish_term,
    retract_story,
    revise_story,
    term,
)
from tests.test_sync import App, follow, publish_collection

pytestmark = pytest.mark.django_db

BUNDLES = "/api/v1/bundles/"


def picture(name: str, *, height: int = 1200) -> dict:
    def files(extension: str) -> list[dict]:
        return [{"url": f"https://files.example/{name}-{it}.{extension}", "width": it} for it in (640, 1280, 1920)]

    sources = [{"type": f"image/{it}", "srcset": files(it)} for it in ("avif", "webp", "jpeg")]
    # Keys have 26 characters.
    key = f"01{name}".ljust(26, "0")
    crops = {"1:1": {"x": 0, "y": 0, "width": 9, "height": 9, "src": "https://files.example/crop", "sources": sources}}
    return {
        "id": key, "alt": f"The {name}.", "width": 1920, "height": height, "animated": False,
        "src": files("jpeg")[1]["url"], "sources": sources, "crops": crops,
    }  # fmt: skip


def publish_illustrated(lead: str, inside: str = "", **options) -> Document:
    compiled = compiled_story(**options)
    compiled.body["lead_media"] = {"image": picture(lead)}
    if inside:
        compiled.body["body"]["blocks"].append({"type": "image", "image": picture(inside)})
    return publish(compiled, by=None)


def told(client, **query) -> dict:
    answer = client.get(BUNDLES, query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def taken(client, **query) -> dict:
    follow()
    answer = client.get(told(client, **query)["url"])
    assert answer.status_code == 200, answer.content
    return answer.json()


def slugs(bundle: dict) -> list[str]:
    return [it["slug"] for it in bundle["articles"]]


class TestWhatIsInIt:
    def test_whole_stories_newest_first_with_all_that_they_show(self, client):
        world = publish_category("world")
        europe = publish_category("europe", world)
        ada, leith, _ = publish_term("author", "ada"), publish_term("tag", "leith"), publish_term("tag", "unused")
        publish_story(slug="old", authors=(ada,), at=minutes(1))
        publish_story(slug="new", categories=(world, europe), tags=(leith,), at=minutes(2))
        bundle = taken(client)
        assert slugs(bundle) == ["new", "old"]
        assert bundle["articles"][0] == client.get("/api/v1/articles/new/").json()
        shown = {of: [it["slug"] for it in bundle[of]] for of in ("authors", "categories", "tags", "collections")}
        assert {of: sorted(those) for of, those in shown.items()} == {
            "authors": ["ada"], "categories": ["europe", "world"], "tags": ["leith"], "collections": [],
        }  # fmt: skip
        assert bundle["counts"] == {
            "articles": 2, "authors": 1, "categories": 2, "tags": 1, "collections": 0, "pictures": 0,
        }  # fmt: skip

    def test_it_is_told_beforehand_without_what_is_in_it(self, client):
        publish_story()
        bundle = taken(client, profile="phone")
        summary = told(client, profile="phone")
        assert summary.pop("next") is None
        assert {name: bundle[name] for name in summary} == summary
        assert set(bundle) - set(summary) == {"articles", "authors", "categories", "tags", "collections", "pictures"}

    @pytest.mark.parametrize(
        ("scope", "expected"),
        [
            ({"category": "world"}, ["b", "a"]),
            ({"tag": "leith"}, ["c", "a"]),
            ({"category": "world", "tag": "leith"}, ["a"]),
            ({"author": "ada"}, ["b"]),
            ({"limit": "2"}, ["c", "b"]),
            ({"collection": "front"}, ["a", "c"]),
            ({"collection": "front", "limit": "1"}, ["a"]),
            ({"collection": "front", "category": "world"}, ["a"]),
            ({"collection": "front,other"}, ["c"]),
        ],
    )
    def test_it_is_of_a_part_in_the_order_of_its_editors(self, client, scope, expected):
        world, leith, ada = publish_category("world"), publish_term("tag", "leith"), publish_term("author", "ada")
        a = publish_story(slug="a", categories=(world,), tags=(leith,), at=minutes(1))
        publish_story(slug="b", categories=(world,), authors=(ada,), at=minutes(2))
        c = publish_story(slug="c", tags=(leith,), at=minutes(3))
        retracted = publish_story(slug="d", at=minutes(4))
        retract_story(retracted)
        publish_collection(a, c, retracted)
        publish_collection(c, slug="other", key="0" * 25 + "2")
        bundle = taken(client, **scope)
        assert slugs(bundle) == expected
        assert sorted(it["slug"] for it in bundle["collections"]) == sorted(
            filter(None, scope.get("collection", "").split(","))
        )

    def test_an_empty_collection_is_an_empty_bundle(self, client):
        publish_story()
        publish_collection()
        assert slugs(taken(client, collection="front")) == []

    def test_pictures_are_in_the_size_of_the_profile_the_most_important_first(self, client):
        portrait = compiled_term("author", "ada")
        portrait.body["portrait"] = picture("face")
        ada = publish(portrait, by=None)
        second = publish_illustrated("ferry", slug="second", authors=(ada,), at=minutes(1))
        publish_illustrated("harbour", "crane", slug="first", at=minutes(2))
        bundle = taken(client, profile="phone")
        files = [(it["url"].rsplit("/", 1)[1], it["width"], it["height"], it["type"]) for it in bundle["pictures"]]
        assert files == [(f"{name}-640.webp", 640, 400, "image/webp") for name in ("harbour", "ferry", "crane", "face")]
        assert bundle["pictures"][1]["shown_by"] == {"type": "article", "id": second.key}
        lead = bundle["articles"][0]["lead_media"]["image"]
        assert [it["width"] for it in lead["sources"][0]["srcset"]] == [640]
        assert {it["width"] for it in taken(client, profile="tablet")["pictures"]} == {1280}


class TestFields:
    """Who only wants headlines takes no more along, and goes on so."""

    FIELDS = "headline,lead_media,byline"

    def test_of_stories_are_those_that_were_asked_for_with_what_they_show(self, client):
        ada, leith = publish_term("author", "ada"), publish_term("tag", "leith")
        publish_illustrated("harbour", "crane", slug="s", authors=(ada,), tags=(leith,))
        whole, bundle = taken(client), taken(client, fields=self.FIELDS)
        assert set(bundle["articles"][0]) == {"id", "version", "state", "headline", "lead_media", "byline"}
        assert bundle["fields"] == ["byline", "headline", "id", "lead_media", "state", "version"]
        assert whole["fields"] == []
        # The body is not there: neither are its pictures, nor the tags, which nothing shows.
        assert [it["url"].rsplit("/", 1)[1] for it in bundle["pictures"]] == ["harbour-1920.webp"]
        assert (bundle["authors"], bundle["tags"]) == (whole["authors"], [])
        assert bundle["bytes"]["text"] < whole["bytes"]["text"]

    @pytest.mark.parametrize(
        ("fields", "expected"),
        [
            ("lead_media.image.sources", ["harbour-640.webp"]),
            ("lead_media.image.sources.srcset.url,body.blocks.image.id", ["harbour-640.webp"]),
            ("lead_media,body.blocks.image.sources", ["harbour-640.webp", "crane-640.webp"]),
            # Nobody could show their files.
            ("lead_media.image.id,lead_media.image.width,lead_media.image.height,lead_media.image.sources.type", []),
            ("lead_media.image.alt,lead_media.image.sources.srcset.width", []),
        ],
    )
    def test_pictures_come_whose_files_they_name(self, client, fields, expected):
        publish_illustrated("harbour", "crane", slug="s")
        pictures = taken(client, fields=fields, profile="phone")["pictures"]
        assert [it["url"].rsplit("/", 1)[1] for it in pictures] == expected
        whole = {it["url"]: it for it in taken(client, profile="phone")["pictures"]}
        assert pictures == [whole[it["url"]] for it in pictures]

    def test_they_are_in_its_name_which_leads_to_the_same_bytes_for_ever(self, client):
        story = publish_story(slug="s")
        follow()
        urls = {told(client, **query)["url"] for query in ({}, {"fields": "headline"}, {"fields": "headline,url"})}
        assert len(urls) == 3
        assert told(client, fields="url,headline,id")["url"] == told(client, fields="headline,url")["url"]
        url = told(client, fields="headline")["url"]
        before = client.get(url)
        revise_story(story, headline="New")
        assert client.get(url).content == before.content
        assert before.json()["articles"] == [
            {"id": story.key, "state": "published", "version": 1, "headline": "Harbour reopens after storm"}
        ]

    def test_a_client_goes_on_from_it_with_the_same_ones(self, client):
        story = publish_story(slug="s")
        bundle = taken(client, fields="headline", profile="phone")
        revise_story(story, headline="New")
        follow()
        [item] = client.get(bundle["sync_url"]).json()["items"]
        assert item["object"] == {"id": story.key, "state": "published", "version": 2, "headline": "New"}
        assert client.get(bundle["newest_url"]).json()["fields"] == ["headline", "id", "state", "version"]
        other = client.get("/api/v1/sync/", {"cursor": bundle["next_cursor"], "profile": "phone"})
        assert "choice of fields" in other.json()["errors"][0]["detail"]

    def test_too_many_for_an_address_are_refused(self, client):
        publish_story()
        many = ",".join(f"body.blocks.{'x' * 45}{number}" for number in range(10))
        for address in (BUNDLES, "/api/v1/sync/"):
            answer = client.get(address, {"fields": many})
            assert answer.status_code == 400
            assert "may have 500" in answer.json()["errors"][0]["detail"]
            answer = client.get(address, {"fields": "headlyne"})
            assert "Did you mean `headline`?" in answer.json()["errors"][0]["detail"]

    @pytest.mark.parametrize("address", [BUNDLES, "/api/v1/sync/"])
    def test_a_text_in_another_form_is_refused(self, client, address):
        publish_story()
        answer = client.get(address, {"fields": "body.html,headline,body.markdown"})
        assert answer.status_code == 400
        assert [it["parameter"] for it in answer.json()["errors"]] == ["fields", "fields"]
        first, second = (it["detail"] for it in answer.json()["errors"])
        assert ("`body.html`" in first, "with `body=html`" in first, "`body.markdown`" in second) == (True,) * 3
        assert client.get(address, {"fields": "body.blocks,body.word_count"}).status_code == 200

    @pytest.mark.parametrize("how", ["unpublished", "taken_down", "retracted"])
    def test_it_is_gone_with_a_story_in_it_though_only_its_headline_was_there(self, client, how):
        story = publish_story(slug="s")
        follow()
        url = told(client, fields="headline")["url"]
        assert client.get(url).status_code == 200
        if how == "retracted":
            retract_story(story)
        else:
            withdraw("article", story.key, by=None, reason=how)
        assert client.get(url).status_code == 410


class TestParts:
    """An edition with more stories than one bundle has room for comes in several, none twice."""

    def editions(self, client, **query) -> list[list[str]]:
        follow()
        parts, answer = [], told(client, **query)
        while True:
            parts.append(slugs(client.get(answer["url"]).json()))
            if answer["next"] is None:
                return parts
            answer = client.get(answer["next"]).json()

    @pytest.mark.parametrize("scope", [{}, {"category": "world"}])
    def test_of_a_list_go_on_with_what_is_older(self, client, scope):
        world = publish_category("world")
        for number in range(7):
            publish_story(slug=f"s{number}", categories=(world,), at=minutes(number))
        expected = [["s6", "s5", "s4"], ["s3", "s2", "s1"], ["s0"]]
        assert self.editions(client, limit=3, **scope) == expected

    def test_of_a_collection_go_on_in_its_order_without_what_is_gone(self, client):
        stories = [publish_story(slug=f"s{number}", at=minutes(number)) for number in range(7)]
        publish_collection(*stories)
        retract_story(stories[2])
        assert self.editions(client, limit=3, collection="front") == [["s0", "s1", "s3"], ["s4", "s5", "s6"]]
        assert self.editions(client, limit=6, collection="front") == [["s0", "s1", "s3", "s4", "s5", "s6"]]

    def test_of_a_very_large_collection_has_all_of_it(self, client):
        stories = [publish_story(slug=f"s{number}", at=minutes(number)) for number in range(230)]
        publish_collection(*stories)
        parts = self.editions(client, limit=100, collection="front", max_bytes=20_000_000)
        assert [len(it) for it in parts] == [100, 100, 30]
        assert [slug for part in parts for slug in part] == [f"s{number}" for number in range(230)]

    def test_go_on_behind_the_last_story_when_editors_move_things(self, client):
        stories = [publish_story(slug=f"s{number}", at=minutes(number)) for number in range(5)]
        publish_collection(*stories)
        follow()
        following = told(client, limit=2, collection="front")["next"]
        publish_collection(stories[4], stories[0], stories[1], stories[2], stories[3])
        follow()
        assert slugs(client.get(client.get(following).json()["url"]).json()) == ["s2", "s3"]

    def test_of_something_else_are_refused(self, client):
        publish_collection(*[publish_story(slug=f"s{number}", at=minutes(number)) for number in range(5)])
        follow()
        for query in ({}, {"collection": "front"}):
            cursor = told(client, limit=2, **query)["next"].partition("cursor=")[2]
            others = {"collection": "front"} if not query else {}
            answer = client.get(BUNDLES, {**others, "cursor": cursor, "limit": 2})
            assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (400, "cursor")


class TestRoom:
    def test_everything_together_keeps_within_it_and_what_is_left_out_is_told(self, client):
        for number in range(12):
            publish_illustrated(f"lead{number}", f"more{number}", text="Boats. " * 3000, at=minutes(number))
        follow()
        sizes = []
        for max_bytes in (100_000, 200_000, 500_000, 2_000_000):
            answer = client.get(told(client, profile="phone", max_bytes=max_bytes)["url"])
            bundle = answer.json()
            pictures = sum(it["estimated_bytes"] for it in bundle["pictures"])
            assert len(answer.content) + pictures <= max_bytes
            assert bundle["bytes"]["pictures"] == pictures
            assert bundle["bytes"]["text"] <= len(answer.content) <= bundle["bytes"]["text"] + 20_000
            assert len(bundle["articles"]) + len(bundle["left_out"]["articles"]) == 12
            left = bundle["left_out"]["pictures"]
            assert len(bundle["pictures"]) + left == 2 * len(bundle["articles"])
            sizes.append((len(bundle["articles"]), left))
        stories, left = zip(*sizes, strict=True)
        assert stories == (2, 4, 11, 12)
        # Text goes first: what little room it left over takes no picture.
        assert left[0] == 4
        assert left[3] < left[2] < 24

    def test_who_wrote_what_was_left_out_is_left_out_as_well(self, client):
        publish_story(slug="short", at=minutes(1), authors=(publish_term("author", "ada"),))
        publish_story(slug="long", at=minutes(2), authors=(publish_term("author", "ben"),), text="Boats. " * 20_000)
        bundle = taken(client, max_bytes=100_000)
        assert slugs(bundle) == ["short"]
        assert [it["slug"] for it in bundle["authors"]] == ["ada"]

    @pytest.mark.parametrize("text", ["99999", "1000000001", "5MB", "-1", "٣٠٠٠٠٠"])
    def test_a_size_that_is_none_is_refused(self, client, text):
        answer = client.get(BUNDLES, {"max_bytes": text})
        assert answer.status_code == 400
        [fault] = answer.json()["errors"]
        assert fault["parameter"] == "max_bytes"
        assert "from 100000 to 1000000000" in fault["detail"]

    def test_a_scope_that_names_nothing_is_refused(self, client):
        answer = client.get(BUNDLES, {"collection": "atlantis"})
        assert answer.json()["errors"] == [{"parameter": "collection", "detail": "There is no collection “atlantis”."}]


class TestItNeverChanges:
    def test_whatever_is_published_since(self, client):
        world, ada = publish_category("world"), publish_term("author", "ada")
        story = publish_story(slug="s", categories=(world,), authors=(ada,))
        front = publish_collection(story)
        follow()
        for scope in ({}, {"category": "world"}, {"collection": "front"}):
            before = told(client, **scope)
            bundle = client.get(before["url"])
            assert bundle["Cache-Control"].endswith(", immutable")
            assert "max-age=86400" in bundle["Cache-Control"]
            revise_story(story, headline="New", categories=(world,))
            publish_term("author", "ada", key=ada.key, name="Ada R.")
            publish_story(slug=f"another-{len(scope)}-{'category' in scope}", categories=(world,))
            publish_collection(key=front.key)
            again = client.get(before["url"])
            assert (again.content, again["ETag"]) == (bundle.content, bundle["ETag"])
            assert client.get(before["url"], headers={"if-none-match": bundle["ETag"]}).status_code == 304
            follow()
            assert told(client, **scope)["url"] != before["url"]
            publish_collection(story, key=front.key)
            revise_story(story, categories=(world,), authors=(ada,))
            follow()

    def test_equal_wishes_lead_to_the_same_one(self, client):
        story = publish_story(tags=(publish_term("tag", "leith"),))
        follow()
        tag = Document.objects.get(slug="leith").key
        assert told(client, tag="leith")["url"] == told(client, tag=tag, profile="web", limit="50")["url"]
        assert told(client, tag="leith")["url"] != told(client, tag="leith", profile="phone")["url"]
        assert story.key in client.get(told(client, tag="leith")["url"]).content.decode()

    def test_a_client_goes_on_from_it_with_sync(self, client):
        world, ada = publish_category("world"), publish_term("author", "ada")
        stays, moves, goes = (publish_story(slug=it, categories=(world,), authors=(ada,)) for it in "abc")
        bundle = taken(client, category="world", profile="phone")
        revise_story(moves, headline="Moved")
        withdraw("article", goes.key, by=None, reason="taken_down", notice="By order.")
        publish_term("author", "ada", key=ada.key, name="Ada R.")
        publish_story(slug="d", categories=(world,))
        follow()
        app = App(client, {"category": "world", "profile": "phone"}, cursor=bundle["next_cursor"])
        app.kept = {("article", it["id"]): it for it in bundle["articles"]}
        app.sync()
        assert app.of("article") == {"a", "d"}
        assert {it for it in app.told if it[0] == "delete"} == {
            ("delete", "article", moves.key, "out_of_scope"), ("delete", "article", goes.key, "taken_down"),
        }  # fmt: skip
        assert ("upsert", "author", ada.key, None) in app.told
        assert stays.key not in {it[2] for it in app.told}
        assert client.get(bundle["sync_url"]).json()["items"]


class TestWithdrawals:
    @pytest.mark.parametrize("how", ["unpublished", "taken_down", "retracted", "author", "picture"])
    def test_it_is_gone_with_anything_that_is_in_it(self, client, how):
        ada = publish_term("author", "ada")
        image = publish(compiled_term("image", "harbour", key=picture("harbour")["id"]), by=None)
        story = publish_illustrated("harbour", slug="s", authors=(ada,))
        publish_story(slug="other", at=minutes(5))
        follow()
        before = told(client)["url"]
        assert client.get(before).status_code == 200
        if how == "retracted":
            retract_story(story)
        elif how in ("unpublished", "taken_down"):
            withdraw("article", story.key, by=None, reason=how, notice="By order.")
        else:
            revise_story(story)
            gone = {"author": ada, "picture": image}[how]
            withdraw(gone.kind, gone.key, by=None)
        answer = client.get(before)
        assert answer.status_code == 410
        assert answer.json()["type"].endswith("#bundle-withdrawn")
        assert story.key not in answer.content.decode()
        follow()
        newest = client.get(answer.json()["newest"]).json()
        assert slugs(client.get(newest["url"]).json()) == (
            ["other", "s"] if how in ("author", "picture") else ["other"]
        )
        # Readers have it again, but not as it was.
        revise_story(story)
        assert client.get(before).status_code == 410

    @pytest.mark.parametrize("fields", [{}, {"fields": "headline,related.headline"}])
    @pytest.mark.parametrize("how", ["unpublished", "taken_down", "retracted"])
    def test_it_is_gone_with_a_story_that_another_one_in_it_shows(self, client, how, fields):
        shown = publish_story(slug="shown", headline="Slander of Sam")
        card = {"type": "article", "id": shown.key, "headline": shown.title}
        showing = compiled_story(slug="showing", tags=(publish_term("tag", "leith"),))
        publish(replace(showing, body={**showing.body, "related": [card]}), by=None)
        follow()
        before = told(client, tag="leith", **fields)["url"]
        assert "Slander of Sam" in client.get(before).content.decode()
        if how == "retracted":
            retract_story(shown)
        else:
            withdraw("article", shown.key, by=None, reason=how, notice="By order.")
        assert client.get(before).status_code == 410

    def test_it_is_gone_with_a_picture_of_which_only_the_words_are_in_it(self, client):
        image = publish(compiled_term("image", "harbour", key=picture("harbour")["id"]), by=None)
        story = publish_illustrated("harbour", slug="s")
        follow()
        before = told(client, fields="headline,lead_media.image.alt")["url"]
        assert b"The harbour." in client.get(before).content
        revise_story(story)
        withdraw("image", image.key, by=None)
        assert client.get(before).status_code == 410

    @pytest.mark.parametrize("fields", [{}, {"fields": "headline,live.updates.author.name,related.category.name"}])
    @pytest.mark.parametrize("kind", ["author", "category"])
    def test_it_is_gone_with_a_name_in_a_post_or_on_a_card(self, client, kind, fields):
        shown = publish_term(kind, "sam")
        compiled = compiled_story(slug="showing")
        post = {"id": new_key(), "author": term(shown) if kind == "author" else None}
        other = {"type": "article", "id": publish_story().key, "category": term(shown) if kind == "category" else None}
        compiled.body.update(live={"updates": [post], "key_events": []}, related=[other])
        publish(compiled, by=None)
        follow()
        before = told(client, **fields)["url"]
        assert b'"Sam"' in client.get(before).content
        withdraw(kind, shown.key, by=None)
        assert client.get(before).status_code == 410

    def test_what_is_withdrawn_elsewhere_leaves_it(self, client):
        publish_story(slug="s", categories=(publish_category("world"),))
        elsewhere = publish_story(slug="e")
        follow()
        url = told(client, category="world")["url"]
        withdraw("article", elsewhere.key, by=None)
        assert client.get(url).status_code == 200

    def test_before_changes_are_noted_it_is_told_for_a_moment_only_and_may_be_taken(self, client):
        story = publish_story(slug="s")
        retract_story(story)
        revise_story(story, headline="Right this time")
        answer = client.get(BUNDLES)
        assert answer["Cache-Control"] == "public, max-age=1"
        assert client.get(answer.json()["url"]).json()["articles"][0]["headline"] == "Right this time"

    def test_caches_are_told_to_forget_it_by_a_removal_alone(self, client):
        publish_story()
        follow()
        summary = client.get(BUNDLES)
        assert client.get(summary.json()["url"])["Surrogate-Key"] == "list:removal"
        assert "list:article" in summary["Surrogate-Key"].split()


class TestNames:
    @pytest.mark.parametrize(
        "change", [lambda it: it[:-2], lambda it: f"x{it}", lambda it: "front", lambda it: "é" * 90]
    )
    def test_one_that_was_made_up_is_unknown(self, client, change):
        publish_story()
        follow()
        name = told(client)["url"].split("/")[-2]
        answer = client.get(f"{BUNDLES}{change(name)}/")
        assert answer.status_code == 404
        assert "/api/v1/bundles/" in answer.json()["detail"]

    def test_one_whose_documents_are_not_there_any_more_leads_to_the_newest(self, client):
        """As after a database was restored from a backup."""
        publish_story()
        follow()
        url = told(client)["url"]
        recipe = recipe_of(url.split("/")[-2])
        for other in (recipe._replace(digest="0" * 16), recipe._replace(documents=(*recipe.documents, 10**9))):
            answer = client.get(f"{BUNDLES}{name_of(other)}/")
            assert answer.status_code == 410
            assert client.get(answer.json()["newest"]).json()["url"] == url

    def test_even_a_large_one_has_a_name_that_fits_into_addresses(self, client):
        tags = [publish_term("tag", f"t{number}") for number in range(60)]
        for number in range(100):
            publish_story(at=minutes(number), tags=tuple(tags[number % 57 : number % 57 + 3]))
        follow()
        summary = told(client, limit=100)
        assert summary["counts"]["articles"] == 100
        assert len(summary["url"]) < 1000


@pytest.mark.parametrize("scope", [{}, {"category": "world", "tag": "leith"}, {"collection": "front"}])
def test_it_costs_the_same_queries_however_much_is_in_it(client, scope):
    world, leith = publish_category("world"), publish_term("tag", "leith")
    numbers = []
    stories = []
    for count in (2, 20):
        for _ in range(count):
            ada = publish_term("author", f"ada-{len(stories)}")
            stories.append(publish_illustrated(f"p{len(stories)}", categories=(world,), tags=(leith,), authors=(ada,)))
        publish_collection(*stories)
        follow()
        with CaptureQueriesContext(connection) as asked:
            summary = told(client, **scope)
        with CaptureQueriesContext(connection) as fetched:
            bundle = client.get(summary["url"]).json()
        assert len(bundle["articles"]) == len(bundle["authors"]) == len(stories)
        numbers.append((len(asked), len(fetched)))
    assert numbers[0] == numbers[1]
    assert numbers[0][0] <= 10
    assert numbers[0][1] <= 3
