"""Which files of pictures a bundle lists, and how large they may be."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

# Every device in use can show it, and it is half of a JPEG.
PREFERRED = "image/webp"
# Bytes for each pixel, for pictures that are rich in detail. Files are made when they are first wanted: nobody knows
# their sizes before.
DENSITIES = {"image/avif": 0.3, "image/webp": 0.35, "image/jpeg": 0.45, "image/png": 3.0, "image/gif": 1.0}
DENSEST = 3.0
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
    density = DENSITIES.get(type_, DENSEST) * (FILM if image.get("animated") else 1)
    return Picture(image["id"], file["url"], type_, file["width"], height, ceil(file["width"] * height * density))
