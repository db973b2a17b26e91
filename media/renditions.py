"""Which files readers can have of a picture, and what they are called. Names and numbers only: no Pillow, no storage.

To add a size, a crop or a format, change `WIDTHS`, `CROPS` or `FORMATS`. To change how existing ones are made, count
`RECIPE` up: a file's name says all that its bytes depend on, which is why readers may keep the file for ever.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from media.metadata import Credits

RECIPE = 2
WIDTHS = (320, 640, 960, 1280, 1920)
# By ratio: what cards, heroes, squares and tall cards of websites and apps are filled with.
CROPS = {
    "16:9": (640, 1280, 1920),
    "4:3": (640, 1280),
    "1:1": (320, 640),
    "4:5": (640, 1280),
}
# The one crop that lists carry.
CARD_CROP = "16:9"
# A film of many frames is heavy; larger ones belong into a player.
MOVING_WIDTHS = (320, 640)
# How much of the original's digest stands in names: enough that two pictures never share one.
PREFIX_LENGTH = 32
STAMP_LENGTH = 10
NOBODY = Credits()


@dataclass(frozen=True, kw_only=True)
class Format:
    name: str
    extension: str
    media_type: str
    options: tuple[tuple[str, Any], ...] = ()
    keeps_transparency: bool = True
    max_side: int


FORMATS = {
    "avif": Format(
        name="AVIF",
        extension="avif",
        media_type="image/avif",
        # Speed 8 takes half the time of 6 for a few per cent more bytes; one thread, because other work runs beside it.
        options=(("quality", 58), ("speed", 8), ("max_threads", 1)),
        max_side=16_384,
    ),
    "webp": Format(
        name="WEBP",
        extension="webp",
        media_type="image/webp",
        options=(("quality", 80), ("method", 4)),
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
    "png": Format(name="PNG", extension="png", media_type="image/png", max_side=65_500),
    "gif": Format(name="GIF", extension="gif", media_type="image/gif", max_side=65_500),
}
EXTENSIONS = {it.extension: key for key, it in FORMATS.items()}
NAME = re.compile(
    rf"(?P<folder>[0-9a-f]{{2}})/(?P<digest>(?P=folder)[0-9a-f]{{{PREFIX_LENGTH - 2}}})"
    rf"-(?P<stamp>[0-9a-f]{{{STAMP_LENGTH}}})(?:-(?P<ratio>{'|'.join(it.replace(':', 'x') for it in CROPS)}))?"
    rf"-(?P<width>[1-9][0-9]{{0,4}})\.(?P<extension>{'|'.join(EXTENSIONS)})"
)


class Box(NamedTuple):
    """A part of the upright original, in its pixels."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True)
class Original:
    """All that the files of a picture depend on."""

    digest: str
    width: int
    height: int
    transparent: bool = False
    moving: bool = False
    focal_point: tuple[float, float] = (0.5, 0.5)
    # What the desk has cut by hand: by ratio, left, top, width and height as shares of the picture.
    cuts: tuple[tuple[str, tuple[float, float, float, float]], ...] = ()
    credits: Credits = NOBODY


@dataclass(frozen=True)
class Rendition:
    """One file: a part of the original (`ratio` "" means all of it) in one size and format."""

    digest: str
    ratio: str
    box: Box
    width: int
    height: int
    format: str
    moving: bool
    stamp: str

    @property
    def name(self) -> str:
        prefix, ratio = self.digest[:PREFIX_LENGTH], f"{self.ratio.replace(':', 'x')}-" if self.ratio else ""
        return f"{prefix[:2]}/{prefix}-{self.stamp}-{ratio}{self.width}.{FORMATS[self.format].extension}"

    @property
    def media_type(self) -> str:
        return FORMATS[self.format].media_type


MANIFEST = re.compile(rf"(?P<folder>[0-9a-f]{{2}})/(?P<digest>(?P=folder)[0-9a-f]{{{PREFIX_LENGTH - 2}}})\.c2pa")
MANIFEST_TYPE = "application/c2pa"


