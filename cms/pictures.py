"""Files of a picture, for formats that want one address and not a choice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

JSON = dict[str, Any]


class File(NamedTuple):
    url: str
    type: str
    width: int
    height: int


def largest(image: JSON, ratio: str = "") -> File | None:
    """In the format that everything can read, which is the last; None where the picture has no such crop."""
    part = image["crops"].get(ratio) if ratio else image
    if not part or not part["sources"]:
        return None
    source = part["sources"][-1]
    file = source["srcset"][-1]
    return File(file["url"], source["type"], file["width"], round(file["width"] * part["height"] / part["width"]))


def pictures_in(story: JSON) -> Iterator[JSON]:
    """Each once, the one at the top first."""
    seen = set()
    for image in all_pictures(story):
        if image["id"] not in seen:
            seen.add(image["id"])
            yield image


def all_pictures(story: JSON) -> Iterator[JSON]:
    if story["lead_media"]:
        yield story["lead_media"]["image"]
    for block in story["body"]["blocks"]:
        if block["type"] == "image":
            yield block["image"]
        elif block["type"] == "gallery":
            yield from (item["image"] for item in block["items"])
