"""The old town: its hall, and the painted houses along the quay."""

from __future__ import annotations

from PIL import ImageChops

from articles.sample.pictures.painting import GRID, Canvas, Pen, curve, mix
from articles.sample.pictures.sky import birds, clouds
from articles.sample.pictures.water import glitter, mirror

STONE = [(0.0, "#efe2c6"), (1.0, "#bda983")]
PLASTER = ("#d9694f", "#e8b54d", "#5f93a8", "#e9e0cf", "#7fa07a", "#c98a8f", "#4c6f8f", "#d8a27a", "#b9c4a5")


def town_hall(canvas: Canvas) -> None:
    """A domed hall with columns and steps in low sunlight."""
    rng = canvas.rng
    canvas.wash([(0, "#41699b"), (0.5, "#9db6c9"), (0.85, "#f2d3a8"), (1, "#f7dfb4")], bottom=640)
    clouds(canvas, ("#ffe9cc", "#b7b4c2"), bottom=560, cover=126, cells=(4, 6))
    canvas.glow(rng.choice([140, 1060]), 480, 500, 360, "#ffcf8a", power=0.6)
    _dome(canvas)
    for left in (130, 740):
        _wing(canvas, left)
    _portico(canvas)
    _square(canvas)
    _flag(canvas)
    birds(canvas, 330, 170, count=9)


def _dome(canvas: Canvas) -> None:
    canvas.shade(lambda pen: pen.box(505, 250, 190, 90), STONE, top=250, bottom=340)
    canvas.fill(lambda pen: [pen.box(518 + 24 * step, 264, 12, 50) for step in range(7)], "#6d6350", opacity=0.75)
    canvas.shade(
        lambda pen: pen.lobe(600, 252, 96, 112, turn=(180, 360)), [(0, "#9fc4b4"), (1, "#5c8a7f")], top=140, bottom=252
    )
    canvas.fill(lambda pen: pen.lobe(636, 252, 60, 106, turn=(270, 360)), "#1f3b3d", blur=14, opacity=0.5)
    canvas.fill(
        lambda pen: [pen.arc(600, 252, rx, 112, turn=(180, 360), width=1.6) for rx in (30, 66, 95)],
        "#3f6a63",
        opacity=0.7,
    )
    canvas.shade(
        lambda pen: (pen.box(580, 108, 40, 38), pen.polygon([(572, 110), (600, 70), (628, 110)])),
        STONE,
        top=70,
        bottom=146,
    )
    canvas.fill(lambda pen: pen.oval(600, 127, 12, 12), "#fbf7e6")
    canvas.fill(
        lambda pen: (pen.line([(600, 127), (600, 118)], 1.8), pen.line([(600, 127), (606, 130)], 1.8)), "#2b2721"
    )
    canvas.fill(lambda pen: pen.line([(600, 72), (600, 44)], 3), "#b8963f")
    canvas.fill(lambda pen: (pen.box(492, 244, 216, 10), pen.box(496, 332, 208, 10)), "#f6ecd6")


def _wing(canvas: Canvas, left: float) -> None:
    rng = canvas.rng
    canvas.shade(lambda pen: pen.box(left, 372, 330, 230), STONE, top=372, bottom=602)
    canvas.shade(
        lambda pen: pen.polygon([(left - 8, 374), (left + 26, 338), (left + 304, 338), (left + 338, 374)]),
        [(0, "#6f7a85"), (1, "#4b5560")],
        top=338,
        bottom=374,
    )
    canvas.fill(lambda pen: (pen.box(left - 8, 370, 346, 9), pen.box(left - 4, 480, 338, 6)), "#f6ecd6")
    for row, y in enumerate((396, 504)):
        canvas.fill(lambda pen, y=y: [_window(pen, left + 20 + 44 * step, y, 1) for step in range(7)], "#8d7d5f")
        canvas.fill(lambda pen, y=y: [_window(pen, left + 23 + 44 * step, y + 3, 0.8) for step in range(7)], "#27343f")
        lit = [step for step in range(7) if rng.random() < 0.4 + 0.2 * row]
        canvas.fill(
            lambda pen, y=y, lit=lit: [_window(pen, left + 23 + 44 * step, y + 3, 0.8) for step in lit],
            "#ffcf7d",
            opacity=0.9,
        )
        canvas.fill(
            lambda pen, y=y: [
                (pen.box(left + 33 + 44 * step, y, 2, 62), pen.box(left + 22 + 44 * step, y + 30, 24, 2))
                for step in range(7)
            ],
            "#efe4cc",
        )


