"""Faces: eyes, nose, mouth, beard, glasses."""

from __future__ import annotations

import math

from PIL import ImageChops

from articles.sample.pictures.painting import Canvas, Point, curve, mix
from articles.sample.pictures.people import FACE, Look, outline

EYES = 338.0


def head(canvas: Canvas, person: Look) -> None:
    ear = mix(person.skin, "#8c3d2a", 0.18)
    for side in (-1, 1):
        x = FACE[0] + side * (person.wide + 2)
        canvas.fill(lambda pen, x=x: pen.oval(x, FACE[1] + 10, 19, 34), ear)
        canvas.fill(lambda pen, x=x, s=side: pen.oval(x + 2 * s, FACE[1] + 10, 9, 20), "#5a2416", blur=4, opacity=0.35)
    face = canvas.mask(lambda pen: pen.polygon(outline(person)))
    canvas.blend(person.skin, face)
    shadow = canvas.mask(lambda pen: pen.oval(512, 400, 74, 190), blur=42)
    canvas.blend(mix(person.skin, "#4a1d10", 0.6), ImageChops.multiply(face, shadow), 0.55)
    light = canvas.mask(lambda pen: pen.oval(358, 270, 62, 60), blur=34)
    canvas.blend("#fff6ea", ImageChops.multiply(face, light), 0.3)


def cheeks(canvas: Canvas, person: Look) -> None:
    warm = mix(person.skin, "#c8412f", 0.5)
    canvas.fill(lambda pen: (pen.oval(334, 408, 32, 22), pen.oval(466, 408, 32, 22)), warm, blur=18, opacity=0.45)


def mouth(canvas: Canvas, person: Look) -> None:
    lip = mix(person.skin, "#9c2f33", 0.55)
    smile = canvas.rng.uniform(6, 15)
    upper = [
        (358, 432 - smile * 0.3),
        (388, 424),
        (400, 427),
        (412, 424),
        (442, 432 - smile * 0.3),
        (400, 436 + smile * 0.4),
    ]
    lower = [
        (362, 433),
        (400, 438 + smile * 0.3),
        (438, 433),
        (420, 449 + smile * 0.4),
        (400, 453 + smile * 0.4),
        (380, 449 + smile * 0.4),
    ]
    if smile > 10:
        canvas.fill(lambda pen: pen.polygon([(362, 431), (438, 431), (424, 445), (400, 450), (376, 445)]), "#fdf8f2")
        canvas.fill(lambda pen: pen.line([(360, 430), (378, 445), (400, 451), (422, 445), (440, 430)], 6), lip)
        canvas.fill(
            lambda pen: pen.line([(356, 428), (384, 427), (400, 430), (416, 427), (444, 428)], 6),
            mix(lip, "#3a0f10", 0.2),
        )
    else:
        canvas.fill(lambda pen: pen.polygon(lower), lip)
        canvas.fill(lambda pen: pen.polygon(upper), mix(lip, "#3a0f10", 0.25))
    canvas.fill(lambda pen: pen.oval(400, 470, 26, 6), "#5a2416", blur=6, opacity=0.25)


def nose(canvas: Canvas, person: Look) -> None:
    deep = mix(person.skin, "#5a1d10", 0.5)
    canvas.fill(lambda pen: pen.polygon([(408, 320), (424, 386), (402, 392)]), deep, blur=7, opacity=0.4)
    canvas.fill(lambda pen: pen.arc(400, 382, 21, 15, turn=(25, 155), width=4), deep, blur=1, opacity=0.75)
    canvas.fill(lambda pen: pen.oval(396, 372, 8, 12), "#ffffff", blur=6, opacity=0.3)


def eyes(canvas: Canvas, person: Look) -> None:
    iris = canvas.rng.choice(["#4a2f1c", "#35586e", "#4f6a3f", "#2b1c14", "#6b4a22"])
    lift = canvas.rng.uniform(-3, 4)
    for side in (-1, 1):
        _eye(canvas, person, side, iris)
        _brow(canvas, person, side, lift)


def _eye(canvas: Canvas, person: Look, side: int, iris: str) -> None:
    x, y = FACE[0] + side * 49.0, EYES
    canvas.fill(lambda pen: pen.oval(x, y - 2, 34, 24), mix(person.skin, "#5a2416", 0.4), blur=9, opacity=0.4)
    white = canvas.mask(lambda pen: pen.polygon(_almond(x, y)))
    canvas.blend("#fbf7f1", white)
    for radius, tone in ((12.5, iris), (6.2, "#0d0908")):
        disc = canvas.mask(lambda pen, r=radius: pen.oval(x, y, r, r))
        canvas.blend(tone, ImageChops.multiply(white, disc))
    canvas.fill(lambda pen: pen.oval(x - 4, y - 5, 3.2, 3.2), "#ffffff")
    canvas.fill(lambda pen: pen.line(_almond(x, y)[:13], 4.4), "#24130c", opacity=0.9)


def _brow(canvas: Canvas, person: Look, side: int, lift: float) -> None:
    x = FACE[0] + side * 49.0
    tone = mix(person.hair, "#20140e", 0.4) if person.style != "scarf" else "#2b1c14"
    arch = [(x - side * 32, EYES - 30 - lift), (x + side * 4, EYES - 42 - lift), (x + side * 36, EYES - 30)]
    canvas.fill(lambda pen: pen.line(arch, 8.5), tone, blur=1, opacity=0.92)


def _almond(x: float, y: float) -> list[Point]:
    upper = [
        (x + 27 * math.cos(math.pi - t / 12 * math.pi), y + 2 - 15 * math.sin(t / 12 * math.pi)) for t in range(13)
    ]
    lower = [(x + 27 * math.cos(t / 12 * math.pi), y + 2 + 11 * math.sin(t / 12 * math.pi)) for t in range(13)]
    return upper + lower


def beard(canvas: Canvas, person: Look) -> None:
    jaw = outline(person, grow=6, top=0.12, turn=math.pi - 0.24)
    edge = [(330, 412), (352, 410), (376, 412), (400, 404), (424, 412), (448, 410), (470, 412)]
    mask = canvas.mask(lambda pen: pen.polygon([*jaw, *edge]), blur=5)
    if person.beard == "stubble":
        canvas.blend(person.hair, ImageChops.multiply(mask, curve(canvas.noise((200, 200), octaves=1), 60, 220)), 0.45)
    else:
        canvas.blend(mix(person.hair, "#000000", 0.15), mask, 0.95)
        tufts = curve(canvas.noise((70, 90), octaves=3), 120, 200)
        canvas.blend(mix(person.hair, "#ffffff", 0.25), ImageChops.multiply(mask, tufts), 0.5)


def glasses(canvas: Canvas) -> None:
    frame = canvas.rng.choice(["#1a1614", "#5a3a22", "#7a6a3a", "#23364a"])
    canvas.fill(lambda pen: (pen.oval(351, 340, 42, 36), pen.oval(449, 340, 42, 36)), "#ffffff", opacity=0.13)
    canvas.fill(
        lambda pen: (
            pen.arc(351, 340, 42, 36, turn=(0, 360), width=6),
            pen.arc(449, 340, 42, 36, turn=(0, 360), width=6),
            pen.arc(400, 338, 11, 10, turn=(180, 360), width=5),
            pen.line([(310, 334), (284, 326)], 5),
            pen.line([(490, 334), (516, 326)], 5),
        ),
        frame,
    )
