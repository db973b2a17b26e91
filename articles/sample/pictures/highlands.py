"""Hills: hazy ranges, and a train crossing a viaduct."""

from __future__ import annotations

import math

from PIL import ImageChops

from articles.sample.pictures.painting import Canvas, Pen, Point, curve, ground, mix, ridge
from articles.sample.pictures.sky import birds, clouds, mist, sun

RANGES = (
    ("#4d6fa5", "#eab99a", "#ffdfae"),
    ("#3d4f86", "#f2a48c", "#ffd0a0"),
    ("#5b9ac2", "#dceaf0", "#ffffff"),
)


def mountains(canvas: Canvas) -> None:
    """Ranges fading into haze."""
    rng = canvas.rng
    high, low, light = rng.choice(RANGES)
    canvas.wash([(0, high), (0.6, low), (1, light)], bottom=620)
    clouds(canvas, ("#fff1e0", "#b9b6c6"), bottom=300, cover=140, cells=(3, 8), opacity=0.8)
    sun(canvas, rng.uniform(700, 980), 250, 20, ("#fffdf0", light))
    for layer in range(6):
        share = layer / 5
        y, tall = 330 + 72 * layer, 120 - 12 * layer
        line = ridge(rng, y, tall, rough=0.52)
        far = mix(low, "#46658f", 0.5)
        body, foot = mix(far, "#11242c", 0.05 + 0.85 * share), mix(mix(low, far, 0.4), "#3d5a58", 0.6 * share)
        canvas.shade(
            lambda pen, line=line: pen.polygon(ground(line)),
            [(0, body), (1, foot)],
            top=y - tall,
            bottom=y + 150,
        )
        if layer < 2:
            _snow(canvas, line)
        mist(canvas, y + 105, 70, light, opacity=0.5 - 0.07 * layer)
    _pines(canvas)
    birds(canvas, 330, 210, count=5)


def _snow(canvas: Canvas, line: list[Point]) -> None:
    """Snow lies thick along the crest and breaks up further down."""
    cap = canvas.mask(lambda pen: pen.polygon(ground(line)))
    lower = [(x, y + 95) for x, y in line]
    fade = canvas.mask(lambda pen: pen.polygon([*line, *reversed(lower)]), blur=22)
    field = curve(canvas.noise((30, 34), octaves=4), 70, 150)
    canvas.blend("#fdf8f4", ImageChops.multiply(ImageChops.multiply(cap, fade), field), 0.8)


def _pines(canvas: Canvas) -> None:
    rng = canvas.rng

    def wood(pen: Pen) -> None:
        for step in range(90):
            x = -20 + step * 14 + rng.uniform(-6, 6)
            foot = 775 + 45 * math.sin(x / 260 + 2) + rng.uniform(-8, 14)
            high, wide = rng.uniform(46, 118), rng.uniform(12, 21)
            pen.box(x - 2, foot - 14, 4, 60)
            for tier in range(6):
                top, share = foot - high * (1 - tier / 7), (tier + 1.4) / 7
                pen.polygon([(x, top - 6), (x - wide * share, top + high / 4.6), (x + wide * share, top + high / 4.6)])
        pen.polygon(ground([(x, 780 + 45 * math.sin(x / 260 + 2)) for x in range(-20, 1240, 20)]))

    canvas.fill(wood, "#0f2023")


def train(canvas: Canvas) -> None:
    """A train on a stone viaduct among green hills."""
    rng = canvas.rng
    canvas.wash([(0, "#5596c8"), (0.6, "#b9d9e6"), (1, "#f2ecd6")], bottom=440)
    clouds(canvas, ("#ffffff", "#ccd8df"), bottom=430, cover=122, cells=(4, 6))
    for layer, colours in enumerate((("#93aebb", "#a9c0bd"), ("#6c927d", "#87a87a"), ("#567f4e", "#7ba052"))):
        y = 350 + 62 * layer
        line = ridge(rng, y, 62 - 12 * layer, rough=0.45)
        canvas.shade(
            lambda pen, line=line: pen.polygon(ground(line)),
            [(0, colours[0]), (1, colours[1])],
            top=y - 60,
            bottom=y + 120,
        )
    _trees(canvas, 500, 70, 7)
    _trees(canvas, 600, 44, 12)
    _carriages(canvas, rng.uniform(150, 330), 452)
    _viaduct(canvas, 470)
    canvas.shade(
        lambda pen: pen.polygon(ground([(x, 706 + 24 * math.sin(x / 200)) for x in range(-20, 1240, 20)])),
        [(0, "#6f9442"), (1, "#2f4d22")],
        top=680,
        bottom=800,
    )
    _trees(canvas, 742, 26, 15)
    meadow = curve(canvas.noise((40, 60), octaves=3), 120, 230)
    canvas.blend("#d8d884", ImageChops.multiply(meadow, canvas.mask(lambda pen: pen.box(0, 700, 1210, 110))), 0.4)