def _window(pen: Pen, x: float, y: float, size: float) -> Pen:
    wide = 26 if size == 1 else 20
    pen.box(x, y + 12, wide, 54 if size == 1 else 48)
    return pen.lobe(x + wide / 2, y + 13, wide / 2, wide / 2, turn=(180, 360))


def _portico(canvas: Canvas) -> None:
    canvas.shade(lambda pen: pen.box(430, 392, 340, 212), [(0, "#6b5f4c"), (1, "#463d31")], top=392, bottom=604)
    canvas.fill(lambda pen: [pen.box(x, 470, 34, 130) for x in (483, 583, 683)], "#2a221b")
    canvas.fill(lambda pen: pen.box(586, 476, 28, 124), "#ffc873", opacity=0.75)
    canvas.shade(lambda pen: pen.polygon([(410, 356), (600, 278), (790, 356)]), STONE, top=278, bottom=356)
    canvas.fill(lambda pen: pen.polygon([(452, 348), (600, 290), (748, 348)]), "#a7936f", opacity=0.8)
    canvas.fill(lambda pen: (pen.oval(600, 328, 17, 17), pen.box(540, 332, 120, 10)), "#e8dabb")
    canvas.shade(lambda pen: pen.box(412, 354, 376, 38), STONE, top=340, bottom=400)
    canvas.fill(lambda pen: pen.box(412, 387, 376, 6), "#8d7d5f", opacity=0.8)
    for step in range(6):
        x = 430 + 61 * step
        canvas.shade(
            lambda pen, x=x: pen.polygon([(x + 3, 394), (x + 30, 394), (x + 33, 600), (x, 600)]),
            STONE,
            top=380,
            bottom=640,
        )
        canvas.fill(lambda pen, x=x: pen.box(x + 21, 402, 11, 194), "#5d513d", blur=4, opacity=0.55)
        canvas.fill(lambda pen, x=x: [pen.box(x + 7 + 6 * k, 404, 1.4, 190) for k in range(3)], "#8d7d5f", opacity=0.5)
        canvas.fill(lambda pen, x=x: (pen.box(x - 3, 392, 39, 9), pen.box(x - 3, 594, 39, 9)), "#f6ecd6")


def _square(canvas: Canvas) -> None:
    rng = canvas.rng
    for step in range(7):
        y, half = 602 + step * 10, 196 + step * 15
        tone = mix("#e9dcc0", "#a89775", step / 8)
        canvas.fill(lambda pen, y=y, half=half: pen.box(600 - half, y, half * 2, 11), tone)
        canvas.fill(lambda pen, y=y, half=half: pen.box(600 - half, y + 8, half * 2, 3), "#6d5f48", opacity=0.6)
    canvas.shade(
        lambda pen: (pen.box(-10, 602, 416 - 0, 200), pen.box(794, 602, 420, 200), pen.box(-10, 672, 1230, 140)),
        [(0, "#b9ab8e"), (1, "#6e6452")],
        top=602,
        bottom=800,
    )
    sets = curve(canvas.noise((40, 60), octaves=4), 120, 200)
    canvas.blend("#f6e7c6", ImageChops.multiply(sets, canvas.mask(lambda pen: pen.box(0, 672, 1210, 130))), 0.3)
    for _ in range(16):
        _passer(canvas, rng.uniform(40, 1160), rng.uniform(664, 770))


