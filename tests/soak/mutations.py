"""Broken pictures, each by its number: the same number makes the same bytes on every machine with the same Pillow.

python -m tests.soak.mutations NUMBER > FILE
"""

from __future__ import annotations

import io
import random
import struct
import sys
import zlib
from functools import cache
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageCms

from tests.drawing import quarters, turned
from tests.heic import HEIC

if TYPE_CHECKING:
    from collections.abc import Callable

    Mutator = Callable[[bytearray, random.Random], None]

# What lengths and counts are wrong by, most often.
EXTREMES = (0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF)
SIDES = (0, 1, 63, 65, 255, 4096, 19_999, 20_001, 32_767, 65_535)


def encoded(picture: Image.Image, format_: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, format_, **options)
    return buffer.getvalue()


@cache
def sound() -> tuple[tuple[str, bytes], ...]:
    """Small pictures in all that their formats know, as extension and content."""
    plain = Image.blend(quarters((96, 72)), Image.merge("RGB", [Image.radial_gradient("L").resize((96, 72))] * 3), 0.3)
    clear = plain.copy()
    clear.putalpha(Image.linear_gradient("L").resize(plain.size))
    frames = [plain.rotate(angle) for angle in (10, 20, 30)]
    film = {"save_all": True, "append_images": frames, "duration": [40, 50, 60, 70]}
    exif, profile = turned(6)[1].tobytes(), ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></x:xmpmeta>'
    told: dict[str, Any] = {"exif": exif, "xmp": xmp, "icc_profile": profile}
    deep = Image.linear_gradient("L").resize((60, 40)).convert("I").point(lambda value: value * 257).convert("I;16")
    return (
        ("jpg", encoded(plain, "JPEG", **told)),
        ("jpg", encoded(plain, "JPEG", progressive=True, subsampling=0)),
        ("jpg", encoded(plain.convert("CMYK"), "JPEG")),
        ("jpg", encoded(plain, "MPO", save_all=True, append_images=[plain.rotate(90)])),
        ("png", encoded(plain, "PNG", exif=exif, icc_profile=profile)),
        ("png", encoded(clear, "PNG")),
        ("png", encoded(plain.quantize(40), "PNG", transparency=3)),
        ("png", encoded(deep, "PNG")),
        ("png", encoded(plain, "PNG", **film)),
        ("webp", encoded(plain, "WEBP", **told)),
        ("webp", encoded(clear, "WEBP", lossless=True)),
        ("webp", encoded(plain, "WEBP", **film)),
        ("gif", encoded(plain.quantize(60), "GIF", transparency=2)),
        ("gif", encoded(plain, "GIF", **film)),
        ("avif", encoded(plain, "AVIF", speed=10, **told)),
        ("avif", encoded(clear, "AVIF", speed=10)),
        ("heic", HEIC),
        ("tif", encoded(plain, "TIFF", exif=exif, icc_profile=profile)),
        ("tif", encoded(plain, "TIFF", compression="tiff_lzw")),
        ("tif", encoded(plain.convert("CMYK"), "TIFF", compression="tiff_adobe_deflate")),
        ("tif", encoded(plain.convert("1"), "TIFF", compression="group4")),
        ("tif", encoded(plain, "TIFF", compression="jpeg")),
        ("tif", encoded(deep, "TIFF")),
        ("tif", encoded(plain, "TIFF", save_all=True, append_images=frames, big_tiff=True)),
    )


def flip(content: bytearray, lots: random.Random) -> None:
    """Single bits and bytes, more of them near the beginning, where headers are."""
    for _ in range(lots.randint(1, 12)):
        place = lots.randrange(min(len(content), lots.choice([64, 400, len(content)])))
        content[place] = lots.choice([content[place] ^ (1 << lots.randrange(8)), lots.randrange(256)])


def truncate(content: bytearray, lots: random.Random) -> None:
    del content[lots.randrange(1, len(content)) :]


def exaggerate(content: bytearray, lots: random.Random) -> None:
    """Numbers of one, two or four bytes, in either order, that are as small or as large as can be."""
    for _ in range(lots.randint(1, 3)):
        code = lots.choice("BHI")
        size = struct.calcsize(code)
        place = lots.randrange(max(1, min(len(content), lots.choice([128, len(content)])) - size))
        number = lots.choice(EXTREMES) & (256**size - 1)
        content[place : place + size] = struct.pack(lots.choice("<>") + code, number)


def swap(content: bytearray, lots: random.Random) -> None:
    """Two parts change places, whole where the format has parts."""
    parts = parts_of(bytes(content))
    if len(parts) < 3:
        cuts = sorted(lots.sample(range(1, len(content)), 3))
        parts = [bytes(content[a:b]) for a, b in zip([0, *cuts], [*cuts, len(content)], strict=True)]
    one, other = lots.sample(range(1, len(parts)), 2)
    parts[one], parts[other] = parts[other], parts[one]
    content[:] = b"".join(parts)


