"""Crowds and lights: a match under floodlights, and a concert."""

from __future__ import annotations

from PIL import Image, ImageChops

from articles.sample.pictures.painting import Canvas, Pen, Point, curve
from articles.sample.pictures.sky import mist

KITS = (("#1f5f8b", "#f2efe6"), ("#b8322c", "#f4f1e8"), ("#e0a32e", "#1d2230"))


def pitch(canvas: Canvas) -> None:
    """Football under floodlights."""
    rng = canvas.rng
    canvas.wash([(0, "#0a1330"), (0.6, "#22355f"), (1, "#4a5a82")], bottom=330)
    mist(canvas, 190, 130, "#8fa6d6", opacity=0.3)
    _stand(canvas)
    _turf(canvas)
    _goal(canvas)
    home, away = rng.sample(KITS, 2)
    spots = sorted(((rng.uniform(170, 1030), rng.uniform(430, 720)) for _ in range(13)), key=lambda spot: spot[1])
    for step, (x, y) in enumerate(spots):
        _player(canvas, x, y, (home, away)[step % 2])
    ball = spots[-3]
    canvas.fill(lambda pen: pen.oval(ball[0] + 40, ball[1] + 2, 6, 6), "#ffffff")
    for x in (110, 400, 800, 1090):
        _floodlight(canvas, x)
    canvas.bloom(0.45, 16)


def _stand(canvas: Canvas) -> None:
    rng = canvas.rng
    canvas.fill(lambda pen: pen.polygon([(-10, 150), (1210, 150), (1210, 205), (-10, 182)]), "#151b2e")
    canvas.shade(lambda pen: pen.box(-10, 186, 1230, 180), [(0, "#1a2038"), (1, "#323a57")], top=186, bottom=366)
    for colour in ("#d8b79a", "#1f5f8b", "#e9e4d8", "#7c3b36", "#3d4458", "#8d6247", "#2a77a5"):

        def heads(pen: Pen) -> None:
            for _ in range(560):
                row = rng.randrange(13)
                pen.oval(rng.uniform(0, 1200), 200 + row * 12.4 + rng.uniform(-2, 2), 3.1, 4, rng.randint(120, 255))

        canvas.fill(heads, colour)
    canvas.fill(
        lambda pen: pen.polygon([(-10, 150), (1210, 150), (1210, 270), (-10, 270)]), "#060b1c", blur=26, opacity=0.55
    )
    canvas.fill(lambda pen: pen.box(-10, 360, 1230, 26), "#e9e6dc")
    for step in range(10):
        colour = rng.choice(["#1f5f8b", "#b8322c", "#2f6b4a", "#e0a32e", "#23283c"])
        canvas.fill(lambda pen, x=step * 122: pen.box(x - 4, 362, 112, 22), colour)
        canvas.fill(
            lambda pen, x=step * 122: [pen.box(x + 14 + k * 13, 369, 9, 8) for k in range(6)], "#ffffff", opacity=0.8
        )


def _turf(canvas: Canvas) -> None:
    canvas.wash([(0, "#2f7d3c"), (0.5, "#3a9446"), (1, "#1d5a2c")], top=385, bottom=801)

    def stripes(pen: Pen) -> None:
        for step in range(-16, 16, 2):
            pen.polygon(
                [
                    (600 + step * 62, 385),
                    (600 + (step + 1) * 62, 385),
                    (600 + (step + 1) * 150, 810),
                    (600 + step * 150, 810),
                ]
            )

    canvas.fill(stripes, "#9fd66f", opacity=0.2)
    blades = curve(canvas.noise((180, 160), octaves=2), 90, 220)
    grass = canvas.mask(lambda pen: pen.box(-10, 386, 1230, 430))
    canvas.blend("#0f3d1c", ImageChops.multiply(blades, grass), 0.28)

    def chalk(pen: Pen) -> None:
        pen.line([(-10, 404), (1210, 404)], 3)
        pen.line([(330, 404), (262, 500), (938, 500), (870, 404)], 3.4)
        pen.line([(450, 404), (424, 446), (776, 446), (750, 404)], 3)
        pen.arc(600, 500, 112, 36, turn=(0, 180), width=3.6)
        pen.arc(600, 830, 330, 112, turn=(180, 360), width=5)

    canvas.fill(chalk, "#f4fbf0", opacity=0.85)
    for x in (260, 940):
        canvas.glow(x, 560, 420, 150, "#d9f2c0", power=0.28)


def _goal(canvas: Canvas) -> None:
    def net(pen: Pen) -> None:
        for step in range(19):
            pen.line([(520 + step * 8.9, 352), (514 + step * 9.5, 402)], 0.7)
        for step in range(7):
            pen.line([(518, 356 + step * 7.5), (684, 356 + step * 7.5)], 0.7)

    canvas.fill(net, "#ffffff", opacity=0.5)
    canvas.fill(lambda pen: pen.line([(510, 406), (510, 342), (690, 342), (690, 406)], 4.4), "#ffffff")


