"""Pure picture work: an original's bytes in, a rendition's bytes out. No storage, no database, no Django.

To add a size or a format, change `WIDTHS` or `FORMATS`. To change how existing ones are made, count `RECIPE` up: a
rendition's name says all that its bytes depend on, which is why readers may keep the file for ever.
"""

from __future__ import annotations

import io
import re
import struct
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Self

from PIL import ExifTags, Image, ImageCms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.ImageFile import ImageFile

RECIPE = 1
WIDTHS = (320, 640, 960, 1280, 1920)
# How much of the original's digest stands in names: enough that two pictures never share one.
PREFIX_LENGTH = 32


# What originals may be. Pillow reads many more, each with its own faults.
SOURCES = ("JPEG", "PNG", "WEBP", "GIF", "AVIF", "TIFF")


@dataclass(frozen=True, kw_only=True)
class Format:
    name: str
    extension: str
    media_type: str
    options: tuple[tuple[str, Any], ...]
    keeps_transparency: bool
    max_side: int


# In the order in which a browser should consider them; the last is the one that everything can show.
FORMATS = {
    "webp": Format(
        name="WEBP",
        extension="webp",
        media_type="image/webp",
        options=(("quality", 80), ("method", 4)),
        keeps_transparency=True,
        max_side=16_383,
    ),
    "jpeg": Format(
        name="JPEG",
        extension="jpg",
        media_type="image/jpeg",
        options=(("quality", 82), ("progressive", True)),
        keeps_transparency=False,
        max_side=65_500,
    ),
}
FALLBACK = "jpeg"

# What Pillow's decoders raise on bytes that are not what they should be.
DAMAGE = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    EOFError,
    RuntimeError,
    MemoryError,
    struct.error,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)

TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
SIDEWAYS = {5, 6, 7, 8}
# Sample values beyond 8 bits, which Pillow would clip to white; its other modes convert as they are.
DEEP_MODES = {"I;16", "I;16B", "I;16L", "I;16N", "I", "F"}

EXTENSIONS = {it.extension: key for key, it in FORMATS.items()}
NAME = re.compile(
    rf"(?P<folder>[0-9a-f]{{2}})/(?P<digest>(?P=folder)[0-9a-f]{{{PREFIX_LENGTH - 2}}})"
    rf"-r(?P<recipe>[1-9][0-9]{{0,3}})-(?P<width>[1-9][0-9]{{0,4}})\.(?P<extension>{'|'.join(EXTENSIONS)})"
)


class DamagedPicture(Exception):
    """The bytes end too early or make no picture."""


@dataclass(frozen=True)
class Rendition:
    """One size and format of a picture; `digest` is its original's, of which the name holds the beginning."""

    digest: str
    width: int
    format: str
    recipe: int = RECIPE

    @property
    def name(self) -> str:
        prefix = self.digest[:PREFIX_LENGTH]
        return f"{prefix[:2]}/{prefix}-r{self.recipe}-{self.width}.{FORMATS[self.format].extension}"

    @property
    def media_type(self) -> str:
        return FORMATS[self.format].media_type

    @classmethod
    def from_name(cls, name: str) -> Self | None:
        """The rendition of this name, or None where no recipe up to now has ever made such a one."""
        match = NAME.fullmatch(name)
        if not match or int(match["recipe"]) > RECIPE:
            return None
        width = int(match["width"])
        if width not in WIDTHS and width >= WIDTHS[0]:
            return None
        return cls(match["digest"], width, EXTENSIONS[match["extension"]], int(match["recipe"]))


def widths_for(source_width: int) -> list[int]:
    """Never larger than the source; a source below the smallest width keeps its own."""
    return [width for width in WIDTHS if width <= source_width] or [source_width]


def height_at(width: int, source: tuple[int, int]) -> int:
    return max(1, round(source[1] * width / source[0]))


@lru_cache(maxsize=1024)
def renditions_of(digest: str, source: tuple[int, int]) -> tuple[Rendition, ...]:
    """All that there are of a picture of this upright size: best format first, widths rising."""
    return tuple(
        Rendition(digest, width, key)
        for key, format_ in FORMATS.items()
        for width in widths_for(source[0])
        if height_at(width, source) <= format_.max_side
    )


