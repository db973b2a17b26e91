"""Opens originals with Pillow. Pure, and only ever called in a process of its own (`media.decoder`)."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING

from PIL import ExifTags, Image, ImageCms

if TYPE_CHECKING:
    from PIL.ImageFile import ImageFile

try:
    from pi_heif.as_plugin import register_heif_opener
except ImportError:
    HAS_HEIF = False
else:
    register_heif_opener()
    HAS_HEIF = True

# What originals may be. Pillow reads many more, each with its own faults.
SOURCES = ("JPEG", "PNG", "WEBP", "GIF", "AVIF", "TIFF", *(["HEIF"] if HAS_HEIF else []))

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
    AssertionError,
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


class Damaged(Exception):
    """The bytes end too early or make no picture."""


def opened(content: bytes) -> ImageFile:
    """Reads no more than the header yet."""
    return Image.open(io.BytesIO(content), formats=SOURCES)


def upright_size(image: ImageFile) -> tuple[int, int]:
    width, height = image.size
    return (height, width) if orientation(image) in SIDEWAYS else (width, height)


def orientation(image: ImageFile) -> int:
    # Pillow turns a TIFF by itself when it loads it, and says its size upright from the start; so does the HEIF reader.
    if image.format in {"TIFF", "HEIF"}:
        return 1
    if image.format == "PNG":
        # Pillow does so by itself, to look for Exif behind the picture; but the picture's own damage must not pass.
        image.load()
    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except DAMAGE:
        # Camera data is often broken; the picture beside it need not be.
        return 1


def turned(picture: Image.Image, turn: int) -> Image.Image:
    return picture.transpose(TURNS[turn]) if turn in TURNS else picture


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