def manifest_of(digest: str) -> str:
    """What the file with an original's content credentials is called."""
    return f"{digest[:2]}/{digest[:PREFIX_LENGTH]}.c2pa"


class Named(NamedTuple):
    """What a file's name tells: the beginning of the original's digest, and the kind of file."""

    digest: str
    media_type: str


def read_name(name: str) -> Named | None:
    """None where no table has ever had such a file; what it tells may still be of no picture that there is."""
    if manifest := MANIFEST.fullmatch(name):
        return Named(manifest["digest"], MANIFEST_TYPE)
    match = NAME.fullmatch(name)
    if not match:
        return None
    width, ratio = int(match["width"]), (match["ratio"] or "").replace("x", ":")
    widths = CROPS[ratio] if ratio else WIDTHS
    if width not in widths and width >= widths[0]:
        return None
    return Named(match["digest"], FORMATS[EXTENSIONS[match["extension"]]].media_type)


@lru_cache(maxsize=4096)
def renditions_of(original: Original) -> tuple[Rendition, ...]:
    """All files of a picture: the whole one first, then crops; best format first, widths rising."""
    whole = Box(0, 0, original.width, original.height)
    parts: list[tuple[str, Box, tuple[int, ...]]] = [("", whole, MOVING_WIDTHS if original.moving else WIDTHS)]
    parts += [(ratio, crop_of(original, ratio), widths) for ratio, widths in CROPS.items()]
    return tuple(
        Rendition(original.digest, ratio, box, width, height, format_, moving, stamp)
        for ratio, box, widths in parts
        for moving in [original.moving and not ratio]
        for stamp in [stamp_of(box, original.credits)]
        for format_ in formats_of(original, moving=moving)
        for width, height in sizes_of(box, widths, FORMATS[format_].max_side)
    )


def state_of(original: Original) -> str:
    """One text for all that the files of a picture depend on."""
    names = " ".join(it.name for it in renditions_of(original))
    return hashlib.sha256(names.encode()).hexdigest()


def formats_of(original: Original, *, moving: bool) -> tuple[str, ...]:
    """In the order in which a browser should consider them; the last is the one that everything can show."""
    if moving:
        return ("webp", "gif")
    return ("avif", "webp", "png" if original.transparent else "jpeg")


def sizes_of(box: Box, widths: tuple[int, ...], max_side: int) -> list[tuple[int, int]]:
    """Never larger than the original; a part that is smaller than the smallest width keeps its own."""
    chosen = [width for width in widths if width <= box.width] or [box.width]
    sizes = [(width, max(1, round(box.height * width / box.width))) for width in chosen]
    return [(width, height) for width, height in sizes if height <= max_side]


def stamp_of(box: Box, credits_: Credits) -> str:
    """What the bytes depend on beside original and size, in ten characters."""
    return hashlib.sha256(repr((RECIPE, tuple(box), credits_)).encode()).hexdigest()[:STAMP_LENGTH]


def crop_of(original: Original, ratio: str) -> Box:
    """The part that the desk has cut, or else the largest one of this ratio, as near to the focal point as may be."""
    by_hand = dict(original.cuts).get(ratio)
    if by_hand:
        left, top, width, height = by_hand
        return within(original, (left * original.width, top * original.height),
                      (width * original.width, height * original.height))  # fmt: skip
    across, down = (int(number) for number in ratio.split(":"))
    scale = min(original.width / across, original.height / down)
    width, height = across * scale, down * scale
    centre = original.focal_point[0] * original.width, original.focal_point[1] * original.height
    return within(original, (centre[0] - width / 2, centre[1] - height / 2), (width, height))


def within(original: Original, corner: tuple[float, float], size: tuple[float, float]) -> Box:
    """Rounded to pixels and moved into the picture."""
    width = min(max(1, round(size[0])), original.width)
    height = min(max(1, round(size[1])), original.height)
    left = min(max(0, round(corner[0])), original.width - width)
    top = min(max(0, round(corner[1])), original.height - height)
    return Box(left, top, width, height)