def _passer(canvas: Canvas, x: float, y: float) -> None:
    size = 0.7 + (y - 660) / 140
    coat = canvas.rng.choice(["#2b3340", "#5a3a33", "#8c3b35", "#37504a", "#6b6a72", "#c7a26a"])
    canvas.fill(
        lambda pen: pen.polygon([(x, y), (x + 6, y), (x + 58 * size, y + 10), (x + 48 * size, y + 13)]),
        "#3a3021",
        blur=2,
        opacity=0.4,
    )
    canvas.fill(
        lambda pen: (
            pen.box(x - 4 * size, y - 17 * size, 3 * size, 17 * size),
            pen.box(x + 1.4 * size, y - 17 * size, 3 * size, 17 * size),
        ),
        "#1f2228",
    )
    canvas.fill(
        lambda pen: pen.polygon(
            [
                (x - 4.6 * size, y - 35 * size),
                (x + 4.8 * size, y - 35 * size),
                (x + 6.4 * size, y - 13 * size),
                (x - 6 * size, y - 13 * size),
            ]
        ),
        coat,
    )
    canvas.fill(
        lambda pen: pen.oval(x, y - 39.5 * size, 3.7 * size, 4.4 * size),
        canvas.rng.choice(["#c79a7b", "#6b4733", "#e0b594"]),
    )


def _flag(canvas: Canvas) -> None:
    for x in (80, 1120):
        canvas.fill(lambda pen, x=x: pen.box(x, 300, 4, 330), "#d7d9d6")
        cloth = [(x + 4, 304), (x + 40, 312), (x + 78, 304), (x + 78, 350), (x + 40, 358), (x + 4, 350)]
        canvas.shade(
            lambda pen, cloth=cloth: pen.polygon(cloth),
            [(0, "#1f5c7a"), (0.5, "#1f5c7a"), (0.51, "#e9e3d2"), (1, "#e9e3d2")],
            top=304,
            bottom=354,
        )


def houses(canvas: Canvas) -> None:
    """Painted house fronts mirrored in the harbour."""
    rng, quay = canvas.rng, 520.0
    canvas.wash([(0, "#5f9ccb"), (0.7, "#c6dfe8"), (1, "#f3ead6")], bottom=quay)
    clouds(canvas, ("#ffffff", "#d4dde3"), bottom=400, cover=130, cells=(4, 6))
    x, colours = -18.0, list(PLASTER)
    rng.shuffle(colours)
    step = 0
    while x < GRID[0]:
        wide = rng.uniform(84, 124)
        _front(canvas, x, quay, (wide, rng.uniform(210, 320)), colours[step % len(colours)])
        x, step = x + wide, step + 1
    canvas.shade(
        lambda pen: pen.box(-10, quay - 8, 1230, 34), [(0, "#9a8f80"), (1, "#4c463f")], top=quay - 8, bottom=quay + 26
    )
    mirror(canvas, quay + 24, tint=[(0, "#8fb0b4"), (0.5, "#3d6877"), (1, "#143b4d")], depth=0.48, sway=0.45)
    glitter(canvas, quay + 26, "#ffffff", power=0.35)
    for left in (rng.uniform(120, 260), rng.uniform(560, 700), rng.uniform(900, 1020)):
        _dinghy(canvas, left, rng.uniform(600, 660))


def _front(canvas: Canvas, x: float, quay: float, size: tuple[float, float], colour: str) -> None:
    rng = canvas.rng
    wide, high = size
    top = quay - high
    canvas.shade(
        lambda pen: pen.box(x, top, wide, high),
        [(0, colour), (1, mix(colour, "#3a3028", 0.28))],
        top=top,
        bottom=quay,
    )
    roof, peak = rng.choice(["#7d4638", "#5b5a60", "#8a5a44"]), top - rng.uniform(34, 66)
    if rng.random() < 0.55:
        canvas.fill(lambda pen: pen.polygon([(x - 3, top + 2), (x + wide / 2, peak), (x + wide + 3, top + 2)]), colour)
        canvas.fill(lambda pen: pen.line([(x - 4, top + 3), (x + wide / 2, peak), (x + wide + 4, top + 3)], 7), roof)
        canvas.fill(lambda pen: pen.oval(x + wide / 2, top - 12, 8, 8), "#2f3b46")
    else:
        canvas.fill(
            lambda pen: pen.polygon(
                [(x - 3, top + 2), (x + 12, top - 36), (x + wide - 12, top - 36), (x + wide + 3, top + 2)]
            ),
            roof,
        )
        canvas.fill(
            lambda pen: (pen.box(x + wide * 0.68, top - 64, 14, 40), pen.box(x + wide * 0.66, top - 66, 18, 5)),
            "#84503f",
        )
    canvas.fill(lambda pen: pen.box(x + wide - 6, top, 6, high), "#2a211c", opacity=0.25)
    _panes(canvas, x, quay, size)
    _ground_floor(canvas, x, quay, wide)


