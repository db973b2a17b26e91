"""Still lifes: a kitchen table, and library shelves."""

from __future__ import annotations

import math

from PIL import ImageChops

from articles.sample.pictures.painting import GRID, Canvas, Pen, Point, curve, mix

GLAZES = ("#2f5d73", "#c8643c", "#e8e2d2", "#7d8f5b", "#d9a441")
CLOTH = ("#7c2f2b", "#1f4257", "#2f4f3a", "#9c6b2f", "#4a2f4f", "#243040", "#a8893f", "#63352a", "#5e7b78", "#c2b59a")


def table(canvas: Canvas) -> None:
    """Bowls on a wooden table by a window."""
    rng = canvas.rng
    canvas.wash([(0, "#cbbfa6"), (0.4, "#b8a687"), (0.46, "#7a6247"), (1, "#7a6247")])
    canvas.fill(lambda pen: [pen.box(60 + 290 * k, -20, 250, 300) for k in range(2)], "#fdf6df", blur=10, opacity=0.85)
    canvas.fill(lambda pen: [pen.box(180 + 290 * k, -20, 10, 300) for k in range(2)], "#b39f7e", blur=4)
    canvas.glow(320, 120, 620, 460, "#fff0c4", power=0.5)
    _boards(canvas)
    _sunlight(canvas)
    _jug(canvas, 905, 372)
    glazes = rng.sample(GLAZES, 4)
    fillings = rng.sample(["soup", "berries", "leaves", "grain"], 4)
    for place, glaze, filling in zip(
        ((560, 410, 120), (270, 520, 170), (930, 590, 180), (610, 650, 165)), glazes, fillings, strict=True
    ):
        _bowl(canvas, place, glaze, filling)
    _bread(canvas, 330, 716)


def _boards(canvas: Canvas) -> None:
    planks = [(0, "#a87e50"), (0.3, "#b98a58"), (1, "#6b4628")]
    canvas.shade(
        lambda pen: pen.polygon([(-10, 330), (1210, 330), (1210, 810), (-10, 810)]), planks, top=330, bottom=800
    )
    grain = curve(canvas.noise((9, 120), octaves=4), 110, 190)
    wood = canvas.mask(lambda pen: pen.box(-10, 331, 1230, 480))
    canvas.blend("#4a2d16", ImageChops.multiply(grain, wood), 0.5)

    def seams(pen: Pen) -> None:
        for step in range(5):
            y = 330 + 480 * ((step + 1) / 5) ** 1.3
            pen.box(-10, y, 1230, 1.6 + step)

    canvas.fill(seams, "#2d1a0c", opacity=0.65)


def _sunlight(canvas: Canvas) -> None:
    canvas.fill(
        lambda pen: (
            pen.polygon([(40, 335), (330, 335), (560, 810), (60, 810)]),
            pen.polygon([(420, 335), (640, 335), (1090, 810), (690, 810)]),
        ),
        "#ffe6ac",
        blur=22,
        opacity=0.3,
    )


def _bowl(canvas: Canvas, place: tuple[float, float, float], glaze: str, filling: str) -> None:
    x, y, r = place
    canvas.fill(lambda pen: pen.oval(x + r * 0.36, y + r * 0.62, r * 1.08, r * 0.3), "#1f1006", blur=15, opacity=0.7)

    def wall(pen: Pen) -> None:
        side = [
            (x + r * math.cos(t / 20 * math.pi) * (1 - 0.04 * (t % 20 == 0)), y + r * 0.78 * math.sin(t / 20 * math.pi))
            for t in range(21)
        ]
        pen.polygon(side)
        pen.oval(x, y + r * 0.68, r * 0.45, r * 0.14)

    canvas.shade(wall, [(0, glaze), (1, mix(glaze, "#120a06", 0.6))], top=y, bottom=y + r * 0.85)
    body = canvas.mask(wall)
    shadow = canvas.mask(lambda pen: pen.oval(x + r * 0.75, y + r * 0.5, r * 0.7, r * 0.9), blur=20)
    canvas.blend("#0d0603", ImageChops.multiply(body, shadow), 0.5)
    shine = canvas.mask(lambda pen: pen.oval(x - r * 0.58, y + r * 0.26, r * 0.1, r * 0.22), blur=7)
    canvas.blend("#ffffff", ImageChops.multiply(body, shine), 0.6)
    canvas.fill(lambda pen: pen.oval(x, y, r, r * 0.36), mix(glaze, "#ffffff", 0.35))
    canvas.fill(lambda pen: pen.oval(x, y + r * 0.012, r * 0.94, r * 0.325), mix(glaze, "#1a0f08", 0.55))
    _filling(canvas, place, filling)


