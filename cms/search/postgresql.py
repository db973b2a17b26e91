"""Search in PostgreSQL: vectors of words in GIN indexes, read band by band from the newest one.

An index of words knows nothing of time: of a word that half the archive has, it would hand over half the archive to
have the newest thousand picked from it. So each story also has the mark of its band, some thousand stories that stand
next to each other in time, and a search asks one band after the other until it has enough.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connections

from cms.search.bands import Bands
from cms.search.models import ENTRIES, entries
from cms.search.wanted import ANYWHERE, AT_THE_HEAD, IN_THE_TITLE, Found

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cms.search.entries import Field, Row
    from cms.search.wanted import Condition, Phrase, Wanted

COLUMNS = ("head", "text")
# Up to so many matches it is faster to read them all than to go through the bands.
FEW = 2000
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
        cursor.execute(f"ANALYZE {table_of(slot)}")


def store(slot: str, rows: Sequence[Row], using: str) -> None:
    rows = sorted(rows, key=lambda row: row[0])
    bands = Bands(slot, using)
    marks = bands.take_in([place for place, _, _ in rows])
    with connections[using].cursor() as cursor:
        columns = "place, key, document_id, mentions, head, text"
        with cursor.copy(f"COPY {table_of(slot)} ({columns}) FROM STDIN") as copy:
            for (place, entry, pk), band in zip(rows, marks, strict=True):
                shared = " ".join(map(quoted, (*entry.marks, band)))
                head = f"{vector([(entry.title, 'A'), (entry.lead, 'B')])} {shared}"
                text = f"{vector([(it, '') for it in (entry.title, entry.lead, entry.body)])} {shared}"
                copy.write_row((place, entry.key, pk, " ".join(entry.mentions), head, text))
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


def newest(slot: str, wanted: Wanted, limits: Mapping[int, int], using: str, *, oldest: bool = False) -> list[Found]:
    """For each nearness so many of the newest, or of the oldest, that are as near; one may come several times."""
    parts: list[str] = []
    values: list[str | int] = []
    for nearness, limit in limits.items():
        read = in_one_go if wanted.most <= FEW else by_bands
        sql, given = read(slot, wanted, nearness, oldest=oldest)
        parts.append(f"(SELECT * FROM ({sql}) AS found LIMIT {limit})")  # noqa: S608 (the same)
        values += given
    with connections[using].cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        return [Found(*row) for row in cursor.fetchall()]


def in_one_go(slot: str, wanted: Wanted, nearness: int, *, oldest: bool) -> tuple[str, list[str | int]]:
    # Told apart from the plan: of many words whose numbers PostgreSQL does not know it thinks they are everywhere, and
    # reads all stories.
    condition, given = condition_for(wanted, nearness, "(SELECT %s::tsquery)")
    sql = (
        f"SELECT place, key, mentions, {nearness} FROM {table_of(slot)} WHERE {condition}"  # noqa: S608 (numbers and names of our own)
        # Not the bare column, by whose index the planner might go through all stories instead.
        f" ORDER BY place + 0 {'ASC' if oldest else 'DESC'}"
    )
    return sql, given


def by_bands(slot: str, wanted: Wanted, nearness: int, *, oldest: bool) -> tuple[str, list[str | int]]:
    condition, given = condition_for(wanted, nearness, "(%s::tsquery && b.mark::tsquery)")
    order = "ASC" if oldest else "DESC"
    sql = (
        f"SELECT e.place, e.key, e.mentions, {nearness} FROM"  # noqa: S608 (numbers and names of our own)
        f" (SELECT mark FROM cms_search_band WHERE slot = %s AND start < %s AND stop >= %s ORDER BY start {order}) b"
        f" CROSS JOIN LATERAL (SELECT place, key, mentions FROM {table_of(slot)} WHERE {condition}"
        f" ORDER BY place + 0 {order}) e"
    )
    return sql, [slot, wanted.last, wanted.first, *given]


def condition_for(wanted: Wanted, nearness: int, query: str) -> tuple[str, list[str | int]]:
    column = "text" if nearness == ANYWHERE else "head"
    condition = f"{column} @@ {query} AND place >= %s AND place < %s"
    given: list[str | int] = [required(wanted, nearness), wanted.first, wanted.last]
    if wanted.excluded:
        # Wherever they stand, not only where the others must.
        return f"{condition} AND NOT text @@ %s::tsquery", [*given, any_of(wanted.excluded, "")]
    return condition, given


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