def _trees(canvas: Canvas, y: float, count: int, size: float) -> None:
    rng = canvas.rng
    for colour, lift in (("#26401f", 0.0), ("#3c5f2a", 0.35), ("#6a8c3c", 0.7)):

        def crowns(pen: Pen, lift: float = lift) -> None:
            for step in range(count):
                x = (step + 0.5) * 1200 / count + rng.uniform(-12, 12)
                base = y + 18 * math.sin(x / 170)
                for _ in range(12):
                    grow = size * rng.uniform(0.3, 0.8) * (1 - lift * 0.4)
                    dx, dy = rng.gauss(-lift * size * 0.4, size * 0.8), rng.gauss(-lift * size, size * 0.5)
                    pen.oval(x + dx, base + dy - size, grow, grow * 0.85)

        canvas.fill(crowns, colour, blur=0.6)


def _viaduct(canvas: Canvas, y: float) -> None:
    span, foot = 118, 740

    def stone(pen: Pen) -> None:
        pen.box(-10, y - 16, 1230, 22)
        pen.box(-10, y + 6, 1230, foot - y)
        for arch in range(-1, 11):
            x = arch * span + 40
            pen.box(x + 14, y + 62, span - 28, foot - y, 0)
            pen.oval(x + span / 2, y + 62, (span - 28) / 2, 44, 0)

    canvas.shade(stone, [(0, "#c9b291"), (0.3, "#a98f6d"), (1, "#5f5443")], top=y - 16, bottom=foot)
    courses = curve(canvas.noise((110, 150), octaves=2), 110, 190)
    canvas.blend("#4c3f30", ImageChops.multiply(courses, canvas.mask(stone)), 0.35)

    def shadow(pen: Pen) -> None:
        for arch in range(-1, 11):
            x = arch * span + 40
            pen.box(x + span - 26, y + 62, 12, foot - y)
            pen.arc(x + span / 2 + 5, y + 62, (span - 28) / 2, 44, turn=(180, 360), width=6)

    canvas.fill(shadow, "#2b2418", blur=2, opacity=0.4)
    canvas.fill(lambda pen: (pen.box(-10, y - 17, 1230, 4), pen.box(-10, y + 4, 1230, 3)), "#e4d3b4", opacity=0.8)


def _carriages(canvas: Canvas, x: float, y: float) -> None:
    """Four coaches behind a cab, standing on the parapet line y."""
    body = [(0, "#f2f0e6"), (0.42, "#e3e1d8"), (0.43, "#17606b"), (1, "#0f3f49")]
    for coach in range(5):
        left = x + coach * 168
        if coach == 4:
            nose = [(left, y - 44), (left + 96, y - 44), (left + 134, y - 30), (left + 150, y - 4), (left, y - 4)]
            canvas.shade(lambda pen, nose=nose: pen.polygon(nose), body, top=y - 46, bottom=y)
            glass = [(left + 100, y - 38), (left + 122, y - 28), (left + 128, y - 20), (left + 100, y - 20)]
            canvas.fill(lambda pen, glass=glass: pen.polygon(glass), "#1b2a33")
        else:
            canvas.shade(lambda pen, left=left: pen.box(left, y - 46, 164, 42), body, top=y - 46, bottom=y)
        windows = 6 if coach < 4 else 4
        canvas.fill(
            lambda pen, left=left, n=windows: [pen.box(left + 9 + 23 * step, y - 38, 17, 13) for step in range(n)],
            "#22323d",
        )
        canvas.fill(
            lambda pen, left=left, n=windows: [
                pen.polygon([(left + 11 + 23 * s, y - 26), (left + 19 + 23 * s, y - 37), (left + 24 + 23 * s, y - 37)])
                for s in range(n)
            ],
            "#9fc4d6",
            opacity=0.6,
        )
        canvas.fill(lambda pen, left=left, n=windows: pen.box(left, y - 18, 164 if n == 6 else 140, 3), "#e2a52f")
        canvas.fill(lambda pen, left=left: pen.box(left + 4, y - 5, 150, 9), "#1a1c1e")
