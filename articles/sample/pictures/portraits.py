"""Illustrated people: head and shoulders before a soft background."""

from __future__ import annotations

from articles.sample.pictures import clothes, faces, hair
from articles.sample.pictures.painting import Canvas, curve, mix
from articles.sample.pictures.people import GRID, Look, look


def paint_person(canvas: Canvas) -> None:
    person = look(canvas.rng)
    _backdrop(canvas, person)
    hair.behind(canvas, person)
    clothes.neck(canvas, person)
    clothes.dress(canvas, person)
    faces.head(canvas, person)
    faces.cheeks(canvas, person)
    if person.beard:
        faces.beard(canvas, person)
    faces.mouth(canvas, person)
    faces.nose(canvas, person)
    faces.eyes(canvas, person)
    hair.in_front(canvas, person)
    if person.glasses:
        faces.glasses(canvas)


def _backdrop(canvas: Canvas, person: Look) -> None:
    light, dark = person.backdrop
    canvas.wash([(0, light), (1, dark)], bottom=GRID[1])
    canvas.blend(mix(light, "#ffffff", 0.5), curve(canvas.noise((4, 4), octaves=4), 110, 230), 0.4)
    canvas.glow(250, 230, 420, 420, "#ffffff", power=0.35)
    canvas.fill(lambda pen: pen.oval(430, 520, 330, 330), dark, blur=60, opacity=0.55)
