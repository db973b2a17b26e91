"""What our files say: four credits, in each place where programs look for them, and nothing else."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from media.metadata import Credits, Found, read_metadata, save_options
from tests.drawing import encoded, quarters, told_everything
from tests.packets import opened

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"
CREDITS = Credits(credit="Cal Lens/Agency", creator="Cal Lens", copyright_notice="© Cal Lens", digital_source_type=TYPE)
HOLDERS = ["JPEG", "WEBP", "AVIF", "PNG"]


def written(format_: str, credits_: Credits) -> bytes:
    return encoded(quarters((40, 30)), format_, **save_options(format_, credits_))


@pytest.mark.parametrize("format_", HOLDERS)
def test_the_four_credits_stand_in_the_file_and_nothing_else(format_: str) -> None:
    assert read_metadata(opened(written(format_, CREDITS))) == Found(
        credit="Cal Lens/Agency", creator="Cal Lens", copyright_notice="© Cal Lens", digital_source_type=TYPE
    )


@pytest.mark.parametrize("format_", [*HOLDERS, "GIF"])
def test_without_credits_a_file_is_as_it_would_be_anyway(format_: str) -> None:
    assert save_options(format_, Credits(credit=" ", digital_source_type="made up")) == {}
    assert written(format_, Credits()) == encoded(quarters((40, 30)), format_)


def test_a_gif_stays_without() -> None:
    assert save_options("GIF", CREDITS) == {}


@pytest.mark.parametrize("format_", HOLDERS)
def test_the_same_credits_make_the_same_bytes(format_: str) -> None:
    assert written(format_, CREDITS) == written(format_, Credits(**vars(CREDITS)))


@pytest.mark.parametrize("format_", HOLDERS)
def test_a_field_that_is_empty_is_not_mentioned(format_: str) -> None:
    content = written(format_, Credits(credit="Agency"))

    assert read_metadata(opened(content)) == Found(credit="Agency")
    assert not [word for word in (b"dc:creator", b"dc:rights", b"DigitalSourceType") if word in content]


def test_a_source_type_alone_needs_no_iim() -> None:
    assert b"Photoshop" not in written("JPEG", Credits(digital_source_type="print"))


NAUGHTY = "</rdf:li>&amp; ]]> <!-- \"'<?xpacket {0} {} %s 👩‍🚒"


@pytest.mark.parametrize("format_", HOLDERS)
def test_whatever_the_desk_writes_is_text_in_the_file(format_: str) -> None:
    hostile = Credits(credit=NAUGHTY, creator=f"\0\u202e{NAUGHTY}\ud800", copyright_notice=NAUGHTY)
    found = read_metadata(opened(written(format_, hostile)))

    assert found == Found(credit=NAUGHTY, creator=NAUGHTY, copyright_notice=NAUGHTY)


def test_texts_of_any_length_fit_into_a_jpeg() -> None:
    long = "'" * 100_000
    found = read_metadata(opened(written("JPEG", Credits(credit=long, creator=long, copyright_notice=long))))

    assert (found.credit, found.creator, found.copyright_notice) == ("'" * 200,) * 3


# A second opinion, by a program that has nothing in common with ours.


@pytest.fixture
def exiftool(tmp_path: Path) -> Callable[[bytes], dict[str, Any]]:
    path = shutil.which("exiftool")
    if path is None:
        pytest.skip("there is no ExifTool here")

    def read(content: bytes) -> dict[str, Any]:
        file = tmp_path / "picture"
        file.write_bytes(content)
        command = [path, "-json", "-G0", "-a", "-struct", "-validate", "-warning", "-all", str(file)]
        return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)[0]

    return read


XMP = {
    "XMP:Credit": "Cal Lens/Agency", "XMP:Creator": ["Cal Lens"], "XMP:Rights": "© Cal Lens",
    "XMP:DigitalSourceType": TYPE,
}  # fmt: skip
IPTC = {
    "IPTC:Credit": "Cal Lens/Agency", "IPTC:By-line": "Cal Lens", "IPTC:CopyrightNotice": "© Cal Lens",
    "IPTC:CodedCharacterSet": "UTF8", "IPTC:ApplicationRecordVersion": 4,
}  # fmt: skip


def of(groups: tuple[str, ...], said: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in said.items() if key.startswith(groups)}


@pytest.mark.exiftool
@pytest.mark.parametrize("format_", HOLDERS)
def test_exiftool_reads_the_same_credits_and_no_more(format_: str, exiftool: Any) -> None:
    said = exiftool(written(format_, CREDITS))

    assert of(("XMP:",), said) == XMP
    assert of(("IPTC:",), said) == (IPTC if format_ == "JPEG" else {})
    assert of(("EXIF:", "MakerNotes:", "Photoshop:"), said) == {}
    assert not [key for key in said if "GPS" in key or "Serial" in key]


@pytest.mark.exiftool
def test_exiftool_finds_what_must_not_be_there_where_it_is(exiftool: Any) -> None:
    """Otherwise the test above could not fail."""
    said = exiftool(told_everything())

    assert said["EXIF:Make"] == "Secretcamera"
    assert [key for key in said if "GPS" in key]


@pytest.mark.exiftool
@pytest.mark.parametrize("format_", HOLDERS)
def test_exiftool_reads_hostile_credits_as_text(format_: str, exiftool: Any) -> None:
    said = exiftool(written(format_, Credits(credit=NAUGHTY, creator=NAUGHTY, copyright_notice=NAUGHTY)))

    assert of(("XMP:",), said) == {"XMP:Credit": NAUGHTY, "XMP:Creator": [NAUGHTY], "XMP:Rights": NAUGHTY}


@pytest.mark.exiftool
@pytest.mark.parametrize("format_", [*HOLDERS, "TIFF"])
def test_what_exiftool_writes_is_read(format_: str, exiftool: Any, tmp_path: Path) -> None:
    file = tmp_path / f"picture.{format_.lower()}"
    file.write_bytes(encoded(quarters((40, 30)), format_))
    values = [
        "-charset", "iptc=utf8", "-XMP-dc:Title=Möwen", "-XMP-iptcCore:AltTextAccessibility=Three gulls",
        "-XMP-iptcExt:PersonInImage=Ada", "-XMP-iptcExt:PersonInImage=Ed", "-XMP-xmpRights:WebStatement=https://a.example/",
        "-XMP-photoshop:DateCreated=2026:11:22 08:30:00+01:00", "-XMP-iptcExt:DigitalSourceType=digsrctype:print",
        "-EXIF:Artist=Cal Lens",
    ]  # fmt: skip
    values += ["-IPTC:City=Leith", "-IPTC:Credit=Agency"] if format_ in ("JPEG", "TIFF") else []
    subprocess.run([str(shutil.which("exiftool")), "-q", "-m", *values, str(file)], check=True)

    assert read_metadata(opened(file.read_bytes())) == Found(
        title="Möwen", alt="Three gulls", people=("Ada", "Ed"), licence_url="https://a.example/", creator="Cal Lens",
        taken_at="2026-11-22T08:30:00+01:00",
        digital_source_type="http://cv.iptc.org/newscodes/digitalsourcetype/print",
        city="Leith" if format_ in ("JPEG", "TIFF") else "", credit="Agency" if format_ in ("JPEG", "TIFF") else "",
    )  # fmt: skip
