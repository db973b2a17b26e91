"""After dark: the city's skyline, and an observatory under the northern lights."""

from __future__ import annotations

import math

from PIL import Image, ImageChops, ImageFilter

from articles.sample.pictures.painting import GRID, Canvas, Pen, curve, gradient, ground, ridge
from articles.sample.pictures.sky import clouds, mist, stars
from articles.sample.pictures.water import glitter, mirror

WINDOW_LIGHTS = ("#ffd88a", "#ffc56b", "#fff0c8", "#cfe4ff", "#ffb45c")


def skyline(canvas: Canvas) -> None:
    """Lit towers across the water."""
    rng, horizon = canvas.rng, 560.0
    low = rng.choice(["#b0566b", "#c8744a", "#5c6fb0"])
    canvas.wash([(0, "#070d22"), (0.45, "#1b2450"), (0.8, "#4a3a6b"), (1, low)], bottom=horizon)
    stars(canvas, bottom=330, count=260)
    clouds(canvas, ("#6b5580", "#2b2a4c"), bottom=horizon - 60, cover=150, cells=(3, 8), opacity=0.6)
    canvas.glow(rng.uniform(400, 800), horizon, 700, 260, low, power=0.8)
    _moon(canvas, rng.uniform(180, 320), 150)
    for row, (tall, colours) in enumerate(
        ((210, ("#2f3157", "#493c66")), (300, ("#1c2142", "#2b2a4b")), (190, ("#0d1228", "#181a33")))
    ):
        _blocks(canvas, horizon, tall, colours, row)
        mist(canvas, horizon, 60, low, opacity=0.3)
    _quay_lamps(canvas, horizon)
    canvas.bloom(0.8, 8)
    mirror(canvas, horizon + 6, tint=[(0, "#2b2a4c"), (0.5, "#121735"), (1, "#060a1c")], depth=0.35)
    glitter(canvas, horizon + 8, "#ffce8c", power=0.28)


def _moon(canvas: Canvas, x: float, y: float) -> None:
    canvas.glow(x, y, 170, 170, "#b9c6ff", power=0.5)
    canvas.fill(lambda pen: pen.oval(x, y, 27, 27), "#f7f2de", blur=0.8)
    canvas.fill(
        lambda pen: [pen.oval(x + dx, y + dy, r, r) for dx, dy, r in ((-8, -5, 7), (7, 6, 9), (4, -12, 4))],
        "#d6d0bd",
        blur=1.5,
        opacity=0.55,
    )


def _blocks(canvas: Canvas, horizon: float, tall: float, colours: tuple[str, str], row: int) -> None:
    rng = canvas.rng
    towers: list[tuple[float, float, float]] = []
    x = -20.0
    while x < GRID[0] + 10:
        wide = rng.uniform(38, 84) * (1 + 0.12 * row)
        bump = 0.5 + 0.5 * math.exp(-(((x - 640) / 330) ** 2))
        towers.append((x, wide, tall * rng.uniform(0.35, 1.0) * bump))
        x += wide + rng.choice([0, 0, 2, 14])

    def bodies(pen: Pen) -> None:
        for left, wide, high in towers:
            top = horizon - high
            pen.box(left, top, wide, high + 10)
            if high > tall * 0.5:
                pen.box(left + wide * 0.2, top - 12, wide * 0.6, 14)
                pen.box(left + wide * 0.48, top - 46, 2.4, 40)

    canvas.shade(bodies, [(0, colours[0]), (1, colours[1])], top=horizon - tall, bottom=horizon)
    for light in WINDOW_LIGHTS:
        canvas.fill(lambda pen: _windows(pen, canvas, towers, horizon), light, opacity=0.6 + 0.18 * row)


def _windows(pen: Pen, canvas: Canvas, towers: list[tuple[float, float, float]], horizon: float) -> None:
    """Lights about a tenth of the windows: one call for each colour of light."""
    rng = canvas.rng
    for left, wide, high in towers:
        for floor in range(1, int(high / 11)):
            for pane in range(1, int(wide / 9)):
                if rng.random() < 0.085:
                    pen.box(left + pane * 9 - 3, horizon - high + floor * 11, 5, 6, rng.randint(120, 255))


def _quay_lamps(canvas: Canvas, horizon: float) -> None:
    canvas.fill(lambda pen: pen.box(-10, horizon - 6, 1230, 14), "#0a0d1c")
    for step in range(25):
        x = 14 + step * 49.5
        canvas.fill(lambda pen, x=x: pen.oval(x, horizon - 13, 2.6, 2.6), "#fff1cc")
        canvas.glow(x, horizon - 13, 26, 26, "#ffb95e", power=0.8)


