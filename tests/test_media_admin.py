"""The pictures in the admin, as Ed, Ada and people with fewer rights find them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from authors.models import User
from authors.publishing import publish_authors
from cms.models import Document, Event
from media.admin import ImageAdmin
from media.models import Image
from media.publishing import is_public, publish_image
from tests.drawing import decoded, encoded, files_in, picture_upload, quarters
from tests.factories import ada, ed, make_article, make_author, make_picture, take_in

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

pytestmark = pytest.mark.django_db

LIST = "/admin/media/image/"
ADD = f"{LIST}add/"
WORDS = {"alt": "Boats at a pier.", "caption": "Boats leave on Sunday.", "credit": "Cal Lens", "title": "Harbour"}


def harbour(**fields: Any) -> Image:
    return take_in(picture_upload(), by=ada(), **{**WORDS, **fields})


def page_of(image: Image, page: str = "change") -> str:
    return f"{LIST}{image.pk}/{page}/"


def someone(*permissions: str) -> User:
    user = User.objects.create_user("cal", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="media", codename__in=permissions))
    return user


def form(image: Image, **changes: Any) -> dict[str, Any]:
    names = ["alt", "caption", "credit", "copyright_notice", "title", "focal_x", "focal_y"]
    return {**{name: getattr(image, name) for name in names}, **changes}


def file(content: bytes | None = None, name: str = "boats.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, encoded(quarters()) if content is None else content)


@pytest.fixture
def desk(client: Client) -> Client:
    """Ed at work."""
    client.force_login(ed())
    return client


def test_the_list_shows_each_picture_with_what_the_desk_asks_about_it(desk: Client) -> None:
    image = harbour()
    publish_authors([make_author(portrait=image)], by=ed())
    take_in(picture_upload("PNG", (400, 300)), by=ada())
    page = desk.get(LIST).content.decode()
    assert reverse("admin:media_image_rendition", args=[image.pk, 320]) in page
    for shown in ("Harbour", "Boats leave on Sunday.", "Cal Lens", "800\xa0×\xa0600 JPEG", "Public", "Not public"):
        assert shown in page
    assert "Untitled, 400 × 300" in page


@pytest.mark.parametrize("number", [1, 12])
def test_the_list_costs_the_same_for_any_number_of_pictures(
    desk: Client, number: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(number):
        publish_image(make_picture(), by=ed())
    with django_assert_max_num_queries(6):
        desk.get(LIST)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=pier", ["Harbour"]),
        ("q=lens", ["Harbour"]),
        ("q=sunday", ["Harbour"]),
        ("q=ada+LEITH", ["Harbour"]),
        ("q=slipway", ["Harbour"]),
        ("q=caf%C3%A9", ["Harbour"]),
        ("q=ada+nothing", []),
        ("q=nothing", []),
        ("alt=missing", ["Lighthouse"]),
        ("alt=given", ["Harbour"]),
        ("alt=decorative", ["Ornament"]),
        ("credited=missing", ["Lighthouse", "Ornament"]),
        ("public=yes", ["Harbour"]),
        ("public=no", ["Lighthouse", "Ornament"]),
        ("format=PNG", ["Lighthouse", "Ornament"]),
        ("orientation=landscape", ["Harbour", "Lighthouse"]),
        ("orientation=portrait", ["Ornament"]),
        ("orientation=square", []),
        ("rights=agency", ["Harbour"]),
        ("rights=unknown", ["Lighthouse", "Ornament"]),
        ("taken_at_from=2026-11-20&taken_at_to=2026-11-20", ["Harbour"]),
        ("taken_at_from=2026-11-21", []),
        ("created_at_from=2026-11-22&created_at_to=2026-11-22", ["Harbour", "Lighthouse", "Ornament"]),
        ("created_at_from=2026-11-23", []),
        ("created_at_to=2026-11-21", []),
        ("created_at_from=0001-01-01&created_at_to=9999-12-31", ["Harbour", "Lighthouse", "Ornament"]),
        ("created_at_from=soon&created_at_to=later", ["Harbour", "Lighthouse", "Ornament"]),
        ("o=-4", ["Harbour", "Lighthouse", "Ornament"]),
    ],
)
def test_pictures_are_found_by_words_and_filters(desk: Client, query: str, found: list[str]) -> None:
    with time_machine.travel("2026-11-22T23:50:00Z"):
        known = {"creator": "Ada Painter", "place": "Leith", "keywords": ["slipway", "café"], "rights": "agency"}
        publish_image(harbour(**known, taken_at=datetime(2026, 11, 20, 23, 50, tzinfo=UTC)), by=ed())
        take_in(picture_upload("PNG", (40, 30)), by=ada(), title="Lighthouse")
        take_in(picture_upload("PNG", (30, 50)), by=ada(), title="Ornament", decorative=True)
    response = desk.get(f"{LIST}?{query}")
    assert sorted(it.title for it in response.context["cl"].result_list) == found


@pytest.mark.parametrize(
    ("column", "first"), [("size", "Wide"), ("-size", "Large"), ("taken", "Large"), ("added", "Wide")]
)
def test_the_list_is_ordered_by_size_and_by_day(desk: Client, column: str, first: str) -> None:
    """By all of a picture's pixels: what is wide may be small."""
    take_in(picture_upload("PNG", (90, 10)), by=ada(), title="Wide", taken_at=datetime(2026, 11, 20, tzinfo=UTC))
    take_in(picture_upload("PNG", (50, 50)), by=ada(), title="Large", taken_at=datetime(2026, 11, 19, tzinfo=UTC))
    names = ["", *ImageAdmin.list_display]
    order = f"{'-' * column.startswith('-')}{names.index(column.lstrip('-'))}"
    assert desk.get(LIST, {"o": order}).context["cl"].result_list[0].title == first