def _player(canvas: Canvas, x: float, y: float, kit: tuple[str, str]) -> None:
    rng, size = canvas.rng, 0.62 + (y - 400) / 330
    stride, lean = rng.uniform(0.3, 1) * rng.choice([-1, 1]), rng.uniform(-3, 3)

    def at(dx: float, dy: float) -> Point:
        return x + (dx * (1 if stride > 0 else -1) + lean * -dy / 60) * size, y + dy * size

    for reach in (-46, 46):
        canvas.fill(
            lambda pen, r=reach: pen.polygon(
                [(x - 4, y), (x + 4, y), (x + r * size, y + 9 * size), (x + (r - 8) * size, y + 10 * size)]
            ),
            "#0b2a14",
            blur=1.5,
            opacity=0.4,
        )
    skin = rng.choice(["#e2b48f", "#a9714b", "#5f3d2a", "#d29f7c"])
    wide = 5 * size
    canvas.fill(
        lambda pen: (
            pen.line([at(0, -30), at(10, -15), at(4, 0)], wide),
            pen.line([at(0, -30), at(-7, -14), at(-18, -5)], wide),
        ),
        skin,
    )
    canvas.fill(
        lambda pen: (pen.line([at(9, -13), at(4, 0)], wide), pen.line([at(-8, -13), at(-18, -5)], wide)), kit[0]
    )
    canvas.fill(lambda pen: pen.polygon([at(-7, -38), at(7, -38), at(10, -22), at(1, -24), at(-8, -22)]), kit[1])
    canvas.fill(
        lambda pen: (
            pen.line([at(-5, -55), at(-15, -46), at(-10, -36)], wide * 0.8),
            pen.line([at(5, -55), at(15, -48), at(19, -40)], wide * 0.8),
        ),
        skin,
    )
    canvas.fill(lambda pen: pen.polygon([at(-9, -58), at(9, -58), at(7, -36), at(-7, -36)]), kit[0])
    canvas.fill(lambda pen: pen.polygon([at(1, -58), at(9, -58), at(7, -36), at(3, -36)]), "#000018", opacity=0.2)
    _hair_of(canvas, at(1, -66), size, skin)


def _hair_of(canvas: Canvas, head: Point, size: float, skin: str) -> None:
    canvas.fill(lambda pen: pen.oval(head[0], head[1], 5.2 * size, 6.2 * size), skin)
    canvas.fill(
        lambda pen: pen.lobe(head[0], head[1] - 0.5 * size, 5.6 * size, 6.6 * size, turn=(180, 360)),
        canvas.rng.choice(["#241a14", "#4a3321", "#14100e", "#8a6a3c"]),
    )


def _floodlight(canvas: Canvas, x: float) -> None:
    canvas.fill(lambda pen: pen.polygon([(x - 3, 80), (x + 3, 80), (x + 7, 200), (x - 7, 200)]), "#0e1424")
    canvas.fill(lambda pen: pen.box(x - 44, 38, 88, 46), "#131a2c")
    canvas.fill(
        lambda pen: [pen.oval(x - 34 + 17 * k, 50 + 20 * r, 6.5, 6.5) for k in range(5) for r in range(2)], "#ffffff"
    )
    canvas.glow(x, 60, 330, 280, "#cfe0ff", power=0.6)
    canvas.glow(x, 60, 110, 90, "#ffffff", power=0.8)
    canvas.fill(
        lambda pen: pen.polygon(
            [(x - 40, 70), (x + 40, 70), (x + (600 - x) * 0.4 + 330, 640), (x + (600 - x) * 0.4 - 330, 640)]
        ),
        "#dbe7ff",
        blur=30,
        opacity=0.045,
    )


def stage(canvas: Canvas) -> None:
    """A band in coloured beams above a crowd with its hands up."""
    rng = canvas.rng
    hues = list(
        rng.choice(
            [("#ff4fa0", "#5a6bff", "#37d5ff"), ("#ff8a3c", "#ffd23c", "#ff4f6d"), ("#41f0a4", "#3fa7ff", "#b45cff")]
        )
    )
    canvas.wash([(0, "#0a0714"), (0.5, "#1c1030"), (1, "#08050f")])
    canvas.glow(600, 430, 640, 330, hues[1], power=0.55)
    smoke = curve(canvas.noise((5, 6), octaves=5), 90, 220)
    canvas.blend(hues[0], smoke, 0.16)
    for step in range(9):
        _ray(canvas, 90 + 127 * step, hues[step % 3])
    _truss(canvas, hues)
    _band(canvas)
    _ravers(canvas, hues)
    canvas.bloom(0.7, 16)


def _ray(canvas: Canvas, x: float, colour: str) -> None:
    rng = canvas.rng
    foot, wide = x + rng.uniform(-260, 260), rng.uniform(50, 110)
    cone = canvas.mask(
        lambda pen: pen.polygon([(x - 4, 84), (x + 4, 84), (foot + wide, 640), (foot - wide, 640)]), blur=7
    )
    fade = Image.linear_gradient("L").transpose(Image.Transpose.FLIP_TOP_BOTTOM).resize(canvas.size)
    light = ImageChops.multiply(
        Image.new("RGB", canvas.size, colour), Image.merge("RGB", [ImageChops.multiply(cone, fade)] * 3)
    )
    canvas.light_up(light.point([round(v * 0.62) for v in range(256)] * 3))


