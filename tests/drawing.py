"""Real pictures to upload: drawn here, so that the tests know what must be seen on them."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from PIL import ExifTags, Image, ImageCms, ImageDraw

from media.inspection import inspect
from media.rendering import render
from media.renditions import Original, renditions_of
from media.storage import WholeFiles

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from media.renditions import Rendition

FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif", "AVIF": "avif", "TIFF": "tif"}
# What each corner of `quarters` shows.
RED, GREEN, BLUE, YELLOW = (220, 30, 30), (30, 180, 60), (30, 60, 220), (240, 210, 20)


def quarters(size: tuple[int, int] = (800, 600)) -> Image.Image:
    """Red, green, blue and yellow, in the order in which one reads: whichever way it is turned, one sees it."""
    picture = Image.new("RGB", size, RED)
    draw = ImageDraw.Draw(picture)
    across, down = size[0] // 2, size[1] // 2
    draw.rectangle((across, 0, *size), fill=GREEN)
    draw.rectangle((0, down, across, size[1]), fill=BLUE)
    draw.rectangle((across, down, *size), fill=YELLOW)
    return picture


def encoded(picture: Image.Image, format_: str = "JPEG", **options: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, format_, **options)
    return buffer.getvalue()


def decoded(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


def original_of(content: bytes, **fields: Any) -> Original:
    """What a picture of these bytes would be rendered from, had it been taken in."""
    facts = inspect(content, "")
    digest = hashlib.sha256(content).hexdigest()
    return Original(digest, facts.width, facts.height, facts.transparent, facts.moving, **fields)


def files_of(content: bytes, **fields: Any) -> dict[Rendition, bytes]:
    """All files that readers would get."""
    original = original_of(content, **fields)
    return dict(render(content, renditions_of(original), original.credits))


def corners(picture: Image.Image) -> list[tuple[int, int, int]]:
    width, height = picture.size
    rgb = picture.convert("RGB")
    places = [(x, y) for y in (height // 8, height * 7 // 8) for x in (width // 8, width * 7 // 8)]
    return [rgb.getpixel(place) for place in places]


def looks_like(color: tuple[int, ...], wanted: tuple[int, ...], tolerance: int = 16) -> bool:
    return all(abs(a - b) <= tolerance for a, b in zip(color, wanted, strict=True))


def turned(orientation: int, size: tuple[int, int] = (800, 600)) -> tuple[Image.Image, Image.Exif]:
    """`quarters` as a camera held in this way stores it, with the note that says so."""
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = quarters(size)
    if orientation in undo:
        stored = stored.transpose(undo[orientation])
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    return stored, exif


def told_everything() -> bytes:
    """A photograph whose file tells where it was taken, with which camera, and more."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Secretcamera"
    exif[ExifTags.Base.ImageDescription] = "Secretplace"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.BodySerialNumber] = "Secretserial"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(
        {ExifTags.GPS.GPSLatitudeRef: "N", ExifTags.GPS.GPSLatitude: (55.0, 58.0, 30.0)}
    )
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><secret>Secretxmp</secret></x:xmpmeta>'
    return encoded(quarters(), exif=exif, xmp=xmp, comment=b"Secretcomment", icc_profile=swapped_profile())


def swapped_profile() -> bytes:
    """A colour profile by whose account the red channel holds blue light, and the blue one red."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # The description goes too: a reader that trusts the name “sRGB” must not be fooled.
    return profile.replace(b"rXYZ", b"tmpX").replace(b"bXYZ", b"rXYZ").replace(b"tmpX", b"bXYZ")


def picture_upload(
    format_: str = "JPEG", size: tuple[int, int] = (800, 600), name: str = "", **options: Any
) -> ContentFile[bytes]:
    return upload(encoded(quarters(size), format_, **options), name or f"picture.{FORMATS[format_]}")


def upload(content: bytes, name: str = "picture.jpg") -> ContentFile[bytes]:
    return ContentFile(content, name=name)


def files_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


class BreaksOff(ContentFile):
    """Of which only the beginning can be written."""

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        yield self.read()[:100]
        raise OSError(28, "No space left on device")


class FullDisk(WholeFiles):
    """A disk on which there is room for three more files, and for half of the next."""

    room = 3

    def _save(self, name: str, content: Any) -> str:
        if self.room == 0:
            return super()._save(name, BreaksOff(content.read()))
        self.room -= 1
        return super()._save(name, content)
