"""The graphics desk: two charts and a map, whose figures are those of the stories they stand in."""

from __future__ import annotations

import math

from PIL import ImageChops, ImageDraw, ImageFont

from articles.sample.pictures.painting import GRID, Canvas, Pen, Point, curve, rgb

LANDINGS = {2017: 4120, 2018: 3980, 2019: 3640, 2020: 2210, 2021: 2890, 2022: 3150, 2023: 3420, 2024: 3610, 2025: 3905}
WAVES = (1.9, 2.2, 2.6, 3.1, 3.9, 4.8, 5.6, 6.4, 7.2, 7.8, 8.1, 7.6, 6.9, 6.1, 5.2, 4.4, 3.7, 3.2)
PAPER, INK, FAINT, STRONG, SIGNAL = "#f6f1e7", "#1d2a35", "#b9b2a3", "#1f5c7a", "#c8452f"


def _write(canvas: Canvas, at: Point, words: str, *, size: float, colour: str = INK, anchor: str = "ls") -> None:
    font = ImageFont.load_default(size * canvas.scale)
    place = (at[0] * canvas.scale, at[1] * canvas.scale)
    ImageDraw.Draw(canvas.image).text(place, words, fill=rgb(colour), font=font, anchor=anchor)


def _frame(canvas: Canvas, title: str, unit: str, source: str) -> None:
    canvas.wash([(0, PAPER), (1, "#eee7d8")])
    canvas.fill(lambda pen: pen.box(70, 62, 64, 8), SIGNAL)
    _write(canvas, (70, 122), title, size=42)
    _write(canvas, (70, 162), unit, size=25, colour="#5b6670")
    _write(canvas, (70, 764), source, size=21, colour="#7b7f80")


def chart_landings(canvas: Canvas) -> None:
    """Columns: fish landed each year."""
    _frame(canvas, "Landings at Skerrow fish market", "Tonnes a year", "Source: Skerrow Harbour Trust")
    floor, height = 690.0, 480.0
    for step in range(1, 5):
        y = floor - step * height / 4.5
        canvas.fill(lambda pen, y=y: pen.box(70, y, 1060, 1.4), FAINT)
        _write(canvas, (70, y - 8), f"{step * 1000:,}", size=21, colour="#7b7f80")
    for place, (year, tonnes) in enumerate(LANDINGS.items()):
        x, tall = 158 + place * 110, tonnes / 4500 * height
        colour = SIGNAL if year == 2020 else STRONG
        canvas.shade(
            lambda pen, x=x, tall=tall: pen.box(x, floor - tall, 74, tall),
            [(0, colour), (1, "#173f55" if colour == STRONG else "#96301f")],
            top=floor - tall,
            bottom=floor,
        )
        _write(canvas, (x + 37, floor - tall - 12), f"{tonnes:,}", size=22, anchor="ms")
        _write(canvas, (x + 37, floor + 32), str(year), size=23, colour="#5b6670", anchor="ms")
    canvas.fill(lambda pen: pen.box(70, floor, 1060, 2.4), INK)


def chart_waves(canvas: Canvas) -> None:
    """A line: wave height through the night of the storm."""
    _frame(
        canvas,
        "The night of the storm",
        "Significant wave height at the Skerry buoy, metres",
        "Source: Skerrow Harbour Trust",
    )
    floor, height, left, wide = 680.0, 460.0, 120.0, 1000.0
    for metres in (2, 4, 6, 8):
        y = floor - metres / 9 * height
        canvas.fill(lambda pen, y=y: pen.box(left - 50, y, wide + 60, 1.4), FAINT)
        _write(canvas, (left - 50, y - 8), str(metres), size=21, colour="#7b7f80")
    points = [(left + i * wide / 17, floor - metres / 9 * height) for i, metres in enumerate(WAVES)]
    canvas.shade(
        lambda pen: pen.polygon([*points, (points[-1][0], floor), (left, floor)]),
        [(0, "#7fb0c4"), (1, PAPER)],
        top=points[10][1],
        bottom=floor,
    )
    canvas.fill(lambda pen: pen.line(points, 6), STRONG)
    canvas.fill(lambda pen: pen.box(left - 50, floor, wide + 60, 2.4), INK)
    for place in range(0, 18, 3):
        _write(
            canvas, (points[place][0], floor + 34), f"{(18 + place) % 24:02}:00", size=22, colour="#5b6670", anchor="ms"
        )
    peak = points[10]
    canvas.fill(lambda pen: pen.oval(peak[0], peak[1], 11, 11), SIGNAL)
    _write(canvas, (peak[0] + 24, peak[1] - 14), "8.1 m at 04:00", size=27, colour=SIGNAL)


def map_coast(canvas: Canvas) -> None:
    """A map: the coast, the ferry's route and the wind farm."""
    rng = canvas.rng
    canvas.wash([(0, "#bcd5dc"), (1, "#9fc0cb")])
    depth = curve(canvas.noise((5, 4), octaves=4), 90, 220)
    canvas.blend("#d8e7e8", depth, 0.5)
    shore = [
        (x, 560 + 60 * math.sin(x / 170) + 26 * math.sin(x / 61) + rng.uniform(-7, 7)) for x in range(-20, 1240, 12)
    ]
    inlet = [(x, y + 110 * math.exp(-(((x - 520) / 60) ** 2))) for x, y in shore]
    isle = [
        (
            965 + (120 + rng.uniform(-12, 12)) * math.cos(t / 18 * math.pi),
            215 + (70 + rng.uniform(-8, 8)) * math.sin(t / 18 * math.pi),
        )
        for t in range(36)
    ]
    for grow, colour in ((16, "#cfe2e4"), (7, "#e3edea")):
        canvas.fill(lambda pen, g=grow: (pen.line(inlet, 2 * g), pen.line([*isle, isle[0]], 2 * g)), colour)

    def land(pen: Pen) -> None:
        pen.polygon([*inlet, (1240, 820), (-20, 820)])
        pen.polygon(isle)

    canvas.fill(land, "#efe8d6")
    relief = curve(canvas.noise((16, 12), octaves=5), 110, 200)
    canvas.blend("#c9c39b", ImageChops.multiply(canvas.mask(land), relief), 0.55)
    canvas.fill(
        lambda pen: [pen.box(150 + 42 * a + 12 * b, 190 + 40 * b, 12, 12) for a in range(6) for b in range(4)], STRONG
    )
    route = [(520 + 380 * t / 40, 640 - 400 * (t / 40) ** 0.8 + 30 * math.sin(t / 40 * math.pi)) for t in range(41)]
    canvas.fill(lambda pen: [pen.line(route[k : k + 2], 5) for k in range(0, 40, 2)], SIGNAL)
    for x, y in ((520, 668), (900, 246)):
        canvas.fill(lambda pen, x=x, y=y: pen.oval(x, y, 11, 11), INK)
    _write(canvas, (520, 716), "Skerrow", size=32, anchor="ms")
    _write(canvas, (985, 222), "Inchmora", size=28, anchor="ms")
    _write(canvas, (150, 165), "Skerry Bank wind farm", size=27, colour=STRONG)
    _write(canvas, (742, 470), "Ferry route", size=24, colour=SIGNAL)
    _write(canvas, (GRID[0] - 40, 770), "Map: The Harbour Gazette", size=20, colour="#6d705f", anchor="rs")
