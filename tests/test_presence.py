"""Who has a story open, told to whoever else has, without keeping anybody out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.editing import save_revision
from articles.models import Article, Presence
from articles.presence import forget_absent
from cms.keys import new_key
from tests.factories import ada, ed, make_article, paragraph

if TYPE_CHECKING:
    from authors.models import User

pytestmark = pytest.mark.django_db

ADAS, EDS = new_key(), new_key()


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def beat(user: User, article: Article, sitting: str, **said: str) -> Any:
    url = reverse("admin:articles_article_presence", args=[article.pk])
    return client_of(user).post(url, {"sitting": sitting, **said})


def test_two_people_see_each_other_and_who_types(time_machine: Any) -> None:
    time_machine.move_to("2026-11-22T10:02:00Z", tick=False)
    article = make_article()
    assert beat(ada(), article, ADAS).json()["people"] == []
    time_machine.move_to("2026-11-22T10:02:20Z", tick=False)
    [adas] = beat(ed(), article, EDS).json()["people"]
    assert adas == {"name": "Ada", "since": "10:02", "typing": False, "own": False}
    beat(ada(), article, ADAS, typing="1")
    assert beat(ed(), article, EDS).json()["people"][0]["typing"] is True
    time_machine.move_to("2026-11-22T10:02:40Z", tick=False)
    beat(ada(), article, ADAS)
    [adas] = beat(ed(), article, EDS).json()["people"]
    assert (adas["typing"], adas["since"]) == (False, "10:02")
    assert Presence.objects.count() == 2


def test_whoever_has_it_open_in_several_windows_is_seen_once(time_machine: Any) -> None:
    article = make_article()
    for minute, somebody in enumerate((ada(), ada(), ed(), ed())):
        time_machine.move_to(f"2026-11-22T10:0{minute}:00Z", tick=False)
        beat(somebody, article, new_key())
    time_machine.move_to("2026-11-22T10:03:20Z", tick=False)
    first, second, own = new_key(), new_key(), new_key()
    beat(ada(), article, first, typing="1")
    time_machine.move_to("2026-11-22T10:03:30Z", tick=False)
    beat(ada(), article, second)
    assert beat(ada(), article, own).json()["people"] == [
        {"name": "ed", "since": "10:03", "typing": False, "own": False},
        {"name": "Ada", "since": "10:03", "typing": True, "own": True},
    ]
    assert [it["name"] for it in beat(ed(), article, new_key()).json()["people"]] == ["ed", "Ada"]


def test_whoever_leaves_is_seen_no_more_and_whoever_is_silent_neither(time_machine: Any) -> None:
    time_machine.move_to("2026-11-22T10:02:00Z", tick=False)
    article = make_article()
    beat(ada(), article, ADAS)
    assert beat(ada(), article, ADAS, left="1").status_code == 204
    assert beat(ed(), article, EDS).json()["people"] == []
    beat(ada(), article, ADAS)
    time_machine.move_to("2026-11-22T10:03:00Z", tick=False)
    assert beat(ed(), article, EDS).json()["people"] == []


def test_a_second_window_of_mine_is_told_as_mine() -> None:
    article = make_article()
    beat(ada(), article, ADAS)
    assert beat(ada(), article, EDS).json()["people"][0]["own"] is True


def test_an_open_page_hears_who_has_saved(time_machine: Any) -> None:
    time_machine.move_to("2026-11-22T10:02:00Z", tick=False)
    article = make_article()
    assert beat(ada(), article, ADAS, opened_version="1").json()["newer"] == ""
    save_revision(article, by=ed())
    assert beat(ada(), article, ADAS, opened_version="1").json()["newer"] == "ed saved version 2 at 10:02"


def test_nobody_speaks_for_somebody_elses_page() -> None:
    article = make_article()
    beat(ada(), article, ADAS)
    assert beat(ed(), article, ADAS, left="1").status_code == 204
    assert beat(ed(), article, ADAS).status_code == 200
    assert Presence.objects.get().by == ada()


@pytest.mark.parametrize(("key", "status"), [("short", 400), ("", 400)])
def test_a_page_that_does_not_say_which_it_is_is_refused(key: str, status: int) -> None:
    assert beat(ada(), make_article(), key).status_code == status


def test_who_may_not_see_the_story_sees_nobody() -> None:
    article, reader = make_article(), ada()
    reader.user_permissions.clear()
    assert beat(reader, article, ADAS).status_code == 404


@pytest.mark.parametrize("people", [1, 12])
def test_a_beat_costs_the_same_however_many_there_are(people: int, django_assert_num_queries: Any) -> None:
    article = make_article(body=[paragraph("Long.")] * 100)
    for _ in range(people):
        beat(ed(), article, new_key())
    beat(ed(), article, EDS)
    client, url = client_of(ed()), reverse("admin:articles_article_presence", args=[article.pk])
    # Session and person; the story without its text, the beat, the others.
    with django_assert_num_queries(5):
        client.post(url, {"sitting": EDS, "opened_version": "1"})


def test_pages_that_are_gone_are_forgotten(time_machine: Any) -> None:
    cache.clear()
    beat(ada(), make_article(), ADAS)
    time_machine.move_to(timezone.now() + timedelta(days=2), tick=False)
    assert (forget_absent(), Presence.objects.count()) == (1, 0)
