"""Pictures from wide-gamut cameras and for the press, by real profiles: screens that know only sRGB show them right."""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image, ImageCms

from tests.drawing import RED, corners, decoded, encoded, files_of, looks_like, quarters

if TYPE_CHECKING:
    from collections.abc import Sequence

FOLDER = Path("/usr/share/color/icc")
PRESS = FOLDER / "ghostscript" / "default_cmyk.icc"
WIDE = {
    "Adobe RGB (1998)": FOLDER / "colord" / "AdobeRGB1998.icc",
    "ProPhoto RGB": FOLDER / "colord" / "ProPhotoRGB.icc",
    "Wide Gamut RGB": FOLDER / "colord" / "WideGamutRGB.icc",
}
# Display P3's primaries as profiles hold them: XYZ, seen by the light of D50.
DISPLAY_P3 = {
    b"rXYZ": (0.51512, 0.2412, -0.00105),
    b"gXYZ": (0.29198, 0.69225, 0.04189),
    b"bXYZ": (0.1571, 0.06657, 0.78407),
}
# What sRGB's three lights are made of in Display P3, linearly.
FROM_P3 = ((1.22494, -0.22494, 0.0), (-0.04206, 1.04206, 0.0), (-0.01964, -0.07864, 1.09827))
FORMATS = [("JPEG", {"quality": 98, "subsampling": 0}), ("PNG", {}), ("WEBP", {"quality": 98}), ("TIFF", {})]


def display_p3() -> bytes:
    """As the one that phones write: sRGB's curve, and its own primaries."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for entry in range(132, 132 + 12 * int.from_bytes(profile[128:132]), 12):
        primary = DISPLAY_P3.get(bytes(profile[entry : entry + 4]))
        if primary:
            place = int.from_bytes(profile[entry + 4 : entry + 8]) + 8
            struct.pack_into(">3i", profile, place, *(round(part * 65536) for part in primary))
    return bytes(profile)


def by_the_book(colour: Sequence[int]) -> tuple[int, ...]:
    """sRGB for a colour in Display P3, by the formulas of the standard."""
    light = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (it / 255 for it in colour)]
    mixed = [min(1, max(0, sum(a * b for a, b in zip(row, light, strict=True)))) for row in FROM_P3]
    return tuple(round(255 * (12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055)) for c in mixed)


def shown(content: bytes) -> list[tuple[int, ...]]:
    """The middle of every file that readers would get, none of which says anything of colours."""
    pictures = [decoded(it) for it in files_of(content).values()]
    assert all("icc_profile" not in it.info for it in pictures)
    assert {it.mode for it in pictures} <= {"RGB", "RGBA"}
    return [it.convert("RGB").getpixel((it.width // 2, it.height // 2)) for it in pictures]


@pytest.mark.parametrize(("format_", "options"), FORMATS)
@pytest.mark.parametrize("colour", [(200, 100, 50), (40, 180, 90), (128, 128, 128), (255, 255, 255), (255, 0, 0)])
def test_display_p3_comes_out_as_its_standard_says(
    format_: str, options: dict[str, Any], colour: tuple[int, int, int]
) -> None:
    content = encoded(Image.new("RGB", (700, 500), colour), format_, icc_profile=display_p3(), **options)
    assert all(looks_like(it, by_the_book(colour), tolerance=4) for it in shown(content)), shown(content)


def test_a_phone_photograph_in_avif_is_read_by_its_profile() -> None:
    content = encoded(Image.new("RGB", (700, 500), (200, 100, 50)), "AVIF", icc_profile=display_p3(), quality=95)
    assert all(looks_like(it, by_the_book((200, 100, 50)), tolerance=5) for it in shown(content))


@pytest.mark.parametrize("format_", ["JPEG", "TIFF"])
def test_grey_in_a_profile_for_grey_stays_as_light_as_it_was_meant(format_: str) -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    content = encoded(Image.new("L", (700, 500), 90), format_, icc_profile=srgb)
    assert all(looks_like(it, (90, 90, 90), tolerance=3) for it in shown(content))


@pytest.mark.profiles
@pytest.mark.parametrize("name", WIDE)
@pytest.mark.parametrize("format_", ["JPEG", "TIFF"])
def test_wide_gamuts_come_out_as_a_colour_manager_has_them(name: str, format_: str) -> None:
    profile = installed(WIDE[name])
    source = Image.new("RGB", (700, 500), (150, 120, 90))
    wanted = managed(source, profile)
    assert not looks_like(wanted, (150, 120, 90), tolerance=6)
    content = encoded(source, format_, icc_profile=profile, **({"quality": 98} if format_ == "JPEG" else {}))
    assert all(looks_like(it, wanted, tolerance=4) for it in shown(content)), (wanted, shown(content))


@pytest.mark.profiles
@pytest.mark.parametrize("format_", ["JPEG", "TIFF"])
@pytest.mark.parametrize(
    ("ink", "paper"),
    [((0, 0, 0, 0), (255, 255, 255)), ((255, 0, 0, 0), (0, 175, 239)), ((0, 0, 0, 255), (43, 41, 42))],
    ids=["paper", "cyan", "black"],
)
def test_inks_come_out_as_they_look_on_paper(format_: str, ink: tuple[int, ...], paper: tuple[int, ...]) -> None:
    """SWOP's cyan is no screen's cyan, and its black is not quite black."""
    source = Image.new("CMYK", (700, 500), ink)
    content = encoded(source, format_, icc_profile=installed(PRESS))
    assert all(looks_like(it, paper, tolerance=5) for it in shown(content)), shown(content)


@pytest.mark.profiles
def test_a_photograph_that_was_separated_for_the_press_comes_back() -> None:
    profile = installed(PRESS)
    there = ImageCms.profileToProfile(quarters(), ImageCms.createProfile("sRGB"), opened(profile), outputMode="CMYK")
    assert there is not None
    for content in files_of(encoded(there, "TIFF", icc_profile=profile)).values():
        picture = decoded(content)
        if picture.width * 3 == picture.height * 4:
            assert looks_like(corners(picture)[0], RED, tolerance=30)


def installed(path: Path) -> bytes:
    if not path.exists():
        pytest.skip(f"there is no {path.name} here")
    return path.read_bytes()


def opened(profile: bytes) -> ImageCms.ImageCmsProfile:
    return ImageCms.getOpenProfile(io.BytesIO(profile))


def managed(picture: Image.Image, profile: bytes) -> tuple[int, ...]:
    converted = ImageCms.profileToProfile(picture, opened(profile), ImageCms.createProfile("sRGB"), outputMode="RGB")
    assert converted is not None
    return converted.getpixel((0, 0))
