"""Ed puts stories in order, publishes that order, and readers get it with the stories as they are now."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from articles.editing import save_revision
from articles.models import Article, Collection, CollectionItem, Publication
from articles.publishing import (
    publish_article,
    publish_collection,
    publish_sections,
    unpublish_article,
    unpublish_collection,
)
from cms.dependents import recompile_stale
from cms.events import feed_subscribers
from cms.models import Document, Event
from cms.publishing import PublishingError
from tests.factories import ada, ed, make_article, make_picture

pytestmark = pytest.mark.django_db


def published(headline: str, **fields) -> Article:
    article = make_article(headline, **fields)
    publish_article(article, by=ed())
    return article


def make_collection(*items, title: str = "Front", kind: str = "front", **fields) -> Collection:
    """Items are stories, or fields."""
    collection = Collection.objects.create(title=title, slug=title.lower().replace(" ", "-"), kind=kind, **fields)
    for order, item in enumerate(items, 1):
        given = {"article": item} if isinstance(item, Article) else item
        CollectionItem.objects.create(collection=collection, order=order, **given)
    return collection


def settle() -> None:
    """What the worker does in the background, until nothing is left."""
    while feed_subscribers() or recompile_stale():
        pass


def shown(client, slug: str = "front") -> dict:
    answer = client.get(f"/api/v1/collections/{slug}/")
    assert answer.status_code == 200, answer.content
    return answer.json()


def headlines(client, slug: str = "front") -> list[str]:
    return [it["headline"] for it in shown(client, slug)["items"]]


class TestFront:
    def test_readers_get_what_was_published_and_not_the_draft(self, client):
        first, second = published("First"), published("Second")
        front = make_collection(first, second)
        assert client.get("/api/v1/collections/front/").status_code == 404
        publish_collection(front, by=ed())
        front.items.filter(article=first).update(order=9)
        assert headlines(client) == ["First", "Second"]
        assert front.has_unpublished_changes
        publish_article(save(first, headline="First of all"), by=ed())
        settle()
        assert headlines(client) == ["First of all", "Second"]
        publish_collection(front, by=ed())
        assert headlines(client) == ["Second", "First of all"]
        assert not front.has_unpublished_changes

    def test_an_item_may_say_it_in_other_words(self, client):
        story, picture = published("Harbour reopens"), make_picture("A crane.")
        words = {"headline": "Boats sail again", "kicker": "Live", "image": picture}
        publish_collection(make_collection({"article": story, **words}), by=ed())
        [item] = shown(client)["items"]
        assert (item["headline"], item["kicker"], item["image"]["alt"]) == ("Boats sail again", "Live", "A crane.")
        assert item["article"]["headline"] == "Harbour reopens"
        assert client.get(f"/api/v1/images/{picture.key}/").status_code == 200

    def test_links_and_what_stands_under_an_item(self, client):
        story, below = published("Harbour reopens"), published("Storm closes harbour")
        link = {"url": "https://weather.example/", "headline": "Tomorrow's weather"}
        publish_collection(make_collection(story, {"article": below, "is_sublink": True}, link), by=ed())
        first, second = shown(client)["items"]
        assert [it["headline"] for it in first["sublinks"]] == ["Storm closes harbour"]
        assert (second["type"], second["url"], second["article"]) == ("link", "https://weather.example/", None)

    def test_a_story_that_leaves_takes_its_place_and_what_stands_under_it_along(self, client):
        story, below, other = published("A"), published("B"), published("C")
        publish_collection(make_collection(story, {"article": below, "is_sublink": True}, other), by=ed())
        unpublish_article(story, by=ed())
        settle()
        assert headlines(client) == ["C"]
        publish_article(story, by=ed())
        settle()
        assert headlines(client) == ["A", "C"]

    def test_a_story_that_is_not_out_yet_comes_when_it_is(self, client):
        draft = make_article("Secret plans")
        publish_collection(make_collection(draft), by=ed())
        assert headlines(client) == []
        publish_article(draft, by=ed())
        settle()
        assert headlines(client) == ["Secret plans"]

    def test_following_comes_to_rest(self):
        story = published("A")
        publish_collection(make_collection(story), by=ed())
        settle()
        events = Event.objects.count()
        publish_article(save(story, headline="B"), by=ed())
        settle()
        assert Event.objects.count() == events + 2

    def test_nothing_stands_under_nothing(self):
        with pytest.raises(PublishingError, match="first item cannot stand under"):
            publish_collection(make_collection({"article": published("A"), "is_sublink": True}), by=ed())

    def test_a_picture_that_lacks_something_keeps_it_from_going_out(self):
        bare = make_picture("A crane.", credit="")
        front = make_collection({"article": published("A"), "image": bare})
        with pytest.raises(PublishingError, match="credit"):
            publish_collection(front, by=ed())
        assert not Document.objects.filter(kind="collection").exists()

    def test_whoever_may_not_publish_is_refused(self):
        with pytest.raises(PublishingError, match="permission"):
            publish_collection(make_collection(published("A")), by=ada())

    def test_it_can_be_taken_away_and_brought_back(self, client):
        front = make_collection(published("A"))
        publish_collection(front, by=ed())
        unpublish_collection(front, by=ed())
        assert client.get("/api/v1/collections/front/").status_code == 410
        publish_collection(front, by=ed())
        assert headlines(client) == ["A"]

    def test_it_costs_one_query_however_much_is_in_it(self, client, django_assert_num_queries):
        publish_collection(make_collection(*[published(f"Story {i}") for i in range(8)]), by=ed())
        with django_assert_num_queries(1):
            assert len(headlines(client)) == 8
        with django_assert_num_queries(1):
            [card] = client.get("/api/v1/collections/").json()["results"]
        assert (card["title"], card["items_count"]) == ("Front", 8)

    def test_the_front_page_is_at_the_root(self, client):
        Publication.objects.create(name="The Leith Courier")
        publish_sections(by=ed())
        assert client.get("/api/v1/resolve/?path=/").json()["page"]["collection"] is None
        front = make_collection(published("A"), is_home=True)
        publish_collection(front, by=ed())
        answer = client.get("/api/v1/resolve/?path=/")
        assert answer.json()["page"]["collection"] == shown(client)
        assert f"collection:{front.key}" in answer["Surrogate-Key"].split()

    def test_another_is_at_its_own_path(self, client):
        publish_collection(make_collection(published("A"), title="The storm", kind="package"), by=ed())
        page = client.get("/api/v1/resolve/?path=/collections/the-storm").json()["page"]
        assert (page["type"], page["collection"]["title"]) == ("collection", "The storm")


def save(article: Article, **fields) -> Article:
    for name, value in fields.items():
        setattr(article, name, value)
    article.save()
    save_revision(article, by=ada())
    return article


class TestSeries:
    @pytest.fixture(autouse=True)
    def series(self):
        self.parts = [published(f"Part {i}") for i in range(3)]
        published("Something else")
        self.series = make_collection(*self.parts, title="After the storm", kind="series", description="Three days.")
        publish_collection(self.series, by=ed())
        settle()

    def part(self, client, slug: str) -> dict | None:
        return client.get(f"/api/v1/articles/{slug}/").json()["series"]

    def test_each_story_says_which_part_it_is(self, client):
        keys = [it.key for it in self.parts]
        middle = self.part(client, "part-1")
        assert (middle["name"], middle["part"], middle["total"]) == ("After the storm", 2, 3)
        assert (middle["previous"], middle["next"]) == (keys[0], keys[2])
        assert self.part(client, "part-0")["previous"] is None
        assert self.part(client, "part-2")["next"] is None
        assert self.part(client, "something-else") is None

    def test_its_parts_are_a_list(self, client):
        for name in ("after-the-storm", self.series.key):
            found = client.get("/api/v1/articles/", {"series": name, "ordering": "published_at", "count": "exact"})
            assert {it["slug"] for it in found.json()["results"]} == {"part-0", "part-1", "part-2"}
            assert found.json()["count"] == 3
        others = client.get("/api/v1/articles/?series=-after-the-storm").json()["results"]
        assert [it["slug"] for it in others] == ["something-else"]
        listed = client.get(shown(client, "after-the-storm")["articles_url"].removeprefix("https://api.news.example"))
        assert len(listed.json()["results"]) == 3

    def test_parts_follow_when_it_changes(self, client):
        new = make_article("Part 3")
        CollectionItem.objects.create(collection=self.series, article=new, order=9)
        self.series.items.get(article=self.parts[0]).delete()
        publish_collection(self.series, by=ed())
        settle()
        assert self.part(client, "part-0") is None
        assert self.part(client, "part-1")["part"] == 1
        assert self.part(client, "part-2")["next"] is None
        publish_article(new, by=ed())
        settle()
        assert self.part(client, "part-2")["next"] == new.key
        assert self.part(client, "part-3")["part"] == 3

    def test_without_it_they_are_stories_like_others(self, client):
        unpublish_collection(self.series, by=ed())
        settle()
        assert self.part(client, "part-1") is None
        assert client.get("/api/v1/articles/?series=after-the-storm").status_code == 400

    def test_following_comes_to_rest(self):
        settle()
        events = Event.objects.count()
        for it in self.parts:
            publish_article(it, by=ed())
        settle()
        assert Event.objects.count() == events


@pytest.mark.parametrize(
    "fields", [{}, {"url": "https://a.example"}, {"article": True, "url": "https://a.example", "headline": "A"}]
)
def test_an_item_is_a_story_or_a_link_with_a_headline(fields):
    given = {**fields, "article": make_article("A")} if "article" in fields else fields
    with pytest.raises(IntegrityError, match="an_item_is"), transaction.atomic():
        make_collection(given)


def test_there_is_one_front_page():
    make_collection(title="One", is_home=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_collection(title="Two", is_home=True)
