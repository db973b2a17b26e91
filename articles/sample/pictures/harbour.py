"""Dawn over a fishing harbour."""

from __future__ import annotations

from dataclasses import dataclass

from articles.sample.pictures.painting import Canvas, Pen, Point, Stops, ground, ridge
from articles.sample.pictures.sky import birds, clouds, mist, sun
from articles.sample.pictures.water import glitter, mirror, sun_path


@dataclass(frozen=True)
class Light:
    """The colours of an hour of the day."""

    sky: Stops
    clouds: tuple[str, str]
    sun: tuple[str, str]
    hills: tuple[str, str, str]
    water: Stops
    path: str


LIGHTS = (
    Light(
        sky=((0, "#26406b"), (0.38, "#7d86a8"), (0.66, "#e6a183"), (0.86, "#ffd08a"), (1, "#ffe2ad")),
        clouds=("#ffb78e", "#7b6d8f"),
        sun=("#fff4d6", "#ff9a4d"),
        hills=("#b98d8d", "#84707f", "#584f63"),
        water=((0, "#d89b7c"), (0.4, "#6b6079"), (1, "#1b2740")),
        path="#ffb066",
    ),
    Light(
        sky=((0, "#37618c"), (0.5, "#8db6cc"), (0.85, "#dbe6dd"), (1, "#f6ebd0")),
        clouds=("#ffffff", "#c3d0d8"),
        sun=("#fffdf2", "#ffe9b8"),
        hills=("#9db4c0", "#6f8f9c", "#48656f"),
        water=((0, "#a9c4c9"), (0.4, "#4b7f95"), (1, "#143a52")),
        path="#fff1cc",
    ),
    Light(
        sky=((0, "#1e1b45"), (0.4, "#5c3f7a"), (0.72, "#c85f7a"), (0.9, "#f79a6b"), (1, "#ffc07a")),
        clouds=("#f58f8a", "#4d3a6b"),
        sun=("#ffe6c4", "#ff6f4d"),
        hills=("#8a5878", "#5e4270", "#3a2d55"),
        water=((0, "#b8647a"), (0.4, "#57406f"), (1, "#171634")),
        path="#ff9a78",
    ),
)


def fishing_boat(canvas: Canvas, x: float, y: float, size: float, hull: str) -> None:
    """A small trawler whose waterline is at y."""

    def at(dx: float, dy: float) -> Point:
        return x + dx * size, y + dy * size

    sheer = [at(-62, -24), at(-30, -15), at(20, -15), at(48, -21), at(66, -34)]
    canvas.fill(lambda pen: pen.polygon([*sheer, at(50, 2), at(-54, 2)]), hull)
    canvas.fill(
        lambda pen: pen.polygon([at(-60, -9), at(57, -9), at(50, 2), at(-54, 2)]),
        "#0d1016",
        opacity=0.45,
    )
    canvas.fill(lambda pen: pen.line(sheer, 3 * size), "#e8d9c0", opacity=0.75)
    canvas.fill(lambda pen: pen.polygon([at(4, -15), at(6, -46), at(34, -46), at(38, -17)]), "#d8d2c6")
    canvas.fill(lambda pen: pen.polygon([at(1, -46), at(3, -51), at(38, -51), at(37, -46)]), "#8d3b2e")
    canvas.fill(
        lambda pen: [pen.box(x + dx * size, y - 40 * size, 7 * size, 9 * size) for dx in (9, 19)],
        "#ffd98a",
    )
    canvas.fill(lambda pen: _rigging(pen, x, y, size), "#1c1b20", opacity=0.9)
    canvas.glow(x + 16 * size, y - 36 * size, 34 * size, 30 * size, "#ffb040", power=0.5)


def _rigging(pen: Pen, x: float, y: float, size: float) -> None:
    mast, tip = x - 22 * size, y - 92 * size
    pen.line([(mast, y - 15 * size), (mast, tip)], 3 * size)
    pen.line([(mast, y - 60 * size), (x - 56 * size, y - 80 * size)], 2 * size)
    pen.line([(x + 22 * size, y - 50 * size), (x + 22 * size, y - 78 * size)], 2 * size)
    for end in ((x + 64 * size, y - 34 * size), (x - 60 * size, y - 24 * size)):
        pen.line([(mast, tip), end], 0.7)
    pen.line([(mast, tip), (x + 22 * size, y - 78 * size)], 0.7)