def _panes(canvas: Canvas, x: float, quay: float, size: tuple[float, float]) -> None:
    wide, high = size
    top = quay - high
    floors, panes = int((high - 70) / 62) + 1, 2 if wide < 104 else 3
    gap = wide / panes
    spots = [(x + gap * (i + 0.5) - 12, top + 24 + 62 * f) for f in range(floors) for i in range(panes)]
    spots = [(a, b) for a, b in spots if b < quay - 92]
    canvas.fill(lambda pen: [pen.box(a - 3, b - 3, 30, 42) for a, b in spots], "#f6f1e6")
    canvas.fill(lambda pen: [pen.box(a, b, 24, 36) for a, b in spots], "#33454f")
    canvas.fill(
        lambda pen: [
            pen.polygon([(a, b + 30), (a + 18, b), (a + 24, b), (a + 24, b + 6), (a + 6, b + 36), (a, b + 36)])
            for a, b in spots
        ],
        "#a9cbd8",
        opacity=0.45,
    )
    canvas.fill(lambda pen: [(pen.box(a + 11, b, 2, 36), pen.box(a, b + 17, 24, 2)) for a, b in spots], "#f6f1e6")


def _ground_floor(canvas: Canvas, x: float, quay: float, wide: float) -> None:
    rng = canvas.rng
    door = rng.choice(["#23404a", "#6b2b2b", "#2f4a33", "#2b2f45"])
    canvas.fill(lambda pen: pen.box(x + 10, quay - 72, 28, 66), "#f3ecdd")
    canvas.fill(lambda pen: pen.box(x + 13, quay - 68, 22, 62), door)
    canvas.fill(lambda pen: pen.box(x + 46, quay - 66, wide - 58, 42), "#2d3a40")
    canvas.fill(lambda pen: pen.box(x + 49, quay - 63, wide - 64, 36), "#ffd893", opacity=0.7)
    if rng.random() < 0.6:
        stripe, count = rng.choice(["#b7413a", "#2f6a78", "#3f6b46"]), max(3, int((wide - 50) / 10))
        step = (wide - 50) / count
        for i in range(count):
            a = x + 42 + i * step
            quad = [(a, quay - 74), (a + step, quay - 74), (a + step + 3, quay - 54), (a - 1, quay - 54)]
            canvas.fill(lambda pen, quad=quad: pen.polygon(quad), stripe if i % 2 else "#f7f1e4")


def _dinghy(canvas: Canvas, x: float, y: float) -> None:
    colour = canvas.rng.choice(["#f2efe6", "#c2453c", "#2f6f8f", "#e3b341"])
    canvas.fill(
        lambda pen: [
            pen.oval(x + 46 + dx, y + 20 + 5 * k, 48 - 7 * k, 2.4, 220 - 40 * k) for k, dx in enumerate((0, 4, -4, 3))
        ],
        "#0c2530",
        opacity=0.7,
        blur=1,
    )
    canvas.fill(lambda pen: pen.polygon([(x - 8, y - 4), (x + 104, y - 8), (x + 84, y + 18), (x + 8, y + 18)]), colour)
    canvas.fill(lambda pen: pen.oval(x + 47, y - 4, 52, 7), "#5b4030")
    canvas.fill(lambda pen: (pen.box(x + 26, y - 7, 7, 8), pen.box(x + 60, y - 7, 7, 8)), "#a07a52")
    canvas.fill(
        lambda pen: pen.polygon([(x + 4, y + 8), (x + 94, y + 4), (x + 84, y + 18), (x + 8, y + 18)]),
        "#000000",
        opacity=0.22,
    )
