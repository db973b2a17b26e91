"""Visitor looks back: versions of a story, what was public at a time, what changed between two versions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.editing import save_revision
from articles.models import Collection, CollectionItem
from articles.publishing import publish_article, publish_collection, take_down_article, unpublish_article
from cms.delivery.changes import MOST_CHARACTERS
from cms.models import Document
from cms.publishing import withdraw
from cms.wire import digest_of
from tests.factories import ed, make_article, paragraph, retract
from tests.published import publish_only, publish_story, publish_term, revise_story

if TYPE_CHECKING:
    from articles.models import Article

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def at(hours: float) -> time_machine.travel:
    return time_machine.travel(NOON + timedelta(hours=hours), tick=False)


def iso(hours: float) -> str:
    return (NOON + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.fixture
def story() -> Document:
    """Published at noon, and changed at one and at two."""
    with at(0):
        first = publish_story(slug="harbour", headline="Harbour closed", text="Boats stay in.")
    with at(1):
        revise_story(first, headline="Harbour open", text="Boats stay in no longer.")
    with at(2):
        revise_story(first, slug="open", headline="Harbour open again", text="Boats sail.")
    return first


def url_of(story: Document | Article, rest: str = "") -> str:
    return f"/api/v1/articles/{story.key}/{rest}"


class TestVersions:
    def test_are_listed_newest_first_with_when_and_what(self, client, story):
        answer = client.get(url_of(story, "versions/"))
        found = answer.json()["results"]
        assert [(it["version"], it["change"], it["headline"]) for it in found] == [
            (3, "updated", "Harbour open again"),
            (2, "updated", "Harbour open"),
            (1, "published", "Harbour closed"),
        ]
        assert [(it["dates"]["modified_at"], it["dates"]["ended_at"]) for it in found] == [
            (iso(2), None),
            (iso(1), iso(2)),
            (iso(0), iso(1)),
        ]
        assert answer["Surrogate-Key"] == f"article:{story.key}"

    def test_can_be_read_as_they_were_and_give_their_digest(self, client, story, settings):
        settings.API_URL = ""
        for it in client.get(url_of(story, "versions/")).json()["results"]:
            answer = client.get(it["url"])
            assert answer.json()["version"] == it["version"]
            assert answer.json()["headline"] == it["headline"]
            assert digest_of(answer.content.decode()) == it["digest"]
            assert client.get(it["url"], headers={"if-none-match": answer["ETag"]}).status_code == 304

    def test_come_in_pages_that_lead_on_and_back(self, client, story, settings):
        settings.API_URL = ""
        first = client.get(url_of(story, "versions/?limit=2")).json()
        assert first["previous"] is None
        second = client.get(first["next"]).json()
        assert [it["version"] for it in second["results"]] == [1]
        assert second["next"] is None
        assert client.get(second["previous"]).json() == first

    def test_can_be_had_in_parts(self, client, story):
        answer = client.get(url_of(story, "versions/?fields=version,dates.ended_at&limit=1"))
        assert answer.json()["results"] == [{"version": 3, "dates": {"ended_at": None}}]
        assert client.get(url_of(story, "versions/1/?fields=headline")).json() == {"headline": "Harbour closed"}

    @pytest.mark.parametrize("address", ["versions/1/?", f"?at={iso(0.5)}&"])
    def test_have_no_other_form_of_the_text_and_say_what_there_is(self, client, story, address):
        [told] = client.get(url_of(story, f"{address}fields=body.html")).json()["errors"]
        assert (
            told["detail"] == "`fields` names `body.html`, but of what was public before, there is `body.blocks` alone."
        )

    def test_can_be_had_without_their_texts(self, client, story):
        url = f"/api/v1/articles/{story.key}/versions/1/"
        assert "blocks" not in client.get(f"{url}?body=none").json()["body"]
        assert client.get(f"{url}?body=blocks").content == client.get(url).content
        [fault] = client.get(f"{url}?body=html").json()["errors"]
        assert fault["detail"] == "`body` must be one of `blocks`, `none`, not “html”."

    def test_can_be_had_as_cards(self, client, story):
        url = url_of(story, "versions/1/")
        whole, card = client.get(url), client.get(url, {"view": "card"})
        first = Document.objects.get(kind="article", key=story.key, version=1)
        assert card.content.decode() == first.card != client.get(url_of(story, "?view=card")).content.decode()
        assert card["ETag"] != whole["ETag"]
        assert client.get(url, {"view": "card"}, headers={"if-none-match": card["ETag"]}).status_code == 304

    def test_of_one_story_are_no_place_in_those_of_another(self, client, story):
        other = publish_story()
        cursor = client.get(url_of(story, "versions/?limit=1")).json()["next"].split("cursor=")[1]
        answer = client.get(url_of(other, f"versions/?cursor={cursor}"))
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["parameter"] == "cursor"
        assert client.get(url_of(other, "versions/?cursor=abc")).status_code == 400

    def test_that_never_were_are_not_found(self, client, story):
        for number in (0, 4, 10**30):
            assert client.get(url_of(story, f"versions/{number}/")).status_code == 404
        assert client.get("/api/v1/articles/never/versions/").status_code == 404

    def test_under_an_old_slug_lead_to_the_present_address(self, client, story, settings):
        settings.API_URL = ""
        for rest in ("versions/", "versions/1/", "versions/2/diff/"):
            answer = client.get(f"/api/v1/articles/harbour/{rest}")
            assert (answer.status_code, answer["Location"]) == (301, url_of(story, rest))

    @pytest.mark.parametrize("reason", ["unpublished", "taken_down"])
    def test_go_with_the_story(self, client, story, reason):
        withdraw("article", story.key, by=None, reason=reason, notice="By order of a court.")
        status = {"unpublished": 410, "taken_down": 451}[reason]
        for rest in ("", "versions/", "versions/1/", "versions/2/diff/", f"?at={iso(0.5)}"):
            answer = client.get(url_of(story, rest))
            assert answer.status_code == status, rest
            assert "Boats" not in answer.content.decode()
            assert answer.json()["notice"] == "By order of a court."

    def test_before_a_removal_by_law_stay_hidden_if_the_story_ever_comes_back(self, client, story):
        withdraw("article", story.key, by=None, reason="taken_down", notice="By order of a court.")
        publish_story(key=story.key, slug="harbour", text="Lawful.")
        assert [it["version"] for it in client.get(url_of(story, "versions/")).json()["results"]] == [4]
        assert client.get(url_of(story, "versions/3/")).status_code == 410
        assert client.get(url_of(story, f"?at={iso(0.5)}")).status_code == 410

    def test_before_a_retraction_are_hidden(self, client):
        with at(0):
            article = make_article("All wrong", body=[paragraph("Invented.")])
            publish_article(article, by=ed())
        with at(1):
            retract(article, "We were wrong.")
        listed = client.get(url_of(article, "versions/")).json()["results"]
        assert [(it["version"], it["change"]) for it in listed] == [(2, "retracted")]
        assert client.get(url_of(article, "versions/2/")).json()["state"] == "retracted"
        for rest in ("versions/1/", "versions/2/diff/", f"?at={iso(0.5)}"):
            answer = client.get(url_of(article, rest))
            assert answer.status_code == 410
            assert answer.json()["type"].endswith("#hidden-version")
            assert "Invented" not in answer.content.decode()

    def test_that_the_newsroom_took_down_are_gone_through_every_door(self, client):
        article = make_article(body=[paragraph("Slander.")])
        publish_article(article, by=ed())
        take_down_article(article, notice="By order of a court.", by=ed())
        assert client.get(url_of(article, "versions/1/")).status_code == 451

    @pytest.mark.parametrize("reason", ["unpublish", "retract", "take_down"])
    def test_show_nothing_of_others_that_readers_must_not_have_any_more(self, client, reason):
        with at(0):
            other = make_article("Slander of Sam", slug="slander-of-sam", summary="Sam did it.")
            staying = make_article("Weather", slug="weather")
            for article in (other, staying):
                publish_article(article, by=ed())
            ref = {"type": "article", "id": other.key}
            link = {"text": "told before", "marks": [{"type": "link", "href": "/x", "ref": ref}, {"type": "strong"}]}
            choice = [{"type": "article", "id": it.key} for it in (other, staying)]
            body = [
                {"id": "paragraph0001", "type": "paragraph", "text": [{"text": "As "}, link, {"text": "."}]},
                {"id": "related00001", "type": "related", "variant": "inline", "items": choice},
            ]
            showing = make_article("Harbour", slug="harbour", related=[other, staying], body=body)
            publish_article(showing, by=ed())
            front = Collection.objects.create(title="Front", slug="front")
            for order, it in enumerate((other, staying), 1):
                CollectionItem.objects.create(collection=front, article=it, order=order)
            publish_collection(front, by=ed())
        addresses = [url_of(showing, "versions/1/"), url_of(showing, f"?at={iso(0.5)}"),
                     f"/api/v1/collections/front/?at={iso(0.5)}"]  # fmt: skip
        before = [client.get(it) for it in addresses]
        assert all("Slander of Sam" in it.content.decode() for it in before)
        with at(1):
            if reason == "unpublish":
                unpublish_article(other, by=ed())
            elif reason == "retract":
                retract(other, "It was not so.")
            else:
                take_down_article(other, by=ed(), notice="By order of a court.")
        for address, earlier in zip(addresses, before, strict=True):
            answer = client.get(address, headers={"if-none-match": earlier["ETag"]})
            assert answer.status_code == 200, address
            text = answer.content.decode()
            assert "Slander of Sam" not in text
            assert "Sam did it" not in text
            assert "Weather" in text
            # A retracted story keeps its address, and may be linked to.
            assert ("slander-of-sam" in text) is (reason == "retract" and "articles" in address)
            assert "told before" in text or "collections" in address
            assert "list:removal" in answer["Surrogate-Key"].split()
        difference = client.get(url_of(showing, "versions/2/diff/"))
        assert "Slander of Sam" not in difference.content.decode()

    def test_cost_as_many_queries_for_one_as_for_many(self, client):
        with at(0):
            few, many = publish_story(), publish_story()
            for number in range(12):
                revise_story(many, text=f"{number}")

        def queries(url: str) -> int:
            with CaptureQueriesContext(connection) as found:
                assert client.get(url).status_code == 200
            return len(found)

        assert queries(url_of(few, "versions/")) == queries(url_of(many, "versions/")) == 4
        assert queries(url_of(many, "versions/3/")) == 3
        assert queries(url_of(many, "versions/3/diff/")) == 5
        assert queries(url_of(many, f"?at={iso(500)}")) == 3


class TestAt:
    @pytest.mark.parametrize(
        ("hours", "headline"),
        [(0, "Harbour closed"), (0.5, "Harbour closed"), (1, "Harbour open"), (1.99, "Harbour open"),
         (2, "Harbour open again"), (500, "Harbour open again")],
    )  # fmt: skip
    def test_answers_what_was_public_then(self, client, story, hours, headline):
        for name in (story.key, "open"):
            answer = client.get(f"/api/v1/articles/{name}/?at={iso(hours)}")
            assert answer.json()["headline"] == headline
            assert answer["Surrogate-Key"] == f"article:{story.key} list:removal"

    def test_keeps_its_time_where_an_old_slug_leads_on(self, client, story):
        answer = client.get(f"/api/v1/articles/harbour/?at={iso(0.5)}")
        assert answer.status_code == 301
        assert answer["Location"].endswith(f"{story.key}/?at={iso(0.5)}")

    def test_says_when_nothing_was_public(self, client, story):
        answer = client.get(url_of(story, f"?at={iso(-1)}"))
        assert answer.status_code == 404
        assert answer.json()["type"].endswith("#not-public-then")

    def test_knows_of_gaps(self, client, story):
        with at(3):
            withdraw("article", story.key, by=None)
        with at(5):
            revise_story(story, text="Back.")
        assert client.get(url_of(story, f"?at={iso(2.5)}")).status_code == 200
        assert client.get(url_of(story, f"?at={iso(4)}")).status_code == 404
        assert client.get(url_of(story, f"?at={iso(5)}")).json()["version"] == 4

    def test_has_texts_in_blocks_alone(self, client, story):
        answer = client.get(url_of(story, f"?at={iso(0)}&body=html"))
        assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (400, "body")
        assert "blocks" not in client.get(url_of(story, f"?at={iso(0)}&body=none")).json()["body"]

    def test_refuses_the_future_and_what_is_no_time(self, client, story):
        for text in ("2999-01-01", "yesterday", ""):
            answer = client.get(url_of(story, f"?at={text}"))
            assert answer.status_code == 400
            assert answer.json()["errors"][0]["parameter"] == "at"

    def test_can_be_asked_for_in_parts_and_is_confirmed_without_being_sent(self, client, story):
        url = url_of(story, f"?at={iso(0.5)}&fields=headline")
        answer = client.get(url)
        assert answer.json() == {"headline": "Harbour closed"}
        assert client.get(url, headers={"if-none-match": answer["ETag"]}).status_code == 304

    @pytest.mark.parametrize(("kind", "path"), [("author", "authors"), ("tag", "tags"), ("category", "categories")])
    def test_works_for_terms(self, client, kind, path):
        with at(0):
            first = publish_term(kind, "leith", name="Leith")
        with at(1):
            publish_term(kind, "leith", name="Leith, City of", key=first.key)
        assert client.get(f"/api/v1/{path}/leith/?at={iso(0.5)}").json()["name"] == "Leith"
        assert client.get(f"/api/v1/{path}/leith/").json()["name"] == "Leith, City of"

    def test_works_for_the_publication(self, client):
        with at(0):
            publish_only("site", name="The Leith Courier")
        with at(1):
            publish_only("site", name="The Courier")
        assert client.get(f"/api/v1/site/?at={iso(0.5)}").json()["name"] == "The Leith Courier"
        assert client.get(f"/api/v1/site/?at={iso(-1)}").status_code == 404


class TestDifference:
    def test_names_blocks_and_words(self, client):
        blocks = [paragraph("Boats stay in.", 1), paragraph("Nobody sails.", 2), paragraph("The end.", 3)]
        article = make_article("Harbour closed", body=blocks)
        publish_article(article, by=ed())
        article.body = [paragraph("Boats stay out.", 1), paragraph("The end.", 3), paragraph("New here.", 4)]
        article.headline = "Harbour open"
        save_revision(article, by=ed())
        publish_article(article, by=ed())
        found = client.get(url_of(article, "versions/2/diff/")).json()
        assert (found["from"], found["to"], found["unchanged_blocks"]) == (1, 2, 1)
        assert [(it["id"], it["change"]) for it in found["blocks"]] == [
            ("paragraph0001", "changed"),
            ("paragraph0002", "removed"),
            ("paragraph0004", "added"),
        ]
        assert [(it["change"], it["text"]) for it in found["blocks"][0]["words"]] == [
            ("same", "Boats stay "),
            ("removed", "in"),
            ("added", "out"),
            ("same", "."),
        ]
        headline = next(it for it in found["fields"] if it["name"] == "headline")
        assert [it["text"] for it in headline["words"] if it["change"] == "added"] == ["open"]

    def test_of_a_version_with_itself_is_empty(self, client, story):
        found = client.get(url_of(story, "versions/2/diff/?with=2")).json()
        assert (found["fields"], found["blocks"]) == ([], [])

    def test_goes_either_way(self, client, story):
        found = client.get(url_of(story, "versions/1/diff/?with=3")).json()
        assert (found["from"], found["to"]) == (3, 1)

    def test_is_confirmed_without_being_found_out_anew(self, client, story):
        answer = client.get(url_of(story, "versions/2/diff/"))
        again = client.get(url_of(story, "versions/2/diff/"), headers={"if-none-match": answer["ETag"]})
        assert (again.status_code, again.content) == (304, b"")

    def test_can_be_asked_for_in_parts(self, client, story):
        url = f"/api/v1/articles/{story.key}/versions/2/diff/"
        whole, part = client.get(url), client.get(f"{url}?fields=fields.name,unchanged_blocks")
        names = [{"name": it["name"]} for it in whole.json()["fields"]]
        assert part.json() == {"fields": names, "unchanged_blocks": whole.json()["unchanged_blocks"]}
        assert part["ETag"] != whole["ETag"]
        assert client.get(f"{url}?fields=field").status_code == 400

    def test_needs_another_version(self, client, story):
        assert client.get(url_of(story, "versions/1/diff/")).json()["errors"][0]["parameter"] == "with"
        assert client.get(url_of(story, "versions/1/diff/?with=x")).json()["errors"][0]["parameter"] == "with"
        assert client.get(url_of(story, "versions/1/diff/?with=9")).status_code == 404

    def test_leaves_the_words_of_very_long_texts_alone(self, client):
        long = publish_story(text="word " * (MOST_CHARACTERS // 8))
        revise_story(long, text="other " * (MOST_CHARACTERS // 8))
        [block] = client.get(url_of(long, "versions/2/diff/")).json()["blocks"]
        assert (block["change"], block["words"]) == ("changed", None)
