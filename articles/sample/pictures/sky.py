"""Skies: clouds, stars, sun and moon."""

from __future__ import annotations

from PIL import Image, ImageChops

from articles.sample.pictures.painting import GRID, Canvas, Pen, curve, gradient


def clouds(
    canvas: Canvas,
    colours: tuple[str, str],
    *,
    bottom: float,
    cover: int = 128,
    cells: tuple[int, int] = (5, 7),
    opacity: float = 0.9,
) -> None:
    """Clouds lit from below: the first colour is their light, the second their body."""
    field = canvas.noise(cells, octaves=6)
    fade = gradient(
        canvas.size,
        [(0, "#ffffff"), (bottom / GRID[1] * 0.75, "#d0d0d0"), (bottom / GRID[1], "#000000"), (1, "#000000")],
    ).convert("L")
    light, body = curve(field, cover, cover + 80), curve(field, cover + 25, cover + 120)
    canvas.blend(colours[0], ImageChops.multiply(light, fade), opacity)
    shifted = ImageChops.offset(body, 0, -round(7 * canvas.scale))
    canvas.blend(colours[1], ImageChops.multiply(shifted, fade), opacity * 0.9)


def stars(canvas: Canvas, *, bottom: float, count: int = 420) -> None:
    rng = canvas.rng

    def dots(pen: Pen) -> None:
        for _ in range(count):
            y = bottom * rng.random() ** 1.3
            size = rng.choice([0.5, 0.6, 0.7, 1.1])
            pen.oval(rng.uniform(0, GRID[0]), y, size, size, rng.randint(70, 240))

    canvas.fill(dots, "#f4f6ff")


def sun(canvas: Canvas, x: float, y: float, size: float, colours: tuple[str, str]) -> None:
    """A disc of the first colour in a halo of the second."""
    canvas.glow(x, y, 560, 420, colours[1], power=0.75)
    canvas.glow(x, y, size * 5, size * 5, colours[1], power=0.9)
    canvas.fill(lambda pen: pen.oval(x, y, size, size), colours[0], blur=1.5)


def rain(canvas: Canvas, *, count: int = 700, slant: float = 16, opacity: float = 0.22) -> None:
    rng = canvas.rng

    def streaks(pen: Pen) -> None:
        for _ in range(count):
            x, y = rng.uniform(-40, GRID[0] + 40), rng.uniform(-60, GRID[1])
            long = rng.uniform(0.5, 1.4)
            pen.line([(x, y), (x - slant * long, y + 44 * long)], 0.8, rng.randint(60, 230))

    canvas.fill(streaks, "#dfe8ee", opacity=opacity)


def birds(canvas: Canvas, x: float, y: float, *, count: int = 7, colour: str = "#20242c") -> None:
    rng = canvas.rng

    def wings(pen: Pen) -> None:
        for _ in range(count):
            cx, cy = x + rng.uniform(-110, 110), y + rng.uniform(-50, 50)
            span, lift = rng.uniform(6, 13), rng.uniform(2, 5)
            pen.line([(cx - span, cy - lift), (cx - span / 3, cy - lift), (cx, cy)], 1.6)
            pen.line([(cx, cy), (cx + span / 3, cy - lift), (cx + span, cy - lift * 0.6)], 1.6)

    canvas.fill(wings, colour)


def mist(canvas: Canvas, y: float, depth: float, colour: str, *, opacity: float = 0.5) -> None:
    """A bank of haze lying across the picture."""
    band: Image.Image = gradient(
        canvas.size,
        [
            (0, "#000000"),
            (max(0.01, (y - depth) / GRID[1]), "#000000"),
            (y / GRID[1], "#ffffff"),
            (min(0.99, (y + depth) / GRID[1]), "#000000"),
            (1, "#000000"),
        ],
    ).convert("L")
    field = curve(canvas.noise((4, 5), octaves=4), 0, 190)
    canvas.blend(colour, ImageChops.multiply(band, field), opacity)
