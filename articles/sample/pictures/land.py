"""On the ground: a forest path, and earth cracked by drought."""

from __future__ import annotations

import itertools
import math

from PIL import Image, ImageChops

from articles.sample.pictures.painting import GRID, Canvas, Pen, Point, curve, gradient, mix
from articles.sample.pictures.sky import clouds, mist, sun


def forest(canvas: Canvas) -> None:
    """A path through a wood with the sun behind the trees."""
    rng = canvas.rng
    light, leaf = rng.choice([("#fff3c0", "#7c9a3a"), ("#ffe0a8", "#b9772c"), ("#f2fbd8", "#5f8f45")])
    canvas.wash([(0, "#39512c"), (0.3, "#8fa45c"), (0.58, light), (0.62, "#a8a860"), (1, "#2c351d")])
    canvas.glow(620, 400, 420, 330, light, power=0.9)
    _floor(canvas)
    _path(canvas, light)
    for layer in range(5):
        near = layer / 4
        _foliage(canvas, leaf, near)
        _trunks(canvas, near, light)
        if layer < 3:
            mist(canvas, 460, 120, light, opacity=0.5 - 0.1 * layer)
    _shafts(canvas, light)
    _ferns(canvas, leaf)
    canvas.bloom(0.35, 20)


def _trunks(canvas: Canvas, near: float, light: str) -> None:
    rng = canvas.rng
    colour = mix(light, "#1d1710", 0.35 + 0.62 * near)
    foot, count = 470 + 210 * near**1.3, round(20 - 13 * near)

    def stems(pen: Pen) -> None:
        for step in range(count):
            x = (step + rng.uniform(0.1, 0.9)) * GRID[0] / count
            clear = 34 + 190 * near
            if abs(x - 620) < clear:
                x = 620 + math.copysign(clear + rng.uniform(0, 60), x - 620)
            wide, lean = (4 + 28 * near) * rng.uniform(0.6, 1.2), rng.uniform(-18, 18)
            base = foot + rng.uniform(-6, 14 + 30 * near)
            pen.polygon(
                [
                    (x + lean - wide * 0.36, -10),
                    (x + lean + wide * 0.36, -10),
                    (x + wide * 0.5, base - 30),
                    (x + wide * 0.95, base),
                    (x - wide * 0.95, base),
                    (x - wide * 0.5, base - 30),
                ]
            )
            for _ in range(3):
                start = rng.uniform(60, 330)
                reach = math.copysign(rng.uniform(40, 130), rng.uniform(-1, 1))
                pen.line([(x + lean, start), (x + reach * 0.6, start - 46), (x + reach, start - 70)], 1 + 4 * near)

    trunks = canvas.mask(stems)
    canvas.blend(colour, trunks)
    if near > 0.3:
        bark = curve(canvas.noise((190, 12), octaves=3), 120, 220)
        canvas.blend(mix(colour, light, 0.35), ImageChops.multiply(trunks, bark), 0.5 * near)


def _foliage(canvas: Canvas, leaf: str, near: float) -> None:
    fade = gradient(canvas.size, [(0, "#ffffff"), (0.22, "#bbbbbb"), (0.5, "#000000"), (1, "#000000")]).convert("L")
    clumps = curve(canvas.noise((round(12 - 6 * near), round(9 - 3 * near)), octaves=6), 120, 165)
    canvas.blend(mix(leaf, "#14200d", 0.15 + 0.6 * near), ImageChops.multiply(clumps, fade), 0.85)
    if near > 0.3:
        sparkle = curve(canvas.noise((90, 70), octaves=3), 150, 215)
        canvas.blend(mix(leaf, "#ffffbe", 0.45), ImageChops.multiply(ImageChops.multiply(sparkle, clumps), fade), 0.6)


def _floor(canvas: Canvas) -> None:
    floor = [(0, "#a5a765"), (0.12, "#6f7a3a"), (0.4, "#414a22"), (1, "#1d2412")]
    canvas.shade(lambda pen: pen.box(-10, 470, 1230, 340), floor, top=470, bottom=810)
    litter = curve(canvas.noise((70, 90), octaves=4), 120, 200)
    canvas.blend("#9a8a45", ImageChops.multiply(litter, canvas.mask(lambda pen: pen.box(0, 500, 1210, 310))), 0.5)


def _path(canvas: Canvas, light: str) -> None:
    left: list[Point] = []
    right: list[Point] = []
    for step in range(41):
        near = step / 40
        y = 470 + 340 * near**1.25
        centre = 620 + 60 * math.sin(near * 3.4) - 40 * near
        half = 10 + 235 * near**1.5
        left.append((centre - half, y))
        right.append((centre + half, y))
    trail = canvas.mask(lambda pen: pen.polygon([*left, *reversed(right)]), blur=7)
    canvas.blend(gradient(canvas.size, [(0, light), (0.6, light), (0.75, "#b9a06c"), (1, "#6d563a")]), trail)
    bands = curve(canvas.noise((5, 46), octaves=3), 115, 170)
    canvas.blend("#2c2413", ImageChops.multiply(bands, trail), 0.55)
    gravel = curve(canvas.noise((160, 150), octaves=2), 140, 230)
    canvas.blend("#f3e2b4", ImageChops.multiply(gravel, trail), 0.25)


def _shafts(canvas: Canvas, light: str) -> None:
    rng = canvas.rng

    def rays(pen: Pen) -> None:
        for _ in range(7):
            top, foot, wide = rng.uniform(380, 760), rng.uniform(100, 1150), rng.uniform(14, 46)
            pen.polygon(
                [(top, -20), (top + wide * 0.6, -20), (foot + wide * 3, 700), (foot, 700)], rng.randint(130, 255)
            )

    canvas.fill(rays, light, blur=16, opacity=0.16)


