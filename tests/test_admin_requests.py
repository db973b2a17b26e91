from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, PictureRequest, State
from articles.publishing import publish_article
from cms.models import Document, Event
from tests.admin_forms import fields_of
from tests.factories import ada, ed, make_article, paragraph, picture_file, take_in

if TYPE_CHECKING:
    from typing import Any

    from django.test import Client

    from media.models import Image

pytestmark = pytest.mark.django_db


@pytest.fixture
def picture() -> Image:
    return take_in(ContentFile(picture_file().read(), name="boats.jpg"), by=ed(), alt="Boats.", credit="Cal Lens")


def request_url(request: PictureRequest) -> str:
    return reverse("admin:articles_picturerequest_change", args=[request.pk])


def fill(client: Client, request: PictureRequest, **fields: Any) -> Any:
    return client.post(request_url(request), fields_of(client.get(request_url(request))) | fields)


def test_a_chosen_picture_goes_into_the_story_with_its_caption(client: Client, picture: Image) -> None:
    article = make_article(body=[paragraph("One.", 1), paragraph("Two.", 2)])
    request = PictureRequest.objects.create(article=article, caption="Boats leave.", after_block="paragraph0001")
    client.force_login(ed())
    assert fill(client, request, image=picture.pk, caption="Boats leave on Sunday.").status_code == 302
    article.refresh_from_db()
    assert [block["type"] for block in article.body] == ["paragraph", "image", "paragraph"]
    block = article.body[1]
    assert (block["image"]["id"], block["image"]["alt"]) == (picture.pk, "Boats.")
    assert block["caption"] == [{"text": "Boats leave on Sunday."}]
    revision = article.revisions.first()
    assert (revision.number, revision.note, revision.by.username) == (2, "Picture added from request", "ed")
    assert revision.content["body"] == article.body


def test_a_picture_goes_in_once(client: Client, picture: Image) -> None:
    article = make_article()
    request = PictureRequest.objects.create(article=article, caption="Boats leave.")
    client.force_login(ed())
    sent = fields_of(client.get(request_url(request))) | {"image": picture.pk}
    for _ in range(2):
        client.post(request_url(request), sent)
    article.refresh_from_db()
    assert [block["type"] for block in article.body] == ["image", "paragraph"]
    assert article.version == 2


def test_a_picture_whose_place_is_gone_stands_at_the_top(client: Client, picture: Image) -> None:
    article = make_article()
    request = PictureRequest.objects.create(article=article, after_block="removedblock")
    client.force_login(ed())
    fill(client, request, image=picture.pk)
    article.refresh_from_db()
    assert article.body[0]["type"] == "image"


def test_a_declined_request_is_not_open_and_the_story_stays(client: Client) -> None:
    article = make_article()
    request = PictureRequest.objects.create(article=article, caption="Boats leave.")
    client.force_login(ed())
    fill(client, request, declined="on")
    listing = reverse("admin:articles_picturerequest_changelist")
    assert not client.get(listing, {"request": "open"}).context["cl"].result_list
    assert len(client.get(listing, {"request": "declined"}).context["cl"].result_list) == 1
    article.refresh_from_db()
    assert article.version == 1


def test_open_requests_come_first(client: Client, picture: Image) -> None:
    article = make_article()
    waiting = PictureRequest.objects.create(article=article, caption="Waiting.")
    PictureRequest.objects.create(article=article, caption="Filled.", image=picture)
    client.force_login(ed())
    rows = client.get(reverse("admin:articles_picturerequest_changelist")).context["cl"].result_list
    assert rows[0] == waiting


# Steps that ask first


def step_url(article: Article, name: str) -> str:
    return reverse("admin:articles_article_step", args=[article.pk, name])


def test_a_story_is_taken_away_only_after_a_question(client: Client) -> None:
    article = make_article()
    publish_article(article, by=ed())
    client.force_login(ed())
    assert "Take this story away from readers?" in client.get(step_url(article, "unpublish")).content.decode()
    assert Document.objects.live().filter(kind="article").exists()
    client.post(step_url(article, "unpublish"))
    article.refresh_from_db()
    assert article.state == State.UNPUBLISHED
    assert not Document.objects.live().filter(kind="article").exists()


@pytest.mark.parametrize(("name", "state"), [("propose_retract", State.PUBLISHED), ("take_down", State.TAKEN_DOWN)])
def test_a_removal_needs_a_notice(client: Client, name: str, state: State) -> None:
    article = make_article()
    publish_article(article, by=ed())
    client.force_login(ed())
    page = client.post(step_url(article, name), {"notice": "  "}).content.decode()
    assert "Write the notice that readers will see." in page
    client.post(step_url(article, name), {"notice": "It was not true."})
    article.refresh_from_db()
    assert article.state == state


def test_a_story_is_scheduled_in_the_future_only(client: Client) -> None:
    article = make_article()
    client.force_login(ed())
    past, future = timezone.now() - timedelta(hours=1), timezone.now() + timedelta(hours=1)
    page = client.post(step_url(article, "schedule"), {"at_0": f"{past:%Y-%m-%d}", "at_1": f"{past:%H:%M}"})
    assert "choose a time that is still to come" in page.content.decode()
    client.post(step_url(article, "schedule"), {"at_0": f"{future:%Y-%m-%d}", "at_1": f"{future:%H:%M}"})
    article.refresh_from_db()
    assert article.state == State.SCHEDULED
    assert article.scheduled_for == future.replace(second=0, microsecond=0)


def test_a_time_that_is_none_is_told(client: Client) -> None:
    article = make_article()
    client.force_login(ed())
    page = client.post(step_url(article, "schedule"), {"at_0": "soon", "at_1": ""})
    assert page.status_code == 200


@pytest.mark.parametrize("name", ["unpublish", "propose_retract", "take_down", "schedule", "publish"])
def test_a_writer_takes_no_step_of_an_editor(client: Client, name: str) -> None:
    article = make_article()
    publish_article(article, by=ed())
    events = Event.objects.count()
    client.force_login(ada())
    response = client.post(step_url(article, name), {"notice": "Mine."}, follow=True)
    assert "you need the permission" in response.content.decode()
    assert Event.objects.count() == events


def test_a_step_that_does_not_fit_is_told(client: Client) -> None:
    article = make_article()
    client.force_login(ed())
    page = client.get(step_url(article, "unpublish"), follow=True).content.decode()
    assert "it has to be published" in page
    assert client.get(step_url(article, "nonsense")).status_code == 404
    assert client.get(reverse("admin:articles_article_step", args=["nobody", "unpublish"])).status_code == 404


# What the body editor asks


def test_the_editor_learns_of_chosen_pictures_and_stories(client: Client, picture: Image) -> None:
    article = make_article("Ferry sails")
    publish_article(article, by=ed())
    client.force_login(ed())
    pictures = client.get(reverse("admin:articles_article_pictures"), {"keys": f"{picture.pk},nobody"}).json()
    assert [it["alt"] for it in pictures["results"]] == ["Boats."]
    assert client.get(pictures["results"][0]["thumbnail"]).headers["Content-Type"].startswith("image/")
    [story] = client.get(reverse("admin:articles_article_stories"), {"keys": article.pk}).json()["results"]
    assert story["url"].endswith("/news/ferry-sails")


def test_the_editor_tells_nothing_to_those_who_may_not_see_it(client: Client, picture: Image) -> None:
    client.force_login(ada())
    assert client.get(reverse("admin:articles_article_pictures"), {"keys": picture.pk}).status_code == 403
    client.logout()
    assert client.get(reverse("admin:articles_article_pictures"), {"keys": picture.pk}).status_code == 302
