"""How many of the stories that were found stand under each term and in each year: what to narrow a search by."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from functools import cache
from heapq import nsmallest
from typing import TYPE_CHECKING, Any

from cms.delivery import published
from cms.delivery.statements import any_text, prepared
from cms.search.entries import BETWEEN, moment_of_place

if TYPE_CHECKING:
    from cms.delivery.statements import Statement
    from cms.search.finding import Ranked

KINDS = ("category", "author", "tag")
DAY = 24 * 3600
# Of each kind, the commonest ones.
MOST = 10


def facets(ranked: Ranked) -> dict[str, Any]:
    """Of terms that are public now."""
    counts = ranked.mentions()
    names = named([tuple(it.split(BETWEEN, 1)) for it in most_of_each(counts)])
    return {
        "counted": len(ranked),
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
    chosen: list[str] = []
    for kind in KINDS:
        of_kind = [it for it in counts if it.startswith(f"{kind}{BETWEEN}")]
        chosen += nsmallest(MOST, of_kind, key=lambda it: (-counts[it], it))
    return chosen


def named(terms: list[tuple[str, ...]]) -> dict[tuple[str, str], tuple[str, str]]:
    """Names and slugs, in the order of the terms."""
    values: list[str] = []
    for kind in KINDS:
        keys = [key for of, key in terms if of == kind]
        values += [*keys, *[""] * (MOST - len(keys))]
    found = {(kind, key): (name, slug) for kind, key, name, slug in names_of_terms().rows(*values)} if terms else {}
    return {(kind, key): found[kind, key] for kind, key in terms if (kind, key) in found}


@cache
def names_of_terms() -> Statement:
    placeholders = [any_text(number) for number in range(len(KINDS) * MOST)]
    keys = {kind: placeholders[place * MOST : (place + 1) * MOST] for place, kind in enumerate(KINDS)}
    live = published.documents().live().named(keys)
    return prepared(live.values_list("kind", "key", "title", "slug"), placeholders)


def years(ranked: Ranked) -> Counter[int]:
    days = Counter(moment_of_place(it.place) // DAY for group in ranked.groups for it in group)
    found: Counter[int] = Counter()
    for day, count in days.items():
        found[datetime.fromtimestamp(day * DAY, UTC).year] += count
    return found
