"""No picture is larger than a bundle says: `max_bytes` holds for the files themselves, whatever they show."""

from __future__ import annotations

import random
from typing import Any

import pytest
from PIL import Image

from cms.delivery.bundle_pictures import picture_of
from media.metadata.writing import Credits
from tests.drawing import encoded, files_of, original_of, quarters

LAST = "image/jpeg"
# As long as the desk lets them be.
LONG = Credits(credit="Ü&" * 100, creator="“&" * 100, copyright_notice="<©>é" * 50)


def noise(mode: str, size: tuple[int, int]) -> Image.Image:
    count = size[0] * size[1] * len(mode)
    return Image.frombytes(mode, size, random.Random(1898).randbytes(count))  # noqa: S311 (draws, the same each time)


def film(size: tuple[int, int], frames: int) -> bytes:
    first, *others = [noise("RGB", size).rotate(90 * number, expand=False) for number in range(frames)]
    return encoded(first, "GIF", save_all=True, append_images=others, duration=100)


PICTURES = {
    "a photograph": lambda: encoded(quarters((1400, 900))),
    "mere noise": lambda: encoded(noise("RGB", (700, 500)), "PNG"),
    "noise that is transparent": lambda: encoded(noise("RGBA", (700, 500)), "PNG"),
    "a small sign": lambda: encoded(noise("RGB", (40, 30)), "PNG"),
    "a film": lambda: film((330, 200), 8),
}


def described(content: bytes, files: dict[Any, bytes]) -> dict[str, Any]:
    """As a document has it."""
    original = original_of(content)
    whole = [it for it in files if not it.ratio]
    sources: dict[str, list[dict[str, Any]]] = {}
    for it in sorted(whole, key=lambda it: it.width):
        sources.setdefault(it.media_type, []).append({"url": it.name, "width": it.width})
    return {
        "id": "01boats", "width": original.width, "height": original.height, "animated": original.moving,
        "sources": [{"type": type_, "srcset": srcset} for type_, srcset in sources.items()],
    }  # fmt: skip


@pytest.mark.parametrize("make", PICTURES.values(), ids=PICTURES)
def test_no_file_is_larger_than_estimated_in_any_format(make):
    content = make()
    files = files_of(content)
    image = described(content, files)
    by_name = {it.name: made for it, made in files.items()}
    for source in image["sources"]:
        # Told as if there were no better format than this one.
        told = picture_of({**image, "sources": [it for it in image["sources"] if it["type"] in (source["type"], LAST)]})
        assert len(by_name[told.url]) <= told.estimated_bytes, (told.type, len(by_name[told.url]))


def test_credits_are_counted():
    content = encoded(noise("RGB", (40, 30)), "PNG")
    files = files_of(content, credits=LONG)
    told = picture_of(described(content, files))
    [made] = [made for it, made in files.items() if it.name == told.url]
    assert len("".join(LONG.__dict__.values()).encode()) < len(made) <= told.estimated_bytes
