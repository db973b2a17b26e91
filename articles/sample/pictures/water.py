"""Water: mirrors what stands above it, and glitters."""

from __future__ import annotations

import math

from PIL import Image, ImageChops, ImageFilter

from articles.sample.pictures.painting import GRID, Canvas, Stops, curve, gradient


def mirror(canvas: Canvas, horizon: float, *, tint: Stops, depth: float = 0.45, sway: float = 1) -> None:
    """Fills everything under the horizon with the rippled reflection of what is above it."""
    width, height = canvas.size
    line = round(horizon * canvas.scale)
    below = height - line
    above = canvas.image.crop((0, max(0, line - round(below * 1.25)), width, line))
    flipped = above.transpose(Image.Transpose.FLIP_TOP_BOTTOM).resize((width, below))
    flipped = flipped.filter(ImageFilter.BoxBlur(1.2 * canvas.scale))
    rippled = Image.new("RGB", flipped.size)
    strip = max(1, round(1.6 * canvas.scale))
    for y in range(0, below, strip):
        near = y / below
        swing = (2 + 26 * near) * canvas.scale * sway
        phase = math.sin(y / canvas.scale / (4 + 16 * near)) + canvas.rng.uniform(-0.7, 0.7)
        rippled.paste(
            ImageChops.offset(flipped.crop((0, y, width, y + strip)), round(swing * phase), 0),
            (0, y),
        )
    toned = Image.blend(rippled, gradient((width, below), tint), depth)
    canvas.image.paste(toned, (0, line))


def glitter(canvas: Canvas, horizon: float, colour: str, *, power: float = 0.5) -> None:
    """Wave crests catch the light: small far away, long near the viewer."""
    width, height = canvas.size
    line = round(horizon * canvas.scale)
    below = height - line
    crests = Image.new("L", (width, below))
    bands = 6
    for band in range(bands):
        top = round(below * (band / bands) ** 1.5)
        bottom = round(below * ((band + 1) / bands) ** 1.5)
        rows = max(3, round((bottom - top) / ((1.5 + 1.1 * band) * canvas.scale)))
        cells = (96 - 13 * band, rows)
        field = Image.frombytes("L", cells, canvas.rng.randbytes(cells[0] * cells[1]))
        streaks = field.resize((width, bottom - top), Image.Resampling.BICUBIC)
        crests.paste(curve(streaks, 175 + 5 * band, 255, 250 - 22 * band), (0, top))
    mask = Image.new("L", canvas.size)
    mask.paste(crests, (0, line))
    canvas.blend(colour, mask, power)


def sun_path(canvas: Canvas, x: float, horizon: float, colour: str, *, power: float = 0.9) -> None:
    """The road of light that a low sun or moon lays over the sea."""
    rng = canvas.rng
    for step in range(70):
        near = (step / 70) ** 1.5
        y = horizon + 4 + near * (GRID[1] - horizon)
        reach = 10 + 130 * near
        wide = 12 + 60 * near * rng.random()
        canvas.glow(x + rng.uniform(-reach, reach), y, wide, 2 + 5 * near, colour, power=power * rng.random())
