"""What comes in, what is refused and why, and that nothing stays behind of what is refused."""

from __future__ import annotations

import hashlib
import random
import struct
import zlib
from base64 import b64decode
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.db import transaction
from PIL import ExifTags
from PIL import Image as Picture

from media.decoding import HAS_HEIF
from media.inspection import ACCEPTED, MAX_BYTES, Refused, inspect
from media.intake import add_image, check, receive, store
from media.making import make_next
from media.models import Image
from media.renditions import renditions_of
from tests import drawing
from tests.drawing import encoded, files_in, picture_upload, quarters, upload
from tests.factories import ada, ed

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db


def problem(content: bytes, name: str = "picture.jpg") -> str:
    with pytest.raises(ValidationError) as refused:
        add_image(upload(content, name), by=ada())
    [message] = refused.value.message_dict["file"]
    return message


def nothing_was_kept(tmp_path: Path) -> bool:
    return not Image.objects.exists() and not files_in(tmp_path)


def png_header(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("format_", drawing.FORMATS)
def test_pictures_of_every_accepted_kind_come_in(format_: str, tmp_path: Path) -> None:
    image = add_image(picture_upload(format_), by=ada(), alt="Four colours.", credit="Ada")
    image.refresh_from_db()
    assert (image.format, image.width, image.height) == (format_, 800, 600)
    assert (image.alt, image.credit, image.uploaded_by) == ("Four colours.", "Ada", ada())
    assert files_in(tmp_path / "renditions") == []
    assert make_next() == 1
    assert files_in(tmp_path / "renditions") == sorted(it.name for it in renditions_of(image.original))


def test_the_original_is_kept_bit_for_bit_in_a_place_of_its_own(tmp_path: Path) -> None:
    content = drawing.told_everything()
    image = add_image(upload(content), by=ada())
    assert image.digest == hashlib.sha256(content).hexdigest()
    assert files_in(tmp_path / "default") == [f"{image.digest[:2]}/{image.digest}.jpeg"]
    with image.file.open() as file:
        assert file.read() == content


def test_the_size_of_a_turned_picture_is_its_upright_one() -> None:
    stored, exif = drawing.turned(6)
    image = add_image(upload(encoded(stored, exif=exif)), by=ada())
    assert (stored.size, image.width, image.height) == ((600, 800), 800, 600)


def test_a_photograph_with_a_second_frame_is_a_jpeg() -> None:
    stereo = encoded(quarters(), "MPO", save_all=True, append_images=[quarters()])
    assert add_image(upload(stereo), by=ada()).format == "JPEG"


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "a.svg", "SVG drawing"),
        (b'<?xml version="1.0"?><!-- x --><svg onload="alert(1)"/>', "a.jpg", "SVG drawing"),
        (b"<!DOCTYPE html><html><body>Hello", "a.jpg", "web page"),
        (b"<html><img src=x>", "a.png", "web page"),
        (b"%PDF-1.7 ...", "a.pdf", "PDF"),
        (b"8BPS\0\1" + b"\0" * 30, "a.psd", "Photoshop"),
        (b"PK\x03\x04" + b"\0" * 30, "a.docx", "ZIP"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "a.heic", "the file is damaged" if HAS_HEIF else "HEIC"),
        (encoded(quarters((40, 30)), "BMP"), "a.bmp", "BMP"),
        (b"Dear editor, here is the picture.", "a.txt", ACCEPTED),
        (encoded(quarters((40, 30)), "PPM"), "a.ppm", ACCEPTED),
        (encoded(quarters((40, 30)), "ICO"), "a.png", ACCEPTED),
        (b"\xff\xd8\xff\xe0", "a.jpg", "damaged or incomplete"),
        (b"", "a.jpg", "empty"),
    ],
)
def test_what_is_no_picture_is_refused_by_what_it_is(content: bytes, name: str, told: str, tmp_path: Path) -> None:
    assert told in problem(content, name)
    assert nothing_was_kept(tmp_path)


