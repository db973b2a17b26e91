from __future__ import annotations

import warnings
from functools import partial
from typing import TYPE_CHECKING, Any

from media.metadata.cleaning import country_code, line, prose, web_address
from media.metadata.dates import moment
from media.metadata.exif import BROKEN, read_exif
from media.metadata.found import Found
from media.metadata.iim import read_iim
from media.metadata.source_types import source_type
from media.metadata.xmp import read_xmp

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PIL.Image import Image

    Reader = Callable[[Sequence[str]], str | tuple[str, ...]]


def read_metadata(image: Image) -> Found:
    """Field by field what XMP says, else IIM, else Exif. A GIF has none of them that Pillow finds."""
    with warnings.catch_warnings():
        # Pillow warns of parts that are cut off; whoever uploads the picture could do nothing about them.
        warnings.simplefilter("ignore", UserWarning)
        reach_the_end(image)
        sources = (read_xmp(image.info.get("xmp")), read_iim(image), read_exif(image))
    found: dict[str, Any] = {}
    for field, read in READERS.items():
        said = (read(source[field]) for source in sources if field in source)
        first = next(filter(None, said), None)
        if first is not None:
            found[field] = first
    return Found(**found)


def reach_the_end(image: Image) -> None:
    """In a PNG, text may stand after the picture."""
    if image.format == "PNG":
        try:
            image.load()
        except BROKEN:
            # What stands before the damage has been read by now.
            return


def one_line(values: Sequence[str], limit: int = 200) -> str:
    return line(", ".join(filter(None, (line(it, limit) for it in values))), limit)


def paragraphs(values: Sequence[str], limit: int = 2000) -> str:
    return prose("\n".join(values), limit)


def distinct(values: Sequence[str], number: int = 100) -> tuple[str, ...]:
    """Each once, in the order of the file."""
    return tuple(list(dict.fromkeys(filter(None, (line(it, 200) for it in values))))[:number])


def first_sound(values: Sequence[str], read: Callable[[str], str]) -> str:
    return next(filter(None, map(read, values)), "")


READERS: dict[str, Reader] = {
    "title": one_line,
    "headline": one_line,
    "caption": paragraphs,
    "alt": partial(one_line, limit=500),
    "long_description": paragraphs,
    "creator": one_line,
    "creator_title": one_line,
    "credit": one_line,
    "source": one_line,
    "copyright_notice": one_line,
    "usage_terms": paragraphs,
    "licence_url": partial(first_sound, read=web_address),
    "acquire_url": partial(first_sound, read=web_address),
    "instructions": paragraphs,
    "taken_at": partial(first_sound, read=moment),
    "keywords": distinct,
    "city": one_line,
    "region": one_line,
    "country": one_line,
    "country_code": partial(first_sound, read=country_code),
    "digital_source_type": partial(first_sound, read=source_type),
    "ai_system": one_line,
    "ai_system_version": one_line,
    "event": one_line,
    "people": distinct,
    "data_mining": one_line,
}
