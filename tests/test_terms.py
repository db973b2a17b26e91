"""A tag or an author is public with their stories: they leave after the last one, and come back with the next."""

from __future__ import annotations

import threading
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse

from articles.editing import save_revision
from articles.models import Article, LiveUpdate
from articles.publishing import (
    bring_tag_up_to_date,
    delete_update,
    publish_article,
    publish_sections,
    publish_tags,
    publish_update,
    take_down_article,
    unpublish_article,
)
from authors.publishing import bring_up_to_date, publish_authors
from cms.models import Document, Event
from cms.worker import Worker
from tests.factories import ed, make_article, make_author, make_category, make_picture, make_tag, paragraph, retract

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from articles.models import Tag
    from authors.models import Author

pytestmark = pytest.mark.django_db
MIGRATION = import_module("articles.migrations.0023_note_terms_that_stand_alone")


def take_down(story: Article, *, by) -> None:
    take_down_article(story, notice="A court forbade it.", by=by)


WAYS = {"unpublished": unpublish_article, "taken down": take_down}


def settle() -> None:
    assert Worker().run_once() == []


@pytest.fixture
def tag(db) -> Tag:
    return make_tag("The Merger")


@pytest.fixture
def writer(db) -> Author:
    return make_author("Ada Reporter", portrait=make_picture())


@pytest.fixture
def story(tag: Tag, writer: Author) -> Article:
    publish_sections(by=ed())
    story = make_article("Firms merge", tags=[tag], authors=[writer])
    publish_article(story, by=ed())
    settle()
    return story


def statuses(client: Client) -> set[int]:
    addresses = (
        "/api/v1/tags/the-merger/",
        "/api/v1/authors/ada-reporter/",
        "/api/v1/resolve/?path=/tags/the-merger",
        "/api/v1/resolve/?path=/authors/ada-reporter",
        "/feeds/tag/the-merger.rss",
        "/feeds/author/ada-reporter.atom",
    )
    return {client.get(it).status_code for it in addresses}


def listed(client: Client, kind: str) -> list[str]:
    return [it["slug"] for it in client.get(f"/api/v1/{kind}/").json()["results"]]


@pytest.mark.parametrize("take_away", WAYS.values(), ids=WAYS)
class TestAfterTheirLastStory:
    def test_they_are_gone_at_once(self, client: Client, story: Article, writer: Author, take_away: Callable) -> None:
        assert statuses(client) == {200}
        take_away(story, by=ed())
        assert statuses(client) == {410}
        assert (listed(client, "tags"), listed(client, "authors")) == ([], [])
        assert client.get(f"/api/v1/images/{writer.portrait_id}/").status_code == 410

    def test_they_come_back_with_their_next_one(
        self, client: Client, story: Article, tag: Tag, writer: Author, take_away: Callable
    ) -> None:
        take_away(story, by=ed())
        settle()
        publish_article(make_article("Firms part", tags=[tag], authors=[writer]), by=ed())
        assert statuses(client) == {200}
        assert client.get(f"/api/v1/images/{writer.portrait_id}/").status_code == 200

    def test_they_stay_while_another_names_them(
        self, client: Client, story: Article, tag: Tag, writer: Author, take_away: Callable
    ) -> None:
        publish_article(make_article("Firms part", tags=[tag], authors=[writer]), by=ed())
        take_away(story, by=ed())
        settle()
        assert statuses(client) == {200}

    def test_what_editors_published_by_name_stays(
        self, client: Client, story: Article, tag: Tag, writer: Author, take_away: Callable
    ) -> None:
        publish_tags([tag], by=ed())
        publish_authors([writer], by=ed())
        take_away(story, by=ed())
        settle()
        assert statuses(client) == {200}

    def test_copies_are_told_so(self, client: Client, story: Article, tag: Tag, take_away: Callable) -> None:
        cursor = client.get("/api/v1/sync/").json()["next_cursor"]
        scoped = client.get("/api/v1/sync/?tag=the-merger").json()["next_cursor"]
        take_away(story, by=ed())
        settle()
        for query in ({"cursor": cursor}, {"tag": "the-merger", "cursor": scoped}):
            told = client.get("/api/v1/sync/", query).json()["items"]
            assert {("delete", "tag"), ("delete", "author"), ("delete", "article")} <= {
                (it["op"], it["type"]) for it in told
            }
        assert "The Merger" not in client.get("/api/v1/sync/").content.decode()

    def test_search_and_filters_know_nothing_of_them(self, client: Client, story: Article, take_away: Callable) -> None:
        publish_article(make_article("Firms do well"), by=ed())
        take_away(story, by=ed())
        settle()
        for address in ("search/?q=firms", "search/?q=mergr", "tags/", "categories/", ""):
            answer = client.get(f"/api/v1/{address}")
            assert answer.status_code == 200
            assert b"The Merger" not in answer.content
        refused = client.get("/api/v1/articles/?tag=the-merger")
        assert refused.json()["errors"][0]["detail"] == "There is no tag “the-merger”."

    def test_an_edit_does_not_bring_them_back(
        self, client: Client, story: Article, tag: Tag, writer: Author, take_away: Callable
    ) -> None:
        take_away(story, by=ed())
        tag.name, writer.bio = "The Great Merger", "New."
        tag.save()
        writer.save()
        bring_tag_up_to_date(tag, by=ed())
        bring_up_to_date(writer, by=ed())
        settle()
        assert statuses(client) == {410}


