"""What an upload must be, checked from its first bytes and its header, before anything is decoded."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import PurePath

from django.core.exceptions import ValidationError
from PIL import Image, UnidentifiedImageError

from media.renditions import DAMAGE, SOURCES, upright_size

MAX_BYTES = 50 * 1024 * 1024
MAX_PIXELS = 100_000_000
MAX_SIDE = 20_000
# Pillow's own bound, which it also applies to frames and tiles that a header does not tell of.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS

ACCEPTED = "JPEG, PNG, WebP, GIF, AVIF or TIFF"
EXTENSIONS = {
    "JPEG": ("jpg", "jpeg", "jpe", "jfif", "mpo"),
    "PNG": ("png", "apng"),
    "WEBP": ("webp",),
    "GIF": ("gif",),
    "AVIF": ("avif", "avifs"),
    "TIFF": ("tif", "tiff"),
}
DAMAGED = "The file is damaged or incomplete, so it cannot be read to its end. Get it once more from where it came."
SIGNATURES = {
    **dict.fromkeys((b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF", b"II*\x00", b"MM\x00*"), DAMAGED),
    b"%PDF": "This is a PDF document. Export the page or the picture in it as PNG or JPEG, and upload that.",
    b"8BPS": "This is a Photoshop document. Export it as JPEG, PNG or TIFF, and upload that.",
    b"PK\x03\x04": "This is a ZIP archive or an office document. Take the pictures out and upload them one by one.",
    b"BM": f"This is a BMP file. Save it as {ACCEPTED}, and upload that.",
}
MARKUP = (
    (b"<svg", "This is an SVG drawing, which can carry scripts. Export it as PNG, at least 1920 pixels wide."),
    (b"<html", "This is a web page, not a picture. Save the picture itself from that page, and upload it."),
    (b"<!doctype html", "This is a web page, not a picture. Save the picture itself from that page, and upload it."),
)
HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1")


@dataclass(frozen=True)
class Header:
    """What a file says of itself, once that is known to be true; the size is upright."""

    format: str
    width: int
    height: int


def check_size(size: int) -> None:
    if size == 0:
        raise ValidationError("The file is empty. Choose another one.", code="empty")
    if size > MAX_BYTES:
        raise ValidationError(
            f"The file has {size / 1024**2:.1f} MB; at most {MAX_BYTES // 1024**2} MB can be uploaded. "
            "Save it with a higher compression or in a smaller size.",
            code="too_many_bytes",
        )


def check_picture(content: bytes, filename: str = "") -> Header:
    """Refuses, with a ValidationError that says why and what to do, what is no sound picture of a known kind."""
    check_size(len(content))
    header = read_header(content)
    check_extension(filename, header.format)
    check_dimensions(header.width, header.height)
    verify(content)
    return header


def read_header(content: bytes) -> Header:
    try:
        with Image.open(io.BytesIO(content), formats=SOURCES) as image:
            # A photograph with a second frame (a depth map, a stereo pair) is a JPEG of which the first one counts.
            format_ = "JPEG" if image.format == "MPO" else str(image.format)
            return Header(format_, *upright_size(image))
    except UnidentifiedImageError as error:
        raise ValidationError(what_it_is(content), code="not_a_picture") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise too_many_pixels() from error
    except DAMAGE as error:
        raise ValidationError(DAMAGED, code="damaged") from error


def what_it_is(content: bytes) -> str:
    """Why bytes that are none of the accepted kinds are refused, by what they are instead."""
    for signature, message in SIGNATURES.items():
        if content.startswith(signature):
            return message
    if content[4:8] == b"ftyp" and content[8:12] in HEIC_BRANDS:
        return "This is a HEIC photograph. Export it as JPEG (on a phone: “most compatible”), and upload that."
    text = content[:4096].lower()
    for tag, message in MARKUP:
        if tag in text:
            return message
    return f"This is not a picture that can be read. Upload {ACCEPTED}; if it is one of these, the file is damaged."


def check_extension(filename: str, format_: str) -> None:
    extension = PurePath(filename).suffix.lower().removeprefix(".")
    if extension and extension not in EXTENSIONS[format_]:
        raise ValidationError(
            f"The name ends in “.{extension[:20]}”, but the file is a {format_} picture. "
            f"Check that it is the right one, then let its name end in “.{EXTENSIONS[format_][0]}”.",
            code="mismatched_extension",
        )


def check_dimensions(width: int, height: int) -> None:
    if width < 1 or height < 1:
        raise ValidationError(DAMAGED, code="damaged")
    if max(width, height) > MAX_SIDE:
        raise ValidationError(
            f"The picture has {width} × {height} pixels; no side may be longer than {MAX_SIDE:,}. Make it smaller.",
            code="too_long",
        )
    if width * height > MAX_PIXELS:
        raise too_many_pixels(f"{width} × {height}, {width * height / 1e6:.0f} million pixels; ")


def too_many_pixels(found: str = "") -> ValidationError:
    return ValidationError(
        f"The picture is too large: {found}at most {MAX_PIXELS // 10**6} million can be handled. Make it smaller.",
        code="too_many_pixels",
    )


def verify(content: bytes) -> None:
    """Pillow's own check of the file's structure, after which the image must be opened anew."""
    try:
        with Image.open(io.BytesIO(content), formats=SOURCES) as image:
            image.verify()
    except DAMAGE as error:
        raise ValidationError(DAMAGED, code="damaged") from error
