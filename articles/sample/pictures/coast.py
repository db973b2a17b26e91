"""Scenes by the sea: harbour, storm, turbines, ferry, beach."""

from __future__ import annotations

import math

from PIL import ImageChops

from articles.sample.pictures.painting import GRID, Canvas, Pen, Point, curve, ground, ridge
from articles.sample.pictures.sky import birds, clouds, mist, rain, sun
from articles.sample.pictures.water import glitter, mirror, sun_path


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
    canvas.fill(
        lambda pen: pen.polygon([at(4, -15), at(6, -46), at(34, -46), at(38, -17)]), "#d8d2c6"
    )
    canvas.fill(
        lambda pen: pen.polygon([at(1, -46), at(3, -51), at(38, -51), at(37, -46)]), "#8d3b2e"
    )
    canvas.fill(
        lambda pen: [pen.box(x + dx * size, y - 40 * size, 7 * size, 9 * size) for dx in (9, 19)],
        "#ffd98a",
    )
    canvas.fill(lambda pen: _rigging(pen, x, y, size), "#1c1b20", opacity=0.9)
    canvas.glow(x + 16 * size, y - 36 * size, 34 * size, 30 * size, "#ffb040", 0.5)


def _rigging(pen: Pen, x: float, y: float, size: float) -> None:
    mast, tip = x - 22 * size, y - 92 * size
    pen.line([(mast, y - 15 * size), (mast, tip)], 3 * size)
    pen.line([(mast, y - 60 * size), (x - 56 * size, y - 80 * size)], 2 * size)
    pen.line([(x + 22 * size, y - 50 * size), (x + 22 * size, y - 78 * size)], 2 * size)
    for end in ((x + 64 * size, y - 34 * size), (x - 60 * size, y - 24 * size)):
        pen.line([(mast, tip), end], 0.7)
    pen.line([(mast, tip), (x + 22 * size, y - 78 * size)], 0.7)


def harbour(canvas: Canvas) -> None:
    """Dawn over a fishing harbour."""
    rng, horizon = canvas.rng, 430.0
    canvas.wash(
        [(0, "#26406b"), (0.38, "#7d86a8"), (0.66, "#e6a183"), (0.86, "#ffd08a"), (1, "#ffe2ad")],
        bottom=horizon,
    )
    clouds(canvas, ("#ffb78e", "#7b6d8f"), bottom=horizon - 50, cover=150, cells=(3, 9))
    sunrise = rng.uniform(330, 860)
    sun(canvas, sunrise, horizon - 34, 24, ("#fff4d6", "#ff9a4d"))
    for depth, colour in ((0, "#b98d8d"), (1, "#84707f"), (2, "#584f63")):
        hills = ground(ridge(rng, horizon - 44 + 16 * depth, 26 - 5 * depth, rough=0.48), horizon)
        canvas.fill(lambda pen, shape=hills: pen.polygon(shape), colour)
    mist(canvas, horizon - 10, 50, "#ffcf9e", opacity=0.55)
    _far_town(canvas, horizon)
    for x, y, size, hull in (
        (rng.uniform(90, 170), 462, 0.75, "#2f4a5e"),
        (rng.uniform(560, 640), 474, 0.9, "#5c2b2b"),
        (rng.uniform(1010, 1080), 455, 0.7, "#27423a"),
    ):
        canvas.fill(lambda pen, x=x, y=y: pen.oval(x, y, 80, 3), "#1b2230", opacity=0.5, blur=3)
        fishing_boat(canvas, x, y, size, hull)
    mirror(canvas, 478, tint=[(0, "#c98f78"), (0.4, "#6b6079"), (1, "#1b2740")])
    sun_path(canvas, sunrise, 484, "#ffb066", power=0.75)
    glitter(canvas, 480, "#ffd9a8", power=0.4)
    _pier(canvas)
    fishing_boat(canvas, rng.uniform(300, 380), 640, 1.85, rng.choice(["#244a63", "#7a2c2a"]))
    _hull_reflection(canvas, 640)
    birds(canvas, 760, 170)