class TestWhatElseNamesThem:
    def test_who_posts_in_a_live_coverage_is_public_until_it_goes(self, client: Client) -> None:
        ben = make_author("Ben Writer")
        live = make_article("As it happens", kind="live")
        publish_article(live, by=ed())
        publish_update(LiveUpdate.objects.create(article=live, headline="First", author=ben), by=ed())
        assert client.get("/api/v1/authors/ben-writer/").status_code == 200
        unpublish_article(live, by=ed())
        assert client.get("/api/v1/authors/ben-writer/").status_code == 410

    def test_or_until_the_post_is_taken_back(self, client: Client) -> None:
        ben = make_author("Ben Writer")
        live = make_article("As it happens", kind="live")
        publish_article(live, by=ed())
        post = LiveUpdate.objects.create(article=live, headline="First", author=ben)
        publish_update(post, by=ed())
        delete_update(post, by=ed())
        settle()
        assert client.get("/api/v1/authors/ben-writer/").status_code == 410

    def test_a_retraction_goes_on_naming_who_wrote(self, client: Client, story: Article) -> None:
        retract(story)
        settle()
        assert client.get("/api/v1/authors/ada-reporter/").status_code == 200

    def test_a_story_that_drops_its_tag_takes_it_away_from_readers(self, client: Client, story: Article) -> None:
        story.tags.clear()
        save_revision(story, by=ed())
        publish_article(story, by=ed())
        settle()
        assert client.get("/api/v1/tags/the-merger/").status_code == 410
        assert client.get("/api/v1/authors/ada-reporter/").status_code == 200

    def test_a_link_to_them_does(self, client: Client, story: Article, tag: Tag) -> None:
        link = [{"text": "It", "marks": [{"type": "link", "href": tag.path, "ref": {"type": "tag", "id": tag.key}}]}]
        other = make_article("Firms part", body=[{**paragraph("."), "text": link}])
        publish_article(other, by=ed())
        unpublish_article(story, by=ed())
        settle()
        assert client.get("/api/v1/tags/the-merger/").status_code == 200


def test_of_two_stories_that_leave_at_once_the_later_takes_them_along(committed_db: None, client: Client) -> None:
    publish_sections(by=ed())
    tag, category = make_tag("The Merger"), make_category("Business")
    for turn in range(5):
        stories = [make_article(f"Firms {turn} {number}", tags=[tag], category=category) for number in range(2)]
        for it in stories:
            publish_article(it, by=ed())
        assert client.get("/api/v1/tags/the-merger/").status_code == 200
        together(*(partial(unpublish_article, it, by=None) for it in stories))
        assert client.get("/api/v1/tags/the-merger/").status_code == 410


def test_one_that_leaves_while_another_comes_leaves_the_other_whole(committed_db: None, client: Client) -> None:
    publish_sections(by=ed())
    tag, category, editor = make_tag("The Merger"), make_category("Business"), ed()
    leaving = make_article("Firms merge", tags=[tag], category=category)
    publish_article(leaving, by=editor)
    for turn in range(5):
        coming = make_article(f"Firms {turn}", tags=[tag], category=category)
        together(partial(unpublish_article, leaving, by=None), partial(publish_article, coming, by=editor))
        assert client.get("/api/v1/tags/the-merger/").status_code == 200
        leaving = coming


def together(*tasks: Callable[[], object]) -> None:
    start, failures = threading.Barrier(len(tasks)), []

    def run(task: Callable[[], object]) -> None:
        start.wait()
        try:
            task()
        except Exception as error:  # noqa: BLE001 (shown by the test)
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[task]) for task in tasks]
    for it in threads:
        it.start()
    for it in threads:
        it.join()
    assert not failures


def test_the_desk_publishes_by_name_and_takes_that_back(client: Client, writer: Author, tag: Tag) -> None:
    client.force_login(ed())
    for kind, thing in (("authors_author", writer), ("articles_tag", tag)):
        changelist = reverse(f"admin:{kind}_changelist")
        for action, status in (("publish", 200), ("leave", 410)):
            client.post(changelist, {"action": action, "_selected_action": [thing.pk]})
            settle()
            path = "authors" if kind == "authors_author" else "tags"
            assert client.get(f"/api/v1/{path}/{thing.pk}/").status_code == status, (kind, action)


def test_what_was_published_by_name_before_that_was_noted_stays(story: Article, tag: Tag, writer: Author) -> None:
    by_name = make_tag("Leith"), make_author("Ben Writer")
    publish_tags(by_name[:1], by=ed())
    publish_authors(by_name[1:], by=ed())
    for model in (type(tag), type(writer)):
        model.objects.update(stands_alone=False)
    MIGRATION.note_what_stands_alone(apps, None)
    for it in (*by_name, tag, writer):
        it.refresh_from_db()
    assert [it.stands_alone for it in (*by_name, tag, writer)] == [True, True, False, False]


def test_taking_a_story_away_costs_as_many_queries_with_many_terms_as_with_few(django_assert_max_num_queries) -> None:
    publish_sections(by=ed())
    category = make_category("Business")
    counts = []
    for number in (1, 12):
        tags = [make_tag(f"Tag {number} {it}") for it in range(number)]
        story = make_article(f"Firms {number}", tags=tags, category=category)
        publish_article(story, by=ed())
        with django_assert_max_num_queries(80) as captured:
            unpublish_article(story, by=ed())
        counts.append(len(captured))
        assert not Document.objects.live().filter(kind="tag").exists()
        assert Event.objects.filter(type="tag.unpublished").count() == sum((1, 12)[: len(counts)])
    assert counts[0] == counts[1]
