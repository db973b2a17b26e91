"""Washes, layers, light and grain: what every drawn picture is painted with.

Everything is placed on a grid of 1200 x 800, whatever the picture's real size.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Sequence
from random import Random
from typing import Self

from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter, ImageOps

Colour = tuple[int, int, int]
Point = tuple[float, float]
Area = tuple[int, int, int, int]
Stops = Sequence[tuple[float, str | Colour]]

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
    column = strip.resize((1, size[1]), Image.Resampling.BICUBIC)
    return column.resize(size, Image.Resampling.NEAREST)


def curve(mask: Image.Image, low: int, high: int, ceiling: int = 255) -> Image.Image:
    """Soft threshold: nothing below low, the ceiling above high, smooth between."""

    def level(value: int) -> int:
        share = min(max((value - low) / max(high - low, 1), 0.0), 1.0)
        return round(ceiling * share * share * (3 - 2 * share))

    return mask.point([level(value) for value in range(256)])


def fractal(rng: Random, size: tuple[int, int], cells: tuple[int, int], *, octaves: int = 5) -> Image.Image:
    """Cloudy noise: random fields of ever finer grain laid over each other."""
    across, down = cells
    finest = 2**octaves
    room = (min(size[0] // 2, across * finest), min(size[1] // 2, down * finest))
    total, weight, sum_of_weights = Image.new("L", room, 128), 1.0, 0.0
    for _ in range(octaves):
        across, down = min(across, room[0]), min(down, room[1])
        field = Image.frombytes("L", (across, down), rng.randbytes(across * down))
        sum_of_weights += weight
        total = Image.blend(total, field.resize(room, Image.Resampling.BICUBIC), weight / sum_of_weights)
        across, down, weight = across * 2, down * 2, weight * 0.55
    return ImageOps.autocontrast(total, cutoff=1).resize(size, Image.Resampling.BILINEAR)


def ridge(rng: Random, y: float, height: float, *, rough: float = 0.55) -> list[Point]:
    """A mountain line from edge to edge, by midpoint displacement."""
    line = [y + rng.uniform(-height, height), y + rng.uniform(-height, height)]
    swing = height
    while len(line) < 257:
        finer: list[float] = []
        for left, right in itertools.pairwise(line):
            finer += [left, (left + right) / 2 + rng.uniform(-swing, swing)]
        line, swing = [*finer, line[-1]], swing * rough
    step = (GRID[0] + 40) / (len(line) - 1)
    return [(-20 + i * step, value) for i, value in enumerate(line)]


def ground(line: Iterable[Point], floor: float = GRID[1] + 10) -> list[Point]:
    """Closes a line into the shape that lies under it."""
    points = list(line)
    return [*points, (points[-1][0], floor), (points[0][0], floor)]


class Pen:
    """Notes what to draw, in grid coordinates; the mask is made only as large as the drawing."""

    def __init__(self, scale: float) -> None:
        self.scale = scale
        self.strokes: list[tuple[str, list[Point], dict[str, float]]] = []
        self.bounds = [math.inf, math.inf, -math.inf, -math.inf]

    def _note(self, kind: str, points: Iterable[Point], *, reach: float = 1, **how: float) -> Self:
        placed = [(x * self.scale, y * self.scale) for x, y in points]
        self.strokes.append((kind, placed, how))
        for x, y in placed:
            left, top, right, bottom = self.bounds
            self.bounds = [min(left, x - reach), min(top, y - reach), max(right, x + reach), max(bottom, y + reach)]
        return self

    def polygon(self, points: Iterable[Point], level: int = 255) -> Self:
        return self._note("polygon", points, fill=level)

    def box(self, x: float, y: float, width: float, height: float, level: int = 255) -> Self:
        pixel = 1 / self.scale
        return self._note("rectangle", [(x, y), (x + max(width - pixel, 0), y + max(height - pixel, 0))], fill=level)

    def oval(self, x: float, y: float, rx: float, ry: float, level: int = 255) -> Self:
        return self._note("ellipse", [(x - rx, y - ry), (x + rx, y + ry)], fill=level)

    def line(self, points: Iterable[Point], width: float = 1, level: int = 255) -> Self:
        wide = max(1, round(width * self.scale))
        return self._note("line", points, reach=wide, fill=level, width=wide)

    def arc(self, x: float, y: float, rx: float, ry: float, *, turn: Point, width: float) -> Self:
        wide = max(1, round(width * self.scale))
        return self._note("arc", [(x - rx, y - ry), (x + rx, y + ry)], start=turn[0], end=turn[1], fill=255, width=wide)

    def lobe(self, x: float, y: float, rx: float, ry: float, *, turn: Point) -> Self:
        return self._note("pieslice", [(x - rx, y - ry), (x + rx, y + ry)], start=turn[0], end=turn[1], fill=255)

    def mask(self, area: Area) -> Image.Image:
        """The drawing within the given pixels of the canvas."""
        left, top = area[0] * SUPERSAMPLE, area[1] * SUPERSAMPLE
        large = Image.new("L", (area[2] * SUPERSAMPLE - left, area[3] * SUPERSAMPLE - top))
        ink = ImageDraw.Draw(large)
        for kind, points, how in self.strokes:
            getattr(ink, kind)([(x - left, y - top) for x, y in points], **how)
        return large.reduce(SUPERSAMPLE)


# Called with a pen. The dots, because a lambda in a loop holds what it draws in defaults of further parameters.
Shape = Callable[..., object]


class Canvas:
    """A picture in the making."""

    def __init__(self, name: str, seed: int, *, width: int = 1600, grid: tuple[int, int] = GRID) -> None:
        self.scale = width / grid[0]
        self.size = (width, math.ceil(grid[1] * self.scale))
        self.rng = dice(name, seed)
        self.image = Image.new("RGB", self.size)

    def wash(self, stops: Stops, *, top: float = 0, bottom: float = GRID[1]) -> None:
        start, end = round(top * self.scale), math.ceil(bottom * self.scale)
        self.image.paste(gradient((self.size[0], end - start), stops), (0, start))

    def noise(self, cells: tuple[int, int], *, octaves: int = 5) -> Image.Image:
        return fractal(self.rng, self.size, cells, octaves=octaves)

    def _part(self, shape: Shape, *, blur: float = 0) -> tuple[Image.Image, Area]:
        """A mask of the shape, and the pixels that it covers."""
        pen = Pen(self.scale * SUPERSAMPLE)
        shape(pen)
        radius = blur * self.scale * 0.8
        margin = math.ceil(radius * 2 + 2)
        near = [min(max(bound, -1e6), 1e6) / SUPERSAMPLE for bound in pen.bounds]
        left, top = max(0, math.floor(near[0]) - margin), max(0, math.floor(near[1]) - margin)
        right, bottom = math.ceil(near[2]) + margin, math.ceil(near[3]) + margin
        area = (left, top, max(left, min(self.size[0], right)), max(top, min(self.size[1], bottom)))
        if area[0] == area[2] or area[1] == area[3]:
            return Image.new("L", (1, 1)), (0, 0, 1, 1)
        part = pen.mask(area)
        for _ in range(2 if blur else 0):
            part = part.filter(ImageFilter.BoxBlur(radius))
        return part, area

    def mask(self, shape: Shape, *, blur: float = 0) -> Image.Image:
        part, area = self._part(shape, blur=blur)
        mask = Image.new("L", self.size)
        mask.paste(part, area)
        return mask

    def blend(self, paint: str | Colour | Image.Image, mask: Image.Image, opacity: float = 1) -> None:
        area = mask.getbbox()
        if area is None:
            return
        part = mask.crop(area)
        if opacity < 1:
            part = part.point([round(level * opacity) for level in range(256)])
        if isinstance(paint, Image.Image):
            self.image.paste(paint.crop(area), area, part)
        else:
            self.image.paste(rgb(paint), area, part)

    def fill(self, shape: Shape, paint: str | Colour, *, blur: float = 0, opacity: float = 1) -> None:
        part, area = self._part(shape, blur=blur)
        if opacity < 1:
            part = part.point([round(level * opacity) for level in range(256)])
        self.image.paste(rgb(paint), area, part)

    def shade(self, shape: Shape, stops: Stops, *, top: float, bottom: float) -> None:
        """Fills a shape with a wash of its own that runs from top to bottom."""
        part, area = self._part(shape)
        high = area[3] - area[1]
        start, span = top * self.scale - area[1], (bottom - top) * self.scale
        placed = [((start + at * span) / high, colour) for at, colour in stops]
        self.image.paste(gradient((area[2] - area[0], high), placed), area, part)

    def glow(self, x: float, y: float, rx: float, ry: float, colour: str | Colour, *, power: float = 1) -> None:
        """Light that adds to what is there, strongest in the middle."""
        left, top = round((x - rx) * self.scale), round((y - ry) * self.scale)
        wide, high = max(2, round(2 * rx * self.scale)), max(2, round(2 * ry * self.scale))
        fall = [round(255 * power * (1 - min(1, v / 180)) ** 1.7) for v in range(256)]
        light = Image.radial_gradient("L").resize((wide, high)).point([min(255, v) for v in fall])
        area = (left, top, left + wide, top + high)
        tinted = Image.merge("RGB", [light.point(_scaled(part)) for part in rgb(colour)])
        self.image.paste(ImageChops.screen(self.image.crop(area), tinted), (left, top))

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
