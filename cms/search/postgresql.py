"""Search in PostgreSQL: vectors of words in GIN indexes, read band by band from the newest one.

An index of words knows nothing of time: of a word that half the archive has, it would hand over half the archive to
have the newest thousand picked from it. So each story also has the mark of its band, some thousand stories that stand
next to each other in time, and a search asks one band after the other until it has enough.
"""

from __future__ import annotations

import struct
import time
from functools import lru_cache
from math import prod
from typing import TYPE_CHECKING, Any

from django.db import connections

from cms.delivery.statements import Statement
from cms.search.bands import Bands
from cms.search.models import ENTRIES, entries
from cms.search.terms import packed
from cms.search.wanted import ANYWHERE, AT_THE_HEAD, IN_THE_TITLE, Found, Nearest, Wanted, together

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cms.search.entries import Field, Row
    from cms.search.wanted import Condition, Phrase

COLUMNS = ("head", "text")
# Up to so many matches it is faster to read them all than to go through the bands; never where there may be so many.
FEW, MOST_READ = 3000, 30_000
HOUR = 3600
# What is counted of a story: its mentions only where its terms were not packed yet.
COUNTED = "terms, CASE WHEN terms IS NULL THEN mentions END AS mentions"
LAST_POSITION = 16_383
# Between two fields, so that no phrase is found across.
GAP = 10


def table_of(slot: str) -> str:
    return ENTRIES[slot]._meta.db_table


def clear(slot: str, using: str) -> None:
    """Indexes are built by `finish`: of very many stories at once that is many times faster."""
    with connections[using].cursor() as cursor:
        cursor.execute(f"TRUNCATE {table_of(slot)}")
        for column in COLUMNS:
            cursor.execute(f"DROP INDEX IF EXISTS {table_of(slot)}_{column}")
    Bands(slot, using).clear()


def finish(slot: str, using: str) -> None:
    with connections[using].cursor() as cursor:
        for column in COLUMNS:
            # Without a list of what is not indexed yet, which every search would have to read through.
            cursor.execute(
                f"CREATE INDEX IF NOT EXISTS {table_of(slot)}_{column} ON {table_of(slot)}"
                f" USING gin ({column}) WITH (fastupdate = off)"
            )
        # Of a slot that PostgreSQL knows nothing of, it would read all words to find two.
        cursor.execute(f"ANALYZE {table_of(slot)}, cms_searchword, cms_searchtypo")


def store(slot: str, rows: Sequence[Row], using: str) -> None:
    rows = sorted(rows, key=lambda row: row[0])
    bands = Bands(slot, using)
    marks = bands.take_in([place for place, _, _ in rows])
    with connections[using].cursor() as cursor:
        columns = "place, key, document_id, mentions, terms, head, text"
        with cursor.copy(f"COPY {table_of(slot)} ({columns}) FROM STDIN") as copy:
            for (place, entry, pk), band in zip(rows, marks, strict=True):
                shared = " ".join(map(quoted, (*entry.marks, band)))
                head = f"{vector([(entry.title, 'A'), (entry.lead, 'B')])} {shared}"
                text = f"{vector([(it, '') for it in (entry.title, entry.lead, entry.body)])} {shared}"
                copy.write_row((place, entry.key, pk, " ".join(entry.mentions), packed(entry.mentions), head, text))
    bands.cut_crowded()


def remove(slot: str, places: Sequence[int], using: str) -> None:
    Bands(slot, using).leave(places)
    entries(slot).using(using).filter(place__in=places).delete()


def vector(fields: Sequence[tuple[Field, str]]) -> str:
    """Words with their positions; stems come behind, two apart, so that no phrase is made of them."""
    positions: dict[str, list[str]] = {}
    position = 0
    for field, weight in fields:
        for word in field.words:
            position += 1
            positions.setdefault(word, []).append(f"{min(position, LAST_POSITION)}{weight}")
        position += GAP
    for field, weight in fields:
        for stem in field.stems:
            position += 2
            positions.setdefault(stem, []).append(f"{min(position, LAST_POSITION)}{weight}")
    return " ".join(f"{quoted(word)}:{','.join(places[:255])}" for word, places in positions.items())


def newest(slot: str, wanted: Wanted, limit: int, *, oldest: bool = False) -> list[Found]:
    sql, values = matches(slot, wanted, ANYWHERE, "place, key", oldest=oldest)
    return [Found(*row) for row in rows(f"{sql} LIMIT %s", [*values, limit])]


def some(slot: str, wanted: Wanted, limit: int) -> list[Found]:
    condition, values = condition_for(wanted, ANYWHERE, "(SELECT %s::tsquery)")
    sql = f"SELECT place, key FROM {table_of(slot)} WHERE {condition} LIMIT {limit}"  # noqa: S608 (numbers and names of our own)
    return [Found(*row) for row in rows(sql, values)]


