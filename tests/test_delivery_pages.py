"""Visitor walks the pages of a list while the newsroom goes on publishing; nothing is missed or seen twice."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import signing
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms.delivery.cursors import SALT, SIGNER, Signer
from cms.publishing import withdraw
from tests.published import minutes, publish_category, publish_story, publish_term, revise_story

pytestmark = pytest.mark.django_db

LIST = "/api/v1/articles/"


def page_at(client, url):
    answer = client.get(url)
    assert answer.status_code == 200, answer.content
    page = answer.json()
    return [it["slug"] for it in page["results"]], page


def publish_numbered(count: int, **options) -> list:
    return [publish_story(slug=f"s{i:03}", at=minutes(i), **options) for i in range(count)]


def all_slugs(client, url) -> list[str]:
    found = []
    while url:
        slugs, page = page_at(client, url)
        found += slugs
        url = page["next"]
    return found


@pytest.mark.parametrize("count", [0, 1, 4, 5, 6, 10, 11])
@pytest.mark.parametrize("ordering", ["-published_at", "published_at", "-updated_at"])
def test_pages_hold_every_story_once(client, count, ordering):
    stories = [it.slug for it in publish_numbered(count)]
    expected = stories if ordering == "published_at" else stories[::-1]
    assert all_slugs(client, f"{LIST}?limit=5&ordering={ordering}") == expected


@pytest.mark.parametrize("ordering", ["-published_at", "published_at", "-updated_at"])
def test_stories_of_the_same_moment_are_neither_lost_nor_repeated(client, ordering):
    keys = sorted(publish_story().slug for _ in range(7))
    expected = keys if ordering == "published_at" else keys[::-1]
    assert all_slugs(client, f"{LIST}?limit=2&ordering={ordering}") == expected


def test_a_page_has_links_only_where_there_are_pages(client):
    publish_numbered(4)
    _, first = page_at(client, f"{LIST}?limit=2")
    assert first["previous"] is None
    _, last = page_at(client, first["next"])
    assert last["next"] is None
    slugs, again = page_at(client, last["previous"])
    assert slugs == ["s003", "s002"]
    assert again["previous"] is None


def test_links_are_absolute_and_canonical(client, settings):
    settings.API_URL = "https://api.news.example"
    publish_category("world")
    tags = tuple(publish_term("tag", slug) for slug in ("leith", "storms"))
    publish_numbered(3, tags=tags)
    answers = [
        client.get(f"{LIST}?limit=2&tag=storms,leith&published_after=2026-11-22", headers={"host": "evil.example"}),
        client.get(f"{LIST}?published_after=2026-11-22&tag=leith&tag=storms&ordering=-published_at&limit=2"),
    ]
    [link] = {it.json()["next"] for it in answers}
    assert link.startswith(
        "https://api.news.example/api/v1/articles/?tag=leith,storms&published_after=2026-11-22&limit=2&cursor="
    )
    assert answers[0].content == answers[1].content
    assert answers[0]["ETag"] == answers[1]["ETag"]


@pytest.mark.parametrize(
    "query", ["", "&tag=leith", "&category=world&published_after=2026-11-22", "&ordering=-updated_at"]
)
def test_walking_back_shows_the_same_pages(client, query):
    world, leith = publish_category("world"), publish_term("tag", "leith")
    publish_numbered(11, categories=(world,), tags=(leith,))
    forwards, backwards = [], []
    url = f"{LIST}?limit=3{query}"
    while url:
        slugs, page = page_at(client, url)
        forwards.append(slugs)
        url = page["next"]
    backwards.insert(0, slugs)
    while page["previous"]:
        slugs, page = page_at(client, page["previous"])
        backwards.insert(0, slugs)
    assert backwards == forwards


def test_stories_that_arrive_meanwhile_neither_shift_nor_repeat_any(client):
    expected = [it.slug for it in publish_numbered(9)][::-1]
    found, url = [], f"{LIST}?limit=2"
    while url:
        slugs, page = page_at(client, url)
        found += slugs
        publish_story(at=minutes(100 + len(found)))
        url = page["next"]
    assert found == expected
    walked_back = slugs
    while page["previous"]:
        slugs, page = page_at(client, page["previous"])
        walked_back = slugs + walked_back
    assert walked_back[-9:] == expected
    assert len(walked_back) == len(set(walked_back)) == 9 + 5


def test_stories_that_are_withdrawn_meanwhile_do_not_stop_the_walk(client):
    stories = publish_numbered(9)
    _, first = page_at(client, f"{LIST}?limit=3")
    # The very story at which the page ended, and the one after it.
    for story in (stories[6], stories[5]):
        withdraw("article", story.key, by=None)
    slugs, second = page_at(client, first["next"])
    assert slugs == ["s004", "s003", "s002"]
    assert page_at(client, second["previous"])[0] == ["s008", "s007"]


def test_where_nothing_is_left_the_way_on_is_from_the_start(client):
    stories = publish_numbered(4)
    _, first = page_at(client, f"{LIST}?limit=2")
    _, second = page_at(client, first["next"])
    for story in stories[:2]:
        withdraw("article", story.key, by=None)
    slugs, empty = page_at(client, first["next"])
    assert (slugs, empty["next"]) == ([], None)
    assert page_at(client, empty["previous"])[0] == ["s003", "s002"]
    for story in stories[2:]:
        withdraw("article", story.key, by=None)
    publish_story(slug="s000-again", at=minutes(0))
    slugs, empty = page_at(client, second["previous"])
    assert (slugs, empty["previous"]) == ([], None)
    assert page_at(client, empty["next"])[0] == ["s000-again"]


def test_a_story_that_is_revised_meanwhile_keeps_its_place(client):
    stories = publish_numbered(4)
    _, first = page_at(client, f"{LIST}?limit=2")
    revise_story(stories[1], headline="Mended", at=stories[1].published_at)
    assert page_at(client, first["next"])[0] == ["s001", "s000"]


def test_a_cursor_outlives_a_new_name_of_its_filter(client):
    world = publish_category("world")
    publish_numbered(4, categories=(world,))
    _, first = page_at(client, f"{LIST}?limit=2&category=world")
    publish_category("planet", key=world.key)
    assert page_at(client, first["next"])[0] == ["s001", "s000"]


@pytest.mark.parametrize(
    "other",
    [
        "ordering=published_at",
        "ordering=-updated_at",
        "tag=leith",
        "published_after=2026-01-01",
        "published_before=2027-01-01",
    ],
)
def test_a_cursor_of_another_list_is_refused(client, other):
    publish_term("tag", "leith")
    publish_numbered(4)
    cursor = cursor_of(page_at(client, f"{LIST}?limit=2")[1]["next"])
    answer = client.get(f"{LIST}?{other}&cursor={cursor}")
    assert answer.status_code == 400
    [error] = answer.json()["errors"]
    assert error["parameter"] == "cursor"
    assert "other filters or another ordering" in error["detail"]


def test_a_cursor_of_another_kind_is_refused(client):
    publish_numbered(4)
    cursor = cursor_of(page_at(client, f"{LIST}?limit=2")[1]["next"])
    for path in ("tags", "authors"):
        assert client.get(f"/api/v1/{path}/?cursor={cursor}").status_code == 400


def test_a_page_may_be_of_another_length_or_form(client):
    publish_numbered(6)
    cursor = cursor_of(page_at(client, f"{LIST}?limit=2")[1]["next"])
    answer = client.get(f"{LIST}?cursor={cursor}&limit=3&fields=slug&view=full")
    assert answer.json()["results"] == [{"slug": "s003"}, {"slug": "s002"}, {"slug": "s001"}]


def test_a_cursor_needs_no_escaping(client):
    for i in range(3):
        publish_term("tag", f"t{i}", name=f"Tag ÿ?&=+/ {i}")
    url = page_at(client, "/api/v1/tags/?limit=1")[1]["next"]
    assert set(cursor_of(url)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")
    assert page_at(client, url)[0] == ["t1"]


def test_nobody_can_make_a_cursor(client):
    publish_numbered(4)
    content, _, signature = cursor_of(page_at(client, f"{LIST}?limit=2")[1]["next"]).rpartition(".")
    forged = signing.b64_encode(signing.b64_decode(content.encode()).replace(b'"n"', b'"p"')).decode()
    assert forged != content
    elsewhere = signing.Signer(key="another key", salt=SIGNER.salt, sep=".").sign(content)
    for cursor in (f"{forged}.{signature}", f"{content}.{signature[::-1]}", content, f".{signature}", elsewhere):
        assert client.get(f"{LIST}?cursor={cursor}").status_code == 400


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cursor=st.one_of(
        st.text(max_size=80),
        st.text(alphabet="abcXYZ019-_.=~", max_size=200),
        st.binary(max_size=60).map(lambda it: signing.b64_encode(it).decode() + ".x"),
        st.integers(2001, 100_000).map(lambda it: "x" * it),
    )
)
def test_a_malformed_cursor_is_a_400_and_nothing_else(cursor):
    answer = Client().get(LIST, {"cursor": cursor})
    assert answer.status_code == 400
    assert [it["parameter"] for it in answer.json()["errors"]] == ["cursor"]


def cursor_of(url: str) -> str:
    [cursor] = parse_qs(urlsplit(url).query)["cursor"]
    return cursor


def test_cursors_are_signed_as_django_signs():
    """Those that clients have stay good, and a key that was replaced is known as long as Django knows it."""
    django = signing.Signer(salt=SALT, sep=".")
    old = signing.Signer(key="k" * 50, salt=SALT, sep=".")

    assert Signer(salt=SALT, sep=".").sign("a place") == django.sign("a place")
    assert Signer(salt=SALT, sep=".", fallback_keys=["k" * 50]).unsign(old.sign("a place")) == "a place"
    with pytest.raises(signing.BadSignature):
        Signer(salt=SALT, sep=".").unsign(old.sign("a place"))
