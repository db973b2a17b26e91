"""Pictures for the sample newsroom, drawn with Pillow alone: the same scene and seed always give the same bytes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image, ImageOps

from articles.sample.pictures import (
    beach,
    events,
    graphics,
    harbour,
    highlands,
    indoors,
    land,
    market,
    night,
    offshore,
    people,
    portraits,
    storm,
    street,
    town,
)
from articles.sample.pictures.painting import GRID, Canvas

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SCENES: Mapping[str, Callable[[Canvas], None]] = {
    "beach": beach.beach,
    "chart-landings": graphics.chart_landings,
    "chart-waves": graphics.chart_waves,
    "drought": land.drought,
    "ferry": offshore.ferry,
    "forest": land.forest,
    "harbour": harbour.harbour,
    "houses": town.houses,
    "library": indoors.library,
    "lighthouse": storm.lighthouse,
    "map-coast": graphics.map_coast,
    "market": market.market,
    "mountains": highlands.mountains,
    "observatory": night.observatory,
    "pitch": events.pitch,
    "skyline": night.skyline,
    "stage": events.stage,
    "street": street.street,
    "table": indoors.table,
    "town-hall": town.town_hall,
    "train": highlands.train,
    "turbines": offshore.turbines,
}
FLAT = frozenset({"chart-landings", "chart-waves", "map-coast"})
# What is left of a portrait's grid around the person: nearer than the whole.
CLOSE = (0.1125, 0.0563, 0.8875, 0.8313)  # left, top, right, bottom
QUALITY = 88


def draw(scene: str, *, seed: int, size: tuple[int, int] = (1600, 1067)) -> bytes:
    if scene not in SCENES:
        raise ValueError(f"There is no scene “{scene}”. Use one of: {', '.join(SCENES)}.")
    wide = max(size[0], round(size[1] * GRID[0] / GRID[1]))
    canvas = Canvas(scene, seed, width=wide)
    SCENES[scene](canvas)
    painted = canvas.image if scene in FLAT else canvas.finish()
    if seed % 2 and scene not in FLAT:
        # Every other picture of a scene looks the other way.
        painted = ImageOps.mirror(painted)
    return _jpeg(ImageOps.fit(painted, size, Image.Resampling.LANCZOS))


def portrait(seed: int, size: tuple[int, int] = (800, 800)) -> bytes:
    left, _top, right, _bottom = CLOSE
    side = round(max(size) / (right - left))
    canvas = Canvas("portrait", seed, width=side, grid=people.GRID)
    portraits.paint_person(canvas)
    left, top, right, bottom = (round(edge * side) for edge in CLOSE)
    near = canvas.finish(vignette=0.25).crop((left, top, right, bottom))
    return _jpeg(ImageOps.fit(near, size, Image.Resampling.LANCZOS))


def _jpeg(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return file.getvalue()
