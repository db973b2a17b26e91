"""Necks and clothes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import ImageChops

from articles.sample.pictures.painting import Canvas, Pen, curve, mix

if TYPE_CHECKING:
    from collections.abc import Callable

    from articles.sample.pictures.people import Look


def neck(canvas: Canvas, person: Look) -> None:
    shade = mix(person.skin, "#5a2a1c", 0.22)
    throat = canvas.mask(
        lambda pen: pen.polygon([(346, 420), (454, 420), (458, 570), (520, 620), (280, 620), (342, 570)])
    )
    canvas.blend(shade, throat)
    chin = canvas.mask(lambda pen: pen.oval(400, 492, 74, 40), blur=16)
    canvas.blend("#3a160c", ImageChops.multiply(throat, chin), 0.45)


def dress(canvas: Canvas, person: Look) -> None:
    tone = person.clothes
    deep = mix(tone, "#0c0a12", 0.45)

    def shoulders(pen: Pen) -> None:
        pen.polygon(
            [
                (330, 566),
                (240, 604),
                (160, 640),
                (112, 712),
                (88, 810),
                (712, 810),
                (688, 712),
                (640, 640),
                (560, 604),
                (470, 566),
                (452, 600),
                (400, 628),
                (348, 600),
            ]
        )

    canvas.shade(shoulders, [(0, tone), (1, deep)], top=560, bottom=810)
    body = canvas.mask(shoulders)
    side = canvas.mask(lambda pen: pen.oval(660, 760, 190, 240), blur=40)
    canvas.blend("#050308", ImageChops.multiply(body, side), 0.35)
    weave = curve(canvas.noise((120, 120), octaves=2), 110, 230)
    canvas.blend("#ffffff", ImageChops.multiply(body, weave), 0.07)
    COLLARS[person.collar](canvas, person)


def _crew(canvas: Canvas, person: Look) -> None:
    canvas.fill(lambda pen: pen.arc(400, 566, 74, 62, turn=(0, 180), width=15), mix(person.clothes, "#ffffff", 0.18))


def _shirt(canvas: Canvas, person: Look) -> None:
    skin = mix(person.skin, "#5a2a1c", 0.12)
    canvas.fill(lambda pen: pen.polygon([(344, 568), (456, 568), (404, 676), (396, 676)]), skin)
    light = mix(person.clothes, "#ffffff", 0.28)
    for side in (-1, 1):
        flap = [(400 + side * 56, 552), (400 + side * 98, 596), (400 + side * 66, 676), (400 + side * 2, 664)]
        canvas.fill(
            lambda pen, flap=flap: pen.polygon([(x + 3, y + 8) for x, y in flap]), "#000000", blur=5, opacity=0.35
        )
        canvas.fill(lambda pen, flap=flap: pen.polygon(flap), light)
    canvas.fill(
        lambda pen: (pen.line([(400, 668), (400, 805)], 2.4), [pen.oval(408, y, 4.5, 4.5) for y in (712, 768)]),
        mix(person.clothes, "#000000", 0.5),
    )


def _blazer(canvas: Canvas, person: Look) -> None:
    canvas.fill(lambda pen: pen.polygon([(342, 566), (458, 566), (440, 810), (360, 810)]), "#f4f0e6")
    canvas.fill(lambda pen: pen.polygon([(350, 570), (450, 570), (400, 640)]), mix(person.skin, "#5a2a1c", 0.12))
    for side in (-1, 1):
        lapel = [
            (400 + side * 58, 556),
            (400 + side * 108, 606),
            (400 + side * 92, 684),
            (400 + side * 14, 806),
            (400 + side * 22, 806),
        ]
        canvas.fill(lambda pen, lapel=lapel: pen.polygon(lapel), mix(person.clothes, "#000000", 0.25))
        canvas.fill(lambda pen, lapel=lapel: pen.line(lapel[1:4], 2), "#000000", opacity=0.4)


def _roll(canvas: Canvas, person: Look) -> None:
    neck = [(338, 520), (462, 520), (472, 604), (328, 604)]
    canvas.fill(lambda pen: pen.polygon(neck), mix(person.clothes, "#ffffff", 0.1))
    canvas.fill(
        lambda pen: [pen.line([(346 + 12 * k, 524), (340 + 13 * k, 602)], 1.6) for k in range(10)],
        "#000000",
        opacity=0.2,
    )
    canvas.fill(lambda pen: pen.oval(400, 516, 66, 18), "#000000", blur=8, opacity=0.4)
    canvas.fill(lambda pen: pen.line([(332, 604), (400, 622), (468, 604)], 4), "#000000", blur=2, opacity=0.3)


COLLARS: dict[str, Callable[[Canvas, Look], None]] = {"crew": _crew, "shirt": _shirt, "blazer": _blazer, "roll": _roll}
