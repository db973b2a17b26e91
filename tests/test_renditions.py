"""What becomes of a picture's bytes, before any database or storage comes into it."""

from __future__ import annotations

import dataclasses
import hashlib

import pytest
from PIL import Image, ImageCms

from media.renditions import FORMATS, RECIPE, WIDTHS, DamagedPicture, Rendition, render, renditions_of
from tests import drawing
from tests.drawing import BLUE, GREEN, RED, YELLOW, corners, decoded, encoded, looks_like, quarters, swapped_profile

DIGEST = hashlib.sha256(b"a picture").hexdigest()


def rendered(content: bytes) -> dict[tuple[str, int], Image.Image]:
    return {(it.format, it.width): decoded(made) for it, made in render(content, DIGEST)}


def test_every_width_comes_as_webp_and_jpeg_in_the_shape_of_the_source() -> None:
    made = rendered(encoded(quarters((2000, 1000))))
    assert set(made) == {(format_, width) for format_ in ("webp", "jpeg") for width in (320, 640, 960, 1280, 1920)}
    for (format_, width), picture in made.items():
        assert (picture.format, picture.size) == (FORMATS[format_].name, (width, width // 2))


@pytest.mark.parametrize(("source", "widths"), [(100, [100]), (320, [320]), (700, [320, 640]), (1919, [*WIDTHS[:-1]])])
def test_nothing_is_ever_made_larger_than_its_source(source: int, widths: list[int]) -> None:
    made = rendered(encoded(quarters((source, source))))
    assert sorted({width for _, width in made}) == widths


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "AVIF", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_taken_with_a_turned_camera_stands_upright(format_: str, orientation: int) -> None:
    stored, exif = drawing.turned(orientation, (360, 270))
    made = rendered(encoded(stored, format_, exif=exif))
    for picture in made.values():
        assert picture.width * 3 == picture.height * 4
        assert all(map(looks_like, corners(picture), (RED, GREEN, BLUE, YELLOW), [24] * 4)), corners(picture)


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_colours_are_converted_by_the_profile_that_the_file_carries(format_: str) -> None:
    made = rendered(encoded(Image.new("RGB", (400, 400), (255, 0, 0)), format_, icc_profile=swapped_profile()))
    for picture in made.values():
        assert looks_like(picture.convert("RGB").getpixel((9, 9)), (0, 0, 255), tolerance=20)
        assert "icc_profile" not in picture.info


def test_a_transparent_picture_keeps_its_profile_in_mind() -> None:
    source = Image.new("RGBA", (400, 400), (255, 0, 0, 128))
    made = rendered(encoded(source, "PNG", icc_profile=swapped_profile()))
    red, green, blue, alpha = made["webp", 320].convert("RGBA").getpixel((9, 9))
    assert looks_like((red, green, blue, alpha), (0, 0, 255, 128), tolerance=20)


@pytest.mark.parametrize("profile", [b"no profile at all", swapped_profile()[:200]])
def test_a_broken_profile_is_left_aside(profile: bytes) -> None:
    made = rendered(encoded(Image.new("RGB", (400, 400), (255, 0, 0)), icc_profile=profile))
    assert looks_like(made["jpeg", 320].getpixel((9, 9)), (255, 0, 0))


@pytest.mark.parametrize("format_", ["JPEG", "TIFF"])
def test_a_picture_for_the_press_becomes_one_for_screens(format_: str) -> None:
    made = rendered(encoded(quarters().convert("CMYK"), format_))
    for picture in made.values():
        assert picture.mode == "RGB"
        assert looks_like(corners(picture)[0], RED, tolerance=40)


def test_grey_pictures_with_a_profile_for_colours_stay_grey() -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    made = rendered(encoded(Image.new("L", (400, 400), 120), "PNG", icc_profile=srgb))
    assert looks_like(made["jpeg", 320].convert("RGB").getpixel((9, 9)), (120, 120, 120))


def test_a_picture_in_lab_is_converted() -> None:
    srgb, lab = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
    source = ImageCms.profileToProfile(quarters(), srgb, lab, outputMode="LAB")
    assert source is not None
    assert looks_like(corners(rendered(encoded(source, "TIFF"))["jpeg", 640])[2], BLUE, tolerance=24)


def test_sixteen_bits_a_sample_are_scaled_and_not_cut_off() -> None:
    source = Image.new("I;16", (400, 300), 32768)
    for format_ in ("PNG", "TIFF"):
        assert looks_like(rendered(encoded(source, format_))["jpeg", 320].convert("RGB").getpixel((9, 9)), (128,) * 3)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_is_transparent_stays_so_in_webp_and_is_white_in_jpeg(mode: str) -> None:
    source = quarters().convert("RGBA")
    source.paste((0, 0, 0, 0), (0, 0, 400, 300))
    made = rendered(encoded(source.convert(mode), "PNG"))
    see_through, opaque = made["webp", 640], made["jpeg", 640]
    assert see_through.convert("RGBA").getpixel((20, 20))[3] == 0
    assert see_through.convert("RGBA").getpixel((600, 400))[3] == 255
    assert looks_like(corners(opaque)[0], (255, 255, 255))


def test_of_an_animation_the_first_frame_is_taken() -> None:
    frames = [Image.new("RGB", (400, 300), color) for color in (RED, BLUE)]
    animation = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=100)
    assert looks_like(corners(rendered(animation)["jpeg", 320])[0], RED)


def test_renditions_carry_nothing_of_what_the_file_told() -> None:
    source = drawing.told_everything()
    assert all(word in source for word in (b"Secretcamera", b"Secretplace", b"Secretxmp", b"Secretcomment"))
    for _, content in render(source, DIGEST):
        assert b"Secret" not in content
        assert not {"exif", "xmp", "comment", "icc_profile"} & set(decoded(content).info)
        assert not dict(decoded(content).getexif())


def test_the_same_bytes_make_the_same_renditions() -> None:
    content = encoded(quarters())
    assert list(render(content, DIGEST)) == list(render(content, DIGEST))


@pytest.mark.parametrize("format_", drawing.FORMATS)
@pytest.mark.parametrize("part", [0.5, 0.95])
def test_a_file_that_ends_too_early_makes_no_picture(format_: str, part: float) -> None:
    noisy = Image.effect_noise((400, 300), 90).convert("RGB")
    content = encoded(noisy, format_)
    with pytest.raises(DamagedPicture):
        list(render(content[: int(len(content) * part)], DIGEST))


@pytest.mark.parametrize("size", [(300, 19_000), (20_000, 3)])
def test_very_long_pictures_come_in_the_formats_that_can_hold_them(size: tuple[int, int]) -> None:
    made = list(render(encoded(Image.new("L", size), "PNG"), DIGEST))
    assert {it for it, _ in made} == set(renditions_of(DIGEST, size))
    assert "jpeg" in {it.format for it, _ in made}


def test_a_name_is_computed_from_content_and_specification_alone() -> None:
    [name] = [it.name for it in renditions_of(DIGEST, (640, 480)) if (it.width, it.format) == (640, "webp")]
    assert name == f"{DIGEST[:2]}/{DIGEST[:32]}-r{RECIPE}-640.webp"
    assert len({it.name for it in renditions_of(DIGEST, (3000, 2000))}) == 2 * len(WIDTHS)


def test_a_changed_recipe_gives_new_names() -> None:
    rendition = Rendition(DIGEST, 640, "jpeg")
    assert dataclasses.replace(rendition, recipe=RECIPE + 1).name != rendition.name


def test_a_name_leads_back_to_its_rendition() -> None:
    for rendition in [*renditions_of(DIGEST, (3000, 2000)), *renditions_of(DIGEST, (70, 50))]:
        found = Rendition.from_name(rendition.name)
        assert found is not None
        assert (found.name, found.media_type) == (rendition.name, rendition.media_type)


@pytest.mark.parametrize(
    "name",
    [
        "",
        f"{DIGEST[:32]}-r1-640.jpg",
        f"00/{DIGEST[:32]}-r1-640.jpg",
        f"{DIGEST[:2]}/{DIGEST[:31]}-r1-640.jpg",
        f"{DIGEST[:2]}/{DIGEST[:32].upper()}-r1-640.jpg",
        f"{DIGEST[:2]}/{DIGEST[:32]}-r{RECIPE + 1}-640.jpg",
        f"{DIGEST[:2]}/{DIGEST[:32]}-r01-640.jpg",
        f"{DIGEST[:2]}/{DIGEST[:32]}-r1-0640.jpg",
        f"{DIGEST[:2]}/{DIGEST[:32]}-r1-641.jpg",
        f"{DIGEST[:2]}/{DIGEST[:32]}-r1-99999.jpg",
        f"{DIGEST[:2]}/{DIGEST[:32]}-r1-640.jpeg",
        f"{DIGEST[:2]}/{DIGEST[:32]}-r1-640.png",
        f"{DIGEST[:2]}/{DIGEST[:32]}-r1-640.jpg\n",
        f"../{DIGEST[:2]}/{DIGEST[:32]}-r1-640.jpg",
        f"{DIGEST[:2]}/{DIGEST}.jpeg",
    ],
)
def test_no_other_name_leads_to_one(name: str) -> None:
    assert Rendition.from_name(name) is None
