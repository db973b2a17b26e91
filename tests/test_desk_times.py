"""Times on the desk: whose they are, which hours are refused, and what is told of what went out or did not."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import unescape
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, State
from articles.publishing import (
    expire_article,
    publish_article,
    publish_due,
    schedule_article,
    unpublish_due,
)
from authors.time_zones import clock_fault
from cms.models import Document
from cms.publishing import PublishingError
from tests.admin_forms import fields_of
from tests.factories import ada, ed, make_article

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db

MORNING = "2026-11-22T08:00:00Z"
HOUR = timedelta(hours=1)


def step_url(article: Article, name: str) -> str:
    return reverse("admin:articles_article_step", args=[article.pk, name])


def change_url(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def words(response: Any) -> str:
    html = response.content.decode()
    html = html[html.index('id="content"') :] if 'id="content"' in html else html
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def asks(client: Client, article: Article, name: str, day: str, time: str) -> Any:
    return client.post(step_url(article, name), {"at_0": day, "at_1": time}, follow=True)


@pytest.mark.parametrize(
    ("wall", "said"),
    [
        ("2026-10-25 00:59", ""),
        ("2026-10-25 01:30", "go back in Europe/London, and 01:30 comes twice. Choose 00:59 or earlier, or 02:00"),
        ("2026-10-25 02:00", ""),
        ("2026-03-29 01:30", "go forward in Europe/London, and 01:30 does not exist. Choose 00:59 or earlier"),
        ("2026-03-29 02:00", ""),
        ("2026-07-01 01:30", ""),
    ],
)  # fmt: skip
def test_an_hour_that_comes_twice_or_never_is_explained(wall: str, said: str) -> None:
    fault = clock_fault(datetime.fromisoformat(wall), ZoneInfo("Europe/London"))
    assert said in fault if said else fault == ""


def test_an_ambiguous_hour_is_refused_at_each_field_that_takes_a_time(client: Client, time_machine: Any) -> None:
    time_machine.move_to("2026-10-20T08:00:00Z")
    editor = ed()
    editor.time_zone = "Europe/London"
    editor.save()
    article = make_article()
    client.force_login(editor)
    for name in ("schedule", "expire"):
        assert "comes twice" in words(asks(client, article, name, "2026-10-25", "01:30"))
    sent = fields_of(client.get(change_url(article))) | {"embargo_until_0": "2026-10-25", "embargo_until_1": "01:30"}
    assert "comes twice" in words(client.post(change_url(article), sent))
    article.refresh_from_db()
    assert (article.state, article.embargo_until, article.expires_at) == (State.DRAFT, None, None)


def test_times_are_told_in_the_editors_zone_and_the_newsrooms(client: Client, time_machine: Any) -> None:
    time_machine.move_to(MORNING)
    abroad = ed()
    abroad.time_zone = "Asia/Tokyo"
    abroad.save()
    article = make_article()
    client.force_login(abroad)
    assert "In your own time, Asia/Tokyo; the newsroom’s is UTC." in words(client.get(step_url(article, "schedule")))
    asks(client, article, "schedule", "2026-11-22", "20:00")
    article.refresh_from_db()
    assert article.scheduled_for == datetime.fromisoformat("2026-11-22T11:00:00Z")
    assert "22 Nov 2026, 20:00 (11:00 in the newsroom)" in words(client.get(change_url(article)))


def test_whoever_works_where_the_newsroom_is_reads_one_time(client: Client, time_machine: Any) -> None:
    time_machine.move_to(MORNING)
    article = make_article()
    schedule_article(article, at=timezone.now() + HOUR, by=ed())
    client.force_login(ed())
    page = words(client.get(change_url(article)))
    assert "Goes out 22 Nov 2026, 09:00" in page
    assert "in the newsroom" not in page


def test_a_story_is_taken_away_later_kept_longer_and_let_stay(client: Client, time_machine: Any) -> None:
    time_machine.move_to(MORNING)
    article = make_article()
    publish_article(article, by=ed())
    client.force_login(ed())
    assert "Comes down 22 Nov 2026, 10:00" in words(asks(client, article, "expire", "2026-11-22", "10:00"))
    assert 'value="10:00' in client.get(step_url(article, "expire")).content.decode()
    asks(client, article, "expire", "", "")
    article.refresh_from_db()
    assert article.expires_at is None
    client.force_login(ada())
    asks(client, article, "expire", "2026-11-22", "10:00")
    article.refresh_from_db()
    assert article.expires_at is None


def test_a_story_that_is_scheduled_is_rescheduled_in_one_step(client: Client, time_machine: Any) -> None:
    time_machine.move_to(MORNING)
    article = make_article()
    schedule_article(article, at=timezone.now() + HOUR, by=ed())
    client.force_login(ed())
    assert "Reschedule …" in words(client.get(change_url(article)))
    assert 'value="09:00' in client.get(step_url(article, "schedule")).content.decode()
    asks(client, article, "schedule", "2026-11-22", "12:00")
    article.refresh_from_db()
    assert (article.state, article.scheduled_for) == (State.SCHEDULED, datetime.fromisoformat("2026-11-22T12:00:00Z"))


def test_why_a_story_did_not_go_out_is_told_on_the_story_and_on_the_first_page(
    client: Client, time_machine: Any
) -> None:
    time_machine.move_to(MORNING)
    article = make_article()
    schedule_article(article, at=timezone.now() + HOUR, by=ed())
    Article.objects.filter(pk=article.pk).update(embargo_until=timezone.now() + 4 * HOUR)
    time_machine.move_to("2026-11-22T09:00:05Z")
    publish_due()
    client.force_login(ed())
    story, first, history = (
        words(client.get(url))
        for url in (
            change_url(article),
            reverse("admin:index"),
            reverse("admin:articles_article_history", args=[article.pk]),
        )
    )
    assert "Not sent out at its time: Publish: this story is under embargo" in story
    assert "Goes out 22 Nov 2026, 09:00" in story
    assert "Did not go out at 22 Nov 2026, 09:00. Publish: this story is under embargo" in first
    assert "Did not go out at 22 Nov 2026, 09:00 by the system" in history


def test_the_first_page_shows_what_goes_out_and_comes_down_day_by_day(client: Client, time_machine: Any) -> None:
    time_machine.move_to(MORNING)
    now = timezone.now()
    out, down, later = make_article("Budget"), make_article("Offer"), make_article("Harbour")
    schedule_article(out, at=now + 2 * HOUR, by=ed())
    publish_article(down, by=ed())
    expire_article(down, at=now + HOUR, by=ed())
    schedule_article(later, at=now + 26 * HOUR, by=ed())
    client.force_login(ed())
    page = words(client.get(reverse("admin:index")))
    assert "Coming up Today 09:00 down Offer News 10:00 out Budget News Tomorrow 10:00 out Harbour News" in page


def test_what_went_out_late_is_told_on_the_story_the_first_page_and_for_ever_in_the_history(
    client: Client, time_machine: Any
) -> None:
    time_machine.move_to(MORNING)
    article = make_article()
    schedule_article(article, at=timezone.now() + HOUR, by=ed())
    time_machine.move_to("2026-11-22T11:30:00Z")
    publish_due()
    client.force_login(ed())
    assert "Went out late" in words(client.get(change_url(article)))
    assert "1 late since yesterday" in words(client.get(reverse("admin:index")))
    time_machine.move_to("2026-11-29T11:30:00Z")
    assert "Went out late" not in words(client.get(change_url(article)))
    assert "late since yesterday" not in words(client.get(reverse("admin:index")))
    history = words(client.get(reverse("admin:articles_article_history", args=[article.pk])))
    assert "Was to go out at 22 Nov 2026, 09:00: 150 minutes late" in history


def test_a_time_that_has_come_without_anything_happening_asks_for_the_worker(client: Client, time_machine: Any) -> None:
    time_machine.move_to(MORNING)
    schedule_article(make_article(), at=timezone.now() + HOUR, by=ed())
    time_machine.move_to("2026-11-22T09:10:00Z")
    client.force_login(ed())
    assert "is the worker running?" in words(client.get(reverse("admin:index")))


@pytest.mark.parametrize("number", [2, 30])
def test_the_first_page_costs_the_same_however_much_is_coming(
    number: int, client: Client, time_machine: Any, django_assert_max_num_queries: Any
) -> None:
    time_machine.move_to(MORNING)
    for minute in range(number):
        schedule_article(make_article(f"At {minute}"), at=timezone.now() + HOUR + timedelta(minutes=minute), by=ed())
    client.force_login(ed())
    client.get(reverse("admin:index"))
    with django_assert_max_num_queries(24):
        client.get(reverse("admin:index"))


# Embargo: each door through which a story could get out.


def through_the_form(client: Client, article: Article) -> None:
    client.post(change_url(article), fields_of(client.get(change_url(article))) | {"kicker": "Now", "_publish": "1"})


def through_a_bulk_action(client: Client, article: Article) -> None:
    listing = reverse("admin:articles_article_changelist")
    client.post(listing, {"action": "publish", "_selected_action": article.pk})


def through_the_schedule(client: Client, article: Article) -> None:
    asks(client, article, "schedule", "2026-11-22", "09:00")
    publish_due()


def through_a_schedule_made_before_the_embargo(client: Client, article: Article) -> None:
    until = article.embargo_until
    Article.objects.filter(pk=article.pk).update(embargo_until=None)
    schedule_article(article, at=timezone.now() + timedelta(seconds=1), by=ed())
    Article.objects.filter(pk=article.pk).update(embargo_until=until, scheduled_for=timezone.now())
    publish_due()


def through_the_functions(client: Client, article: Article) -> None:
    for by in (ed(), None):
        with pytest.raises(PublishingError, match="embargo"):
            publish_article(article, by=by)


@pytest.mark.parametrize(
    "door",
    [
        through_the_form,
        through_a_bulk_action,
        through_the_schedule,
        through_a_schedule_made_before_the_embargo,
        through_the_functions,
    ],
)
def test_nothing_under_embargo_gets_out_by_any_door(door: Any, client: Client, time_machine: Any) -> None:
    time_machine.move_to(MORNING, tick=False)
    article = make_article("Secret until noon", embargo_until=timezone.now() + 4 * HOUR)
    client.force_login(ed())
    door(client, article)
    assert not Document.objects.filter(kind="article").exists()
    assert client.get(f"/api/v1/articles/{article.slug}/").status_code == 404
    time_machine.move_to("2026-11-22T12:00:01Z", tick=False)
    article.refresh_from_db()
    publish_article(article, by=ed())
    assert client.get(f"/api/v1/articles/{article.slug}/").status_code == 200


def test_an_embargo_that_would_hold_nothing_back_is_refused(client: Client, time_machine: Any) -> None:
    time_machine.move_to(MORNING)
    live, scheduled = make_article("Live"), make_article("Scheduled")
    publish_article(live, by=ed())
    schedule_article(scheduled, at=timezone.now() + HOUR, by=ed())
    client.force_login(ed())
    for article, said in ((live, "Readers see this story already"), (scheduled, "It goes out before that")):
        sent = fields_of(client.get(change_url(article))) | {
            "embargo_until_0": "2026-11-23",
            "embargo_until_1": "10:00",
        }
        assert said in words(client.post(change_url(article), sent))
        article.refresh_from_db()
        assert article.embargo_until is None


def test_what_is_live_is_one_click_from_what_is_being_edited(client: Client) -> None:
    article = make_article()
    publish_article(article, by=ed())
    client.force_login(ed())
    client.post(change_url(article), fields_of(client.get(change_url(article))) | {"headline": "Changed"})
    page = client.get(change_url(article)).content.decode()
    compare = f"{reverse('admin:articles_article_compare', args=[article.pk])}?before=live"
    assert page.index(compare) < page.index("Saved versions")
    assert "Changed" in client.get(compare).content.decode()
    assert unpublish_due() == 0
