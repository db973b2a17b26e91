"""What a drawn person looks like, by lot from the seed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

    from articles.sample.pictures.painting import Point

GRID = (800, 800)
SKINS = ("#f3d3bd", "#e8b996", "#d9a07a", "#b97a52", "#8f5a3a", "#6a4029", "#f0c8a8", "#c98d64")
HAIRS = ("#1d1613", "#3b2618", "#6a4324", "#a5713a", "#cfa45c", "#8b8884", "#d8d4cc", "#7c2f1c")
DEEP_SKINS = ("#8f5a3a", "#6a4029")
DARK_HAIRS = ("#1d1613", "#120d0b", "#2b1c14", "#8b8884")
STYLES = ("short", "short", "crop", "curls", "curls", "bob", "bob", "waves", "waves", "bun", "scarf", "bald")
CLOTHES = ("#1f4257", "#7a2f35", "#2f4f3f", "#c98a2f", "#4b3b63", "#28303c", "#b9543c", "#5f7f8d", "#8c8f6a")
BACKDROPS = (
    ("#f2d8b4", "#d99a6c"),
    ("#cfe3e6", "#7fb0bd"),
    ("#dfe6cf", "#9db487"),
    ("#e9d5e0", "#b98fae"),
    ("#d6dbef", "#8791c4"),
    ("#f5e3c0", "#e0b35c"),
    ("#e4e0d8", "#a8a296"),
)
FACE: Point = (400, 345)


@dataclass(frozen=True)
class Look:
    skin: str
    hair: str
    style: str
    beard: str
    glasses: bool
    clothes: str
    collar: str
    backdrop: tuple[str, str]
    wide: float
    jaw: float


def look(rng: Random) -> Look:
    style = rng.choice(STYLES)
    skin = rng.choice(SKINS)
    man = style in {"short", "crop", "bald"} or (style == "curls" and rng.random() < 0.5)
    return Look(
        skin=skin,
        hair=rng.choice(DARK_HAIRS if skin in DEEP_SKINS else HAIRS),
        style=style,
        beard=rng.choice(["", "", "full", "stubble"]) if man else "",
        glasses=rng.random() < 0.4,
        clothes=rng.choice(CLOTHES),
        collar=rng.choice(["crew", "shirt", "blazer", "roll"]),
        backdrop=rng.choice(BACKDROPS),
        wide=rng.uniform(112, 124) if man else rng.uniform(106, 116),
        jaw=rng.uniform(0.16, 0.28) if man else rng.uniform(0.28, 0.38),
    )


def outline(person: Look, *, grow: float = 0, top: float = -math.pi, turn: float = math.tau) -> list[Point]:
    """The edge of the face from one angle on, the chin being narrower than the brow."""
    points: list[Point] = []
    for step in range(73):
        angle = top + turn * step / 72
        x, y = math.cos(angle), math.sin(angle)
        narrow = 1 - person.jaw * max(0.0, y) ** 1.8
        points.append((FACE[0] + (person.wide + grow) * x * narrow, FACE[1] + (152 + grow) * y))
    return points