def render(content: bytes, digest: str) -> Iterator[tuple[Rendition, bytes]]:
    """Decodes the original once, no larger than needed, and makes each size from the next larger one."""
    try:
        picture, source = decoded(content)
        for width in sorted(widths_for(source[0]), reverse=True):
            picture = picture.resize((width, height_at(width, source)), Image.Resampling.LANCZOS, reducing_gap=2.0)
            for rendition in renditions_of(digest, source):
                if rendition.width == width:
                    yield rendition, encoded(picture, FORMATS[rendition.format])
    except DAMAGE as error:
        raise DamagedPicture(str(error)) from error


def upright_size(image: ImageFile) -> tuple[int, int]:
    width, height = image.size
    return (height, width) if orientation(image) in SIDEWAYS else (width, height)


def orientation(image: ImageFile) -> int:
    # Pillow turns a TIFF by itself when it loads it, and says its size upright from the start.
    if image.format == "TIFF":
        return 1
    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except DAMAGE:
        # Camera data is often broken; the picture beside it need not be.
        return 1


def decoded(content: bytes) -> tuple[Image.Image, tuple[int, int]]:
    """The first frame, upright, in sRGB, as large as the largest rendition; and the size of the source, upright."""
    with Image.open(io.BytesIO(content), formats=SOURCES) as image:
        source, turn = upright_size(image), orientation(image)
        width = widths_for(source[0])[-1]
        size = (width, height_at(width, source))
        stored = size[::-1] if turn in SIDEWAYS else size
        image.draft(None, stored)
        image.load()
        picture = plain(image).resize(stored, Image.Resampling.LANCZOS, reducing_gap=2.0)
        picture = in_srgb(picture, image.info.get("icc_profile"))
    return (picture.transpose(TURNS[turn]) if turn in TURNS else picture), source


def plain(image: Image.Image) -> Image.Image:
    """Eight bits a sample and no palette: what can be scaled and has a colour space."""
    if image.mode in DEEP_MODES:
        return eight_bits(image)
    if image.mode in {"L", "RGB", "CMYK", "LAB"} and "transparency" not in image.info:
        return image
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def eight_bits(image: Image.Image) -> Image.Image:
    deep = image.convert("F")
    brightest = max(value for value in deep.getextrema() if isinstance(value, float))
    # Sixteen bits, unless a floating-point file counts to one or to 255.
    white = next((it for it in (1.0, 255.0) if image.mode == "F" and brightest <= it), max(65535.0, brightest))
    return deep.point(lambda value: value * (255.0 / white)).convert("L")


def in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Colours as every screen takes them. A profile that is broken, or is for other colours, is left aside."""
    target = "RGBA" if picture.mode == "RGBA" else "RGB"
    try:
        source = profile_of(picture, profile)
        if source is None:
            return picture.convert(target)
        suited = picture.convert(target) if source.profile.xcolor_space == "RGB " else picture
        converted = ImageCms.profileToProfile(suited, source, ImageCms.createProfile("sRGB"), outputMode=target)
    except ImageCms.PyCMSError:
        return picture.convert(target)
    return converted or picture.convert(target)


def profile_of(picture: Image.Image, profile: bytes | None) -> ImageCms.ImageCmsProfile | None:
    if picture.mode == "LAB":
        return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    return ImageCms.getOpenProfile(io.BytesIO(profile)) if profile else None


def encoded(picture: Image.Image, format_: Format) -> bytes:
    if picture.mode == "RGBA" and not format_.keeps_transparency:
        flat = Image.new("RGB", picture.size, "white")
        flat.paste(picture, mask=picture.getchannel("A"))
        picture = flat
    # Pillow would copy comments and profiles from here into the file.
    picture.info = {}
    buffer = io.BytesIO()
    picture.save(buffer, format_.name, **dict(format_.options))
    return buffer.getvalue()
