"""Hair in eight styles: what falls behind the head, and what lies on it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PIL import ImageChops

from articles.sample.pictures.painting import Canvas, Pen, Point, Shape, curve, mix
from articles.sample.pictures.people import FACE, Look, outline

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def _streaks(canvas: Canvas, hair: Shape, person: Look, cells: tuple[int, int]) -> None:
    """Hair is a shape with lighter strands in it and a shine on top."""
    mask = canvas.mask(hair, blur=1)
    canvas.blend(person.hair, mask)
    strands = curve(canvas.noise(cells, octaves=3), 120, 210)
    canvas.blend(mix(person.hair, "#ffe9c8", 0.35), ImageChops.multiply(mask, strands), 0.5)
    shine = canvas.mask(lambda pen: pen.oval(350, 215, 84, 26), blur=18)
    canvas.blend("#ffffff", ImageChops.multiply(mask, shine), 0.22)


def behind(canvas: Canvas, person: Look) -> None:
    x, y = FACE
    wide = person.wide
    if person.style == "bob":
        _streaks(
            canvas,
            lambda pen: (
                pen.oval(x, y - 30, wide + 42, 170),
                pen.polygon(
                    [
                        (x - wide - 42, y - 40),
                        (x + wide + 42, y - 40),
                        (x + wide + 48, y + 150),
                        (x + 70, y + 172),
                        (x - 70, y + 172),
                        (x - wide - 48, y + 150),
                    ]
                ),
            ),
            person,
            (90, 10),
        )
    elif person.style == "waves":
        _streaks(canvas, lambda pen: _waves(pen, wide), person, (60, 14))
    elif person.style == "curls":
        _streaks(canvas, lambda pen: _cloud(pen, canvas, wide), person, (60, 60))
    elif person.style == "bun":
        _streaks(
            canvas, lambda pen: (pen.oval(x, y - 192, 62, 56), pen.oval(x, y - 24, wide + 12, 154)), person, (50, 40)
        )
    elif person.style == "scarf":
        tone = mix(person.clothes, "#ffffff", 0.3)
        canvas.fill(
            lambda pen: (
                pen.oval(x, y - 8, wide + 44, 188),
                pen.polygon([(x - wide - 40, y), (x + wide + 40, y), (x + 190, 640), (x, 700), (x - 190, 640)]),
            ),
            tone,
        )


def _waves(pen: Pen, wide: float) -> None:
    x, y = FACE
    left: list[Point] = []
    right: list[Point] = []
    for step in range(31):
        share = step / 30
        sway = 15 * math.sin(share * 11)
        spread = wide + 34 + 44 * math.sin(min(1.0, share * 1.4) * math.pi / 2) + sway
        left.append((x - spread, y - 90 + 370 * share))
        right.append((x + spread, y - 90 + 370 * share))
    pen.oval(x, y - 40, wide + 44, 164)
    pen.polygon([*left, (x, y + 300), *reversed(right)])


def _cloud(pen: Pen, canvas: Canvas, wide: float) -> None:
    x, y = FACE
    for step in range(64):
        angle = math.pi * 0.86 + step / 63 * math.pi * 1.28
        far = canvas.rng.uniform(0.86, 1.16)
        grow = canvas.rng.uniform(22, 40)
        pen.oval(x + math.cos(angle) * (wide + 26) * far, y - 36 + math.sin(angle) * 150 * far, grow, grow)
    pen.oval(x, y - 60, wide + 16, 140)


def _cap(person: Look, fringe: Sequence[Point], *, grow: float) -> list[Point]:
    """The top of the head down to the ears, cut off below by the fringe."""
    return [*outline(person, grow=grow, top=-math.pi * 1.02, turn=math.pi * 1.04), *fringe]


def _short(canvas: Canvas, person: Look) -> None:
    part = canvas.rng.choice([-1, 1])
    w = person.wide
    fringe = [
        (400 + w - 2, 330),
        (400 + w - 14, 268),
        (400 + part * 58, 238),
        (400 + part * 10, 222),
        (400 - part * 62, 254),
        (400 - w + 14, 276),
        (400 - w + 2, 330),
    ]
    if part < 0:
        fringe = [
            (400 + w - 2, 330),
            (400 + w - 14, 276),
            (400 + 62, 254),
            (400 - 10, 222),
            (400 - 58, 238),
            (400 - w + 14, 268),
            (400 - w + 2, 330),
        ]
    quiff = (400 - part * 30, 206)
    _streaks(
        canvas, lambda pen: (pen.polygon(_cap(person, fringe, grow=15)), pen.oval(*quiff, 96, 44)), person, (60, 30)
    )


def _crop(canvas: Canvas, person: Look) -> None:
    w = person.wide
    fringe = [
        (400 + w, 322),
        (400 + w - 16, 262),
        (460, 236),
        (400, 230),
        (340, 236),
        (400 - w + 16, 262),
        (400 - w, 322),
    ]
    mask = canvas.mask(lambda pen: pen.polygon(_cap(person, fringe, grow=5)), blur=3)
    canvas.blend(person.hair, mask, 0.88)
    canvas.blend(
        mix(person.hair, "#ffffff", 0.3),
        ImageChops.multiply(mask, curve(canvas.noise((160, 160), octaves=2), 130, 230)),
        0.4,
    )


def _curls(canvas: Canvas, person: Look) -> None:
    rng = canvas.rng

    def ringlets(pen: Pen) -> None:
        for step in range(46):
            angle = math.pi * 1.03 + step / 45 * math.pi * 0.94
            for far in (0.82, 1.0, 1.16):
                grow = rng.uniform(17, 30)
                pen.oval(400 + math.cos(angle) * person.wide * far, 335 + math.sin(angle) * 152 * far, grow, grow)

    _streaks(canvas, ringlets, person, (70, 70))


def _bob(canvas: Canvas, person: Look) -> None:
    w = person.wide
    fringe = [
        (400 + w + 26, 470),
        (400 + w - 16, 460),
        (400 + w - 12, 330),
        (400 + w - 24, 284),
        (470, 268),
        (400, 276),
        (330, 268),
        (400 - w + 24, 284),
        (400 - w + 12, 330),
        (400 - w + 16, 460),
        (400 - w - 26, 470),
    ]
    _streaks(canvas, lambda pen: pen.polygon(_cap(person, fringe, grow=24)), person, (100, 12))


def _swept(canvas: Canvas, person: Look) -> None:
    w = person.wide
    fringe = [
        (400 + w + 30, 420),
        (400 + w - 6, 380),
        (400 + w - 20, 300),
        (452, 246),
        (372, 216),
        (348, 250),
        (400 - w + 22, 306),
        (400 - w + 4, 380),
        (400 - w - 30, 420),
    ]
    _streaks(canvas, lambda pen: pen.polygon(_cap(person, fringe, grow=22)), person, (50, 16))


def _tied(canvas: Canvas, person: Look) -> None:
    w = person.wide
    fringe = [
        (400 + w, 336),
        (400 + w - 16, 284),
        (450, 236),
        (400, 224),
        (350, 236),
        (400 - w + 16, 284),
        (400 - w, 336),
    ]
    _streaks(canvas, lambda pen: pen.polygon(_cap(person, fringe, grow=12)), person, (30, 50))


def _scarf(canvas: Canvas, person: Look) -> None:
    tone = mix(person.clothes, "#ffffff", 0.3)
    w = person.wide
    hood = [
        *outline(person, grow=38, top=-math.pi * 1.5, turn=math.tau),
        *reversed(outline(person, grow=-7, top=-math.pi * 1.5)),
    ]
    canvas.fill(lambda pen: pen.polygon(hood), tone)
    canvas.fill(
        lambda pen: pen.polygon([(400 - w, 430), (400, 506), (400 + w, 430), (540, 590), (400, 690), (270, 600)]), tone
    )
    for start, end in ((300, 356), (352, 412), (548, 470)):
        fold = [(start, 500), ((start + end) / 2, 590), (end, 650)]
        canvas.fill(lambda pen, fold=fold: pen.line(fold, 5), "#000000", blur=5, opacity=0.2)
    canvas.fill(lambda pen: pen.line(outline(person, grow=-5, top=-math.pi), 4), "#000000", blur=4, opacity=0.3)


def _bald(canvas: Canvas, person: Look) -> None:
    canvas.fill(lambda pen: pen.oval(368, 232, 46, 22), "#ffffff", blur=16, opacity=0.4)
    for side in (-1, 1):
        x = 400 + side * (person.wide - 4)
        canvas.fill(lambda pen, x=x: pen.oval(x, 312, 9, 44), person.hair, blur=4, opacity=0.75)


STYLES: dict[str, Callable[[Canvas, Look], None]] = {
    "short": _short,
    "crop": _crop,
    "curls": _curls,
    "bob": _bob,
    "waves": _swept,
    "bun": _tied,
    "scarf": _scarf,
    "bald": _bald,
}


def in_front(canvas: Canvas, person: Look) -> None:
    STYLES[person.style](canvas, person)
