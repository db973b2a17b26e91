"""What the editor offers for links: stories, authors, sections and tags of ours, and the story's own corrections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from articles import blocks
from articles.models import Correction
from articles.publishing import publish_article
from authors.models import User
from tests.factories import ed, make_article, make_author, make_category, make_tag

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


def asked(client: Client, kind: str, words: str = "", **more: str) -> list[dict[str, Any]]:
    answer = client.get(reverse("admin:articles_article_targets"), {"kind": kind, "q": words, **more})
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


@pytest.fixture
def at_desk(client: Client) -> Client:
    client.force_login(ed())
    return client


def test_a_story_is_found_by_all_the_words_and_has_an_address_once_it_is_public(at_desk):
    live = make_article("Storm closes the harbour")
    document = publish_article(live, by=ed())
    make_article("Harbour reopens")
    [found] = asked(at_desk, "article", "harbour storm")
    assert (found["id"], found["name"], found["detail"]) == (live.pk, "Storm closes the harbour", "Published")
    assert found["url"] == f"https://news.example{document.path}"
    assert [it["url"] for it in asked(at_desk, "article", "reopens")] == [""]
    assert [it["name"] for it in asked(at_desk, "article")] == ["Harbour reopens", "Storm closes the harbour"]


def test_people_and_terms_are_found_by_name(at_desk):
    author, section, tag = make_author("Ada Reporter"), make_category("Scotland"), make_tag("Leith")
    assert [it["id"] for it in asked(at_desk, "author", "ada")] == [author.pk]
    assert section.pk in [it["id"] for it in asked(at_desk, "category", "scot")]
    assert [it["id"] for it in asked(at_desk, "tag", "leith")] == [tag.pk]


def test_corrections_are_those_of_the_story(at_desk):
    article, other = make_article("One"), make_article("Two")
    mine = Correction.objects.create(article=article, text="It was 2012.")
    Correction.objects.create(article=other, text="It was 2013.")
    assert [it["id"] for it in asked(at_desk, "correction", story=article.pk)] == [mine.pk]
    assert asked(at_desk, "correction", story="nonsense") == []
    assert asked(at_desk, "correction") == []


def test_what_is_asked_for_wrongly_is_named(at_desk):
    answer = at_desk.get(reverse("admin:articles_article_targets"), {"kind": "planet"})
    assert (answer.status_code, "article" in answer.json()["errors"][0]) == (400, True)
    assert asked(at_desk, "article", "a\0b") == []


def test_each_kind_needs_the_right_to_see_it(client):
    reader = User.objects.create_user("rita", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_tag"))
    client.force_login(reader)
    assert asked(client, "tag") == []
    for kind in ("article", "author", "category", "correction"):
        assert client.get(reverse("admin:articles_article_targets"), {"kind": kind}).status_code == 403


@pytest.mark.parametrize("many", [1, 15])
def test_looking_up_costs_the_same_for_one_and_for_many(at_desk, django_assert_num_queries, many):
    for number in range(many):
        publish_article(make_article(f"Harbour {number}", slug=f"harbour-{number}"), by=ed())
    # Who asks, what that person may, the stories, and where they are public.
    with django_assert_num_queries(4):
        assert len(asked(at_desk, "article", "harbour")) == many


def test_every_site_that_is_known_by_its_address_is_one_that_embeds_may_come_from():
    allowed = set(blocks.body_schema()["$defs"]["EmbedBlock"]["properties"]["provider"]["enum"])
    assert set(blocks.PROVIDER_SITES.values()) <= allowed
    assert {"mastodon", *blocks.PROVIDER_SITES.values()} == allowed
