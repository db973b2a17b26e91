"""How many of the stories that were found stand under each term and in each year: what to narrow a search by."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from cms.delivery import published
from cms.search.entries import BETWEEN, moment_of_place
from cms.search.finding import counted

if TYPE_CHECKING:
    from cms.search.finding import Ranked

KINDS = ("category", "author", "tag")
DAY = 24 * 3600
# Of each kind, the commonest ones.
MOST = 10


def facets(ranked: Ranked) -> dict[str, Any]:
    """Of terms that are public now."""
    counts = counted(ranked.found)
    names = named([tuple(it.split(BETWEEN, 1)) for it in most_of_each(counts)])
    return {
        "counted": len(ranked.found),
        "is_all": ranked.is_all,
        **{
            kind: [
                {"id": key, "name": name, "slug": slug, "count": counts[f"{kind}{BETWEEN}{key}"]}
                for (of, key), (name, slug) in names.items()
                if of == kind
            ]
            for kind in KINDS
        },
        "year": [{"year": year, "count": count} for year, count in sorted(years(ranked).items(), reverse=True)],
    }


def most_of_each(counts: Counter[str]) -> list[str]:
    by_count = sorted(counts, key=lambda it: (-counts[it], it))
    left = dict.fromkeys(KINDS, MOST)
    chosen = []
    for it in by_count:
        kind = it.split(BETWEEN, 1)[0]
        if left.get(kind):
            left[kind] -= 1
            chosen.append(it)
    return chosen


def named(terms: list[tuple[str, ...]]) -> dict[tuple[str, str], tuple[str, str]]:
    """Names and slugs, in the order of the terms."""
    keys = {kind: [key for of, key in terms if of == kind] for kind in KINDS}
    rows = published.documents().live().named(keys).values_list("kind", "key", "title", "slug") if terms else []
    found = {(kind, key): (name, slug) for kind, key, name, slug in rows}
    return {(kind, key): found[kind, key] for kind, key in terms if (kind, key) in found}


def years(ranked: Ranked) -> Counter[int]:
    days = Counter(moment_of_place(it.place) // DAY for it in ranked.found)
    found: Counter[int] = Counter()
    for day, count in days.items():
        found[datetime.fromtimestamp(day * DAY, UTC).year] += count
    return found
