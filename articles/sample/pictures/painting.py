"""Washes, layers, light and grain: what every drawn picture is painted with.

Everything is placed on a grid of 1200 x 800, whatever the picture's real size.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from random import Random

from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter, ImageOps

Colour = tuple[int, int, int]
Point = tuple[float, float]
Stops = Sequence[tuple[float, str]]

GRID = (1200, 800)
SUPERSAMPLE = 2


def rgb(colour: str | Colour) -> Colour:
    if isinstance(colour, str):
        red, green, blue = ImageColor.getrgb(colour)[:3]
        return red, green, blue
    return colour


def mix(first: str | Colour, second: str | Colour, share: float) -> Colour:
    a, b = rgb(first), rgb(second)
    return (
        round(a[0] + (b[0] - a[0]) * share),
        round(a[1] + (b[1] - a[1]) * share),
        round(a[2] + (b[2] - a[2]) * share),
    )


def dice(name: str, seed: int) -> Random:
    return Random(f"{name}:{seed}")  # noqa: S311 - the same seed must draw the same picture


def gradient(size: tuple[int, int], stops: Stops) -> Image.Image:
    """A vertical wash through the given colours, 0 being the top and 1 the bottom."""
    strip = Image.new("RGB", (1, 256))
    for row in range(256):
        at = row / 255
        below = next((i for i, stop in enumerate(stops) if stop[0] >= at), len(stops) - 1)
        start, end = stops[max(0, below - 1)], stops[below]
        span = end[0] - start[0]
        share = (at - start[0]) / span if span else 1.0
        strip.putpixel((0, row), mix(start[1], end[1], min(max(share, 0.0), 1.0)))
    return strip.resize(size, Image.Resampling.BICUBIC)


def curve(mask: Image.Image, low: int, high: int, ceiling: int = 255) -> Image.Image:
    """Soft threshold: nothing below low, the ceiling above high, smooth between."""

    def level(value: int) -> int:
        share = min(max((value - low) / max(high - low, 1), 0.0), 1.0)
        return round(ceiling * share * share * (3 - 2 * share))

    return mask.point([level(value) for value in range(256)])


def fractal(
    rng: Random, size: tuple[int, int], cells: tuple[int, int], *, octaves: int = 5
) -> Image.Image:
    """Cloudy noise: random fields of ever finer grain laid over each other."""
    half = (max(size[0] // 2, 1), max(size[1] // 2, 1))
    across, down = cells
    total, weight, sum_of_weights = Image.new("L", half, 128), 1.0, 0.0
    for _ in range(octaves):
        across, down = min(across, half[0]), min(down, half[1])
        field = Image.frombytes("L", (across, down), rng.randbytes(across * down))
        sum_of_weights += weight
        total = Image.blend(
            total, field.resize(half, Image.Resampling.BICUBIC), weight / sum_of_weights
        )
        across, down, weight = across * 2, down * 2, weight * 0.55
    return ImageOps.autocontrast(total, cutoff=1).resize(size, Image.Resampling.BILINEAR)


def ridge(rng: Random, y: float, height: float, *, rough: float = 0.55) -> list[Point]:
    """A mountain line from edge to edge, by midpoint displacement."""
    line = [y + rng.uniform(-height, height), y + rng.uniform(-height, height)]
    swing = height
    while len(line) < 257:
        finer: list[float] = []
        for left, right in zip(line, line[1:], strict=False):
            finer += [left, (left + right) / 2 + rng.uniform(-swing, swing)]
        line, swing = [*finer, line[-1]], swing * rough
    step = (GRID[0] + 40) / (len(line) - 1)
    return [(-20 + i * step, value) for i, value in enumerate(line)]


def ground(line: Iterable[Point], floor: float = GRID[1] + 10) -> list[Point]:
    """Closes a line into the shape that lies under it."""
    points = list(line)
    return [*points, (points[-1][0], floor), (points[0][0], floor)]


class Pen:
    """Draws a mask in grid coordinates."""

    def __init__(self, size: tuple[int, int], scale: float) -> None:
        self.mask = Image.new("L", size)
        self.scale = scale
        self.ink = ImageDraw.Draw(self.mask)

    def _at(self, points: Iterable[Point]) -> list[Point]:
        return [(x * self.scale, y * self.scale) for x, y in points]

    def polygon(self, points: Iterable[Point], level: int = 255) -> None:
        self.ink.polygon(self._at(points), fill=level)

    def box(self, x: float, y: float, width: float, height: float, level: int = 255) -> None:
        right, bottom = (x + width) * self.scale - 1, (y + height) * self.scale - 1
        left, top = x * self.scale, y * self.scale
        self.ink.rectangle((left, top, max(left, right), max(top, bottom)), fill=level)

    def oval(self, x: float, y: float, rx: float, ry: float, level: int = 255) -> None:
        self.ink.ellipse(self._at([(x - rx, y - ry), (x + rx, y + ry)]), fill=level)

    def line(self, points: Iterable[Point], width: float = 1, level: int = 255) -> None:
        wide = max(1, round(width * self.scale))
        self.ink.line(self._at(points), fill=level, width=wide, joint="curve")

    def arc(self, x: float, y: float, rx: float, ry: float, *, turn: Point, width: float) -> None:
        bounds = self._at([(x - rx, y - ry), (x + rx, y + ry)])
        wide = max(1, round(width * self.scale))
        self.ink.arc(bounds, turn[0], turn[1], fill=255, width=wide)

    def lobe(self, x: float, y: float, rx: float, ry: float, *, turn: Point) -> None:
        bounds = self._at([(x - rx, y - ry), (x + rx, y + ry)])
        self.ink.pieslice(bounds, turn[0], turn[1], fill=255)


Shape = Callable[[Pen], None]


class Canvas:
    """A picture in the making."""

    def __init__(self, name: str, seed: int, width: int = 1600) -> None:
        self.scale = width / GRID[0]
        self.size = (width, math.ceil(GRID[1] * self.scale))
        self.rng = dice(name, seed)
        self.image = Image.new("RGB", self.size)

    def wash(self, stops: Stops, *, top: float = 0, bottom: float = GRID[1]) -> None:
        start, end = round(top * self.scale), math.ceil(bottom * self.scale)
        self.image.paste(gradient((self.size[0], end - start), stops), (0, start))

    def noise(self, cells: tuple[int, int], *, octaves: int = 5) -> Image.Image:
        return fractal(self.rng, self.size, cells, octaves=octaves)

    def mask(self, shape: Shape, *, blur: float = 0) -> Image.Image:
        large = (self.size[0] * SUPERSAMPLE, self.size[1] * SUPERSAMPLE)
        pen = Pen(large, self.scale * SUPERSAMPLE)
        shape(pen)
        mask = pen.mask.reduce(SUPERSAMPLE)
        if blur:
            mask = mask.filter(ImageFilter.BoxBlur(blur * self.scale * 0.8))
            mask = mask.filter(ImageFilter.BoxBlur(blur * self.scale * 0.8))
        return mask

    def blend(
        self, paint: str | Colour | Image.Image, mask: Image.Image, opacity: float = 1
    ) -> None:
        if opacity < 1:
            mask = mask.point([round(level * opacity) for level in range(256)])
        if isinstance(paint, Image.Image):
            self.image.paste(paint, (0, 0), mask)
        else:
            self.image.paste(rgb(paint), (0, 0, *self.size), mask)

    def fill(
        self,
        shape: Shape,
        paint: str | Colour | Image.Image,
        *,
        blur: float = 0,
        opacity: float = 1,
    ) -> None:
        self.blend(paint, self.mask(shape, blur=blur), opacity)

    def shade(self, shape: Shape, stops: Stops, *, top: float, bottom: float) -> None:
        """Fills a shape with a wash of its own that runs from top to bottom."""
        low, high = top / GRID[1], bottom / GRID[1]
        placed = [(low + at * (high - low), colour) for at, colour in stops]
        self.blend(gradient(self.size, placed), self.mask(shape))

    def glow(
        self, x: float, y: float, rx: float, ry: float, colour: str | Colour, power: float = 1
    ) -> None:
        """Light that adds to what is there, strongest in the middle."""
        left, top = round((x - rx) * self.scale), round((y - ry) * self.scale)
        wide, high = max(2, round(2 * rx * self.scale)), max(2, round(2 * ry * self.scale))
        fall = [round(255 * power * (1 - min(1, v / 250)) ** 2.2) for v in range(256)]
        light = Image.radial_gradient("L").resize((wide, high)).point([min(255, v) for v in fall])
        area = (left, top, left + wide, top + high)
        tinted = Image.merge("RGB", [light.point(_scaled(part)) for part in rgb(colour)])
        self.image.paste(ImageChops.screen(self.image.crop(area), tinted), (left, top))

    def soften(self, radius: float) -> None:
        self.image = self.image.filter(ImageFilter.BoxBlur(radius * self.scale))

    def light_up(self, light: Image.Image) -> None:
        self.image = ImageChops.screen(self.image, light)

    def bloom(self, power: float = 0.5, radius: float = 14) -> None:
        """Bright places shine over their surroundings, as in a lens."""
        small = self.image.reduce(4)
        bright = small.point([round(max(0, v - 120) * 1.6 * power) for v in range(256)] * 3)
        shine = bright.filter(ImageFilter.GaussianBlur(radius * self.scale / 4))
        self.light_up(shine.resize(self.size, Image.Resampling.BILINEAR))

    def finish(self, *, vignette: float = 0.45, grain: int = 9) -> Image.Image:
        edge = Image.radial_gradient("L").resize(self.size, Image.Resampling.BICUBIC)
        self.blend((4, 6, 14), curve(edge, 90, 300), vignette)
        speckle = Image.frombytes("L", self.size, self.rng.randbytes(self.size[0] * self.size[1]))
        calm = speckle.point([128 + round((v - 128) * grain / 128) for v in range(256)])
        return ImageChops.overlay(self.image, Image.merge("RGB", [calm] * 3))


def _scaled(part: int) -> list[int]:
    return [level * part // 255 for level in range(256)]
