"""Cuts the store of C2PA manifests out of a picture's file, as it is: it cannot be changed without becoming worthless.

Pure: no Django, no Pillow. Of JPEG, PNG and WebP, in which nearly all signed pictures come.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

# How every store begins, in whichever format of picture: "c2pa", and the rest of an identifier of JUMBF.
MARK = b"c2pa\x00\x11\x00\x10\x80\x00\x00\xaa\x00\x38\x9b\x71"
APP11, START_OF_SCAN = 0xEB, 0xDA
# In a JPEG, each part of a store repeats the length and the kind of the box that it belongs to.
REPEATED = 8
# What renditions leave out of what the original says, and a store can say again.
PRIVATE = re.compile(r"gps|latitude|longitude|location|serial", re.IGNORECASE)


def manifest_store(content: bytes) -> bytes | None:
    """None where there is none, or none that is whole."""
    for found in boxes_of(content):
        if MARK in found[:64] and int.from_bytes(found[:4]) == len(found):
            return found
    return None


def boxes_of(content: bytes) -> Iterator[bytes]:
    if content.startswith(b"\xff\xd8"):
        yield from boxes_of_jpeg(content)
    elif content.startswith(b"\x89PNG\r\n\x1a\n"):
        yield from (body for name, body in chunks(content, 8, "big") if name == b"caBX")
    elif content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        yield from (body for name, body in chunks(content, 12, "little") if name == b"C2PA")


def boxes_of_jpeg(content: bytes) -> Iterator[bytes]:
    parts: dict[bytes, list[bytes]] = defaultdict(list)
    for marker, segment in segments(content):
        if marker == APP11 and segment.startswith(b"JP"):
            so_far = parts[segment[2:4]]
            # Two letters, the number of the box, that of the part; then the part.
            so_far.append(segment[8 + REPEATED if so_far else 8 :])
    yield from (b"".join(those) for those in parts.values())


def segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    place = 2
    while place + 4 <= len(content) and content[place] == 0xFF and content[place + 1] != START_OF_SCAN:
        length = int.from_bytes(content[place + 2 : place + 4])
        yield content[place + 1], content[place + 4 : place + 2 + length]
        place += 2 + max(length, 2)


def chunks(content: bytes, place: int, order: Any) -> Iterator[tuple[bytes, bytes]]:
    """Of PNG, where the length comes before the name and a checksum behind, and of RIFF, which fills up odd ones."""
    while place + 8 <= len(content):
        head = content[place : place + 8]
        length, name = (head[:4], head[4:]) if order == "big" else (head[4:], head[:4])
        size = int.from_bytes(length, order)
        yield name, content[place + 8 : place + 8 + size]
        place += 8 + size + (4 if order == "big" else size % 2)


def may_be_told(told: dict[str, Any]) -> bool:
    """Not where it says what renditions leave out, or shows what the picture was before somebody cut it."""
    for manifest in told.get("manifests", {}).values():
        said = {name: value for name, value in manifest.items() if name != "signature_info"}
        ingredients = manifest.get("ingredients") or []
        if PRIVATE.search(json.dumps(said)) or any(isinstance(it, dict) and it.get("thumbnail") for it in ingredients):
            return False
    return True
