"""The blurred picture in some 25 bytes: what readers' own decoders expect, byte for byte."""

from __future__ import annotations

import pytest
from PIL import Image

from media.thumbhash import thumb_hash
from tests.drawing import quarters

# As another implementation of the format has them.
OPAQUE = "5c090a6b1473b078886a787670d9f8888f"
TRANSPARENT = "1e09865a063870d3a8a78770d8b7887f78787078877888"


def picture(size: tuple[int, int]) -> Image.Image:
    return quarters(size).convert("RGBA")


def test_an_opaque_picture_has_the_hash_that_others_give_it() -> None:
    assert thumb_hash(picture((13, 29))).hex() == OPAQUE


def test_a_transparent_picture_has_the_hash_that_others_give_it() -> None:
    fading = picture((13, 29))
    fading.putalpha(Image.linear_gradient("L").resize(fading.size))
    assert thumb_hash(fading).hex() == TRANSPARENT


@pytest.mark.parametrize("size", [(1, 1), (1, 32), (32, 1), (3, 2), (32, 32)])
@pytest.mark.parametrize("alpha", [0, 1, 128, 255])
def test_every_shape_and_opacity_has_one(size: tuple[int, int], alpha: int) -> None:
    even = picture(size)
    even.putalpha(alpha)
    made = thumb_hash(even)
    assert 5 <= len(made) <= 25
    assert bool(made[2] & 0x80) is (alpha < 255)
    assert bool(made[4] & 0x80) is (size[0] > size[1])