def test_pictures_can_be_chosen_by_typing(desk: Client) -> None:
    harbour()
    where = {"app_label": "articles", "model_name": "article", "field_name": "lead_image"}
    answer = desk.get("/admin/autocomplete/", {**where, "term": "pier"}).json()
    assert [it["text"] for it in answer["results"]] == ["Harbour"]


def test_a_picture_is_added_with_its_words(desk: Client) -> None:
    response = desk.post(ADD, {"file": file(), **WORDS})
    assert response.status_code == 302, response.context["errors"]
    image = Image.objects.get()
    assert (image.alt, image.credit, image.uploaded_by, image.width) == (WORDS["alt"], "Cal Lens", ed(), 800)
    assert not is_public(image.key)
    assert desk.get(page_of(image)).status_code == 200


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"file": file(b"<svg/>", "a.svg")}, "SVG drawing"),
        ({"file": file(b"%PDF-1.4", "a.jpg")}, "PDF document"),
        ({"file": file(name="a.png")}, "is a JPEG picture"),
        ({"file": file(encoded(quarters())[:3000])}, "damaged or incomplete"),
        ({"file": file(b"")}, "empty"),
        ({}, "required"),
        ({"file": file(), "credit": "x" * 201}, "at most 200 characters"),
    ],
)
def test_what_cannot_be_added_is_said_and_leaves_nothing(
    desk: Client, sent: dict[str, Any], told: str, tmp_path: Path
) -> None:
    response = desk.post(ADD, sent)
    assert response.status_code == 200
    assert told in response.content.decode()
    assert not Image.objects.exists()
    assert not files_in(tmp_path)


def test_who_adds_a_file_twice_is_led_to_the_first(desk: Client) -> None:
    image = harbour(title="<b>Harbour</b>")
    page = desk.post(ADD, {"file": file(encoded(quarters()), "copy.jpg")}).content.decode()
    assert "is here already" in page
    assert f'<a href="{page_of(image)}">&lt;b&gt;Harbour&lt;/b&gt;</a>' in page
    assert Image.objects.count() == 1


