"""How many of the stories that were found stand under each term and in each year: what to narrow a search by."""

from __future__ import annotations

from bisect import bisect_left
from datetime import UTC, datetime
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any

from cms.delivery import published
from cms.delivery.statements import any_text, prepared
from cms.search.entries import WITHIN_A_SECOND, moment_of_place
from cms.search.terms import KINDS, kind_of, terms_of

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator

    from cms.delivery.published import Name
    from cms.delivery.statements import Statement
    from cms.search.finding import Ranked

# Of each kind, the commonest ones.
MOST = 10


def facets(ranked: Ranked) -> dict[str, Any]:
    """Of terms that are public now."""
    counts = ranked.counts
    found = terms_of(most_of_each(counts), ranked.mentions)
    terms = dict(sorted(found.items(), key=lambda it: (-counts[it[0]], it[1])))
    names = named(list(terms.values()))
    return {
        "counted": len(ranked),
        "is_all": ranked.is_all,
        **{
            kind: [
                {"id": key, "name": name, "slug": slug, "count": counts[number]}
                for number, term in terms.items()
                if term in names and term[0] == kind
                for key, (name, slug) in [(term[1], names[term])]
            ]
            for kind in KINDS
        },
        "year": [{"year": year, "count": count} for year, count in years(ranked)],
    }


def most_of_each(counts: Counter[int]) -> list[int]:
    """Of equal ones, those of the newest stories."""
    by_kind: dict[str, list[int]] = {kind: [] for kind in KINDS}
    missing = MOST * len(KINDS)
    for number, _ in counts.most_common():
        of_kind = by_kind[kind_of(number)]
        if len(of_kind) < MOST:
            of_kind.append(number)
            missing -= 1
            if not missing:
                break
    return list(chain.from_iterable(by_kind.values()))


def named(terms: list[Name]) -> dict[Name, Name]:
    """Names and slugs."""
    values: list[str] = []
    for kind in KINDS:
        keys = [key for of, key in terms if of == kind]
        values += [*keys, *[""] * (MOST - len(keys))]
    return {(kind, key): (name, slug) for kind, key, name, slug in names_of_terms().rows(*values)} if terms else {}


@cache
def names_of_terms() -> Statement:
    placeholders = [any_text(number) for number in range(len(KINDS) * MOST)]
    keys = {kind: placeholders[place * MOST : (place + 1) * MOST] for place, kind in enumerate(KINDS)}
    live = published.documents().live().named(keys)
    return prepared(live.values_list("kind", "key", "title", "slug"), placeholders)


def years(ranked: Ranked) -> Iterator[tuple[int, int]]:
    """The last year first, each with how many were placed in it."""
    places = sorted(chain.from_iterable(ranked.groups.values()))
    end = len(places)
    while end:
        year = datetime.fromtimestamp(moment_of_place(places[end - 1]), UTC).year
        start = bisect_left(places, int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) << WITHIN_A_SECOND, hi=end)
        yield year, end - start
        end = start