def _far_town(canvas: Canvas, horizon: float) -> None:
    rng = canvas.rng

    def roofs(pen: Pen) -> None:
        x = 640.0
        while x < 1230:
            wide, high = rng.uniform(14, 34), rng.uniform(10, 34)
            pen.box(x, horizon - high, wide, high + 60)
            pen.polygon(
                [(x - 2, horizon - high), (x + wide / 2, horizon - high - 10),
                 (x + wide + 2, horizon - high)]
            )
            x += wide + rng.uniform(-2, 3)
        pen.polygon([(930, 330), (938, 380), (922, 380)])
        pen.box(922, 378, 16, 60)

    canvas.fill(roofs, "#473f52")
    for _ in range(26):
        x, y = rng.uniform(650, 1190), horizon - rng.uniform(4, 22)
        canvas.glow(x, y, 5, 5, "#ffdf9a", 0.9)


def _pier(canvas: Canvas) -> None:
    deck = [(780, 560), (1210, 520), (1210, 590), (790, 600)]
    canvas.shade(
        lambda pen: pen.polygon(deck), [(0, "#6b5548"), (1, "#2c2428")], top=520, bottom=600
    )
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


def _hull_reflection(canvas: Canvas, y: float) -> None:
    rng = canvas.rng

    def broken(pen: Pen) -> None:
        for step in range(26):
            depth = step * 4.2
            wide = (105 - step * 2.4) * rng.uniform(0.6, 1)
            pen.oval(340 + rng.uniform(-14, 14), y + 4 + depth, wide, 2.6, 255 - step * 8)

    canvas.fill(broken, "#10151f", opacity=0.75, blur=1)


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
    canvas.glow(806, 238, 120, 110, "#fff0b4", 0.9)


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
    canvas.shade(
        lambda pen: pen.polygon(ground(crest)), body, top=y - high, bottom=y + 60 + 120 * near
    )
    foam = canvas.mask(lambda pen: pen.line([(px, py + 3) for px, py in crest], 5 + 16 * near),
                       blur=2 + 3 * near)
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
            lambda pen, a=a, b=b, low=low, up=up: pen.polygon(
                [(x - a, low), (x + a, low), (x + b, up), (x - b, up)]
            ),
            "#a63a30",
        )
    canvas.fill(
        lambda pen: pen.polygon([(x + 6, top), (x + 30, top), (x + 46, foot), (x + 14, foot)]),
        "#0c1218",
        blur=7,
        opacity=0.55,
    )
    canvas.fill(lambda pen: [pen.box(x - 5, top + d, 9, 15) for d in (60, 130, 200)], "#23282c")
    canvas.fill(lambda pen: (pen.box(x - 34, top - 5, 68, 8), pen.box(x - 19, top - 34, 38, 30)),
                "#23292e")
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
    canvas.glow(x - 10, y - 30, 120, 100, "#c6d2d0", 0.5)