def test_a_change_of_a_public_picture_reaches_readers_with_the_save(desk: Client) -> None:
    image = harbour()
    publish_image(image, by=ed())
    response = desk.post(page_of(image), form(image, credit="Ben Writer", focal_x="0.25"))
    assert response.status_code == 302
    body = json.loads(Document.objects.live().get(kind="image").body)
    assert (body["credit"], body["focal_point"]) == ("Ben Writer", {"x": 0.25, "y": 0.5})
    assert Event.objects.order_by("sequence").last().actor == "ed"


def test_saving_without_a_change_makes_no_event(desk: Client) -> None:
    image = harbour()
    publish_image(image, by=ed())
    desk.post(page_of(image), form(image))
    assert Event.objects.count() == 1


@pytest.mark.parametrize(("x", "told"), [("1.2", "less than or equal to 1"), ("-1", "greater than"), ("nan", "number")])
def test_a_focal_point_outside_of_the_picture_is_refused(desk: Client, x: str, told: str) -> None:
    image = harbour()
    response = desk.post(page_of(image), form(image, focal_x=x))
    assert told in response.content.decode()
    image.refresh_from_db()
    assert image.focal_x == 0.5


def test_the_page_of_a_picture_shows_it_and_where_it_is_used(desk: Client) -> None:
    image = harbour(focal_x=0.25, focal_y=0.75)
    author = make_author("Ada Reporter", portrait=image)
    publish_authors([author], by=ed())
    draft = make_article("Not yet for readers", lead_image=image)
    page = desk.get(page_of(image)).content.decode()
    assert "left: 25.00%; top: 75.00%" in page
    assert image.digest in page
    assert reverse("admin:authors_author_change", args=[author.pk]) in page
    assert reverse("admin:articles_article_change", args=[draft.pk]) in page


def test_drafts_are_named_only_to_those_who_may_see_them(client: Client) -> None:
    image = harbour()
    make_article("Secret merger", lead_image=image)
    client.force_login(someone("view_image", "change_image", "delete_image"))
    for page in ("change", "delete"):
        shown = client.get(page_of(image, page)).content.decode()
        assert "Secret merger" not in shown
        assert "one that you may not see" in shown
    answer = client.post(LIST, {"action": "delete_selected", "_selected_action": [image.pk]}).content.decode()
    assert "Secret merger" not in answer


@pytest.mark.parametrize("used_by", ["public", "draft"])
def test_a_picture_in_use_cannot_be_deleted(desk: Client, used_by: str, tmp_path: Path) -> None:
    image = harbour()
    if used_by == "draft":
        make_article("Not yet for readers", lead_image=image)
    else:
        publish_authors([make_author("Ada Reporter", portrait=image)], by=ed())
    files = files_in(tmp_path)
    for ask in (desk.get, lambda address: desk.post(address, {"post": "yes"})):
        shown = ask(page_of(image, "delete")).content.decode()
        assert "is in use, so it cannot be deleted" in shown
        assert ("Not yet for readers" if used_by == "draft" else "Ada Reporter") in shown
    many = {"action": "delete_selected", "_selected_action": [image.pk], "post": "yes"}
    assert "so they cannot be deleted" in desk.post(LIST, many).content.decode()
    assert Image.objects.exists()
    assert files_in(tmp_path) == files


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.django_db(transaction=True)
def test_deleting_an_unused_picture_takes_its_files_and_tells_readers(desk: Client, many: bool, tmp_path: Path) -> None:
    image = harbour()
    publish_image(image, by=ed())
    if many:
        desk.post(LIST, {"action": "delete_selected", "_selected_action": [image.pk], "post": "yes"})
    else:
        desk.post(page_of(image, "delete"), {"post": "yes"})
    assert not Image.objects.exists()
    assert not files_in(tmp_path)
    assert Event.objects.order_by("sequence").last().type == "image.unpublished"