def nearest(slot: str, wanted: Wanted, limits: Mapping[int, int]) -> Nearest:
    """Those that were found anywhere come as one row: to take a thousand apart costs as much as to find them."""
    sql, values = matches(slot, wanted, ANYWHERE, f"place, {COUNTED}")
    parts = [
        "SELECT 0, 0::bigint, string_agg(int8send(place), ''), string_agg(terms, ''), string_agg(mentions, ' ') FROM"  # noqa: S608 (numbers and names of our own)
        f" ({sql} LIMIT {limits[ANYWHERE]}) AS newest"
    ]
    for nearness in limits.keys() - {ANYWHERE}:
        sql, given = matches(slot, wanted, nearness, f"{nearness}, place, ''::bytea, {COUNTED}")
        parts.append(f"(SELECT * FROM ({sql} LIMIT {limits[nearness]}) AS found)")  # noqa: S608 (the same)
        values += given
    everything = rows(" UNION ALL ".join(parts), values)
    [(packed, terms, mentions)] = [rest for nearness, _, *rest in everything if not nearness]
    places = struct.unpack(f">{len(packed or b'') // 8}q", packed or b"")
    newest = Nearest({ANYWHERE: places}, terms or b"", (mentions or "").split())
    older = ((nearness, place, *counted) for nearness, place, _, *counted in everything if nearness)
    return together(newest, older)


def rows(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    return Statement(sql, [(place, None) for place in range(len(values))]).rows(*values)


def matches(slot: str, wanted: Wanted, nearness: int, columns: str, *, oldest: bool = False) -> tuple[str, list[Any]]:
    read = in_one_go if is_soon_read(slot, wanted, nearness) else by_bands
    return read(slot, wanted, nearness, columns, "ASC" if oldest else "DESC")


def is_soon_read(slot: str, wanted: Wanted, nearness: int) -> bool:
    """Whether to read all matches and to sort them is less than to go through the bands."""
    stories = max(1, stories_in(slot, int(time.monotonic() / HOUR)))
    uses = [it.stories if nearness == ANYWHERE else it.heads for it in wanted.uses]
    # If words fell without regard to one another. Some do not: then there are as many as of the rarest.
    expected = stories * prod(min(1, it / stories) for it in uses)
    return expected <= FEW and min(uses, default=stories) <= MOST_READ


@lru_cache(maxsize=10)
def stories_in(slot: str, hour: int) -> int:
    """Nearly so: it decides about ways, not about answers."""
    [(stories,)] = rows("SELECT coalesce(sum(stories), 0)::bigint FROM cms_search_band WHERE slot = %s", [slot])
    return int(stories)


def in_one_go(slot: str, wanted: Wanted, nearness: int, columns: str, order: str) -> tuple[str, list[Any]]:
    # Told apart from the plan: of many words whose numbers PostgreSQL does not know it thinks they are everywhere, and
    # reads all stories.
    condition, values = condition_for(wanted, nearness, "(SELECT %s::tsquery)")
    # Not the bare column, by whose index the planner might go through all stories instead.
    return f"SELECT {columns} FROM {table_of(slot)} WHERE {condition} ORDER BY place + 0 {order}", values  # noqa: S608 (numbers and names of our own)


def by_bands(slot: str, wanted: Wanted, nearness: int, columns: str, order: str) -> tuple[str, list[Any]]:
    # The mark of the band is a condition by itself: then PostgreSQL leaps over what lies between two bands.
    condition, values = condition_for(wanted, nearness, "%s::tsquery")
    column = column_of(nearness)
    sql = (
        f"SELECT e.* FROM (SELECT mark FROM cms_search_band WHERE slot = %s AND start < %s AND stop >= %s"  # noqa: S608 (numbers and names of our own)
        f" ORDER BY start {order}) b CROSS JOIN LATERAL (SELECT {columns} FROM {table_of(slot)}"
        f" WHERE {condition} AND {column} @@ b.mark::tsquery ORDER BY place + 0 {order}) e"
    )
    return sql, [slot, wanted.last, wanted.first, *values]


def column_of(nearness: int) -> str:
    return "text" if nearness == ANYWHERE else "head"


def condition_for(wanted: Wanted, nearness: int, query: str) -> tuple[str, list[Any]]:
    conditions = [f"{column_of(nearness)} @@ {query}"]
    values: list[Any] = [required(wanted, nearness)]
    for sign, bound, default in ((">=", wanted.first, Wanted.first), ("<", wanted.last, Wanted.last)):
        if bound != default:
            conditions.append(f"place + 0 {sign} %s")
            values.append(bound)
    if wanted.gone:
        conditions.append("place <> ALL (%s::bigint[])")
        values.append(list(wanted.gone))
    if wanted.excluded:
        # Wherever they stand, not only where the others must.
        conditions.append("NOT text @@ %s::tsquery")
        values.append(any_of(wanted.excluded, ""))
    return " AND ".join(conditions), values


WEIGHTS = {ANYWHERE: "", AT_THE_HEAD: "", IN_THE_TITLE: ":A"}


def required(wanted: Wanted, nearness: int) -> str:
    """As a tsquery. What stands between quotes are letters and digits, or a mark of ours."""
    groups = [any_of(group, WEIGHTS[nearness]) for group in wanted.groups]
    groups += [meeting(wanted.condition)] if wanted.condition else []
    return " & ".join(f"({it})" for it in groups)


def meeting(condition: Condition) -> str:
    if isinstance(condition, str):
        return quoted(condition)
    sort, parts = condition
    if sort == "not":
        return f"!{meeting(parts[0])}"
    return f"({(' & ' if sort == 'and' else ' | ').join(map(meeting, parts))})"


def any_of(phrases: Sequence[Phrase], weight: str) -> str:
    return " | ".join(f"({' <-> '.join(f'{quoted(word)}{weight}' for word in it)})" for it in phrases)


def quoted(word: str) -> str:
    return f"'{word}'"