@pytest.mark.parametrize(
    ("format_", "name"), [("JPEG", "a.png"), ("PNG", "a.jpg"), ("GIF", "a.html"), ("WEBP", "a.svg")]
)
def test_a_name_that_claims_something_else_is_refused(format_: str, name: str, tmp_path: Path) -> None:
    told = problem(encoded(quarters(), format_), name)
    assert f"is a {format_} picture" in told
    assert f"end in “.{drawing.FORMATS[format_]}”" in told
    assert nothing_was_kept(tmp_path)


@pytest.mark.parametrize(
    "name", ["PICTURE.JPG", "picture.jpeg", "picture", "..jpg", "pic.of.boats.jpg", "картинка.jpg"]
)
def test_names_that_fit_or_claim_nothing_are_no_obstacle(name: str) -> None:
    assert add_image(picture_upload(name=name), by=ada()).file.name.endswith(".jpeg")


@pytest.mark.parametrize("format_", drawing.FORMATS)
@pytest.mark.parametrize("part", [0.02, 0.3, 0.7, 0.97])
def test_a_file_that_ends_too_early_is_refused(format_: str, part: float, tmp_path: Path) -> None:
    content = encoded(Picture.effect_noise((400, 300), 90).convert("RGB"), format_)
    told = problem(content[: int(len(content) * part)], f"a.{drawing.FORMATS[format_]}")
    assert "damaged" in told
    assert nothing_was_kept(tmp_path)


def test_a_picture_that_points_into_a_palette_it_lacks_is_damaged(tmp_path: Path) -> None:
    content = encoded(quarters().quantize(8), "PNG")
    palette = content.index(b"PLTE") - 4
    length = 12 + int.from_bytes(content[palette : palette + 4])
    assert "damaged" in problem(content[:palette] + content[palette + length :], "a.png")
    assert nothing_was_kept(tmp_path)


def test_a_picture_whose_data_do_not_fit_its_header_is_damaged(tmp_path: Path) -> None:
    """Found by `make soak`: it came in, and no file could be made of it."""
    content = bytearray(encoded(Picture.effect_noise((96, 72), 60).convert("RGB"), "PNG"))
    struct.pack_into(">I", content, 16, 72)
    struct.pack_into(">I", content, 29, zlib.crc32(content[12:29]))
    assert "damaged" in problem(bytes(content), "a.png")
    assert nothing_was_kept(tmp_path)


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "AVIF", "TIFF"])
def test_what_a_file_says_of_itself_is_read_whatever_is_done_to_its_picture(format_: str) -> None:
    stored, exif = drawing.turned(6, (900, 600))
    exif[ExifTags.Base.Artist] = "Cal Lens"
    facts = inspect(encoded(stored, format_, exif=exif), "")
    assert (facts.found.creator, facts.width, facts.height) == ("Cal Lens", 900, 600)


@pytest.mark.parametrize("size", [(50_000, 50_000), (15_000, 15_000), (10_001, 10_000)])
def test_a_small_file_that_unpacks_to_a_huge_picture_is_refused_before_it_is_unpacked(size: tuple[int, int]) -> None:
    told = problem(png_header(*size), "bomb.png")
    assert "too large" in told
    assert "100 million" in told


def test_a_picture_with_an_overlong_side_is_refused() -> None:
    assert "no side may be longer than 20,000" in problem(png_header(20_001, 2), "a.png")


def test_a_file_of_too_many_bytes_is_refused_unread() -> None:
    told = problem(encoded(quarters()) + b"\0" * MAX_BYTES)
    assert "at most 50 MB" in told


def test_the_same_file_again_gives_the_picture_that_is_there(tmp_path: Path) -> None:
    first = add_image(picture_upload(), by=ada(), alt="Four colours.")
    files = files_in(tmp_path)
    again = add_image(picture_upload(name="copy.jpg"), by=ed(), alt="Something else.")
    assert again == first
    assert Image.objects.get().alt == "Four colours."
    assert files_in(tmp_path) == files


def test_of_two_uploads_of_one_file_at_once_the_first_to_be_stored_wins(tmp_path: Path) -> None:
    mine, yours = (check(receive(picture_upload())) for _ in range(2))
    first = store(mine, by=ada(), alt="Mine.")
    files = files_in(tmp_path)
    assert store(yours, by=ed(), alt="Yours.") == first
    assert Image.objects.get().alt == "Mine."
    assert files_in(tmp_path) == files


