"""Which pictures the desk is told of because they look alike."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image as Picture
from PIL import ImageDraw, ImageEnhance

from media.fingerprints import MOST, lookalikes, parts_of
from tests.drawing import encoded, turned, upload
from tests.factories import ada, take_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from media.models import Image

pytestmark = pytest.mark.django_db


def scene(seed: int, size: tuple[int, int] = (900, 600)) -> Picture.Image:
    """Soft light and hard shapes, other ones for each seed."""
    picture = Picture.new("RGB", size)
    draw = ImageDraw.Draw(picture)
    for x in range(0, size[0], 4):
        shade = int(128 + 100 * math.sin(seed * 1.7 + x / (60 + 13 * (seed % 7))))
        draw.rectangle((x, 0, x + 4, size[1]), fill=(shade, 255 - shade, (shade * 3 + seed * 40) % 256))
    for number in range(9):
        across, down = (seed * 131 + number * 197) % size[0], (seed * 71 + number * 113) % size[1]
        draw.ellipse((across, down, across + 160, down + 120), fill=(number * 28, (seed * 50) % 256, 255 - number * 20))
    return picture


def taken_in(picture: Picture.Image, format_: str = "JPEG", **options: Any) -> Image:
    return take_in(upload(encoded(picture, format_, **options), ""), by=ada())


@pytest.mark.parametrize(
    "changed",
    [
        lambda it: it.resize((300, 200)),
        lambda it: it.resize((1800, 1200)),
        lambda it: it.crop((9, 6, 891, 594)),
        lambda it: ImageEnhance.Brightness(it).enhance(1.1),
        lambda it: it.convert("L"),
        lambda it: it.convert("CMYK"),
    ],
    ids=["smaller", "larger", "cropped", "brighter", "grey", "for the press"],
)
def test_the_same_photograph_in_another_guise_is_found(changed: Callable[[Picture.Image], Picture.Image]) -> None:
    first = taken_in(scene(1), quality=95)
    again = taken_in(changed(scene(1)), quality=90)
    assert lookalikes(again) == [first]
    assert lookalikes(first) == [again]


@pytest.mark.parametrize(("format_", "options"), [("JPEG", {"quality": 25}), ("WEBP", {}), ("AVIF", {}), ("PNG", {})])
def test_the_same_photograph_saved_anew_is_found(format_: str, options: dict[str, Any]) -> None:
    first = taken_in(scene(2), quality=95)
    assert lookalikes(taken_in(scene(2), format_, **options)) == [first]


def test_the_same_photograph_from_a_turned_camera_is_found() -> None:
    stored, exif = turned(6, (900, 600))
    upright = taken_in(turned(1, (900, 600))[0])
    assert lookalikes(taken_in(stored, exif=exif)) == [upright]


def test_another_picture_is_not() -> None:
    pictures = [taken_in(scene(seed)) for seed in range(10, 24)]
    assert [lookalikes(it) for it in pictures] == [[]] * len(pictures)


def test_another_picture_under_the_same_sky_is_not() -> None:
    """A part of their fingerprints is the same, by which the index finds them; the rest tells them apart."""
    first, second = scene(30), scene(33)
    second.paste(first.crop((0, 0, 900, 200)), (0, 0))
    one, other = taken_in(first), taken_in(second)
    shared = set(parts_of(one.fingerprint)) & set(parts_of(other.fingerprint))
    assert shared
    assert lookalikes(one) == lookalikes(other) == []


def test_the_nearest_come_first_and_no_more_than_can_be_looked_through() -> None:
    first = taken_in(scene(3), "PNG")
    for quality in range(30, 30 + MOST + 2):
        taken_in(scene(3), quality=quality)
    found = lookalikes(first)
    distances = [((it.fingerprint ^ first.fingerprint) & (2**64 - 1)).bit_count() for it in found]
    assert len(found) == MOST
    assert distances == sorted(distances)
    assert first not in found


def test_finding_costs_two_queries_however_many_pictures_there_are(django_assert_num_queries: Any) -> None:
    for seed in range(4):
        taken_in(scene(seed))
    first, _ = taken_in(scene(5)), taken_in(scene(5), quality=40)
    with django_assert_num_queries(2):
        assert len(lookalikes(first)) == 1