def _ferns(canvas: Canvas, leaf: str) -> None:
    rng = canvas.rng
    for shade, count in ((mix(leaf, "#0c1408", 0.75), 300), (mix(leaf, "#223311", 0.35), 240)):

        def blades(pen: Pen, count: int = count) -> None:
            for _ in range(count):
                side = rng.choice([-1, 1])
                y = rng.uniform(640, 830)
                x = 590 + side * (rng.uniform(120, 190) + (y - 560) * 0.8 + 420 * rng.random() ** 1.5)
                high, lean = rng.uniform(16, 30) + (y - 620) * 0.16, rng.uniform(-20, 20)
                pen.polygon([(x - 2.2, y), (x + 2.2, y), (x + lean, y - high)])

        canvas.fill(blades, shade)


def drought(canvas: Canvas) -> None:
    """The cracked bed of a dried-out reservoir."""
    rng, horizon = canvas.rng, 330.0
    canvas.wash([(0, "#6f9bb8"), (0.55, "#d7c9ae"), (1, "#f3d7a2")], bottom=horizon)
    clouds(canvas, ("#fff6e4", "#d9cbb6"), bottom=horizon - 20, cover=160, cells=(3, 9), opacity=0.6)
    sun(canvas, rng.uniform(760, 960), 130, 30, ("#fffbe8", "#ffdf9a"))
    for step, colour in enumerate(("#b7a183", "#93795a")):
        crest = [
            (x, horizon - 26 + 14 * step - 12 * math.sin(x / (150 + 60 * step) + step)) for x in range(-20, 1240, 20)
        ]
        canvas.fill(lambda pen, crest=crest: pen.polygon([*crest, (1240, 345), (-20, 345)]), colour)
    canvas.wash([(0, "#6d5138"), (1, "#2a1c12")], top=horizon, bottom=GRID[1])
    _plates(canvas, horizon)
    dust = curve(canvas.noise((50, 70), octaves=5), 110, 200)
    bed = canvas.mask(lambda pen: pen.box(0, horizon, 1210, 480))
    canvas.blend("#fff0cf", ImageChops.multiply(dust, bed), 0.28)
    mist(canvas, horizon, 50, "#ffe2b0", opacity=0.7)
    _dead_tree(canvas, 250, 560)


def _corner(canvas: Canvas, column: int, row: int, horizon: float) -> Point:
    rng = canvas.rng
    near = (max(0.0, row + rng.uniform(-0.34, 0.34)) / 17) ** 1.9
    across = (column + rng.uniform(-0.36, 0.36) - 14) * (46 + 136 * near)
    return 600 + across, horizon + 4 + 520 * near


def _plates(canvas: Canvas, horizon: float) -> None:
    """Plates of mud: jittered cells in perspective, each lit on top and dark at the rim."""
    rng = canvas.rng
    corners = [[_corner(canvas, column, row, horizon) for column in range(29)] for row in range(18)]
    for level, colour, shrink, drop in ((1.0, "#86643f", 0.93, 0.0), (0.0, "#c9a06c", 0.86, -0.05)):

        def cells(pen: Pen, shrink: float = shrink, drop: float = drop) -> None:
            for upper, lower in itertools.pairwise(corners):
                for i in range(28):
                    quad = [upper[i], upper[i + 1], lower[i + 1], lower[i]]
                    cx, cy = sum(p[0] for p in quad) / 4, sum(p[1] for p in quad) / 4
                    tall = quad[2][1] - quad[0][1]
                    inner = [(cx + (x - cx) * shrink, cy + (y - cy) * shrink + drop * tall) for x, y in quad]
                    pen.polygon(_rounded(inner), rng.randint(190, 255))

        canvas.fill(cells, colour, opacity=1 if level else 0.95)


def _rounded(quad: list[Point]) -> list[Point]:
    """Cuts each corner of a plate."""
    points: list[Point] = []
    for i, (x, y) in enumerate(quad):
        for other, share in ((quad[i - 1], 0.14), (quad[(i + 1) % 4], 0.14)):
            points.append((x + (other[0] - x) * share, y + (other[1] - y) * share))
    return points


def _dead_tree(canvas: Canvas, x: float, y: float) -> None:
    rng = canvas.rng

    def branch(pen: Pen, at: Point, angle: float, long: float) -> None:
        end = (at[0] + math.cos(angle) * long, at[1] + math.sin(angle) * long)
        pen.line([at, end], max(1.2, long / 9))
        if long > 16:
            for turn in (rng.uniform(-0.75, -0.25), rng.uniform(0.2, 0.7)):
                branch(pen, end, angle + turn, long * rng.uniform(0.6, 0.78))

    canvas.fill(
        lambda pen: pen.polygon([(x - 12, y), (x + 10, y), (x + 320, y + 62), (x + 300, y + 70)]),
        "#2a1b10",
        blur=5,
        opacity=0.5,
    )
    tree: Image.Image = canvas.mask(lambda pen: branch(pen, (x + 5, y - 108), -math.pi / 2 + 0.06, 84))
    canvas.blend("#2b1f17", tree)
    canvas.fill(
        lambda pen: pen.polygon([(x - 1, y - 112), (x + 11, y - 112), (x + 16, y + 4), (x - 17, y + 4)]), "#2b1f17"
    )