def repeat(content: bytearray, lots: random.Random) -> None:
    parts = parts_of(bytes(content))
    place = lots.randrange(len(parts))
    parts[place:place] = [parts[place]] * lots.choice([1, 2, 50])
    content[:] = b"".join(parts)


def leave_out(content: bytearray, lots: random.Random) -> None:
    parts = parts_of(bytes(content))
    del parts[lots.randrange(len(parts))]
    content[:] = b"".join(parts) or b"\0"


def graft(content: bytearray, lots: random.Random) -> None:
    """The end of another picture, of whichever format."""
    other = lots.choice(sound())[1]
    content[lots.randrange(len(content)) :] = other[lots.randrange(len(other)) :]


def missize(content: bytearray, lots: random.Random) -> None:
    """Another width or height in the header, which its check sum agrees to."""
    # What was cut short before may end in front of them.
    places = [it for it in size_fields(bytes(content)) if it[0] + struct.calcsize(it[1]) <= len(content)]
    if not places:
        exaggerate(content, lots)
        return
    place, code = lots.choice(places)
    number = lots.choice(SIDES) & (256 ** struct.calcsize(code) - 1)
    struct.pack_into(code, content, place, number)
    # What was cut short before has no place for a check sum.
    if content.startswith(b"\x89PNG") and len(content) >= 33:
        struct.pack_into(">I", content, 29, zlib.crc32(content[12:29]))


MUTATORS: tuple[Mutator, ...] = (flip, flip, truncate, exaggerate, swap, repeat, leave_out, graft, missize, missize)


def parts_of(content: bytes) -> list[bytes]:
    """Segments, chunks or boxes; what follows no rule stays in one piece."""
    if content.startswith(b"\xff\xd8"):
        return cut(content, 2, lambda at: 2 + int.from_bytes(content[at + 2 : at + 4]), lambda at: content[at] == 0xFF)
    if content.startswith(b"\x89PNG"):
        return cut(content, 8, lambda at: 12 + int.from_bytes(content[at : at + 4]))
    if content.startswith(b"RIFF"):
        return cut(content, 12, lambda at: 8 + (int.from_bytes(content[at + 4 : at + 8], "little") + 1) // 2 * 2)
    if content[4:8] == b"ftyp":
        return cut(content, 0, lambda at: int.from_bytes(content[at : at + 4]))
    return [content[at : at + 64] for at in range(0, len(content), 64)]


def cut(
    content: bytes, start: int, length: Callable[[int], int], holds: Callable[[int], bool] = lambda _: True
) -> list[bytes]:
    parts, at = [content[:start]] if start else [], start
    while at + 8 <= len(content) and holds(at) and 4 <= length(at) <= len(content) - at:
        parts.append(content[at : at + length(at)])
        at += length(at)
    return [*parts, content[at:]] if at < len(content) else parts


def size_fields(content: bytes) -> list[tuple[int, str]]:
    """Where width and height stand, and how they are written."""
    if content.startswith(b"\x89PNG"):
        return [(16, ">I"), (20, ">I")]
    if content.startswith(b"GIF"):
        frame = content.find(b"\x2c", 13)
        return [(6, "<H"), (8, "<H"), *([(frame + 5, "<H"), (frame + 7, "<H")] if 0 < frame < len(content) - 9 else [])]
    if content.startswith(b"\xff\xd8"):
        frames = [at for at in (content.find(b"\xff\xc0"), content.find(b"\xff\xc2")) if 0 < at < len(content) - 9]
        return [(at + offset, ">H") for at in frames for offset in (5, 7)]
    if content.startswith(b"RIFF") and len(content) > 30:
        return [(24, "<H"), (27, "<H")] if content[12:16] == b"VP8X" else [(26, "<H"), (28, "<H")]
    at = content.find(b"ispe")
    if 0 < at < len(content) - 16:
        return [(at + 8, ">I"), (at + 12, ">I")]
    return tiff_fields(content)


def tiff_fields(content: bytes) -> list[tuple[int, str]]:
    if not content.startswith(b"II*\0") or len(content) < 8:
        return []
    directory = int.from_bytes(content[4:8], "little")
    entries = range(directory + 2, min(len(content) - 12, directory + 2 + 12 * 40), 12)
    return [(at + 8, "<I") for at in entries if content[at : at + 2] in (b"\x00\x01", b"\x01\x01", b"\x16\x01")]


def mutated(number: int) -> tuple[str, bytes]:
    """A file's extension and its broken content."""
    lots = random.Random(number)
    extension, content = sound()[number % len(sound())]
    broken = bytearray(content)
    for _ in range(lots.choice([1, 1, 1, 2, 3])):
        if len(broken) > 4:
            lots.choice(MUTATORS)(broken, lots)
    return extension, bytes(broken)


if __name__ == "__main__":
    sys.stdout.buffer.write(mutated(int(sys.argv[1]))[1])
