"""A photograph of 24 million pixels that is the same wherever it is drawn: soft light, hard edges, grain."""

from __future__ import annotations

import io
import random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

SIZE = (6000, 4000)
SHAPES = 900
# Grain is drawn once and laid side by side: a camera's does not repeat, but an encoder does not see that far.
TILE = 1000


def photograph() -> bytes:
    lots = random.Random(24)
    picture = light(lots)
    draw = ImageDraw.Draw(picture)
    for _ in range(SHAPES):
        draw_shape(draw, lots)
    picture = picture.filter(ImageFilter.GaussianBlur(1.2))
    picture = ImageChops.add(picture, grain(lots), offset=-128)
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=92)
    return buffer.getvalue()


def light(lots: random.Random) -> Image.Image:
    """It falls off across, down and from the middle, differently in each colour."""
    across = Image.linear_gradient("L").rotate(90).resize(SIZE)
    down = Image.linear_gradient("L").resize(SIZE)
    middle = Image.radial_gradient("L").resize(SIZE)
    pairs = (across, down), (down, middle), (middle, across)
    return Image.merge("RGB", [Image.blend(one, other, lots.uniform(0.3, 0.7)) for one, other in pairs])


def draw_shape(draw: ImageDraw.ImageDraw, lots: random.Random) -> None:
    across, down = lots.randrange(SIZE[0]), lots.randrange(SIZE[1])
    width, height = (min(round(lots.paretovariate(1.1) * 25), 1500) for _ in range(2))
    colour = tuple(lots.randrange(256) for _ in range(3))
    lots.choice([draw.rectangle, draw.ellipse])((across, down, across + width, down + height), fill=colour)


def grain(lots: random.Random) -> Image.Image:
    tile = Image.merge("RGB", [Image.frombytes("L", (TILE, TILE), noise(lots)) for _ in range(3)])
    whole = Image.new("RGB", SIZE)
    for across in range(0, SIZE[0], TILE):
        for down in range(0, SIZE[1], TILE):
            whole.paste(tile, (across, down))
    return whole


def noise(lots: random.Random) -> bytes:
    """Around 128, twelve up and twelve down; the middle comes more often."""
    first, second = lots.randbytes(TILE * TILE), lots.randbytes(TILE * TILE)
    return bytes(128 + (one + other - 255) // 20 for one, other in zip(first, second, strict=True))
