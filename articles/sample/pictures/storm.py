"""A lighthouse in a gale."""

from __future__ import annotations

import math

from PIL import ImageChops

from articles.sample.pictures.painting import Canvas, Pen, curve, ground
from articles.sample.pictures.sky import clouds, mist, rain


def lighthouse(canvas: Canvas) -> None:
    """A lighthouse in a gale."""
    canvas.wash([(0, "#1d2631"), (0.45, "#4c5a63"), (0.7, "#7f8c8c"), (1, "#59676a")])
    clouds(canvas, ("#93a0a1", "#2a343d"), bottom=620, cover=88, cells=(4, 5), opacity=0.95)
    clouds(canvas, ("#5b686d", "#1b242d"), bottom=420, cover=130, cells=(3, 6))
    _beam(canvas, 806, 238)
    mist(canvas, 470, 130, "#a8b4b2", opacity=0.5)
    for step in range(4):
        _sea_row(canvas, 474 + step * 34, step)
    _headland(canvas)
    _tower(canvas, 806, 250, 262)
    _spray(canvas, 610, 560)
    for step in range(4, 8):
        _sea_row(canvas, 456 + step * 44, step)
    rain(canvas)
    canvas.glow(806, 238, 120, 110, "#fff0b4", power=0.9)


def _beam(canvas: Canvas, x: float, y: float) -> None:
    for spread, power in ((60, 0.3), (26, 0.4)):
        canvas.fill(
            lambda pen, s=spread: pen.polygon([(x, y - 4), (-60, y - 70 - s), (-60, y + s), (x, y + 4)]),
            "#fdf1c2",
            blur=20,
            opacity=power,
        )
    canvas.fill(
        lambda pen: pen.polygon([(x, y - 3), (1260, y - 60), (1260, y + 40), (x, y + 3)]),
        "#fdf1c2",
        blur=16,
        opacity=0.3,
    )


def _sea_row(canvas: Canvas, y: float, step: int) -> None:
    rng, near = canvas.rng, step / 7
    long, phase, high = 130 + 300 * near, rng.uniform(0, 6), 7 + 34 * near
    crest = [
        (x, y - high * (abs(math.sin(x / long * 3.1 + phase)) ** 1.7) + 4 * math.sin(x / 23 + phase))
        for x in range(-20, 1232, 8)
    ]
    body = [(0, f"#{'7f9296' if step < 4 else '6f8a8c'}"), (0.4, "#3d545c"), (1, "#16262f")]
    canvas.shade(lambda pen: pen.polygon(ground(crest)), body, top=y - high, bottom=y + 60 + 120 * near)
    foam = canvas.mask(lambda pen: pen.line([(px, py + 3) for px, py in crest], 5 + 16 * near), blur=2 + 3 * near)
    lace = curve(canvas.noise((60 - 5 * step, 90 - 8 * step), octaves=3), 105, 175)
    canvas.blend("#eef4f2", ImageChops.multiply(foam, lace), 0.95)


def _headland(canvas: Canvas) -> None:
    rng = canvas.rng
    top = [(520, 660), (560, 600), (600, 570), (650, 530), (700, 512), (760, 505), (850, 506)]
    top += [(920, 512), (1000, 498), (1080, 505), (1220, 476)]
    rugged = [(x + rng.uniform(-8, 8), y + rng.uniform(-5, 5)) for x, y in top]
    canvas.shade(
        lambda pen: pen.polygon(ground(rugged)),
        [(0, "#4a5247"), (0.12, "#3a3b38"), (1, "#14181b")],
        top=480,
        bottom=760,
    )
    rock = curve(canvas.noise((36, 20), octaves=4), 120, 200)
    land = canvas.mask(lambda pen: pen.polygon(ground([(x, y + 14) for x, y in rugged])))
    canvas.blend("#7c8480", ImageChops.multiply(rock, land), 0.4)


def _tower(canvas: Canvas, x: float, top: float, high: float) -> None:
    foot, base = top + high, 40

    def body(pen: Pen) -> None:
        pen.polygon([(x - 24, top), (x + 24, top), (x + base, foot), (x - base, foot)])

    canvas.fill(body, "#e7e5dc")
    for band in (0, 2, 4):
        low, up = top + high * band / 5, top + high * (band + 1) / 5
        a, b = 24 + (base - 24) * band / 5, 24 + (base - 24) * (band + 1) / 5
        canvas.fill(
            lambda pen, a=a, b=b, low=low, up=up: pen.polygon([(x - a, low), (x + a, low), (x + b, up), (x - b, up)]),
            "#a63a30",
        )
    canvas.fill(
        lambda pen: pen.polygon([(x + 6, top), (x + 30, top), (x + 46, foot), (x + 14, foot)]),
        "#0c1218",
        blur=7,
        opacity=0.55,
    )
    canvas.fill(lambda pen: [pen.box(x - 5, top + d, 9, 15) for d in (60, 130, 200)], "#23282c")
    canvas.fill(lambda pen: (pen.box(x - 34, top - 5, 68, 8), pen.box(x - 19, top - 34, 38, 30)), "#23292e")
    canvas.fill(lambda pen: pen.box(x - 15, top - 30, 30, 24), "#fff3c4")
    canvas.fill(lambda pen: [pen.box(x + d, top - 32, 2, 28) for d in (-8, 0, 8)], "#23292e")
    canvas.fill(lambda pen: pen.lobe(x, top - 33, 20, 20, turn=(180, 360)), "#7e2b24")
    canvas.fill(lambda pen: pen.line([(x, top - 52), (x, top - 68)], 2), "#23292e")


def _spray(canvas: Canvas, x: float, y: float) -> None:
    rng = canvas.rng

    def plume(pen: Pen) -> None:
        for _ in range(420):
            lean, reach = rng.gauss(-0.25, 0.42), 190 * rng.random() ** 1.4
            size = rng.uniform(1, 7) * (1 - reach / 260)
            pen.oval(x + lean * reach, y - reach, size, size, rng.randint(60, 220))

    canvas.fill(plume, "#f1f6f4", blur=1.6, opacity=0.9)
    canvas.glow(x - 10, y - 30, 120, 100, "#c6d2d0", power=0.5)