def turbines(canvas: Canvas) -> None:
    """A wind farm out at sea."""
    rng, horizon = canvas.rng, 500.0
    canvas.wash([(0, "#3f79a8"), (0.5, "#8fb8cf"), (0.85, "#e7dcc8"), (1, "#f6d9b4")],
                bottom=horizon)
    clouds(canvas, ("#ffffff", "#c3d0d8"), bottom=horizon - 20, cover=140, cells=(4, 8), opacity=0.85)
    canvas.glow(240, horizon - 30, 420, 240, "#ffd9a0", 0.6)
    for row, (count, size) in enumerate(((9, 0.3), (6, 0.5), (4, 0.8))):
        for place in range(count):
            x = 1200 / count * (place + 0.5) + rng.uniform(-26, 26)
            _turbine(canvas, x, horizon + 4 + row * 12, size, pale=0.62 - 0.28 * row)
    mirror(canvas, horizon + 6, tint=[(0, "#a9bfc4"), (0.35, "#4a7d94"), (1, "#123d58")], depth=0.62)
    glitter(canvas, horizon + 8, "#f4fbff", power=0.5)
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
        lambda pen: pen.polygon([(x + 0.6 * size, hub), (x + 2.4 * size, hub), (x + 4.6 * size, y), (x + 1.4 * size, y)]),
        "#5a7486",
        opacity=0.5 * (1 - pale),
    )
    canvas.fill(lambda pen: pen.box(x - 5.4 * size, y - 22 * size, 10.8 * size, 22 * size),
                "#e0a72c", opacity=0.9 * (1 - pale))


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
                pen.box(*at(dx + 10 + step * 16, dy + 9), 10 * size, 9 * size)
                for step in range((w - 14) // 16)
            ],
            "#2a4a63",
        )
    canvas.fill(lambda pen: pen.polygon([at(116, -116), at(150, -116), at(128, -144), at(116, -144)]), "#eef1f0")
    canvas.fill(lambda pen: pen.polygon([at(-76, -144), at(-70, -190), at(-28, -190), at(-22, -144)]), "#c23b30")
    canvas.fill(lambda pen: pen.box(*at(-71, -178), 44 * size, 9 * size), "#f4f1e8")
    canvas.fill(lambda pen: (pen.line([at(84, -144), at(84, -196)], 2.4 * size),
                             pen.line([at(70, -180), at(98, -180)], 1.6 * size)), "#dfe3e3")
    canvas.glow(x - 60 * size, y - 205 * size, 90 * size, 28 * size, "#56606a", 0.25)


def _wake(canvas: Canvas, y: float) -> None:
    rng = canvas.rng

    def foam(pen: Pen) -> None:
        for _ in range(900):
            x = rng.uniform(-20, 1020)
            near = rng.random() ** 2
            drop = y + 6 + near * (26 + (1020 - x) * 0.075)
            pen.oval(x, drop, rng.uniform(2, 15), rng.uniform(0.8, 2.4), rng.randint(60, 235))

    canvas.fill(foam, "#ffffff", blur=1, opacity=0.75)
    canvas.fill(lambda pen: [pen.oval(965 + rng.gauss(0, 22), y - 3 + rng.gauss(0, 5), 7, 4, 200) for _ in range(60)],
                "#ffffff", blur=1.2, opacity=0.85)


def beach(canvas: Canvas) -> None:
    """Low tide on a wide beach with dunes."""
    rng = canvas.rng
    canvas.wash([(0, "#5f93bd"), (0.55, "#b7d3dd"), (1, "#f3e7d3")], bottom=330)
    clouds(canvas, ("#ffffff", "#cbd6dd"), bottom=320, cover=132, cells=(3, 8))
    canvas.wash([(0, "#6f9fae"), (0.5, "#8fb7b5"), (1, "#c9d2c0")], top=328, bottom=460)
    glitter(canvas, 330, "#ffffff", power=0.4)
    canvas.shade(
        lambda pen: pen.polygon(ground([(-10, 470), (260, 452), (600, 432), (900, 424), (1210, 400)])),
        [(0, "#a9a48f"), (0.12, "#cdbb98"), (0.5, "#ddc79d"), (1, "#b4966a")], top=400, bottom=800,
    )
    for step in range(3):
        edge = [(x, 468 - x * 0.052 + step * 17 + 7 * math.sin(x / 83 + step * 2)) for x in range(-10, 1220, 10)]
        canvas.fill(lambda pen, edge=edge: pen.line(edge, 6), "#ffffff", blur=2, opacity=0.75 - step * 0.2)
        canvas.fill(lambda pen, edge=edge: pen.line([(x, y + 14) for x, y in edge], 16), "#8e8468", blur=6, opacity=0.25)
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
    canvas.fill(lambda pen: (pen.box(x - 4 * size, y - 20 * size, 3.4 * size, 20 * size),
                             pen.box(x + 1 * size, y - 20 * size, 3.4 * size, 20 * size)), "#2a2d33")
    canvas.fill(lambda pen: pen.polygon([(x - 5 * size, y - 40 * size), (x + 5 * size, y - 40 * size),
                                         (x + 7 * size, y - 16 * size), (x - 7 * size, y - 16 * size)]), coat)
    canvas.fill(lambda pen: pen.oval(x, y - 45 * size, 4.2 * size, 5 * size), "#5b4334")
