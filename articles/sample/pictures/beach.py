"""Low tide on a wide beach."""

from __future__ import annotations

import math

from PIL import ImageChops

from articles.sample.pictures.painting import Canvas, Pen, curve, ground
from articles.sample.pictures.sky import birds, clouds
from articles.sample.pictures.water import glitter


def beach(canvas: Canvas) -> None:
    """Low tide on a wide beach with dunes."""
    rng = canvas.rng
    canvas.wash([(0, "#5f93bd"), (0.55, "#b7d3dd"), (1, "#f3e7d3")], bottom=330)
    clouds(canvas, ("#ffffff", "#cbd6dd"), bottom=320, cover=132, cells=(3, 8))
    canvas.wash([(0, "#6f9fae"), (0.5, "#8fb7b5"), (1, "#c9d2c0")], top=328, bottom=490)
    glitter(canvas, 330, "#ffffff", power=0.4)
    canvas.shade(
        lambda pen: pen.polygon(ground([(-10, 470), (260, 452), (600, 432), (900, 424), (1210, 400)])),
        [(0, "#a9a48f"), (0.12, "#cdbb98"), (0.5, "#ddc79d"), (1, "#b4966a")],
        top=400,
        bottom=800,
    )
    for step in range(3):
        edge = [(x, 468 - x * 0.052 + step * 17 + 7 * math.sin(x / 83 + step * 2)) for x in range(-10, 1220, 10)]
        canvas.fill(lambda pen, edge=edge: pen.line(edge, 6), "#ffffff", blur=2, opacity=0.75 - step * 0.2)
        canvas.fill(
            lambda pen, edge=edge: pen.line([(x, y + 14) for x, y in edge], 16), "#8e8468", blur=6, opacity=0.25
        )
    ripples = curve(canvas.noise((12, 130), octaves=3), 120, 210)
    sand = canvas.mask(lambda pen: pen.box(0, 540, 1210, 270), blur=30)
    canvas.blend("#fff3d2", ImageChops.multiply(ripples, sand), 0.35)
    _dune(canvas)
    for x in (470, 520, 700):
        _walker(canvas, x + rng.uniform(-20, 20), 510, 0.9)
    _walker(canvas, rng.uniform(590, 640), 585, 1.5)
    birds(canvas, 720, 190, count=8, colour="#55636b")


def _dune(canvas: Canvas) -> None:
    rng = canvas.rng
    crest = [(-10, 520), (90, 500), (190, 540), (300, 620), (420, 720), (500, 810)]
    canvas.shade(lambda pen: pen.polygon(ground(crest)), [(0, "#d8c292"), (1, "#8c7147")], top=490, bottom=810)

    def grass(pen: Pen) -> None:
        for _ in range(620):
            x = rng.uniform(-10, 420)
            y = 500 + max(0, x - 90) * 0.66 + rng.uniform(-4, 190)
            high, lean = rng.uniform(24, 64), rng.uniform(4, 30)
            pen.line([(x, y), (x + lean * 0.3, y - high * 0.6), (x + lean, y - high)], 1.3, rng.randint(120, 255))

    canvas.fill(grass, "#5d6b3a")
    canvas.fill(grass, "#a6a760", opacity=0.7)


def _walker(canvas: Canvas, x: float, y: float, size: float) -> None:
    coat = canvas.rng.choice(["#b23a32", "#27415c", "#3d5a45", "#d08a2e"])
    canvas.fill(lambda pen: pen.oval(x + 14 * size, y + 1, 18 * size, 2.4 * size), "#4b3f2c", opacity=0.45, blur=2)
    canvas.fill(
        lambda pen: (
            pen.box(x - 4 * size, y - 20 * size, 3.4 * size, 20 * size),
            pen.box(x + 1 * size, y - 20 * size, 3.4 * size, 20 * size),
        ),
        "#2a2d33",
    )
    canvas.fill(
        lambda pen: pen.polygon(
            [
                (x - 5 * size, y - 40 * size),
                (x + 5 * size, y - 40 * size),
                (x + 7 * size, y - 16 * size),
                (x - 7 * size, y - 16 * size),
            ]
        ),
        coat,
    )
    canvas.fill(lambda pen: pen.oval(x, y - 45 * size, 4.2 * size, 5 * size), "#5b4334")