def test_several_pictures_are_published_and_withdrawn_at_once(desk: Client) -> None:
    images = [harbour(), make_picture()]
    chosen = {"_selected_action": [it.pk for it in images]}
    desk.post(LIST, {"action": "publish_selected", **chosen})
    assert all(is_public(it.key) for it in images)
    publish_authors([make_author("Ada Reporter", portrait=images[0])], by=ed())
    page = desk.post(LIST, {"action": "withdraw_selected", **chosen}, follow=True).content.decode()
    assert not any(is_public(it.key) for it in images)
    assert "leaves a gap in “Ada Reporter”" in page
    again = desk.post(LIST, {"action": "withdraw_selected", **chosen}, follow=True)
    assert "readers do not have it anyway" in again.content.decode()


def test_a_picture_is_published_and_withdrawn_from_its_own_page(desk: Client) -> None:
    image = harbour()
    desk.post(page_of(image), form(image, credit="Ben Writer", media_image_save_and_publish="1"))
    assert json.loads(Document.objects.live().get(kind="image").body)["credit"] == "Ben Writer"
    desk.post(page_of(image), form(image, credit="Ben Writer", media_image_save_and_withdraw="1"))
    assert not is_public(image.key)


def test_only_who_may_publish_changes_or_deletes_what_readers_see(client: Client) -> None:
    image = harbour()
    cal = someone("view_image", "change_image", "delete_image")
    client.force_login(cal)
    assert client.post(page_of(image), form(image, credit="Cal")).status_code == 302
    publish_image(Image.objects.get(), by=ed())
    assert client.post(page_of(image), form(image, credit="Somebody")).status_code == 403
    assert client.get(page_of(image)).status_code == 200
    assert client.post(page_of(image, "delete"), {"post": "yes"}).status_code == 403
    assert Image.objects.get().credit == "Cal"


def test_who_may_not_publish_is_offered_no_way_to_it(client: Client) -> None:
    image = harbour()
    client.force_login(someone("view_image", "change_image"))
    client.post(LIST, {"action": "publish_selected", "_selected_action": [image.pk]})
    client.post(page_of(image), form(image, media_image_save_and_publish="1"))
    assert not is_public(image.key)
    assert "Save and publish" not in client.get(page_of(image)).content.decode()


def test_staff_see_unpublished_pictures_which_nobody_may_keep(desk: Client) -> None:
    image = harbour()
    response = desk.get(reverse("admin:media_image_rendition", args=[image.pk, 640]))
    assert decoded(response.content).size == (640, 480)
    assert response.headers["Content-Type"] == "image/jpeg"
    assert {"private", "no-store"} <= set(response.headers["Cache-Control"].replace(" ", "").split(","))
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("width", [1, 333, 1920])
def test_staff_get_only_sizes_of_the_table(desk: Client, width: int) -> None:
    image = harbour()
    assert desk.get(f"{LIST}{image.pk}/rendition/{width}/").status_code == 404


def test_a_lost_file_is_not_found(desk: Client) -> None:
    image = harbour()
    storages["default"].delete(image.file.name)
    assert desk.get(f"{LIST}{image.pk}/rendition/320/").status_code == 404
    assert desk.get(page_of(image)).status_code == 200


def test_strangers_and_people_without_the_right_see_no_unpublished_picture(client: Client) -> None:
    address = f"{LIST}{harbour().pk}/rendition/320/"
    assert client.get(address).status_code == 302
    client.force_login(someone())
    assert client.get(address).status_code == 403


def test_hostile_words_are_only_words(desk: Client) -> None:
    words = '"><script>alert(1)</script>{{ 7 }}'
    image = harbour(title=words, caption=words, credit=words, alt=words)
    for page in (LIST, page_of(image), page_of(image, "delete")):
        shown = desk.get(page).content.decode()
        assert "<script>alert(1)" not in shown
