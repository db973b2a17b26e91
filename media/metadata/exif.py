from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from PIL import ExifTags

from media.metadata.cleaning import guessed

if TYPE_CHECKING:
    from PIL.Image import Image

# What Pillow raises on Exif, and on the end of a PNG, that is not what it should be.
BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    EOFError,
    MemoryError,
    struct.error,
)

TAGS = {
    ExifTags.Base.ImageDescription: "caption",
    ExifTags.Base.Artist: "creator",
    ExifTags.Base.Copyright: "copyright_notice",
}
TAKEN = (ExifTags.Base.DateTimeOriginal, ExifTags.Base.OffsetTimeOriginal)


def read_exif(image: Image) -> dict[str, list[str]]:
    """What the camera says, by field of `Found`; nothing where it is broken."""
    try:
        exif = image.getexif()
        taken = exif.get_ifd(ExifTags.IFD.Exif)
        found = {field: texts_of(exif.get(tag)) for tag, field in TAGS.items()}
        date, offset = ("".join(texts_of(taken.get(tag))[:1]) for tag in TAKEN)
    except BROKEN:
        return {}
    # Where the offset is broken, the time may still stand.
    return found | {"taken_at": [date + offset, date]}


def texts_of(value: object) -> list[str]:
    """A copyright notice may be two texts: the photographer's and the editor's. Pillow takes all text for Latin-1."""
    content = value.encode("latin-1", errors="ignore") if isinstance(value, str) else value
    return guessed(content).strip("\0 ").split("\0")[:2] if isinstance(content, bytes) else []
