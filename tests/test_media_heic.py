"""Photographs as phones take them, where what reads them is installed, and where it is not."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image as Pillow

from media.decoding import HAS_HEIF
from media.intake import add_image
from media.making import make_all
from media.models import Image
from tests.drawing import files_in
from tests.heic import HEIC

ROOT = Path(__file__).resolve().parents[1]
# A process in which the package is not installed.
WITHOUT = """
import sys
sys.modules["pi_heif"] = None
from media.inspection import ACCEPTED, Refused, inspect
try:
    inspect(sys.stdin.buffer.read(), "phone.heic")
except Refused as error:
    print(error.code, ACCEPTED, error.message)
"""

installed = pytest.mark.skipif(not HAS_HEIF, reason="needs pi-heif: requirements/heif.txt")


def phone(content: bytes = HEIC, name: str = "phone.HEIC") -> ContentFile[bytes]:
    return ContentFile(content, name)


@installed
@pytest.mark.django_db
def test_a_photograph_of_a_phone_comes_in_upright_with_what_it_says() -> None:
    image = add_image(phone(), by=None)
    assert (image.format, image.width, image.height) == ("HEIF", 48, 64)
    assert image.creator == "Cal Lens"
    with image.file.open() as original:
        assert original.read() == HEIC


@installed
@pytest.mark.django_db
def test_readers_get_it_in_formats_that_their_browsers_know(tmp_path: Path) -> None:
    image = add_image(phone(), by=None, credit="Cal Lens")
    make_all(image)
    made = files_in(tmp_path / "renditions")
    assert {name.rpartition(".")[2] for name in made} == {"avif", "webp", "jpg"}
    whole = next(name for name in made if name.endswith("-48.jpg") and "x" not in name)
    picture = Pillow.open(tmp_path / "renditions" / whole).convert("RGB")
    colours = [picture.getpixel(at) for at in ((6, 6), (42, 6), (6, 58), (42, 58))]
    # What was at the left bottom is at the left top now: blue, red; yellow, green.
    strongest = ["".join("rgb"[at] for at, value in enumerate(it) if value > 150) for it in colours]
    assert strongest == ["b", "r", "rg", "g"]


@installed
@pytest.mark.django_db
@pytest.mark.parametrize("content", [HEIC[:500], HEIC.replace(b"mdat", b"free"), HEIC[:-70] + bytes(70)])
def test_a_broken_one_is_refused_or_shown_and_never_a_fault(content: bytes, tmp_path: Path) -> None:
    with suppress(ValidationError):
        make_all(add_image(phone(content), by=None))
    assert set(files_in(tmp_path / "default")) == {it.file.name for it in Image.objects.all()}


def test_without_the_package_it_says_what_to_do() -> None:
    command = [sys.executable, "-c", WITHOUT]
    said = subprocess.run(command, cwd=ROOT, input=HEIC, stdout=subprocess.PIPE, check=True).stdout.decode()
    assert said.startswith("not_a_picture JPEG, PNG, WebP, GIF, AVIF or TIFF This is a HEIC photograph.")
    assert "Export it as JPEG" in said
    assert "requirements/heif.txt" in said
