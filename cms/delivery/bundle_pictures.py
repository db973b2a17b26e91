"""Which files of pictures a bundle lists, and how large they may be."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

# Every device in use can show it, and it is half of a JPEG.
PREFERRED = "image/webp"
# Bytes for each pixel of mere noise, which no other picture outdoes. Files are made when they are first wanted: nobody
# knows their sizes before, and an app has no more room than it says.
DENSITIES = {"image/avif": 0.6, "image/webp": 0.8, "image/jpeg": 0.8, "image/png": 3.1, "image/gif": 1.2}
DENSEST = 3.1
# And for how much each lets through of what lies behind it, where it does.
TRANSPARENCY = 1.1
# What stands around the pixels, such as who took the picture.
AROUND = 10_000
# How many times a film is as heavy as one of its frames.
FILM = 20


class Picture(NamedTuple):
    id: str
    url: str
    type: str
    width: int
    height: int
    estimated_bytes: int


def pictures_in(value: Any) -> Iterator[Picture]:
    """Those in any JSON that was fitted to a profile, in its order."""
    if isinstance(value, list):
        for it in value:
            yield from pictures_in(it)
    elif isinstance(value, dict):
        if value.get("sources") and {"id", "width", "height"} <= value.keys():
            yield picture_of(value)
        for name, inner in value.items():
            # A crop is another file of the same picture: it can be cut out of the whole one.
            if name != "crops":
                yield from pictures_in(inner)


def picture_of(image: dict[str, Any]) -> Picture:
    """Its widest file."""
    sources = {it["type"]: it["srcset"] for it in image["sources"]}
    type_ = PREFERRED if PREFERRED in sources else image["sources"][-1]["type"]
    file = sources[type_][-1]
    height = max(1, round(image["height"] * file["width"] / image["width"]))
    # Where it is not in JPEG, it is transparent.
    density = DENSITIES.get(type_, DENSEST) + (0 if "image/jpeg" in sources else TRANSPARENCY)
    size = ceil(file["width"] * height * density * (FILM if image.get("animated") else 1)) + AROUND
    return Picture(image["id"], file["url"], type_, file["width"], height, size)