def harbour(canvas: Canvas) -> None:
    """First or last light over a fishing harbour."""
    rng, horizon = canvas.rng, 430.0
    light = rng.choice(LIGHTS)
    canvas.wash(light.sky, bottom=horizon)
    clouds(canvas, light.clouds, bottom=horizon - 50, cover=150, cells=(3, 9))
    sunrise = rng.uniform(330, 860)
    sun(canvas, sunrise, horizon - 34, 24, light.sun)
    for depth, colour in enumerate(light.hills):
        hills = ground(ridge(rng, horizon - 44 + 16 * depth, 26 - 5 * depth, rough=0.48), horizon)
        canvas.fill(lambda pen, shape=hills: pen.polygon(shape), colour)
    mist(canvas, horizon - 10, 50, light.path, opacity=0.55)
    _far_town(canvas, horizon)
    mirror(canvas, horizon, tint=light.water)
    sun_path(canvas, sunrise, horizon + 4, light.path, power=0.6)
    glitter(canvas, horizon, light.path, power=0.45)
    for x, y, size, hull in (
        (rng.uniform(90, 170), 470, 0.62, "#2f4a5e"),
        (rng.uniform(560, 640), 506, 0.86, "#5c2b2b"),
        (rng.uniform(1010, 1080), 462, 0.55, "#27423a"),
    ):
        _hull_reflection(canvas, x, y, size)
        fishing_boat(canvas, x, y, size, hull)
    _pier(canvas)
    x = rng.uniform(270, 380)
    _hull_reflection(canvas, x, 650, 2.1)
    fishing_boat(canvas, x, 650, 2.1, rng.choice(["#244a63", "#7a2c2a", "#2d4f43"]))
    birds(canvas, 760, 170)


def _far_town(canvas: Canvas, horizon: float) -> None:
    rng = canvas.rng

    def roofs(pen: Pen) -> None:
        x = 640.0
        while x < 1230:
            wide, high = rng.uniform(14, 34), rng.uniform(10, 34)
            pen.box(x, horizon - high, wide, high + 60)
            pen.polygon([(x - 2, horizon - high), (x + wide / 2, horizon - high - 10), (x + wide + 2, horizon - high)])
            x += wide + rng.uniform(-2, 3)
        pen.polygon([(930, 330), (938, 380), (922, 380)])
        pen.box(922, 378, 16, 60)

    canvas.fill(roofs, "#473f52")
    for _ in range(26):
        x, y = rng.uniform(650, 1190), horizon - rng.uniform(4, 22)
        canvas.glow(x, y, 5, 5, "#ffdf9a", power=0.9)


def _pier(canvas: Canvas) -> None:
    deck = [(780, 560), (1210, 520), (1210, 590), (790, 600)]
    canvas.shade(lambda pen: pen.polygon(deck), [(0, "#6b5548"), (1, "#2c2428")], top=520, bottom=600)
    canvas.fill(lambda pen: pen.line([(780, 560), (1210, 520)], 4), "#d9a77c", opacity=0.7)

    def posts(pen: Pen) -> None:
        for step in range(8):
            x, near = 800 + step * 58, 590 - step * 2
            pen.box(x, near - 52, 13, 190 - step * 6)
            pen.oval(x + 6.5, near - 52, 6.5, 3)

    canvas.fill(posts, "#241d22")
    canvas.fill(
        lambda pen: [pen.box(806 + step * 58, 542 - step * 2, 3, 120) for step in range(8)],
        "#c58a5e",
        opacity=0.6,
    )


def _hull_reflection(canvas: Canvas, x: float, y: float, size: float) -> None:
    rng = canvas.rng

    def broken(pen: Pen) -> None:
        for step in range(24):
            wide = (58 - step * 1.5) * size * rng.uniform(0.6, 1)
            drop = y + (2 + step * 2.2) * size
            pen.oval(x + rng.uniform(-8, 8) * size, drop, wide, 1.5 * size, 255 - step * 9)

    canvas.fill(broken, "#10151f", opacity=0.8, blur=size / 2)
    canvas.fill(
        lambda pen: pen.line([(x - 22 * size, y + 6 * size), (x - 26 * size, y + 70 * size)], 3 * size),
        "#10151f",
        opacity=0.3,
        blur=size,
    )
