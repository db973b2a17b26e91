"""Market stalls in a lane of old houses."""

from __future__ import annotations

import math

from PIL import ImageChops

from articles.sample.pictures.painting import GRID, Canvas, Pen, Point, curve, mix

AWNINGS = (("#b8423a", "#f6efe0"), ("#2f6f7d", "#f6efe0"), ("#d99a34", "#fbf4e2"), ("#4d7a4a", "#f3efe0"))
GOODS = ("#d8572f", "#e3a72f", "#7ca33a", "#8f2f4a", "#c9c4a8", "#4f7f8f", "#e9d4a0", "#b33a2f", "#5a7a34")


def market(canvas: Canvas) -> None:
    """Stalls under striped awnings along a lane of old houses."""
    rng = canvas.rng
    canvas.wash([(0, "#7fb0d3"), (0.5, "#f0dcb8"), (1, "#f3d6a4")], bottom=420)
    canvas.glow(600, 330, 420, 300, "#fff0c0", power=0.8)
    canvas.wash([(0, "#f0d9a6"), (0.25, "#b09a74"), (1, "#5d4f3d")], top=418, bottom=GRID[1])
    cobbles = curve(canvas.noise((60, 110), octaves=3), 100, 190)
    canvas.blend(
        "#3a3023", ImageChops.multiply(cobbles, canvas.mask(lambda pen: pen.box(0, 470, 1210, 340), blur=18)), 0.35
    )
    for side in (-1, 1):
        for depth in range(8, -1, -1):
            _house(canvas, side, depth)
    canvas.glow(600, 420, 240, 190, "#fff0c0", power=0.8)
    for depth in range(4, -1, -1):
        for _ in range(5):
            _shopper(
                canvas,
                600 + rng.uniform(-1, 1) * (34 + 190 * nearness(depth)),
                452 + 300 * nearness(depth),
                nearness(depth),
            )
        for side in (-1, 1):
            _stall(canvas, side, depth)
    _bulbs(canvas)
    canvas.bloom(0.3, 14)


def nearness(depth: float) -> float:
    """1 is beside the viewer, falling towards 0 down the lane."""
    return 1 / (1 + 0.62 * depth)


def _house(canvas: Canvas, side: int, depth: int) -> None:
    rng, near, far = canvas.rng, nearness(depth - 0.5), nearness(depth + 0.6)
    tone = mix(rng.choice(["#b9805a", "#c7a978", "#8f6a58", "#a9947c", "#9a5d4c"]), "#f3d9ae", depth / 8)
    outer, inner = 600 + side * 700 * near, 600 + side * 700 * far
    top_near, top_far = 450 - 560 * near, 450 - 560 * far
    canvas.fill(
        lambda pen: pen.polygon(
            [(outer, top_near), (inner, top_far), (inner, 426 + 190 * far), (outer, 426 + 190 * near)]
        ),
        tone,
    )
    for floor in range(3):
        for pane in range(3):
            share = (pane + 0.5) / 3
            x = outer + (inner - outer) * share
            high = 560 * (near + (far - near) * share)
            y = 450 - high * (0.86 - 0.24 * floor)
            wide, tall = abs(outer - inner) * 0.13, high * 0.12
            lit = rng.random() < 0.3
            canvas.fill(
                lambda pen, x=x, y=y, w=wide, t=tall: pen.box(x - w, y, 2 * w, t),
                "#ffd58c" if lit else mix(tone, "#1c232b", 0.65),
            )
            canvas.fill(
                lambda pen, x=x, y=y, w=wide, t=tall: pen.box(x - w * 1.2, y + t, 2.4 * w, t * 0.1),
                mix(tone, "#ffffff", 0.4),
            )
    if side > 0:
        canvas.fill(
            lambda pen: pen.polygon(
                [(outer, top_near), (inner, top_far), (inner, 426 + 190 * far), (outer, 426 + 190 * near)]
            ),
            "#20141c",
            opacity=0.24,
        )


def _stall(canvas: Canvas, side: int, depth: int) -> None:
    rng, near = canvas.rng, nearness(depth)
    x, y, wide = 600 + side * 430 * near, 470 + 300 * near, 225 * near
    canvas.fill(lambda pen: pen.oval(x, y + 4, wide * 1.1, 16 * near), "#120c06", blur=9 * near, opacity=0.6)
    canvas.fill(
        lambda pen: [pen.box(x + dx * wide - 3 * near, y - 300 * near, 6 * near, 300 * near) for dx in (-0.95, 0.95)],
        "#4a3524",
    )
    canvas.fill(lambda pen: pen.box(x - wide * 0.95, y - 262 * near, wide * 1.9, 170 * near), "#1c130d", opacity=0.72)
    canvas.glow(x, y - 190 * near, wide, 110 * near, "#ffbf66", power=0.5)
    _seller(canvas, x + rng.uniform(-60, 60) * near, y - 92 * near, near)
    canvas.fill(lambda pen: pen.box(x - wide, y - 100 * near, wide * 2, 96 * near), "#6b4a2f")
    canvas.fill(
        lambda pen: [pen.box(x - wide + k * wide / 4, y - 100 * near, 2.4 * near, 96 * near) for k in range(9)],
        "#2e1d10",
        opacity=0.7,
    )
    _crates(canvas, x, y, wide, near)
    _awning(canvas, x, y - 300 * near, wide * 1.12, near)


