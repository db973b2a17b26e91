"""After a story: what its editors chose, then what shares its tags, then its category; never what is gone."""

from __future__ import annotations

import pytest

from articles.publishing import publish_article, unpublish_article
from tests.factories import ed, make_article, make_category, make_tag, retract

pytestmark = pytest.mark.django_db


@pytest.fixture
def stories():
    news, sport, leith = make_category("News"), make_category("Sport"), make_tag("Leith")
    made = {
        "same-tag": make_article("Same tag", category=sport, tags=[leith]),
        "same-category": make_article("Same category", category=news),
        "chosen-b": make_article("Chosen B", category=sport),
        "chosen-a": make_article("Chosen A", category=sport, tags=[leith]),
        "unrelated": make_article("Unrelated", category=sport),
    }
    for article in made.values():
        publish_article(article, by=ed())
    chosen = [made["chosen-b"], made["chosen-a"]]
    story = make_article("Harbour reopens", category=news, tags=[leith], related=chosen)
    publish_article(story, by=ed())
    return made


def related(client, **query) -> list[str]:
    answer = client.get("/api/v1/articles/harbour-reopens/related/", query)
    assert answer.status_code == 200, answer.content
    return [it["slug"] for it in answer.json()["results"]]


def chosen_order(client) -> list[str]:
    story = client.get("/api/v1/articles/harbour-reopens/").json()
    return [it["api_url"].split("/")[-2] for it in story["related"]]


def test_the_editors_choice_comes_first_then_tags_then_the_category(client, stories):
    by_key = {article.key: slug for slug, article in stories.items()}
    first = [by_key[key] for key in chosen_order(client)]
    assert set(first) == {"chosen-a", "chosen-b"}
    assert related(client) == [*first, "same-tag", "same-category"]
    assert related(client, limit=3) == [*first, "same-tag"]
    assert related(client, limit=1) == first[:1]


def test_cards_are_those_of_the_list(client, stories):
    cards = {it["slug"]: it for it in client.get("/api/v1/articles/").json()["results"]}
    answer = client.get("/api/v1/articles/harbour-reopens/related/").json()
    assert all(it == cards[it["slug"]] for it in answer["results"])
    assert (answer["next"], answer["previous"]) == (None, None)
    whole = client.get("/api/v1/articles/harbour-reopens/related/?view=full&fields=slug,body.html&body=html").json()
    assert whole["results"][0]["body"]["html"].startswith("<p>")


def test_what_readers_have_no_more_is_not_offered(client, stories):
    unpublish_article(stories["chosen-a"], by=ed())
    retract(stories["same-tag"], "We were wrong.")
    assert related(client) == ["chosen-b", "same-category"]


def test_it_costs_the_same_queries_however_much_there_is(client, stories, django_assert_num_queries):
    with django_assert_num_queries(4):
        related(client)


def test_it_follows_its_story(client, stories):
    assert client.get("/api/v1/articles/never/related/").status_code == 404
    unpublish_article(stories["unrelated"], by=ed())
    assert client.get("/api/v1/articles/unrelated/related/").status_code == 410
    capitals = client.get("/api/v1/articles/Harbour-Reopens/related/?limit=1")
    assert capitals.status_code == 301
    assert len(client.get(capitals["Location"]).json()["results"]) == 1


def test_it_changes_with_what_it_shows(client, stories):
    url = "/api/v1/articles/harbour-reopens/related/"
    known = {"if-none-match": client.get(url)["ETag"]}
    assert client.get(url, headers=known).status_code == 304
    unpublish_article(stories["same-category"], by=ed())
    assert client.get(url, headers=known).status_code == 200
