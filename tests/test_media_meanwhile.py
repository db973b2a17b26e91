"""Two people with the same picture open: nobody's work is written over unseen."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from authors.models import User
from media.models import Image
from tests.drawing import picture_upload
from tests.factories import ada, ed, take_in
from tests.test_media_describing import fields_of, page_of

pytestmark = pytest.mark.django_db

LIST = "/admin/media/image/"


def harbour(**fields: Any) -> Image:
    return take_in(picture_upload(), by=None, alt="Boats.", credit="Cal Lens", title="Harbour", **fields)


def at_work(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def opened(client: Client, image: Image) -> dict[str, Any]:
    return fields_of(client.get(page_of(image)))


@pytest.fixture
def eds() -> Client:
    return at_work(ed())


@pytest.fixture
def bens() -> Client:
    return at_work(User.objects.create_superuser("ben", first_name="Ben", last_name="Light"))


def test_a_page_left_open_writes_only_what_was_changed_in_it(eds: Client, bens: Client) -> None:
    image = harbour(caption="Boats.\nAt noon.", keywords=["ferry"])
    eds_page, bens_page = opened(eds, image), opened(bens, image)
    assert bens.post(page_of(image), {**bens_page, "caption": "Ben wrote this.", "keywords": "pier"}).status_code == 302
    assert eds.post(page_of(image), {**eds_page, "credit": "Ed wrote this."}).status_code == 302
    image.refresh_from_db()
    assert (image.caption, image.credit, image.keywords) == ("Ben wrote this.", "Ed wrote this.", ["pier"])


def test_who_comes_second_is_told_who_wrote_what_and_keeps_the_text(eds: Client, bens: Client) -> None:
    image = harbour()
    eds_page = opened(eds, image)
    bens.post(page_of(image), {**opened(bens, image), "caption": "Ben wrote this.", "rights": "agency"})
    answer = eds.post(page_of(image), {**eds_page, "caption": "Ed wrote this.", "title": "Pier"})
    page = unescape(answer.content.decode())
    assert "Ben Light changed this while you had the page open: it says “Ben wrote this.” now." in page
    assert fields_of(answer)["caption"] == "Ed wrote this."
    image.refresh_from_db()
    assert (image.caption, image.title) == ("Ben wrote this.", "Harbour")
    assert eds.post(page_of(image), fields_of(answer)).status_code == 302
    image.refresh_from_db()
    assert (image.caption, image.title, image.rights) == ("Ed wrote this.", "Pier", "agency")


def test_both_wrote_the_same_so_nobody_is_asked(eds: Client, bens: Client) -> None:
    image = harbour()
    eds_page = opened(eds, image)
    bens.post(page_of(image), {**opened(bens, image), "caption": "Boats\nleave."})
    assert eds.post(page_of(image), {**eds_page, "caption": "Boats\r\nleave."}).status_code == 302


def test_a_focal_point_is_one_thing(eds: Client, bens: Client) -> None:
    image = harbour()
    eds_page = opened(eds, image)
    bens.post(page_of(image), {**opened(bens, image), "focal_x": "0.2"})
    answer = eds.post(page_of(image), {**eds_page, "focal_y": "0.9"})
    assert "Ben Light changed this" in answer.content.decode()
    image.refresh_from_db()
    assert (image.focal_x, image.focal_y) == (0.2, 0.5)


def test_rights_are_judged_by_what_is_stored_now(eds: Client, bens: Client) -> None:
    image = harbour()
    eds_page = opened(eds, image)
    bens.post(page_of(image), {**opened(bens, image), "embargo_until_0": "2031-05-01", "embargo_until_1": "12:00"})
    answer = eds.post(page_of(image), {**eds_page, "expires_at_0": "2031-04-01", "expires_at_1": "12:00"})
    assert "The rights end before the embargo does" in answer.content.decode()


def test_a_page_from_before_an_upgrade_still_saves(eds: Client) -> None:
    image = harbour()
    for opened_then in ("", "[", "[1]", "[" * 5000):
        page = {**opened(eds, image), "opened": opened_then, "caption": f"Ed, {len(opened_then)}."}
        assert eds.post(page_of(image), page).status_code == 302
        assert Image.objects.get().caption == f"Ed, {len(opened_then)}."


def bulk_page(client: Client, *images: Image) -> dict[str, Any]:
    chosen = {"action": "edit_selected", "_selected_action": [it.pk for it in images]}
    page = client.post(LIST, chosen).content.decode()
    found = re.search(r'name="opened" value="([^"]+)"', page)
    assert found
    return {**chosen, "apply": "1", "opened": unescape(found[1])}


def test_an_edit_of_many_does_not_write_over_what_somebody_set_meanwhile(eds: Client, bens: Client) -> None:
    images = [harbour(), take_in(picture_upload("PNG"), by=ada(), title="Squares", credit="Ada", keywords=["pier"])]
    eds_page = bulk_page(eds, *images)
    bens.post(page_of(images[1]), {**opened(bens, images[1]), "credit": "Ben", "keywords": "pier, sea"})
    given = {**eds_page, "set_credit": "on", "credit": "Ed", "set_keywords": "on", "keywords": "boat"}
    page = unescape(eds.post(LIST, given).content.decode())
    assert "Nothing has been changed yet." in page
    assert "Credit: Ben Light changed this while you had the page open: it says “Ben” now." in page
    assert "(“Squares”)" in page
    assert [Image.objects.get(pk=it.pk).credit for it in images] == ["Cal Lens", "Ben"]
    again = re.search(r'name="opened" value="([^"]+)"', eds.post(LIST, given).content.decode())
    assert again
    assert eds.post(LIST, {**given, "opened": unescape(again[1])}).status_code == 302
    assert [Image.objects.get(pk=it.pk).credit for it in images] == ["Ed", "Ed"]
    assert Image.objects.get(pk=images[1].pk).keywords == ["pier", "sea", "boat"]


def test_an_edit_of_many_does_not_mind_what_it_does_not_set(eds: Client, bens: Client) -> None:
    image = harbour()
    eds_page = bulk_page(eds, image)
    bens.post(page_of(image), {**opened(bens, image), "credit": "Ben"})
    assert eds.post(LIST, {**eds_page, "set_rights": "on", "rights": "agency"}).status_code == 302
    image.refresh_from_db()
    assert (image.credit, image.rights) == ("Ben", "agency")
