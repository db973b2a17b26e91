"""Visitor reads what the newsroom got wrong: the log of corrections, its filters, and what it comes to by the year."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.editing import save_revision
from articles.models import Article, Correction
from articles.publishing import (
    publish_article,
    publish_sections,
    take_down_article,
    unpublish_article,
)
from cms.events import feed
from cms.management.commands.recompile import Command as Recompile
from cms.models import Event
from cms.vocabulary import CORRECTION_KINDS, SEVERITIES
from cms.worker import Worker
from tests.factories import ed, make_article, make_author, make_category, retract

if TYPE_CHECKING:
    from typing import Any

pytestmark = pytest.mark.django_db

LOG = "/api/v1/corrections/"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def correct(article: Article, text: str = "It was 2012, not 2021.", **fields: Any) -> Correction:
    """Published with the story, as the desk does it."""
    correction = Correction.objects.create(article=article, text=text, **fields)
    save_revision(article, by=ed())
    publish_article(article, by=ed())
    return correction


@pytest.fixture
def story() -> Article:
    world = make_category("World")
    article = make_article(category=make_category("Europe", parent=world), authors=[make_author("Ada Reporter")])
    publish_article(article, by=ed())
    return article


def texts(client, query: str = "") -> list[str]:
    answer = client.get(f"{LOG}{query}")
    assert answer.status_code == 200, answer.content
    return [it["text"][0]["text"] for it in answer.json()["results"]]


class TestLog:
    def test_shows_a_correction_with_its_story_once_the_story_is_published_with_it(self, client, story):
        correction = Correction.objects.create(article=story, text="It was 2012, not 2021.", was="2021", now="2012")
        assert texts(client) == []
        save_revision(story, by=ed())
        publish_article(story, by=ed())
        [entry] = client.get(LOG).json()["results"]
        assert (entry["id"], entry["was"], entry["now"]) == (correction.key, "2021", "2012")
        assert entry["article"]["headline"] == story.headline
        assert entry["article"]["url"] == "https://news.example/world/europe/harbour-reopens-after-storm"
        assert client.get(f"{LOG}{correction.key}/").json() == entry
        assert Event.objects.filter(type="article.corrected", key=story.key).exists()

    def test_is_newest_first_and_comes_in_pages(self, client, settings, story, clock):
        settings.API_URL = ""
        for number in range(3):
            clock.shift(timedelta(hours=1))
            correct(story, f"Note {number}.")
        assert texts(client) == ["Note 2.", "Note 1.", "Note 0."]
        first = client.get(f"{LOG}?limit=2&count=exact").json()
        assert first["count"] == 3
        assert [it["text"][0]["text"] for it in client.get(first["next"]).json()["results"]] == ["Note 0."]

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("?kind=clarification", ["Unclear."]),
            ("?kind=clarification,correction", ["Elsewhere.", "Unclear.", "Wrong."]),
            ("?severity=serious", ["Wrong."]),
            ("?category=world", ["Unclear.", "Wrong."]),
            ("?category=europe&kind=correction", ["Wrong."]),
            ("?author=ada-reporter&severity=minor", ["Unclear."]),
            ("?category=-world", ["Elsewhere."]),
            ("?from=2026-03-01T14:00:00Z", ["Elsewhere.", "Unclear."]),
            ("?to=2026-03-01T14:00:00Z", ["Wrong."]),
            ("?from=2026-03-01T14:00:00Z&to=2026-03-01T15:00:00Z", ["Unclear."]),
        ],
    )
    def test_is_filtered(self, client, story, clock, query, expected):
        clock.shift(timedelta(hours=1))
        correct(story, "Wrong.", severity="serious")
        clock.shift(timedelta(hours=1))
        correct(story, "Unclear.", kind="clarification", severity="minor")
        clock.shift(timedelta(hours=1))
        other = make_article("Cup final", category=make_category("Sport"))
        publish_article(other, by=ed())
        correct(other, "Elsewhere.")
        assert texts(client, query) == expected

    @pytest.mark.parametrize("query", ["kind=error", "severity=bad", "category=never", "from=then", "sort=x"])
    def test_refuses_what_it_does_not_understand(self, client, query):
        answer = client.get(f"{LOG}?{query}")
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["parameter"] == query.split("=")[0]

    def test_follows_its_story(self, client, story):
        correction = correct(story)
        story.headline = "Harbour open"
        save_revision(story, by=ed())
        publish_article(story, by=ed())
        assert client.get(f"{LOG}{correction.key}/").json()["article"]["headline"] == "Harbour open"

    def test_follows_the_name_of_a_category(self, client, story):
        correct(story)
        story.category.name = "The Continent"
        story.category.save()
        publish_sections(by=ed())
        assert Worker().run_once() == []
        assert client.get(LOG).json()["results"][0]["article"]["category"]["name"] == "The Continent"

    def test_keeps_what_a_later_correction_corrects(self, client, story, clock):
        first = correct(story, "It was 2013.")
        clock.shift(timedelta(hours=1))
        correct(story, "It was 2012.", supersedes=first)
        assert client.get(LOG).json()["results"][0]["supersedes"] == first.key
        assert len(texts(client)) == 2

    def test_has_retractions(self, client, story):
        correct(story, "Wrong.")
        retract(story, "All of it was wrong.")
        assert texts(client, "?kind=retraction") == ["All of it was wrong."]
        assert texts(client, "?kind=correction") == ["Wrong."]

    def test_says_nothing_of_what_was_unpublished_until_it_is_back(self, client, story):
        correction = correct(story, "The thief is not A.")
        unpublish_article(story, by=ed())
        assert texts(client) == []
        assert client.get(f"{LOG}?count=exact").json()["count"] == 0
        answer = client.get(f"{LOG}{correction.key}/")
        assert answer.status_code == 410
        assert "thief" not in answer.content.decode()
        publish_article(story, by=ed())
        assert texts(client) == ["The thief is not A."]

    def test_says_nothing_of_what_was_taken_down(self, client, story):
        correction = correct(story, "The thief is not A.")
        take_down_article(story, notice="By order of a court.", by=ed())
        assert texts(client) == []
        assert client.get(f"{LOG}{correction.key}/").status_code == 451

    def test_holds_what_was_corrected_before_there_was_a_log(self, client, story):
        """An upgrade has every story compiled anew."""
        Correction.objects.create(article=story, text="Old.", published_at=NOON)
        Recompile().handle(kind="article")
        assert Worker().run_once() == []
        assert texts(client) == ["Old."]

    def test_costs_as_many_queries_for_one_as_for_many(self, client, story):
        def queries() -> int:
            with CaptureQueriesContext(connection) as found:
                texts(client, "?category=world")
            return len(found)

        correct(story)
        few = queries()
        for number in range(10):
            correct(story, f"Note {number}.")
        assert queries() == few == 2


class TestSummary:
    def test_counts_by_year_and_says_how_long_it_took(self, client, story, clock):
        def hours_ago(count: float) -> datetime:
            return datetime.now(UTC).replace(microsecond=0) - timedelta(hours=count)

        correct(story, "A.", error_type="name", error_published_at=hours_ago(2))
        correct(story, "B.", error_type="name", severity="minor", error_published_at=hours_ago(5))
        correct(story, "C.", error_type="date", error_published_at=hours_ago(100), kind="clarification")
        correct(story, "D.", kind="update", error_published_at=hours_ago(1))
        clock.shift(timedelta(days=365))
        correct(story, "E.", error_type="name")
        assert feed("articles.publishing.summarise_corrections")
        last, first = client.get(f"{LOG}summary/").json()["years"]
        assert (last["year"], last["entries"], last["median_hours_to_correct"]) == (2027, 1, None)
        assert (first["year"], first["entries"], first["errors"]) == (2026, 4, 3)
        assert first["median_hours_to_correct"] == 5
        assert first["by_kind"] == {"clarification": 1, "correction": 2, "update": 1}
        assert first["by_error_type"] == {"date": 1, "name": 2, "other": 1}
        assert first["by_severity"] == {"minor": 1, "substantive": 3}

    def test_forgets_what_was_withdrawn(self, client, story):
        correct(story)
        Worker().run_once()
        assert client.get(f"{LOG}summary/").json()["years"][0]["entries"] == 1
        unpublish_article(story, by=ed())
        Worker().run_once()
        assert client.get(f"{LOG}summary/").json()["years"] == []

    def test_is_not_there_before_the_first_correction(self, client):
        assert client.get(f"{LOG}summary/").status_code == 404


def test_the_words_for_readers_are_those_of_the_desk():
    assert set(CORRECTION_KINDS) == set(Correction.Kind.values)
    assert set(SEVERITIES) == set(Correction.Severity.values)
