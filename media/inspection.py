"""What an upload must be, and what can be read off it. Pure; it runs in a process of its own (`media.decoder`).

Bytes, header and sizes are checked before anything is decoded.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from PIL import Image, UnidentifiedImageError

from media.decoding import DAMAGE, HAS_HEIF, in_srgb, opened, orientation, plain, turned, upright_size
from media.metadata import Found, read_metadata
from media.thumbhash import thumb_hash

if TYPE_CHECKING:
    from PIL.ImageFile import ImageFile

MAX_BYTES = 50 * 1024 * 1024
MAX_PIXELS = 100_000_000
MAX_SIDE = 20_000
# All frames of a film together: more would take longer than anybody waits, and is shown as a still.
MAX_FILM_PIXELS = 120_000_000
# Pillow's own bound, which it also applies to frames and tiles that a header does not tell of.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS

ACCEPTED = f"JPEG, PNG, WebP, GIF, AVIF{', HEIC' if HAS_HEIF else ''} or TIFF"
EXTENSIONS = {
    "JPEG": ("jpg", "jpeg", "jpe", "jfif", "mpo"),
    "PNG": ("png", "apng"),
    "WEBP": ("webp",),
    "GIF": ("gif",),
    "AVIF": ("avif", "avifs"),
    "TIFF": ("tif", "tiff"),
    "HEIF": ("heic", "heif"),
}
DAMAGED = "The file is damaged or incomplete, so it cannot be read to its end. Get it once more from where it came."
TOO_MUCH = (
    "This picture takes more time or memory to open than a picture may. Save it anew from a picture editor, "
    "as JPEG or PNG, and upload that."
)
SIGNATURES = {
    **dict.fromkeys((b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF", b"II*\x00", b"MM\x00*"), DAMAGED),
    b"%PDF": "This is a PDF document. Export the page or the picture in it as PNG or JPEG, and upload that.",
    b"8BPS": "This is a Photoshop document. Export it as JPEG, PNG or TIFF, and upload that.",
    b"PK\x03\x04": "This is a ZIP archive or an office document. Take the pictures out and upload them one by one.",
    b"BM": f"This is a BMP file. Save it as {ACCEPTED}, and upload that.",
}
HEIC = (
    "This is a HEIC photograph. Export it as JPEG (on a phone: “most compatible”), and upload that. "
    "Or have whoever runs this site install what reads HEIC: requirements/heif.txt."
)
MARKUP = (
    (b"<svg", "This is an SVG drawing, which can carry scripts. Export it as PNG, at least 1920 pixels wide."),
    (b"<html", "This is a web page, not a picture. Save the picture itself from that page, and upload it."),
    (b"<!doctype html", "This is a web page, not a picture. Save the picture itself from that page, and upload it."),
)
HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1")
SMALL = 100


class Refused(Exception):
    """Why the file cannot be taken, for whoever uploads it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a sound picture shows of itself; the size is upright."""

    format: str
    width: int
    height: int
    transparent: bool
    moving: bool
    # 64 bits of how light changes from left to right: near for pictures that look alike.
    fingerprint: int
    thumbhash: str
    colour: str
    found: Found


def check_size(size: int) -> None:
    if size == 0:
        raise Refused("empty", "The file is empty. Choose another one.")
    if size > MAX_BYTES:
        raise Refused(
            "too_many_bytes",
            f"The file has {size / 1024**2:.1f} MB; at most {MAX_BYTES // 1024**2} MB can be uploaded. "
            "Save it with a higher compression or in a smaller size.",
        )


def inspect(content: bytes, filename: str) -> Facts:
    """Raises Refused, which says why and what to do, where this is no sound picture of a known kind."""
    check_size(len(content))
    check_header(content, filename)
    verify(content)
    try:
        with opened(content) as image:
            format_, (width, height), moving = format_of(image), upright_size(image), is_film(image)
            small = decoded_small(image)
            # Afterwards: it reads a PNG to its end as well and bears with damage, of which Pillow tells only once.
            found = read_metadata(image)
    except DAMAGE as error:
        raise Refused("damaged", DAMAGED) from error
    return Facts(
        format=format_,
        width=width,
        height=height,
        transparent=is_transparent(small),
        moving=moving,
        fingerprint=fingerprint_of(small),
        thumbhash=thumbhash_of(small),
        colour=colour_of(small),
        found=found,
    )


def check_header(content: bytes, filename: str) -> None:
    try:
        with opened(content) as image:
            check_extension(filename, format_of(image))
            # As they are stored: to turn them would have a PNG decoded.
            check_dimensions(*image.size)
    except UnidentifiedImageError as error:
        raise Refused("not_a_picture", what_it_is(content)) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise too_many_pixels() from error
    except DAMAGE as error:
        raise Refused("damaged", DAMAGED) from error


def format_of(image: ImageFile) -> str:
    # A photograph with a second frame (a depth map, a stereo pair) is a JPEG of which the first one counts.
    return "JPEG" if image.format == "MPO" else str(image.format)


def what_it_is(content: bytes) -> str:
    """Why bytes that are none of the accepted kinds are refused, by what they are instead."""
    for signature, message in SIGNATURES.items():
        if content.startswith(signature):
            return message
    if not HAS_HEIF and content[4:8] == b"ftyp" and content[8:12] in HEIC_BRANDS:
        return HEIC
    text = content[:4096].lower()
    for tag, message in MARKUP:
        if tag in text:
            return message
    return f"This is not a picture that can be read. Upload {ACCEPTED}; if it is one of these, the file is damaged."


def check_extension(filename: str, format_: str) -> None:
    extension = PurePath(filename).suffix.lower().removeprefix(".")
    if extension and extension not in EXTENSIONS[format_]:
        raise Refused(
            "mismatched_extension",
            f"The name ends in “.{extension[:20]}”, but the file is a {format_} picture. "
            f"Check that it is the right one, then let its name end in “.{EXTENSIONS[format_][0]}”.",
        )


def check_dimensions(width: int, height: int) -> None:
    if width < 1 or height < 1:
        raise Refused("damaged", DAMAGED)
    if max(width, height) > MAX_SIDE:
        raise Refused(
            "too_long",
            f"The picture has {width} × {height} pixels; no side may be longer than {MAX_SIDE:,}. Make it smaller.",
        )
    if width * height > MAX_PIXELS:
        raise too_many_pixels(f"{width} × {height}, {width * height / 1e6:.0f} million pixels; ")


def too_many_pixels(found: str = "") -> Refused:
    return Refused(
        "too_many_pixels",
        f"The picture is too large: {found}at most {MAX_PIXELS // 10**6} million can be handled. Make it smaller.",
    )


def verify(content: bytes) -> None:
    """Pillow's own check of the file's structure, after which the image must be opened anew."""
    try:
        with opened(content) as image:
            image.verify()
    except DAMAGE as error:
        raise Refused("damaged", DAMAGED) from error


def decoded_small(image: ImageFile) -> Image.Image:
    """Decodes the first frame to its end: what cannot be shown must not come in. As large as its marks need it."""
    turn, profile = orientation(image), image.info.get("icc_profile")
    image.seek(0)
    # A JPEG is read to its end all the same, and takes a fraction of the memory.
    image.draft(None, (2 * SMALL, 2 * SMALL))
    image.load()
    picture = plain(image)
    if min(picture.size) >= 2 * SMALL:
        picture = picture.reduce(min(picture.size) // SMALL)
    return turned(in_srgb(picture, profile), turn)


def is_transparent(picture: Image.Image) -> bool:
    """The smallest JPEG of a picture that is transparent nowhere is better than a PNG."""
    lowest = picture.getchannel("A").getextrema()[0] if picture.mode == "RGBA" else 255
    return lowest != 255


def is_film(image: ImageFile) -> bool:
    """A GIF that moves, every frame of which can be read. A burst of photographs is shown by its first."""
    frames = int(getattr(image, "n_frames", 1)) if image.format == "GIF" else 1
    if frames < 2 or frames * image.width * image.height > MAX_FILM_PIXELS:
        return False
    for number in range(frames):
        image.seek(number)
        image.load()
    return True


def fingerprint_of(picture: Image.Image) -> int:
    """A difference hash, signed, as databases keep 64 bits."""
    tiny = on_white(picture).convert("L").resize((9, 8), Image.Resampling.BOX)
    values = tiny.tobytes()
    bits = "".join(
        "1" if values[row * 9 + column] < values[row * 9 + column + 1] else "0"
        for row in range(8)
        for column in range(8)
    )
    number = int(bits, 2)
    return number - 2**64 if number >= 2**63 else number


def thumbhash_of(picture: Image.Image) -> str:
    tiny = picture.convert("RGBA")
    tiny.thumbnail((32, 32))
    return base64.b64encode(thumb_hash(tiny)).decode()


def colour_of(picture: Image.Image) -> str:
    """The mean, for the space that a picture takes before it comes."""
    red, green, blue = on_white(picture).resize((1, 1), Image.Resampling.BOX).tobytes()[:3]
    return f"#{red:02x}{green:02x}{blue:02x}"


def on_white(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        return picture.convert("RGB")
    flat = Image.new("RGB", picture.size, "white")
    flat.paste(picture, mask=picture.getchannel("A"))
    return flat
