"""A wet street at dusk."""

from __future__ import annotations

from articles.sample.pictures.market import nearness
from articles.sample.pictures.painting import GRID, Canvas, mix
from articles.sample.pictures.sky import rain
from articles.sample.pictures.water import mirror


def street(canvas: Canvas) -> None:
    """A tram on a wet street in the blue hour."""
    rng, kerb = canvas.rng, 520.0
    canvas.wash([(0, "#1c2c4a"), (0.6, "#4a5878"), (1, "#a9857a")], bottom=kerb)
    canvas.wash([(0, "#5a5466"), (0.3, "#262c3e"), (1, "#10141f")], top=kerb - 2, bottom=GRID[1])
    for side in (-1, 1):
        for depth in range(6, -1, -1):
            _dark_house(canvas, side, depth)
    canvas.glow(600, 470, 330, 230, "#ffb37a", power=0.6)
    _tram(canvas, rng.choice([556, 646]), 566)
    dry = canvas.image.copy()
    mirror(canvas, 566, tint=[(0, "#4a4a60"), (0.4, "#1f2638"), (1, "#0b101b")], depth=0.45, sway=0.4)
    pavement = canvas.mask(
        lambda pen: (
            pen.polygon([(-10, 540), (500, 540), (90, 810), (-10, 810)]),
            pen.polygon([(1210, 540), (700, 540), (1110, 810), (1210, 810)]),
        ),
        blur=3,
    )
    canvas.blend(dry, pavement, 0.85)
    _rails(canvas)
    for _ in range(34):
        x, y, size = rng.uniform(-20, 1220), rng.uniform(330, 560), rng.uniform(10, 34)
        lamp = rng.choice(["#ffb45c", "#ff6a4a", "#ffe2a8", "#7fb4ff"])
        canvas.glow(x, y, size, size, lamp, power=rng.uniform(0.3, 0.8))
    for x, y, size in ((250, 640, 1.25), (345, 600, 0.95), (905, 655, 1.35)):
        _umbrella(canvas, x + rng.uniform(-30, 30), y, size)
    rain(canvas, count=500, slant=7, opacity=0.16)
    canvas.bloom(0.6, 14)


def _rails(canvas: Canvas) -> None:
    canvas.fill(
        lambda pen: [
            pen.line([(600 + a, 552), (600 + b, 810)], 3) for a, b in ((-60, -250), (-26, -110), (26, 110), (60, 250))
        ],
        "#d8c6b4",
        opacity=0.35,
    )
    canvas.fill(
        lambda pen: (pen.line([(500, 545), (90, 810)], 4), pen.line([(700, 545), (1110, 810)], 4)),
        "#8f8f9e",
        opacity=0.6,
    )


def _dark_house(canvas: Canvas, side: int, depth: int) -> None:
    rng, near, far = canvas.rng, nearness(depth - 0.6), nearness(depth + 0.4)
    tone = mix("#182033", "#6a6780", depth / 8)
    outer, inner, roof = 600 + side * 640 * near, 600 + side * 640 * far, rng.uniform(0.8, 1.1)
    canvas.fill(
        lambda pen: pen.polygon(
            [
                (outer, 520 - 560 * near * roof),
                (inner, 520 - 560 * far * roof),
                (inner, 520 + 110 * far),
                (outer, 520 + 110 * near),
            ]
        ),
        tone,
    )
    for floor in range(5):
        for pane in range(4):
            share = (pane + 0.5) / 4
            x, high = outer + (inner - outer) * share, 560 * roof * (near + (far - near) * share)
            wide, tall = abs(outer - inner) * 0.075, high * 0.09
            y = 520 - high * (0.9 - 0.17 * floor)
            if rng.random() < (0.4 if floor < 4 else 0.85):
                lamp = rng.choice(["#ffcf85", "#ffb866", "#ffe6b8"])
                canvas.fill(lambda pen, x=x, y=y, w=wide, t=tall: pen.box(x - w, y, 2 * w, t), lamp, opacity=0.85)


def _tram(canvas: Canvas, x: float, y: float) -> None:
    canvas.shade(
        lambda pen: (pen.box(x - 66, y - 158, 132, 152), pen.lobe(x, y - 156, 66, 22, turn=(180, 360))),
        [(0, "#e9e2d0"), (0.5, "#e9e2d0"), (0.51, "#a5322c"), (1, "#5c1a1a")],
        top=y - 176,
        bottom=y,
    )
    canvas.fill(lambda pen: pen.box(x - 55, y - 142, 110, 56), "#22303f")
    canvas.fill(lambda pen: pen.box(x - 52, y - 139, 104, 50), "#ffd58f", opacity=0.7)
    canvas.fill(
        lambda pen: (pen.box(x - 3, y - 142, 5, 56), pen.oval(x + 26, y - 106, 9, 11), pen.box(x + 15, y - 98, 22, 14)),
        "#22242c",
    )
    canvas.fill(lambda pen: pen.box(x - 34, y - 166, 68, 15), "#14161c")
    canvas.fill(lambda pen: [pen.box(x - 28 + 11 * k, y - 162, 7, 7) for k in range(5)], "#ffb13c")
    canvas.fill(
        lambda pen: (
            pen.line([(x, y - 176), (x - 26, y - 205), (x + 10, y - 236)], 2),
            pen.line([(-10, 180), (x, y - 236), (1210, 160)], 1.4),
        ),
        "#14161c",
    )
    for side in (-1, 1):
        canvas.fill(lambda pen, s=side: pen.oval(x + s * 44, y - 42, 9, 9), "#fff6dc")
        canvas.glow(x + side * 44, y - 42, 80, 60, "#ffe2a8", power=0.8)


def _umbrella(canvas: Canvas, x: float, y: float, size: float) -> None:
    tone = canvas.rng.choice(["#b23a36", "#2d3c55", "#d29b3a", "#3f6a60"])
    canvas.fill(lambda pen: pen.oval(x, y + 14 * size, 30 * size, 12 * size), "#05070c", blur=5, opacity=0.6)
    canvas.fill(
        lambda pen: (
            pen.box(x - 9 * size, y - 50 * size, 7 * size, 52 * size),
            pen.box(x + 2 * size, y - 50 * size, 7 * size, 50 * size),
        ),
        "#0d1018",
    )
    canvas.fill(
        lambda pen: pen.polygon(
            [
                (x - 15 * size, y - 112 * size),
                (x + 15 * size, y - 112 * size),
                (x + 20 * size, y - 40 * size),
                (x - 20 * size, y - 40 * size),
            ]
        ),
        "#161b28",
    )
    canvas.fill(lambda pen: pen.oval(x, y - 124 * size, 10 * size, 12 * size), "#1a1512")
    canvas.fill(lambda pen: pen.lobe(x + 4 * size, y - 128 * size, 58 * size, 44 * size, turn=(180, 360)), tone)
    canvas.fill(
        lambda pen: [
            pen.arc(x + 4 * size, y - 128 * size, rx * size, 44 * size, turn=(180, 360), width=1.2) for rx in (20, 40)
        ],
        "#000000",
        opacity=0.4,
    )
    canvas.fill(
        lambda pen: pen.arc(x + 4 * size, y - 128 * size, 57 * size, 43 * size, turn=(200, 330), width=2),
        "#ffd9a0",
        opacity=0.5,
    )
