"""Bands of stories that stand next to each other in time, by which PostgreSQL's search reads the newest ones first.

The table is PostgreSQL's alone: SQLite reads its words in the order of time anyway.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connections

from cms.search.models import ENTRIES

if TYPE_CHECKING:
    from collections.abc import Sequence

TABLE = "cms_search_band"
# A search for common words wants about as many stories as one band has.
FULL = 1000
# One in the middle of time that got so many is cut in two.
CROWDED = 2 * FULL


@dataclass
class Band:
    number: int
    start: int
    # The last place that any of its stories has had.
    stop: int
    stories: int

    @property
    def mark(self) -> str:
        return f"band·{self.number}"


class Bands:
    def __init__(self, slot: str, using: str) -> None:
        self.slot = slot
        self.using = using
        self.bands = [Band(*row) for row in self.run("SELECT number, start, stop, stories FROM cms_search_band"
                                                     " WHERE slot = %s ORDER BY start", slot)]  # fmt: skip

    def run(self, sql: str, *values: int | str) -> list[tuple[int, ...]]:
        with connections[self.using].cursor() as cursor:
            cursor.execute(sql, values)
            return list(cursor.fetchall()) if cursor.description else []

    def clear(self) -> None:
        self.run("DELETE FROM cms_search_band WHERE slot = %s", self.slot)

    def take_in(self, places: Sequence[int]) -> list[str]:
        """The marks of the bands that new stories of these places belong to."""
        marks = []
        for place in places:
            band = self.band_for(place)
            band.stop = max(band.stop, place)
            band.stories += 1
            marks.append(band.mark)
        self.keep()
        return marks

    def band_for(self, place: int) -> Band:
        at = bisect_right(self.bands, place, key=lambda band: band.start) - 1
        if at < 0:
            self.add(Band(self.free_number(), 0, 0, 0))
            at = 0
        band = self.bands[at]
        is_last = at == len(self.bands) - 1
        if is_last and band.stories >= FULL and place > band.stop:
            band = self.add(Band(self.free_number(), place, place, 0))
        return band

    def add(self, band: Band) -> Band:
        self.bands.append(band)
        self.bands.sort(key=lambda it: it.start)
        return band

    def free_number(self) -> int:
        return max((band.number for band in self.bands), default=0) + 1

    def leave(self, places: Sequence[int]) -> None:
        """Counts out stories that are removed."""
        for place in places:
            self.band_for(place).stories -= 1
        self.keep()

    def cut_crowded(self) -> None:
        for band in [it for it in self.bands if it.stories >= CROWDED]:
            self.cut(band)
        self.keep()

    def cut(self, band: Band) -> None:
        """Its later half becomes a band of its own."""
        table = ENTRIES[self.slot]._meta.db_table
        within = "place >= %s AND place <= %s"
        [[stories]] = self.run(f"SELECT count(*) FROM {table} WHERE {within}", band.start, band.stop)  # noqa: S608 (names of our own tables)
        band.stories = stories
        if stories < CROWDED:
            return
        [[middle]] = self.run(
            f"SELECT place FROM {table} WHERE {within} ORDER BY place OFFSET {stories // 2} LIMIT 1",  # noqa: S608 (the same)
            band.start,
            band.stop,
        )
        later = self.add(Band(self.free_number(), middle, band.stop, stories - stories // 2))
        marks = [f"ts_delete({it}, '{band.mark}') || '''{later.mark}'''::tsvector" for it in ("head", "text")]
        self.run(
            f"UPDATE {table} SET head = {marks[0]}, text = {marks[1]} WHERE {within}",  # noqa: S608 (the same)
            middle,
            band.stop,
        )
        band.stop, band.stories = middle - 1, stories // 2

    def keep(self) -> None:
        with connections[self.using].cursor() as cursor:
            cursor.executemany(
                "INSERT INTO cms_search_band (slot, number, start, stop, stories, mark) VALUES (%s, %s, %s, %s, %s, %s)"
                " ON CONFLICT (slot, number) DO UPDATE SET stop = excluded.stop, stories = excluded.stories",
                [(self.slot, it.number, it.start, it.stop, it.stories, f"'{it.mark}'") for it in self.bands],
            )
