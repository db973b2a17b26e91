"""Which files readers can fetch: renditions of pictures that are public at this moment."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.storage import storages
from django.db import connection

from cms.keys import new_key
from cms.publishing import publish_many
from media.compile import compile_image, image_object
from media.models import Image, original_name
from media.publishing import publish_image, withdraw_image
from media.renditions import Rendition, renditions_of
from media.views import live_documents
from tests.drawing import decoded, files_in, picture_upload
from tests.factories import ada, ed, take_in

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def image() -> Image:
    return take_in(picture_upload(), by=ada(), alt="Four colours.", credit="Ada")


def public(image: Image) -> Image:
    publish_image(image, by=ed())
    return image


def smallest(image: Image) -> Rendition:
    return next(it for it in renditions_of(image.original) if it.format == "jpeg")


def answer_to(client: Client, name: str) -> tuple[int, bytes, dict[str, str]]:
    response = client.get(f"/files/{name}")
    return response.status_code, response.content, dict(response.headers)


def test_every_address_in_a_public_picture_answers_with_what_it_says(client: Client, image: Image) -> None:
    body = image_object(public(image))
    sources = [*body["sources"], *(source for crop in body["crops"].values() for source in crop["sources"])]
    assert len(sources) == 15
    for source in sources:
        for candidate in source["srcset"]:
            response = client.get(candidate["url"].removeprefix("https://api.news.example"))
            assert response.status_code == 200, candidate
            assert response.headers["Content-Type"] == source["type"]
            assert response.headers["Content-Length"] == str(len(response.content))
            assert decoded(response.content).width == candidate["width"]


def test_files_may_be_kept_for_ever_by_anybody_and_do_no_harm(client: Client, image: Image) -> None:
    rendition = smallest(public(image))
    _, _, headers = answer_to(client, rendition.name)
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert headers["ETag"] == f'"{rendition.name}"'
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["Surrogate-Key"] == headers["Cache-Tag"] == f"image:{image.key}"
    assert "Vary" not in headers
    assert "Set-Cookie" not in headers


def test_who_has_a_file_already_is_told_so(client: Client, image: Image) -> None:
    rendition = smallest(public(image))
    address, tag = f"/files/{rendition.name}", f'"{rendition.name}"'
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        response = client.get(address, headers={"If-None-Match": known})
        assert (response.status_code, response.content) == (304, b"")
        assert response.headers["ETag"] == tag
    assert client.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


def test_the_head_of_a_file_can_be_asked_for(client: Client, image: Image) -> None:
    rendition = smallest(public(image))
    whole, head = (ask(f"/files/{rendition.name}") for ask in (client.get, client.head))
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers.items() == whole.headers.items()


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_files_are_only_read(client: Client, image: Image, method: str) -> None:
    rendition = smallest(public(image))
    assert getattr(client, method)(f"/files/{rendition.name}").status_code == 405


def test_a_picture_that_is_not_public_answers_as_one_that_there_is_not(client: Client, image: Image) -> None:
    rendition = smallest(image)
    unknown = rendition.name.replace(image.digest[2:32], "0" * 30)
    unpublished = answer_to(client, rendition.name)
    assert unpublished == answer_to(client, unknown)
    assert unpublished[0] == 404
    assert rendition.name.encode() not in unpublished[1]
    publish_image(image, by=ed())
    assert answer_to(client, rendition.name)[0] == 200
    withdraw_image(image, by=ed())
    assert answer_to(client, rendition.name) == unpublished


def test_who_knows_the_tag_of_a_file_learns_nothing_of_an_unpublished_picture(client: Client, image: Image) -> None:
    rendition = smallest(image)
    asked = client.get(f"/files/{rendition.name}", headers={"If-None-Match": f'"{rendition.name}"'})
    assert asked.status_code == 404


def test_not_even_staff_fetch_an_unpublished_picture_here(client: Client, image: Image) -> None:
    client.force_login(ed())
    assert answer_to(client, smallest(image).name)[0] == 404


def test_only_what_the_table_of_sizes_and_formats_has_is_served(client: Client, image: Image, tmp_path: Path) -> None:
    rendition = smallest(public(image))
    stamp, stem = rendition.stamp, rendition.name.rpartition("-")[0]
    crop = next(it for it in renditions_of(image.original) if it.ratio == "1:1")
    wrong = [
        *(f"{stem}-{width}.jpg" for width in (1, 319, 321, 333, 800, 960, 1280, 1920, 99999)),
        *(f"{stem}-320.{it}" for it in ("png", "gif", "jpeg", "bmp", "svg", "JPG", "jpg.html", "")),
        *(rendition.name.replace(stamp, it) for it in ("0" * 10, stamp[::-1], stamp[:-1], stamp + "0", "")),
        *(f"{stem}-{ratio}-320.jpg" for ratio in ("1x1", "16x9", "3x2", "1:1", "9x16")),
        crop.name.replace("-1x1-", "-4x5-"),
        crop.name.replace("-1x1-", "-"),
    ]
    for name in wrong:
        assert answer_to(client, name)[0] == 404, name
    assert files_in(tmp_path / "renditions") == []
    assert answer_to(client, rendition.name)[0] == 200
    assert files_in(tmp_path / "renditions") == [rendition.name]


def test_a_size_that_no_table_has_is_not_served_even_if_there_were_such_a_file(client: Client, image: Image) -> None:
    rendition = smallest(public(image))
    for name in (rendition.name.replace("-320.", "-333."), rendition.name.replace("-320.", "-1x1-1920.")):
        storages["renditions"].save(name, picture_upload())
        assert answer_to(client, name)[0] == 404, name


@pytest.mark.parametrize("way", ["", "../default/", "..%2fdefault/", "%2e%2e/default/", "..\\default\\", "/", "./"])
def test_originals_are_reached_by_no_address(client: Client, image: Image, way: str) -> None:
    status, content, _ = answer_to(client, way + original_name(public(image)))
    assert status == 404
    assert len(content) < 100


@pytest.mark.parametrize("name", ["../../etc/passwd", "%00", "a" * 3000, "ab/", "картинка.jpg", "..", "ab/cd\n.jpg"])
def test_names_that_make_no_sense_are_not_found(client: Client, name: str) -> None:
    assert answer_to(client, name)[0] == 404


def test_a_file_costs_one_query_of_the_published_world(
    client: Client, image: Image, django_assert_num_queries: Any
) -> None:
    rendition = smallest(public(image))
    assert answer_to(client, rendition.name)[0] == 200
    with django_assert_num_queries(1) as asked:
        answer_to(client, rendition.name)
    assert "media_image" not in asked[0]["sql"]
    with django_assert_num_queries(0):
        answer_to(client, "no/name")


def test_that_query_reads_an_index(image: Image) -> None:
    mine = compile_image(public(image))
    publish_many([replace(mine, key=new_key(), slug=f"{number:032x}") for number in range(1000)], by=None)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    plan = live_documents(smallest(image)).explain()
    assert "document_slug_history" in plan or "one_live_document_per_slug" in plan
