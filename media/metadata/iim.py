"""IPTC's older form: numbered datasets in a Photoshop resource of a JPEG, or in a tag of a TIFF.

Pillow finds the block. Its own reader of what is inside knows no bound, and gives nothing where one dataset is broken.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from PIL.TiffImagePlugin import IPTC_NAA_CHUNK, TiffImageFile

from media.metadata.cleaning import guessed

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_BYTES = 1_000_000
MARKER = 0x1C
RESOURCE = 0x0404
CHARACTER_SET, UTF_8 = (1, 90), b"\x1b%G"
DATE_CREATED, TIME_CREATED = (2, 55), (2, 60)

DATASETS = {
    (2, 5): "title",
    (2, 25): "keywords",
    (2, 40): "instructions",
    (2, 80): "creator",
    (2, 85): "creator_title",
    (2, 90): "city",
    (2, 95): "region",
    (2, 100): "country_code",
    (2, 101): "country",
    (2, 105): "headline",
    (2, 110): "credit",
    (2, 115): "source",
    (2, 116): "copyright_notice",
    (2, 120): "caption",
}


def read_iim(image: Image) -> dict[str, list[str]]:
    """What the datasets say, by field of `Found`."""
    datasets = datasets_in(block_of(image))
    utf_8 = datasets.get(CHARACTER_SET, [b""])[0] == UTF_8
    found = {
        field: [decoded(it, utf_8=utf_8) for it in datasets[number]]
        for number, field in DATASETS.items()
        if number in datasets
    }
    dates = [decoded(it, utf_8=utf_8) for it in datasets.get(DATE_CREATED, [])[:1]]
    times = [decoded(it, utf_8=utf_8) for it in datasets.get(TIME_CREATED, [])[:1]]
    # Where the time is broken, the day may still stand.
    return found | {"taken_at": ["".join(dates + times), *dates]}


def block_of(image: Image) -> bytes:
    if isinstance(image, TiffImageFile):
        block = image.tag.tagdata.get(IPTC_NAA_CHUNK)
    else:
        resources = image.info.get("photoshop")
        block = resources.get(RESOURCE) if isinstance(resources, dict) else None
    return block[:MAX_BYTES] if isinstance(block, bytes) else b""


def datasets_in(block: bytes) -> dict[tuple[int, int], list[bytes]]:
    """Up to where the block ends or makes no sense."""
    datasets: dict[tuple[int, int], list[bytes]] = {}
    position = 0
    while block[position : position + 1] == bytes([MARKER]) and position + 5 <= len(block):
        record, number, length = struct.unpack_from(">xBBH", block, position)
        position += 5
        if length >= 0x8000:
            # Longer than 32,767 bytes: here stands how many bytes the length takes, and it follows.
            size = length - 0x8000
            length = int.from_bytes(block[position : position + size])
            position += size
        datasets.setdefault((record, number), []).append(block[position : position + length])
        position += length
    return datasets


def decoded(value: bytes, *, utf_8: bool) -> str:
    if utf_8:
        # Software that cuts at the lengths of 1991 cuts through characters.
        return value.decode(errors="ignore")
    return guessed(value)