def _filling(canvas: Canvas, place: tuple[float, float, float], filling: str) -> None:
    rng = canvas.rng
    x, y, r = place
    base, bits, size = {
        "soup": ("#d9782d", ("#f6d9a0", "#5f7f36", "#b9531c"), (0.02, 0.05)),
        "berries": ("#5a1526", ("#8e1f3c", "#c23a52", "#32254f", "#d9556a"), (0.08, 0.11)),
        "leaves": ("#3f5d22", ("#6f9a3a", "#9fc257", "#c9443a", "#2f4f1d"), (0.07, 0.13)),
        "grain": ("#c9a25c", ("#e8cf95", "#f4e6c0", "#a87a3a"), (0.015, 0.03)),
    }[filling]
    canvas.fill(lambda pen: pen.oval(x, y + r * 0.05, r * 0.9, r * 0.28), base)
    count = 34 if size[0] > 0.05 else 150
    for colour in bits:

        def scatter(pen: Pen) -> None:
            for _ in range(count // len(bits)):
                turn, far = rng.uniform(0, math.tau), rng.random() ** 0.5 * 0.8
                grow = rng.uniform(*size) * r
                pen.oval(
                    x + math.cos(turn) * far * r, y + r * 0.03 + math.sin(turn) * far * r * 0.25, grow, grow * 0.72
                )

        canvas.fill(scatter, colour)
    if size[0] > 0.05:
        canvas.fill(
            lambda pen: [
                pen.oval(x + rng.uniform(-0.6, 0.6) * r, y + rng.uniform(-0.16, 0.16) * r, 2.4, 1.7) for _ in range(24)
            ],
            "#ffffff",
            opacity=0.7,
        )
    canvas.fill(
        lambda pen: pen.arc(x, y + r * 0.03, r * 0.9, r * 0.3, turn=(190, 350), width=5), "#120804", blur=3, opacity=0.5
    )


def _jug(canvas: Canvas, x: float, y: float) -> None:
    canvas.fill(lambda pen: pen.oval(x + 70, y + 12, 120, 22), "#1f1006", blur=14, opacity=0.6)
    profile: list[Point] = [(-44, -210), (-38, -170), (-72, -90), (-78, -40), (-52, 8)]
    outline = [(x + dx, y + dy) for dx, dy in profile] + [(x - dx, y + dy) for dx, dy in reversed(profile)]
    canvas.fill(lambda pen: pen.arc(x + 78, y - 110, 42, 62, turn=(-110, 110), width=15), "#d9d2c0")
    canvas.shade(lambda pen: pen.polygon(outline), [(0, "#f3eee0"), (1, "#b9ae98")], top=y - 210, bottom=y + 10)
    jug = canvas.mask(lambda pen: pen.polygon(outline))
    dark = canvas.mask(lambda pen: pen.box(x + 16, y - 230, 90, 260), blur=24)
    canvas.blend("#3a2a1a", ImageChops.multiply(jug, dark), 0.5)
    canvas.fill(lambda pen: pen.oval(x, y - 210, 44, 12), "#8d826c")
    for step in range(15):
        lean, high = (step - 7) * 11.0, 150 - abs(step - 7) * 9
        tip = (x + lean, y - 215 - high * 0.7)
        canvas.fill(lambda pen, tip=tip: pen.line([(x + (tip[0] - x) * 0.2, y - 206), tip], 2.4), "#5a6f37")
        tone = canvas.rng.choice(["#f2c14e", "#fff4d6", "#e8894a"])
        canvas.fill(
            lambda pen, tip=tip: [pen.oval(tip[0] + 8 * math.cos(k), tip[1] + 8 * math.sin(k), 7, 7) for k in range(6)],
            tone,
        )
        canvas.fill(lambda pen, tip=tip: pen.oval(tip[0], tip[1], 4.4, 4.4), "#7c4a1c")


def _bread(canvas: Canvas, x: float, y: float) -> None:
    canvas.fill(lambda pen: pen.oval(x + 26, y + 40, 170, 26), "#1f1006", blur=12, opacity=0.6)
    canvas.shade(
        lambda pen: pen.oval(x, y, 158, 62),
        [(0, "#d99a4e"), (0.5, "#b56f2c"), (1, "#6b3a14")],
        top=y - 62,
        bottom=y + 62,
    )
    canvas.fill(
        lambda pen: [
            pen.polygon(
                [
                    (x - 100 + 54 * k, y + 8),
                    (x - 72 + 54 * k, y - 44),
                    (x - 60 + 54 * k, y - 40),
                    (x - 80 + 54 * k, y + 10),
                ]
            )
            for k in range(4)
        ],
        "#f3d9a4",
        blur=2,
    )
    flour = curve(canvas.noise((70, 60), octaves=3), 130, 210)
    loaf = canvas.mask(lambda pen: pen.oval(x - 6, y - 14, 130, 38), blur=8)
    canvas.blend("#fff4dc", ImageChops.multiply(flour, loaf), 0.6)


def library(canvas: Canvas) -> None:
    """Shelves of old books under warm lamps."""
    rng = canvas.rng
    canvas.wash([(0, "#3a2618"), (1, "#1a100a")])
    for shelf in range(4):
        foot = 205 + 200 * shelf
        canvas.shade(
            lambda pen, foot=foot: pen.box(-10, foot - 190, 1230, 190),
            [(0, "#0e0805"), (1, "#24160d")],
            top=foot - 190,
            bottom=foot,
        )
        x = -12.0
        while x < GRID[0]:
            x += _book(canvas, x, foot) if rng.random() > 0.035 else rng.uniform(16, 40)
        canvas.shade(
            lambda pen, foot=foot: pen.box(-10, foot, 1230, 17),
            [(0, "#a87647"), (1, "#4a2d17")],
            top=foot,
            bottom=foot + 17,
        )
        canvas.fill(lambda pen, foot=foot: pen.box(-10, foot - 186, 1230, 46), "#000000", blur=16, opacity=0.55)
    _lamps(canvas)
    canvas.bloom(0.3, 20)


def _book(canvas: Canvas, x: float, foot: float) -> float:
    rng = canvas.rng
    wide, high = rng.uniform(17, 46), rng.uniform(108, 158)
    tone = mix(rng.choice(CLOTH), "#1a120c", rng.uniform(0, 0.35))
    top = foot - high
    canvas.fill(lambda pen: pen.box(x, top, wide, high), tone)
    canvas.fill(lambda pen: pen.box(x + wide * 0.12, top, wide * 0.2, high), "#ffffff", blur=2, opacity=0.2)
    canvas.fill(
        lambda pen: (pen.box(x + wide * 0.78, top, wide * 0.22, high), pen.box(x - 0.5, top, 1.5, high)),
        "#000000",
        opacity=0.42,
    )
    gilt = rng.choice(["#d9b45a", "#e9d9a8", "#c9a24a"])
    if rng.random() < 0.75:
        canvas.fill(
            lambda pen: [pen.box(x + 2, top + high * at, wide - 4, 2) for at in (0.1, 0.14, 0.84, 0.88)],
            gilt,
            opacity=0.8,
        )
    if rng.random() < 0.5 and wide > 24:
        canvas.fill(lambda pen: pen.box(x + 4, top + high * 0.26, wide - 8, high * 0.2), mix(tone, "#000000", 0.45))
        canvas.fill(
            lambda pen: [pen.box(x + 7, top + high * 0.3 + 7 * k, wide - 14, 2) for k in range(3)], gilt, opacity=0.8
        )
    return wide + 0.6


def _lamps(canvas: Canvas) -> None:
    for x in (250, 640, 1010):
        spread = x + canvas.rng.uniform(-40, 40)
        canvas.glow(spread, 120, 330, 330, "#ffb55a", power=0.5)
        canvas.glow(spread, 560, 360, 300, "#ff9a3d", power=0.22)