def observatory(canvas: Canvas) -> None:
    """A telescope dome on a hill, the northern lights above it."""
    rng = canvas.rng
    canvas.wash([(0, "#050b1d"), (0.5, "#0d2440"), (0.85, "#1d4a55"), (1, "#2c6258")])
    stars(canvas, bottom=600, count=900)
    for colour, base in (("#37e0a0", 430), ("#5df2b4", 360), ("#8c5cf0", 270)):
        _curtain(canvas, colour, base + rng.uniform(-30, 30))
    for layer, colour in enumerate(("#16343d", "#0e242c", "#071318")):
        line = ridge(rng, 610 + 60 * layer, 48 - 8 * layer, rough=0.47)
        canvas.fill(lambda pen, line=line: pen.polygon(ground(line)), colour)
    _dome(canvas, rng.uniform(770, 860), 640)
    canvas.bloom(0.35, 12)


def _curtain(canvas: Canvas, colour: str, base: float) -> None:
    """A wavering ribbon whose light rises in rays."""
    rng = canvas.rng
    phase, width = rng.uniform(0, 6), canvas.size[0]
    small = Image.new("L", (300, 200))
    beam = gradient((1, 70), [(0, "#000000"), (0.8, "#b8b8b8"), (0.93, "#ffffff"), (1, "#000000")]).convert("L")
    rays = Image.frombytes("L", (75, 1), rng.randbytes(75)).resize((300, 1), Image.Resampling.BICUBIC)
    for x in range(300):
        sway = 30 * math.sin(x / 46 + phase) + 11 * math.sin(x / 17 + phase * 2)
        level = rays.getpixel((x, 0))
        share = 0.3 + 0.7 * (level if isinstance(level, int) else 128) / 255
        column = beam.point([round(v * share) for v in range(256)])
        small.paste(column, (x, round(base / 4 + sway - 62)))
    light = small.resize((width, canvas.size[1]), Image.Resampling.BICUBIC)
    soft = light.filter(ImageFilter.BoxBlur(4 * canvas.scale))
    canvas.light_up(ImageChops.multiply(Image.new("RGB", canvas.size, colour), Image.merge("RGB", [soft] * 3)))


def _dome(canvas: Canvas, x: float, y: float) -> None:
    canvas.shade(
        lambda pen: pen.box(x - 92, y - 66, 184, 120), [(0, "#b7c4c4"), (1, "#39494f")], top=y - 66, bottom=y + 50
    )
    canvas.shade(
        lambda pen: pen.lobe(x, y - 64, 100, 104, turn=(180, 360)),
        [(0, "#dde8e6"), (1, "#7f9494")],
        top=y - 168,
        bottom=y - 60,
    )
    canvas.fill(
        lambda pen: (pen.lobe(x + 26, y - 64, 74, 104, turn=(270, 360)), pen.box(x + 30, y - 66, 62, 120)),
        "#06121a",
        blur=10,
        opacity=0.5,
    )
    canvas.fill(
        lambda pen: pen.polygon([(x - 22, y - 164), (x + 4, y - 168), (x + 2, y - 64), (x - 26, y - 64)]), "#0b1a22"
    )
    canvas.fill(
        lambda pen: pen.polygon([(x - 14, y - 96), (x + 2, y - 90), (x - 28, y - 186), (x - 46, y - 178)]), "#4a5d66"
    )
    canvas.fill(lambda pen: pen.box(x - 104, y - 70, 208, 8), "#e6eeec")
    canvas.fill(lambda pen: (pen.box(x - 62, y - 40, 20, 26), pen.box(x - 20, y - 36, 30, 70)), "#ffce7a")
    canvas.glow(x - 10, y, 130, 90, "#ffae4d", power=0.5)
    line = [(-20, y + 150), (x - 300, y + 70), (x - 120, y + 26), (x + 120, y + 26), (1230, y + 90)]
    canvas.fill(lambda pen: pen.polygon(ground(line)), "#050e12")
    field = curve(canvas.noise((50, 60), octaves=3), 120, 220)
    turf = canvas.mask(lambda pen: pen.polygon(ground(line)))
    canvas.blend("#1d3a33", ImageChops.multiply(field, turf), 0.5)
