"""A picture in some 25 bytes, blurred, as Evan Wallace's ThumbHash has it: what pages show before it comes. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PIL import Image

# Light is told in more detail where no transparency has to be.
DETAIL, DETAIL_BESIDE_ALPHA = 7, 5


@dataclass(frozen=True)
class Channel:
    """A cosine transform: the mean, the largest deviation from it, and all deviations as shares of that one."""

    mean: float
    scale: float
    deviations: tuple[float, ...]


def thumb_hash(picture: Image.Image) -> bytes:
    """Of an RGBA picture, which should be tiny: its time grows with the pixels."""
    width, height = picture.size
    light, yellow, red, alpha = channels_of(picture)
    transparent = min(alpha) < 1
    most = DETAIL_BESIDE_ALPHA if transparent else DETAIL
    across, down = (max(1, round(most * side / max(width, height))) for side in (width, height))
    lights = transformed(light, width, (max(3, across), max(3, down)))
    yellows, reds = (transformed(it, width, (3, 3)) for it in (yellow, red))
    flags = [
        (rounded(63 * lights.mean), 0),
        (rounded(31.5 + 31.5 * yellows.mean), 6),
        (rounded(31.5 + 31.5 * reds.mean), 12),
        (rounded(31 * lights.scale), 18),
        (int(transparent), 23),
    ]
    scales = [
        (down if width > height else across, 0),
        (rounded(63 * yellows.scale), 3),
        (rounded(63 * reds.scale), 9),
        (int(width > height), 15),
    ]
    head = packed(flags).to_bytes(3, "little") + packed(scales).to_bytes(2, "little")
    told = [lights, yellows, reds]
    if transparent:
        alphas = transformed(alpha, width, (5, 5))
        head += bytes([rounded(15 * alphas.mean) | rounded(15 * alphas.scale) << 4])
        told.append(alphas)
    return head + in_halves([rounded(15 * it) for channel in told for it in channel.deviations])


def channels_of(picture: Image.Image) -> tuple[list[float], list[float], list[float], list[float]]:
    """Light, yellow against blue, red against green, and opacity; what is transparent has the mean colour."""
    bands = [[value / 255 for value in band.tobytes()] for band in picture.split()]
    alpha = bands[3]
    opacity = sum(alpha)
    means = [sum(a * it for a, it in zip(alpha, band, strict=True)) / opacity if opacity else 0 for band in bands[:3]]
    red, green, blue = (
        [mean * (1 - a) + a * it for a, it in zip(alpha, band, strict=True)]
        for mean, band in zip(means, bands, strict=False)
    )
    colours = list(zip(red, green, blue, strict=True))
    light = [(r + g + b) / 3 for r, g, b in colours]
    return light, [(r + g) / 2 - b for r, g, b in colours], [r - g for r, g, _ in colours], alpha


def transformed(channel: Sequence[float], width: int, terms: tuple[int, int]) -> Channel:
    height = len(channel) // width
    rows = [channel[start : start + width] for start in range(0, len(channel), width)]
    found = []
    for down in range(terms[1]):
        for across in range(terms[0]):
            # Only the triangle of the coarser terms is kept.
            if across * terms[1] >= terms[0] * (terms[1] - down):
                break
            waves = [math.cos(math.pi / width * across * (x + 0.5)) for x in range(width)]
            sums = (sum(a * b for a, b in zip(row, waves, strict=True)) for row in rows)
            falls = (math.cos(math.pi / height * down * (y + 0.5)) for y in range(height))
            found.append(sum(a * b for a, b in zip(sums, falls, strict=True)) / len(channel))
    mean, *deviations = found
    scale = max(map(abs, deviations))
    return Channel(mean, scale, tuple(0.5 + 0.5 / scale * it if scale else it for it in deviations))


def rounded(value: float) -> int:
    """Halves go up, as in the language that the format comes from."""
    return math.floor(value + 0.5)


def packed(fields: Iterable[tuple[int, int]]) -> int:
    return sum(value << place for value, place in fields)


def in_halves(values: Sequence[int]) -> bytes:
    padded = [*values, 0]
    return bytes(low | high << 4 for low, high in zip(padded[0 : len(values) : 2], padded[1::2], strict=False))
