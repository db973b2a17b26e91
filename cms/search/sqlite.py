"""Search in SQLite: an FTS5 table whose rows are numbered by place, so that the newest matches are read first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connections

from cms.delivery.statements import Statement
from cms.search.models import ENTRIES, entries
from cms.search.terms import packed
from cms.search.wanted import ANYWHERE, AT_THE_HEAD, IN_THE_TITLE, Found, Nearest, together

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cms.search.entries import Entry, Row
    from cms.search.wanted import Condition, Phrase, Wanted

# The words come folded and in order, with spaces between; nothing is left for a tokenizer to decide. Ranks by frequency
# are not asked for, and so the sizes of columns are not kept.
TABLE = (
    "CREATE VIRTUAL TABLE {name} USING fts5("
    "title, lead, body, title_stems, lead_stems, body_stems, marks, tokenize='ascii', columnsize=0)"
)
# Where so many stories have the words, old ones count for nothing.
MANY = 5000
# A mark that each of them has.
EVERY_STORY = "·"
WORDS = "{title lead body}"
COLUMNS = {
    ANYWHERE: "{title lead body title_stems lead_stems body_stems}",
    AT_THE_HEAD: "{title lead title_stems lead_stems}",
    IN_THE_TITLE: "{title title_stems}",
}


def texts_table(slot: str) -> str:
    return f"cms_search_text_{slot}"


def clear(slot: str, using: str) -> None:
    entries(slot).using(using).delete()
    with connections[using].cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {texts_table(slot)}")
        cursor.execute(TABLE.format(name=texts_table(slot)))


def store(slot: str, rows: Sequence[Row], using: str) -> None:
    model = ENTRIES[slot]
    entries(slot).using(using).bulk_create(
        [
            model(place=place, key=it.key, document_id=pk, mentions=" ".join(it.mentions), terms=packed(it.mentions))
            for place, it, pk in rows
        ]
    )
    with connections[using].cursor() as cursor:
        cursor.executemany(
            f"INSERT OR REPLACE INTO {texts_table(slot)}"  # noqa: S608 (names of our own tables)
            " (rowid, title, lead, body, title_stems, lead_stems, body_stems, marks)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            [(place, *columns_of(entry)) for place, entry, _ in rows],
        )


def columns_of(entry: Entry) -> list[str]:
    fields = (entry.title, entry.lead, entry.body)
    columns = [*(it.words for it in fields), *(it.stems for it in fields), (EVERY_STORY, *entry.marks)]
    return [" ".join(column) for column in columns]


def remove(slot: str, places: Sequence[int], using: str) -> None:
    entries(slot).using(using).filter(place__in=places).delete()
    with connections[using].cursor() as cursor:
        cursor.executemany(
            f"DELETE FROM {texts_table(slot)} WHERE rowid = %s",  # noqa: S608 (names of our own tables)
            [(place,) for place in places],
        )


def finish(slot: str, using: str) -> None:
    """After very many were stored: one tree of words instead of several."""
    name = texts_table(slot)
    with connections[using].cursor() as cursor:
        cursor.execute(f"INSERT INTO {name}({name}) VALUES ('optimize')")  # noqa: S608 (names of our own tables)


def newest(slot: str, wanted: Wanted, limit: int, *, oldest: bool = False) -> list[Found]:
    condition, values = condition_for(slot, wanted, ANYWHERE)
    order = "ASC" if oldest else "DESC"
    sql = (
        f"SELECT e.place, e.key FROM (SELECT rowid AS place FROM {texts_table(slot)} WHERE {condition}"  # noqa: S608 (numbers and names of our own)
        f" ORDER BY rowid {order} LIMIT %s) f CROSS JOIN {ENTRIES[slot]._meta.db_table} e ON e.place = f.place"
    )
    return [Found(*row) for row in rows(sql, [*values, limit])]


# No order is cheaper than that of its own rows.
some = newest


def nearest(slot: str, wanted: Wanted, limits: Mapping[int, int]) -> Nearest:
    parts: list[str] = []
    values: list[Any] = []
    for nearness, limit in limits.items():
        # Those that say it at the head are found by going through all that have it anywhere: not further back than the
        # others, where that would be very many.
        bounded = nearness != ANYWHERE and wanted.most > MANY
        first = "max(%s, (SELECT min(place) FROM anywhere))" if bounded else "%s"
        condition, given = condition_for(slot, wanted, nearness, first)
        parts.append(
            f"SELECT * FROM (SELECT {nearness} AS nearness, rowid AS place FROM {texts_table(slot)}"  # noqa: S608 (the same)
            f" WHERE {condition} ORDER BY rowid DESC LIMIT {limit})"
        )
        values += given
    anywhere, *others = parts
    everything = " UNION ALL ".join(["SELECT * FROM anywhere", *others])
    sql = (
        f"WITH anywhere AS MATERIALIZED ({anywhere}) SELECT f.nearness, e.place, e.terms,"  # noqa: S608 (the same)
        f" CASE WHEN e.terms IS NULL THEN e.mentions END FROM ({everything}) f"
        f" CROSS JOIN {ENTRIES[slot]._meta.db_table} e ON e.place = f.place"
    )
    found = rows(sql, values)
    newest = [it for it in found if it[0] == ANYWHERE]
    mentions = [name for it in newest if it[3] for name in it[3].split()]
    return together(
        Nearest({ANYWHERE: [it[1] for it in newest]}, b"".join([it[2] or b"" for it in newest]), mentions),
        (it for it in found if it[0] != ANYWHERE),
    )


def rows(sql: str, values: Sequence[Any]) -> list[Any]:
    return Statement(sql, [(place, None) for place in range(len(values))]).rows(*values)


def condition_for(slot: str, wanted: Wanted, nearness: int, first: str = "%s") -> tuple[str, list[Any]]:
    # One bound at each end: FTS5 enters its index by the first alone.
    condition = f"{texts_table(slot)} MATCH %s AND rowid >= {first} AND rowid < %s"
    if wanted.gone:
        condition += f" AND rowid NOT IN ({','.join(map(str, wanted.gone))})"
    return condition, [expression(wanted, nearness), wanted.first, wanted.last]


def expression(wanted: Wanted, nearness: int) -> str:
    """In FTS5's words. What stands between quotes are letters and digits, or a mark of ours."""
    required = [f"{COLUMNS[nearness]} : ({any_of(group)})" for group in wanted.groups]
    required += [f"marks : ({meeting(wanted.condition)})"] if wanted.condition else []
    positive = " AND ".join(f"({it})" for it in required)
    return f"({positive}) NOT ({any_of(wanted.excluded)})" if wanted.excluded else positive


def meeting(condition: Condition) -> str:
    if isinstance(condition, str):
        return quoted(condition)
    sort, parts = condition
    if sort == "not":
        # FTS5 can only take away from something.
        return f"({quoted(EVERY_STORY)} NOT {meeting(parts[0])})"
    return f"({f' {sort.upper()} '.join(map(meeting, parts))})"


def any_of(phrases: Sequence[Phrase]) -> str:
    # Words that follow one another do so in the text, not among the stems.
    return " OR ".join(f"({WORDS} : {quoted(*it)})" if len(it) > 1 else quoted(*it) for it in phrases)


def quoted(*words: str) -> str:
    return f'"{" ".join(words)}"'
