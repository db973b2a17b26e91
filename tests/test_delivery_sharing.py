"""Lists by several large terms, which may share few stories or none: read another way, they are the same."""

from __future__ import annotations

import pytest

from cms.delivery import published
from cms.delivery.sizes import counted_lately
from cms.models import Document
from cms.publishing import withdraw
from tests.published import minutes, publish_category, publish_story, publish_term
from tests.test_delivery_plans import statements_for
from tests.test_search_index import catch_up

pytestmark = pytest.mark.django_db

LIST = "/api/v1/articles/"


@pytest.fixture(autouse=True)
def newsroom(monkeypatch):
    """Where more than two stories are very many."""
    monkeypatch.setattr(published, "SIZES", (1, 2))
    published.live_holders.cache_clear()
    world, sport, leith = publish_category("world"), publish_category("sport"), publish_term("tag", "leith")
    stories = {}
    for number in range(8):
        categories = (world, sport) if number in (2, 5) else (world,) if number % 2 else (sport,)
        stories[number] = publish_story(
            slug=f"s{number}", at=minutes(number), categories=categories, tags=(leith,) if number % 2 else ()
        )
    catch_up()
    yield stories
    published.live_holders.cache_clear()


def slugs(client, query: str) -> list[str]:
    return [it["slug"] for it in client.get(f"{LIST}?{query}").json()["results"]]


def way_of(query: str) -> str:
    return statements_for(f"{LIST}?{query}")[-1]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("category=world,sport", ["s5", "s2"]),
        ("category=world,sport&ordering=published_at", ["s2", "s5"]),
        ("category=world,sport&ordering=-updated_at&tag=-leith", ["s2"]),
        ("category=world,sport&published_before=2026-11-22T08:04:00Z", ["s2"]),
        ("category=world,-sport", ["s7", "s3", "s1"]),
    ],
)
def test_they_are_the_stories_that_all_of_them_have(client, query, expected):
    assert slugs(client, query) == expected
    assert client.get(f"{LIST}?{query}&count=exact").json()["count"] == len(expected)


def test_few_are_read_by_their_keys_and_not_along_a_range(client, newsroom):
    assert '"cms_document"."key" IN' in way_of("category=world,sport")
    withdraw("article", newsroom[2].key, by=None)
    withdraw("article", newsroom[5].key, by=None)
    catch_up()
    assert slugs(client, "category=world,sport") == []


def test_a_story_that_search_does_not_know_yet_is_listed_at_once(client):
    both = tuple(Document.objects.live().get(kind="category", slug=it) for it in ("world", "sport"))
    publish_story(slug="new", at=minutes(9), categories=both)
    assert slugs(client, "category=world,sport") == ["new", "s5", "s2"]


def test_pages_go_on_when_few_become_known_as_few(client):
    counted_lately.forget()
    first = client.get(f"{LIST}?category=world,sport&limit=1").json()
    second = client.get(first["next"]).json()
    found = [first, second, client.get(second["previous"]).json()]
    assert [it["results"][0]["slug"] for it in found] == ["s5", "s2", "s5"]
    assert second["next"] is None
