"""The desk's first two lists: what public stories lost because rights ended, and what they are going to lose."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from articles.publishing import publish_article
from authors.models import User
from cms.worker import Worker
from media.models import Image
from tests.drawing import picture_upload
from tests.factories import ada, ed, make_article, take_in

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def noon(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(ed())
    return client


def picture(title: str, ends: datetime | None = None, **fields: Any) -> Image:
    size = (40 + Image.objects.count(), 30)
    words = {"alt": title, "credit": "Cal Lens", "title": title}
    return take_in(picture_upload("PNG", size), by=ada(), expires_at=ends, **{**words, **fields})


def story_with(image: Image, headline: str) -> None:
    publish_article(make_article(headline, lead_image=image), by=ed())


def lists(client: Client) -> tuple[list[tuple[str, list[str]]], list[tuple[str, list[str]]]]:
    """Of both lists, each picture with its stories. The third is of what readers have and must not."""
    ended, ending, _ = (
        [(it["picture"].title, [use["title"] for use in it["uses"]]) for it in shown["pictures"]]
        for shown in client.get(reverse("admin:media_image_rights")).context["lists"]
    )
    return ended, ending


def test_stories_that_lost_a_picture_are_listed_while_they_mention_it(desk: Client, time_machine: Any) -> None:
    image = picture("Harbour", NOW + DAY)
    story_with(image, "Ferry sails")
    time_machine.shift(60)
    story_with(image, "Ferry returns")
    make_article("Only a draft", lead_image=image)
    assert lists(desk) == ([], [("Harbour", ["Ferry returns", "Ferry sails"])])
    time_machine.move_to(NOW + 2 * DAY)
    Worker().run_once()
    desk.force_login(ed())
    assert lists(desk) == ([("Harbour", ["Ferry returns", "Ferry sails"])], [])


def test_what_no_public_story_shows_is_not_lost(desk: Client) -> None:
    picture("Harbour", NOW - DAY)
    assert lists(desk) == ([], [])


def test_what_ends_within_thirty_days_is_listed_the_next_first(desk: Client) -> None:
    picture("Later", NOW + 29 * DAY)
    picture("Sooner", NOW + 2 * DAY)
    picture("Much later", NOW + 31 * DAY)
    picture("Never")
    assert lists(desk) == ([], [("Sooner", []), ("Later", [])])
    page = desk.get(reverse("admin:media_image_rights")).content.decode()
    assert page.index("24 November 2026, 12:00") < page.index("21 December 2026, 12:00")
    assert "In 2 days" in page
    assert "No public story shows it." in page
    assert "No public story has lost a picture" in page


def test_days_are_those_of_whoever_looks(desk: Client) -> None:
    """At this moment it is already tomorrow in Kiritimati."""
    picture("Harbour", NOW + timedelta(hours=20))
    User.objects.filter(username="ed").update(time_zone="Pacific/Kiritimati")
    page = desk.get(reverse("admin:media_image_rights")).content.decode()
    assert "23 November 2026, 22:00" in page
    assert "Today" in page


def test_empty_lists_say_what_that_means(desk: Client) -> None:
    page = desk.get(reverse("admin:media_image_rights")).content.decode()
    assert "No public story has lost a picture because its rights ended." in page
    assert "rights end within the next 30 days" in page


def test_pictures_and_stories_are_one_click_away_and_their_words_only_words(desk: Client) -> None:
    image = picture("<b>Harbour</b>", NOW + DAY)
    article = make_article("<i>Ferry</i>", lead_image=image)
    publish_article(article, by=ed())
    page = desk.get(reverse("admin:media_image_rights")).content.decode()
    assert reverse("admin:media_image_change", args=[image.pk]) in page
    assert reverse("admin:articles_article_change", args=[article.pk]) in page
    assert "<b>Harbour" not in page
    assert "<i>Ferry" not in page


@pytest.mark.parametrize("number", [1, 6])
def test_the_lists_cost_the_same_for_any_number_of_pictures(
    desk: Client, number: int, time_machine: Any, django_assert_max_num_queries: Any
) -> None:
    for at in range(number):
        story_with(picture(f"Ended {at}", NOW + DAY), f"Lost {at}")
        story_with(picture(f"Ending {at}", NOW + 3 * DAY), f"Shown {at}")
    time_machine.move_to(NOW + 2 * DAY)
    desk.force_login(ed())
    with django_assert_max_num_queries(8):
        desk.get(reverse("admin:media_image_rights"))


def test_only_who_may_see_pictures_sees_the_lists(client: Client) -> None:
    vera = User.objects.create_user("vera", is_staff=True)
    client.force_login(vera)
    address = reverse("admin:media_image_rights")
    assert client.get(address).status_code == 403
    assert address not in client.get(reverse("admin:index")).content.decode()
    vera.user_permissions.set(Permission.objects.filter(codename="view_image"))
    client.force_login(User.objects.get(username="vera"))
    assert client.get(address).status_code == 200
    assert f'href="{address}"' in client.get(reverse("admin:index")).content.decode()


@pytest.mark.parametrize(
    ("state", "found"),
    [
        ("fine", ["Far", "Never", "Over"]),
        ("ending", ["Soon"]),
        ("ended", ["Ended"]),
        ("embargoed", ["Held"]),
        ("withdrawn", ["Withdrawn"]),
    ],
)
def test_pictures_are_found_by_the_state_of_their_rights(desk: Client, state: str, found: list[str]) -> None:
    picture("Never")
    picture("Far", NOW + 31 * DAY)
    picture("Soon", NOW + 30 * DAY)
    picture("Ended", NOW)
    picture("Held", embargo_until=NOW + DAY)
    picture("Over", embargo_until=NOW)
    picture("Withdrawn", withheld=True)
    answer = desk.get(reverse("admin:media_image_changelist"), {"rights_state": state})
    assert sorted(it.title for it in answer.context["cl"].result_list) == found