def _truss(canvas: Canvas, hues: list[str]) -> None:
    def lattice(pen: Pen) -> None:
        pen.box(-10, 58, 1230, 5)
        pen.box(-10, 84, 1230, 5)
        for step in range(50):
            pen.line([(step * 25 - 10, 60), (step * 25 + 2, 87), (step * 25 + 15, 60)], 2)

    canvas.fill(lattice, "#2b2538")
    for step in range(9):
        x, colour = 90 + 127 * step, hues[step % 3]
        canvas.fill(lambda pen, x=x: pen.box(x - 9, 76, 18, 22), "#15111f")
        canvas.fill(lambda pen, x=x: pen.oval(x, 98, 8, 6), "#ffffff")
        canvas.glow(x, 98, 60, 50, colour, power=0.9)
    canvas.fill(lambda pen: (pen.box(40, 240, 80, 300), pen.box(1080, 240, 80, 300)), "#0b0913")
    canvas.fill(lambda pen: [pen.oval(x, y, 26, 26) for x in (80, 1120) for y in (284, 360, 436)], "#1f1a2b")


def _band(canvas: Canvas) -> None:
    rng = canvas.rng
    canvas.shade(
        lambda pen: pen.box(-10, 520, 1230, 70), [(0, "#4b3a63"), (0.1, "#1d1530"), (1, "#07050d")], top=520, bottom=590
    )

    def drums(pen: Pen) -> None:
        pen.oval(600, 480, 40, 40)
        for dx, dy in ((-62, 6), (62, 6), (-34, -44), (34, -44)):
            pen.oval(600 + dx, 470 + dy, 25, 19)
        pen.line([(520, 420), (580, 412)], 4)
        pen.line([(620, 412), (680, 420)], 4)
        pen.oval(600, 390, 14, 17)
        pen.polygon([(574, 412), (626, 412), (634, 470), (566, 470)])

    canvas.fill(drums, "#07050d")
    for x, size in ((330, 1.1), (470, 1.2), (745, 1.25), (890, 1.1)):
        _musician(canvas, x + rng.uniform(-14, 14), 528, size)


def _musician(canvas: Canvas, x: float, y: float, size: float) -> None:
    def at(dx: float, dy: float) -> Point:
        return x + dx * size, y + dy * size

    def figure(pen: Pen) -> None:
        pen.line([at(-5, -66), at(-16, -32), at(-20, 0)], 13 * size)
        pen.line([at(6, -66), at(14, -34), at(22, 0)], 13 * size)
        pen.polygon([at(-17, -124), at(17, -124), at(13, -62), at(-13, -62)])
        head = at(0, -140)
        pen.oval(head[0], head[1], 11 * size, 14 * size)
        pen.line([at(-15, -118), at(-30, -92), at(-12, -80)], 8 * size)
        pen.line([at(15, -118), at(34, -104), at(50, -112)], 8 * size)
        body = at(-10, -78)
        pen.oval(body[0], body[1], 21 * size, 13 * size)
        pen.line([at(0, -82), at(66, -118)], 4.5 * size)
        pen.line([at(30, 0), at(30, -128), at(14, -136)], 2 * size)

    canvas.fill(figure, "#050409")
    canvas.fill(
        lambda pen: pen.arc(x, y - 140 * size, 11 * size, 14 * size, turn=(180, 360), width=2), "#ffffff", opacity=0.5
    )


def _ravers(canvas: Canvas, hues: list[str]) -> None:
    rng = canvas.rng
    for row in range(4):

        def people(pen: Pen, row: int = row) -> None:
            size = 15 + 8 * row
            for step in range(34 - 5 * row):
                x = step * (40 + 8 * row) + rng.uniform(-14, 14)
                y = 610 + 52 * row + rng.uniform(-12, 12)
                pen.oval(x, y, size * 0.7, size * 0.88)
                pen.oval(x, y + size * 2.1, size * 1.5, size * 1.5)
                if rng.random() < 0.42:
                    side = rng.choice([-1, 1])
                    hand = (x + side * size * rng.uniform(0.6, 1.5), y - size * rng.uniform(1.8, 3.4))
                    pen.line(
                        [(x + side * size * 1.2, y + size * 1.4), (x + side * size * 1.5, y - size * 0.4), hand],
                        size * 0.42,
                    )
                    pen.oval(hand[0], hand[1], size * 0.3, size * 0.36)
            pen.box(-10, 660 + 52 * row, 1230, 200)

        tone = ["#241637", "#190f28", "#100a1b", "#07040d"][row]
        canvas.fill(people, tone)
        if row < 3:
            canvas.glow(600, 610 + 40 * row, 640, 70, hues[row], power=0.16)
