"""What becomes of a picture's bytes, before any database or storage comes into it."""

from __future__ import annotations

import dataclasses
import hashlib

import pytest
from PIL import Image, ImageCms

from media.decoding import Damaged
from media.metadata import Credits
from media.renditions import (
    CROPS,
    FORMATS,
    RECIPE,
    WIDTHS,
    Box,
    Original,
    read_name,
    renditions_of,
    state_of,
)
from tests import drawing
from tests.drawing import (
    BLUE,
    GREEN,
    RED,
    YELLOW,
    corners,
    decoded,
    encoded,
    files_of,
    looks_like,
    quarters,
    swapped_profile,
)

DIGEST = hashlib.sha256(b"a picture").hexdigest()
BIG = Original(DIGEST, 6000, 4000)


def wholes(content: bytes) -> dict[tuple[str, int], Image.Image]:
    """The files that show all of the picture."""
    return {(it.format, it.width): decoded(made) for it, made in files_of(content).items() if not it.ratio}


def test_every_width_comes_as_avif_webp_and_jpeg_in_the_shape_of_the_source() -> None:
    made = wholes(encoded(quarters((2000, 1000))))
    formats = ("avif", "webp", "jpeg")
    assert set(made) == {(format_, width) for format_ in formats for width in (320, 640, 960, 1280, 1920)}
    for (format_, width), picture in made.items():
        assert (picture.format, picture.size) == (FORMATS[format_].name, (width, width // 2))


def test_every_crop_comes_in_its_widths_and_in_its_shape() -> None:
    made = files_of(encoded(quarters((2000, 2000))))
    crops = {(it.ratio, it.width, it.format) for it in made if it.ratio}
    widths = {"16:9": (640, 1280, 1920), "4:3": (640, 1280), "1:1": (320, 640), "4:5": (640, 1280)}
    assert crops == {
        (ratio, it, f) for ratio, those in widths.items() for it in those for f in ("avif", "webp", "jpeg")
    }
    for rendition, content in made.items():
        picture = decoded(content)
        assert picture.size == (rendition.width, rendition.height)
        if rendition.ratio:
            across, down = map(int, rendition.ratio.split(":"))
            assert abs(picture.width * down / across - picture.height) <= 1


@pytest.mark.parametrize(("source", "widths"), [(100, [100]), (320, [320]), (700, [320, 640]), (1919, [*WIDTHS[:-1]])])
def test_nothing_is_ever_made_larger_than_its_source(source: int, widths: list[int]) -> None:
    made = files_of(encoded(quarters((source, source))))
    assert sorted({it.width for it in made if not it.ratio}) == widths
    for rendition, content in made.items():
        assert max(decoded(content).size) <= source
        assert rendition.width <= rendition.box.width <= source
        assert rendition.height <= rendition.box.height <= source


@pytest.mark.parametrize("size", [(1, 1), (2, 900), (900, 2), (319, 5000), (6000, 4000), (1921, 1081), (333, 777)])
@pytest.mark.parametrize("focal_point", [(0.0, 0.0), (0.5, 0.5), (1.0, 1.0), (0.31, 0.77)])
def test_every_crop_lies_in_the_picture_and_holds_the_focal_point(
    size: tuple[int, int], focal_point: tuple[float, float]
) -> None:
    across, down = focal_point[0] * size[0], focal_point[1] * size[1]
    for rendition in renditions_of(Original(DIGEST, *size, focal_point=focal_point)):
        box = rendition.box
        assert box.left >= 0
        assert box.top >= 0
        assert box.left + box.width <= size[0]
        assert box.top + box.height <= size[1]
        # Half a pixel is lost where a crop's edge is rounded.
        assert box.left - 0.5 <= across <= box.left + box.width + 0.5
        assert box.top - 0.5 <= down <= box.top + box.height + 0.5


def test_a_crop_is_centred_on_the_focal_point_where_there_is_room() -> None:
    square = {it.box for it in renditions_of(dataclasses.replace(BIG, focal_point=(0.5, 0.1))) if it.ratio == "1:1"}
    assert square == {Box(1000, 0, 4000, 4000)}
    wide = {it.box for it in renditions_of(dataclasses.replace(BIG, focal_point=(0.2, 0.55))) if it.ratio == "16:9"}
    assert wide == {Box(0, 512, 6000, 3375)}


@pytest.mark.parametrize(
    ("focal_point", "colour"), [((0.1, 0.1), RED), ((0.9, 0.1), GREEN), ((0.1, 0.9), BLUE), ((0.9, 0.9), YELLOW)]
)
def test_crops_show_what_the_focal_point_asks_for(focal_point: tuple[float, float], colour: tuple[int, ...]) -> None:
    wide, tall = (encoded(quarters(size)) for size in ((2400, 600), (600, 2400)))
    made = {it: content for source in (wide, tall) for it, content in files_of(source, focal_point=focal_point).items()}
    squares = [decoded(content) for it, content in made.items() if it.ratio == "1:1"]
    assert len(squares) == 2 * 3
    for square in squares:
        place = tuple(min(int(share * square.width), square.width - 1) for share in focal_point)
        assert looks_like(square.convert("RGB").getpixel(place), colour, tolerance=24)


def test_a_crop_by_hand_is_cut_as_the_desk_drew_it() -> None:
    green = ("1:1", (0.5, 0.0, 0.5, 0.5))
    made = files_of(encoded(quarters((2000, 2000))), cuts=(green,), focal_point=(0.0, 1.0))
    for rendition, content in made.items():
        if rendition.ratio == "1:1":
            assert rendition.box == (1000, 0, 1000, 1000)
            assert all(looks_like(it, GREEN) for it in corners(decoded(content)))
        if rendition.ratio == "4:5":
            assert looks_like(corners(decoded(content))[2], BLUE)


@pytest.mark.parametrize("cut", [(0.0, 0.0, 1.0, 1.0), (0.999, 0.999, 0.001, 0.001), (0.5, 0.5, 0.501, 0.501)])
def test_a_crop_by_hand_never_leaves_the_picture(cut: tuple[float, float, float, float]) -> None:
    [box] = {it.box for it in renditions_of(dataclasses.replace(BIG, cuts=(("4:3", cut),))) if it.ratio == "4:3"}
    assert box.width >= 1
    assert box.height >= 1
    assert box.left + box.width <= 6000
    assert box.top + box.height <= 4000


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "AVIF", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_taken_with_a_turned_camera_stands_upright(format_: str, orientation: int) -> None:
    stored, exif = drawing.turned(orientation, (360, 270))
    for picture in wholes(encoded(stored, format_, exif=exif)).values():
        assert picture.width * 3 == picture.height * 4
        assert all(map(looks_like, corners(picture), (RED, GREEN, BLUE, YELLOW), [24] * 4)), corners(picture)
        assert not dict(picture.getexif())


@pytest.mark.parametrize("orientation", range(1, 9))
def test_crops_of_a_turned_picture_are_cut_from_the_upright_one(orientation: int) -> None:
    stored, exif = drawing.turned(orientation, (2000, 1000))
    made = files_of(encoded(stored, exif=exif), focal_point=(0.9, 0.5))
    for rendition, content in made.items():
        if rendition.ratio == "1:1":
            assert all(map(looks_like, corners(decoded(content)), (GREEN, GREEN, YELLOW, YELLOW), [24] * 4))


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_colours_are_converted_by_the_profile_that_the_file_carries(format_: str) -> None:
    made = wholes(encoded(Image.new("RGB", (400, 400), (255, 0, 0)), format_, icc_profile=swapped_profile()))
    for picture in made.values():
        assert looks_like(picture.convert("RGB").getpixel((9, 9)), (0, 0, 255), tolerance=20)
        assert "icc_profile" not in picture.info


def test_a_transparent_picture_keeps_its_profile_in_mind() -> None:
    source = Image.new("RGBA", (400, 400), (255, 0, 0, 128))
    made = wholes(encoded(source, "PNG", icc_profile=swapped_profile()))
    for picture in made.values():
        assert looks_like(picture.convert("RGBA").getpixel((9, 9)), (0, 0, 255, 128), tolerance=20)


@pytest.mark.parametrize("profile", [b"no profile at all", swapped_profile()[:200]])
def test_a_broken_profile_is_left_aside(profile: bytes) -> None:
    made = wholes(encoded(Image.new("RGB", (400, 400), (255, 0, 0)), icc_profile=profile))
    assert looks_like(made["jpeg", 320].getpixel((9, 9)), (255, 0, 0))


@pytest.mark.parametrize("format_", ["JPEG", "TIFF"])
def test_a_picture_for_the_press_becomes_one_for_screens(format_: str) -> None:
    for picture in wholes(encoded(quarters().convert("CMYK"), format_)).values():
        assert picture.mode == "RGB"
        assert looks_like(corners(picture)[0], RED, tolerance=40)


def test_grey_pictures_with_a_profile_for_colours_stay_grey() -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    made = wholes(encoded(Image.new("L", (400, 400), 120), "PNG", icc_profile=srgb))
    assert looks_like(made["jpeg", 320].convert("RGB").getpixel((9, 9)), (120, 120, 120))


def test_a_picture_in_lab_is_converted() -> None:
    srgb, lab = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
    source = ImageCms.profileToProfile(quarters(), srgb, lab, outputMode="LAB")
    assert source is not None
    assert looks_like(corners(wholes(encoded(source, "TIFF"))["jpeg", 640])[2], BLUE, tolerance=24)


def test_sixteen_bits_a_sample_are_scaled_and_not_cut_off() -> None:
    source = Image.new("I;16", (400, 300), 32768)
    for format_ in ("PNG", "TIFF"):
        assert looks_like(wholes(encoded(source, format_))["jpeg", 320].convert("RGB").getpixel((9, 9)), (128,) * 3)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_is_transparent_stays_so_in_every_format(mode: str) -> None:
    source = quarters().convert("RGBA")
    source.paste((0, 0, 0, 0), (0, 0, 400, 300))
    made = wholes(encoded(source.convert(mode), "PNG"))
    assert {format_ for format_, _ in made} == {"avif", "webp", "png"}
    for (_, width), picture in made.items():
        alpha = picture.convert("RGBA").getchannel("A")
        assert alpha.getpixel((20, 20)) <= 2
        assert alpha.getpixel((width - 20, 200)) >= 253


def test_an_opaque_picture_with_a_channel_for_transparency_is_a_jpeg() -> None:
    made = wholes(encoded(quarters().convert("RGBA"), "PNG"))
    assert {format_ for format_, _ in made} == {"avif", "webp", "jpeg"}
    assert all(looks_like(corners(it)[0], RED, tolerance=24) for it in made.values())


def test_renditions_carry_the_four_credits_and_nothing_of_what_the_file_told() -> None:
    source = drawing.told_everything()
    secrets = (b"Secretcamera", b"Secretplace", b"Secretxmp", b"Secretcomment", b"Secretserial")
    assert all(word in source for word in secrets)
    said = Credits(credit="Agency/Cal", creator="Cal Lens", copyright_notice="(c) Cal", digital_source_type="print")
    for rendition, content in files_of(source, credits=said).items():
        picture = decoded(content)
        assert b"Secret" not in content
        assert not {"exif", "comment", "icc_profile"} & set(picture.info)
        assert not dict(picture.getexif())
        for text in (b"Agency/Cal", b"Cal Lens", b"(c) Cal", b"digitalsourcetype/print"):
            assert text in content, (rendition.name, text)


def test_renditions_of_a_picture_without_credits_carry_nothing() -> None:
    for content in files_of(drawing.told_everything()).values():
        assert not {"exif", "xmp", "comment", "icc_profile"} & set(decoded(content).info)


def test_the_same_bytes_make_the_same_renditions() -> None:
    content = encoded(quarters())
    assert files_of(content) == files_of(content)


@pytest.mark.parametrize("format_", drawing.FORMATS)
@pytest.mark.parametrize("part", [0.5, 0.95])
def test_a_file_that_ends_too_early_makes_no_picture(format_: str, part: float) -> None:
    content = encoded(Image.effect_noise((400, 300), 90).convert("RGB"), format_)
    wanted = renditions_of(Original(DIGEST, 400, 300))
    with pytest.raises(Damaged):
        list(drawing.render(content[: int(len(content) * part)], wanted, Credits()))


@pytest.mark.parametrize("size", [(300, 19_000), (20_000, 3)])
def test_very_long_pictures_come_in_the_formats_that_can_hold_them(size: tuple[int, int]) -> None:
    made = files_of(encoded(Image.new("L", size), "PNG"))
    assert set(made) == set(renditions_of(drawing.original_of(encoded(Image.new("L", size), "PNG"))))
    assert "jpeg" in {it.format for it in made if not it.ratio}


def test_a_name_is_computed_from_content_and_specification_alone() -> None:
    [whole] = [it for it in renditions_of(BIG) if (it.ratio, it.width, it.format) == ("", 640, "webp")]
    [wide] = [it for it in renditions_of(BIG) if (it.ratio, it.width, it.format) == ("16:9", 640, "jpeg")]
    assert whole.name == f"{DIGEST[:2]}/{DIGEST[:32]}-{whole.stamp}-640.webp"
    assert wide.name == f"{DIGEST[:2]}/{DIGEST[:32]}-{wide.stamp}-16x9-640.jpg"
    assert len({it.name for it in renditions_of(BIG)}) == 3 * (len(WIDTHS) + sum(map(len, CROPS.values())))


def test_names_change_with_what_the_bytes_depend_on_and_with_nothing_else() -> None:
    def names(**changed: object) -> dict[tuple[str, int, str], str]:
        files = renditions_of(dataclasses.replace(BIG, **changed))
        return {(it.ratio, it.width, it.format): it.name for it in files}

    before, moved = names(), names(focal_point=(0.5, 0.2))
    assert {key[0] for key in before if before[key] != moved[key]} == {"16:9"}
    cut = names(cuts=(("1:1", (0.0, 0.0, 0.2, 0.3)),))
    assert {key[0] for key in before if before[key] != cut[key]} == {"1:1"}
    credited = names(credits=Credits(credit="Cal Lens"))
    assert all(before[key] != credited[key] for key in before)
    assert len({state_of(dataclasses.replace(BIG, **it)) for it in ({}, {"focal_point": (0.5, 0.2)})}) == 2


def test_a_name_that_readers_have_kept_goes_on_meaning_the_same_bytes() -> None:
    """Whoever changes how files are made counts RECIPE up, and writes the new stamp here."""
    assert (RECIPE, renditions_of(BIG)[0].stamp) == (2, "a55fad623f")


@pytest.mark.parametrize(
    "original",
    [
        BIG,
        Original(DIGEST, 70, 50),
        Original(DIGEST, 3000, 2000, transparent=True),
        Original(DIGEST, 900, 9, moving=True),
    ],
)
def test_a_name_leads_back_to_the_picture_and_its_kind(original: Original) -> None:
    for rendition in renditions_of(original):
        found = read_name(rendition.name)
        assert found is not None
        assert found == (DIGEST[:32], rendition.media_type)


STEM = f"{DIGEST[:2]}/{DIGEST[:32]}"


@pytest.mark.parametrize(
    "name",
    [
        "",
        f"{DIGEST[:32]}-0123456789-640.jpg",
        f"00/{DIGEST[:32]}-0123456789-640.jpg",
        f"{DIGEST[:2]}/{DIGEST[:31]}-0123456789-640.jpg",
        f"{DIGEST[:2]}/{DIGEST[:32].upper()}-0123456789-640.jpg",
        f"{STEM}-640.jpg",
        f"{STEM}-r1-640.jpg",
        f"{STEM}-012345678-640.jpg",
        f"{STEM}-01234567890-640.jpg",
        f"{STEM}-012345678G-640.jpg",
        f"{STEM}-0123456789-0640.jpg",
        f"{STEM}-0123456789-641.jpg",
        f"{STEM}-0123456789-99999.jpg",
        f"{STEM}-0123456789-640.jpeg",
        f"{STEM}-0123456789-640.bmp",
        f"{STEM}-0123456789-640.jpg\n",
        f"{STEM}-0123456789-3x2-640.jpg",
        f"{STEM}-0123456789-16:9-640.jpg",
        f"{STEM}-0123456789-16x9-960.jpg",
        f"{STEM}-0123456789-1x1-1280.jpg",
        f"../{STEM}-0123456789-640.jpg",
        f"{DIGEST[:2]}/{DIGEST}.jpeg",
    ],
)
def test_no_other_name_leads_to_one(name: str) -> None:
    assert read_name(name) is None
