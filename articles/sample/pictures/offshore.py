"""At sea: a wind farm, and the island ferry."""

from __future__ import annotations

import math

from articles.sample.pictures.painting import Canvas, Pen, Point, ground, ridge
from articles.sample.pictures.sky import birds, clouds
from articles.sample.pictures.water import glitter, mirror


def turbines(canvas: Canvas) -> None:
    """A wind farm out at sea."""
    rng, horizon = canvas.rng, 500.0
    canvas.wash([(0, "#3f79a8"), (0.5, "#8fb8cf"), (0.85, "#e7dcc8"), (1, "#f6d9b4")], bottom=horizon)
    clouds(canvas, ("#ffffff", "#c3d0d8"), bottom=horizon - 20, cover=140, cells=(4, 8), opacity=0.85)
    canvas.glow(240, horizon - 30, 420, 240, "#ffd9a0", power=0.6)
    for row, (count, size) in enumerate(((9, 0.3), (6, 0.5), (4, 0.8))):
        for place in range(count):
            x = 1200 / count * (place + 0.5) + rng.uniform(-26, 26)
            _turbine(canvas, x, horizon + row * 0.6, size, pale=0.62 - 0.28 * row)
    mirror(canvas, horizon, tint=[(0, "#a9bfc4"), (0.35, "#4a7d94"), (1, "#123d58")], depth=0.62)
    glitter(canvas, horizon, "#f4fbff", power=0.5)
    _turbine(canvas, rng.uniform(820, 930), 690, 2.2, pale=0.0)
    glitter(canvas, 660, "#dcebf0", power=0.25)
    birds(canvas, 420, 250, colour="#4a5a66")


def _turbine(canvas: Canvas, x: float, y: float, size: float, *, pale: float) -> None:
    high, long, turn = 220 * size, 105 * size, canvas.rng.uniform(0, 2.09)
    hub = y - high

    def steel(pen: Pen) -> None:
        pen.polygon([(x - 2.4 * size, hub), (x + 2.4 * size, hub), (x + 4.6 * size, y), (x - 4.6 * size, y)])
        pen.box(x - 4 * size, hub - 4 * size, 13 * size, 8 * size)
        for blade in range(3):
            angle = turn + blade * math.tau / 3
            dx, dy = math.cos(angle), math.sin(angle)
            pen.polygon(
                [
                    (x - dy * 2 * size, hub + dx * 2 * size),
                    (x + dx * long * 0.25 - dy * 5.4 * size, hub + dy * long * 0.25 + dx * 5.4 * size),
                    (x + dx * long, hub + dy * long),
                    (x + dy * 1.6 * size, hub - dx * 1.6 * size),
                ]
            )
        pen.oval(x, hub, 5 * size, 5 * size)

    canvas.fill(steel, "#fbfbf8", opacity=1 - pale)
    canvas.fill(
        lambda pen: pen.polygon(
            [(x + 0.6 * size, hub), (x + 2.4 * size, hub), (x + 4.6 * size, y), (x + 1.4 * size, y)]
        ),
        "#5a7486",
        opacity=0.5 * (1 - pale),
    )
    canvas.fill(
        lambda pen: pen.box(x - 5.4 * size, y - 22 * size, 10.8 * size, 22 * size), "#e0a72c", opacity=0.9 * (1 - pale)
    )


def ferry(canvas: Canvas) -> None:
    """The island ferry under way on a bright day."""
    rng, horizon = canvas.rng, 400.0
    canvas.wash([(0, "#4c8fc4"), (0.6, "#a9d0e4"), (1, "#e9f0ea")], bottom=horizon)
    clouds(canvas, ("#ffffff", "#d5dfe6"), bottom=horizon, cover=125, cells=(4, 6))
    for depth, colour in ((0, "#a3bccb"), (1, "#7397a5"), (2, "#4f7a77")):
        hills = ground(ridge(rng, horizon - 66 + 26 * depth, 50 - 12 * depth, rough=0.46), horizon + 4)
        canvas.fill(lambda pen, shape=hills: pen.polygon(shape), colour)
    mirror(canvas, horizon, tint=[(0, "#8fb6c2"), (0.3, "#3d7f9d"), (1, "#0d3d5e")], depth=0.78)
    glitter(canvas, horizon + 2, "#f2fbff", power=0.45)
    _ship(canvas, rng.uniform(560, 640), 560, 1.55)
    _wake(canvas, 560)
    birds(canvas, 300, 200, count=9, colour="#f4f6f6")


def _ship(canvas: Canvas, x: float, y: float, size: float) -> None:
    def at(dx: float, dy: float) -> Point:
        return x + dx * size, y + dy * size

    canvas.fill(lambda pen: pen.oval(x, y + 8 * size, 250 * size, 9 * size), "#07273d", blur=8, opacity=0.8)
    hull = [at(-232, -48), at(196, -48), at(250, -58), at(218, 6), at(-220, 6)]
    canvas.shade(lambda pen: pen.polygon(hull), [(0, "#1d3a66"), (1, "#0e1f3b")], top=y - 58 * size, bottom=y)
    canvas.fill(lambda pen: pen.polygon([at(-226, -10), at(226, -10), at(218, 6), at(-220, 6)]), "#a3382f")
    canvas.fill(lambda pen: pen.line([at(-230, -42), at(236, -50)], 3 * size), "#f5f3ea", opacity=0.85)
    decks = [((-214, -84), 382, 37), ((-186, -116), 330, 33), ((-120, -144), 236, 29)]
    for (dx, dy), wide, high in decks:
        canvas.shade(
            lambda pen, dx=dx, dy=dy, w=wide, h=high: pen.box(*at(dx, dy), w * size, h * size),
            [(0, "#ffffff"), (1, "#d3dadd")],
            top=y + dy * size,
            bottom=y + (dy + high) * size,
        )
        canvas.fill(
            lambda pen, dx=dx, dy=dy, w=wide: [
                pen.box(*at(dx + 10 + step * 16, dy + 9), 10 * size, 9 * size) for step in range((w - 14) // 16)
            ],
            "#2a4a63",
        )
    canvas.fill(lambda pen: pen.polygon([at(116, -116), at(150, -116), at(128, -144), at(116, -144)]), "#eef1f0")
    canvas.fill(lambda pen: pen.polygon([at(-76, -144), at(-70, -190), at(-28, -190), at(-22, -144)]), "#c23b30")
    canvas.fill(lambda pen: pen.box(*at(-71, -178), 44 * size, 9 * size), "#f4f1e8")
    canvas.fill(
        lambda pen: (
            pen.line([at(84, -144), at(84, -196)], 2.4 * size),
            pen.line([at(70, -180), at(98, -180)], 1.6 * size),
        ),
        "#dfe3e3",
    )
    canvas.glow(x - 60 * size, y - 205 * size, 90 * size, 28 * size, "#56606a", power=0.25)


def _wake(canvas: Canvas, y: float) -> None:
    rng = canvas.rng

    def foam(pen: Pen) -> None:
        for _ in range(900):
            x = rng.uniform(-20, 1020)
            near = rng.random() ** 2
            drop = y + 6 + near * (26 + (1020 - x) * 0.075)
            pen.oval(x, drop, rng.uniform(2, 15), rng.uniform(0.8, 2.4), rng.randint(60, 235))

    canvas.fill(foam, "#ffffff", blur=1, opacity=0.75)
    canvas.fill(
        lambda pen: [pen.oval(965 + rng.gauss(0, 22), y - 3 + rng.gauss(0, 5), 7, 4, 200) for _ in range(60)],
        "#ffffff",
        blur=1.2,
        opacity=0.85,
    )