def _crates(canvas: Canvas, x: float, y: float, wide: float, near: float) -> None:
    rng = canvas.rng
    for step in range(6):
        left = x - wide * 0.98 + step * wide * 0.33
        canvas.fill(lambda pen, left=left: pen.box(left, y - 122 * near, wide * 0.3, 28 * near), "#a47a4a")
        tone = rng.choice(GOODS)
        for share in (0.0, 0.28):

            def heap(pen: Pen, left: float = left, share: float = share) -> None:
                for _ in range(26 if share == 0 else 12):
                    grow = rng.uniform(5, 9) * near * (1 - share)
                    pen.oval(
                        left + rng.uniform(0.02, 0.28) * wide,
                        y - (123 + rng.uniform(-2, 14)) * near,
                        grow,
                        grow * 0.92,
                        rng.randint(200, 255),
                    )

            canvas.fill(heap, mix(mix(tone, "#1a0f08", 0.18), "#fff3d0", share * 1.6))


def _awning(canvas: Canvas, x: float, y: float, wide: float, near: float) -> None:
    stripes = canvas.rng.choice(AWNINGS)
    count, drop = 10, 62 * near
    step = wide * 2 / count
    for k in range(count):
        left = x - wide + k * step
        roof = [
            (x - wide * 0.86 + k * step * 0.86, y),
            (x - wide * 0.86 + (k + 1) * step * 0.86, y),
            (left + step, y + drop),
            (left, y + drop),
        ]
        tone = stripes[k % 2]
        canvas.fill(lambda pen, roof=roof: pen.polygon(roof), tone)
        canvas.fill(
            lambda pen, left=left: pen.lobe(left + step / 2, y + drop - 1, step / 2, 17 * near, turn=(0, 180)),
            mix(tone, "#000000", 0.16),
        )
    canvas.fill(
        lambda pen: pen.polygon(
            [
                (x - wide * 0.86, y),
                (x + wide * 0.86, y),
                (x + wide * 0.9, y + 14 * near),
                (x - wide * 0.9, y + 14 * near),
            ]
        ),
        "#ffffff",
        blur=4 * near,
        opacity=0.3,
    )


def _seller(canvas: Canvas, x: float, y: float, near: float) -> None:
    skin, coat = (
        canvas.rng.choice(["#d8a482", "#8a5a3c", "#e6bd9c"]),
        canvas.rng.choice(["#33475a", "#7a3a34", "#c9b48a", "#3f5a44"]),
    )
    canvas.fill(
        lambda pen: pen.polygon(
            [(x - 24 * near, y - 78 * near), (x + 24 * near, y - 78 * near), (x + 31 * near, y), (x - 31 * near, y)]
        ),
        coat,
    )
    canvas.fill(lambda pen: pen.oval(x, y - 96 * near, 16 * near, 20 * near), skin)
    canvas.fill(lambda pen: pen.lobe(x, y - 98 * near, 17 * near, 21 * near, turn=(180, 360)), "#2a1c14")


def _shopper(canvas: Canvas, x: float, y: float, near: float) -> None:
    rng, size = canvas.rng, near * 1.06
    coat = mix(
        rng.choice(["#2c3a4c", "#7d3b36", "#3f5d52", "#c08b3c", "#59485f", "#8c8478"]), "#f0d8b0", 0.45 * (1 - near)
    )
    canvas.fill(lambda pen: pen.oval(x, y + 2, 30 * size, 6 * size), "#1d150c", blur=4 * size, opacity=0.5)

    def at(dx: float, dy: float) -> Point:
        return x + dx * size, y + dy * size

    canvas.fill(
        lambda pen: (pen.line([at(-8, -70), at(-12, 0)], 13 * size), pen.line([at(8, -70), at(13, -4)], 13 * size)),
        "#26262c",
    )
    canvas.fill(
        lambda pen: pen.polygon([at(-17, -146), at(17, -146), at(25, -96), at(22, -52), at(-22, -52), at(-25, -96)]),
        coat,
    )
    canvas.fill(
        lambda pen: (
            pen.line([at(-19, -140), at(-28, -100), at(-26, -72)], 10 * size),
            pen.line([at(19, -140), at(29, -100), at(27, -72)], 10 * size),
        ),
        coat,
    )
    canvas.fill(
        lambda pen: pen.oval(*at(0, -164), 13 * size, 16 * size),
        rng.choice(["#241a14", "#6a4a2c", "#a8865a", "#8b8884"]),
    )
    if rng.random() < 0.5:
        canvas.fill(
            lambda pen: pen.polygon([at(20, -72), at(44, -72), at(48, -34), at(18, -34)]),
            rng.choice(["#d9c08a", "#b5493f", "#4f7a6a"]),
        )


def _bulbs(canvas: Canvas) -> None:
    for sag, y in ((60, 70), (40, 190), (26, 280)):
        reach = 640 - 1.6 * y
        spots = [(600 + reach * (k / 9 - 1), y + sag * math.sin(k / 18 * math.pi)) for k in range(19)]
        canvas.fill(lambda pen, spots=spots: pen.line(spots, 1.2), "#2a1f18", opacity=0.7)
        for x, at in spots:
            canvas.glow(x, at + 5, 22, 22, "#ffca70", power=0.85)
            canvas.fill(lambda pen, x=x, at=at: pen.oval(x, at + 5, 3.4, 4.2), "#fff4d2")