def test_a_text_that_does_not_fit_is_refused_by_its_field(tmp_path: Path) -> None:
    with pytest.raises(ValidationError) as refused:
        add_image(picture_upload(), by=ada(), credit="x" * 201, focal_x=1.5)
    assert set(refused.value.message_dict) == {"credit", "focal_x"}
    assert nothing_was_kept(tmp_path)


def full_disk(alias: str, settings: Any, tmp_path: Path, *, room: int) -> None:
    disk = {"BACKEND": "tests.drawing.FullDisk", "OPTIONS": {"location": str(tmp_path / alias), "base_url": None}}
    settings.STORAGES = {**settings.STORAGES, alias: disk}
    storages[alias].room = room


def test_nothing_is_left_when_the_disk_is_too_full_for_an_original(settings: Any, tmp_path: Path) -> None:
    full_disk("default", settings, tmp_path, room=0)
    with pytest.raises(OSError, match="No space"):
        add_image(picture_upload(), by=ada())
    assert nothing_was_kept(tmp_path)


def test_files_for_which_the_disk_had_no_room_are_made_when_it_has(settings: Any, tmp_path: Path) -> None:
    image = add_image(picture_upload(), by=ada())
    full_disk("renditions", settings, tmp_path, room=3)
    with pytest.raises(OSError, match="No space"):
        make_next()
    assert len(files_in(tmp_path / "renditions")) == 3
    storages["renditions"].room = 1000
    assert make_next() == 1
    assert files_in(tmp_path / "renditions") == sorted(it.name for it in renditions_of(image.original))


def test_what_a_crash_left_half_written_does_not_stay(tmp_path: Path) -> None:
    content = encoded(quarters())
    digest = hashlib.sha256(content).hexdigest()
    storages["default"].save(f"{digest[:2]}/{digest}.jpeg", upload(b"half a"))
    image = add_image(upload(content), by=ada())
    assert len(files_in(tmp_path / "default")) == 1
    with image.file.open() as file:
        assert file.read() == content


def test_a_refusal_leaves_the_transaction_around_it_usable() -> None:
    with transaction.atomic():
        first = add_image(picture_upload(), by=ada())
        with pytest.raises(ValidationError):
            add_image(upload(b"no picture"), by=ada())
        assert store(check(receive(picture_upload())), by=ada()) == first
    assert Image.objects.count() == 1


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("format_", drawing.FORMATS)
def test_broken_files_are_refused_and_never_end_in_another_error(format_: str) -> None:
    """In this process, to try many; `make soak` tries thousands in theirs."""
    lots = random.Random(format_)  # noqa: S311 (the same lots every time)
    noisy = Picture.effect_noise((64, 48), 60).convert("RGB")
    sound = encoded(noisy, format_, **({"exif": drawing.turned(6)[1]} if format_ != "GIF" else {}))
    refused = 0
    for _ in range(150):
        content = bytearray(sound)
        for _ in range(lots.randint(1, 12)):
            content[lots.randrange(min(len(content), lots.choice([64, 400, len(content)])))] = lots.randrange(256)
        if lots.random() < 0.3:
            del content[lots.randrange(len(content)) :]
        try:
            inspect(bytes(content), "")
        except (Refused, MemoryError):
            refused += 1
    assert refused > 15


def test_what_is_seen_on_a_picture_is_kept_with_it() -> None:
    image = add_image(upload(encoded(Picture.new("RGB", (320, 200), (10, 200, 30)), "PNG"), "a.png"), by=ada())
    image.refresh_from_db()
    assert (image.format, image.width, image.height) == ("PNG", 320, 200)
    assert (image.transparent, image.moving) == (False, False)
    assert image.colour == "#0ac81e"
    assert len(b64decode(image.thumbhash)) >= 5


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_transparent_pictures_come_in_as_such(mode: str) -> None:
    source = quarters((300, 200)).convert("RGBA")
    source.paste((0, 0, 0, 0), (0, 0, 100, 100))
    image = add_image(upload(encoded(source.convert(mode), "PNG"), "a.png"), by=ada())
    assert image.transparent
    # The bit by which ThumbHash says that there is transparency to come.
    assert b64decode(image.thumbhash)[2] & 0x80
