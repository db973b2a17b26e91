"""The terms that searches are counted by, as numbers: to count numbers takes a fraction of the time of words."""

from __future__ import annotations

import struct
from collections import Counter
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

from django.conf import settings

from cms.search.entries import BETWEEN
from cms.search.models import SearchTerm

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cms.keys import Name

KINDS = ("category", "author", "tag")
# Of a newsroom with more terms, some are looked up anew.
REMEMBERED = 100_000

# A number is one term's for ever, as it follows from its key: what is remembered cannot become wrong.
names: dict[int, Name] = {}


@lru_cache(maxsize=REMEMBERED)
def number_of(mark: str) -> int:
    """0 for what is not counted."""
    kind = mark.partition(BETWEEN)[0]
    if kind not in KINDS:
        return 0
    return int.from_bytes(sha256(mark.encode()).digest()[:7]) << 2 | KINDS.index(kind) + 1


def kind_of(number: int) -> str:
    return KINDS[(number & 3) - 1]


def packed(marks: Iterable[str]) -> bytes:
    numbers = [number for it in marks if (number := number_of(it))]
    return struct.pack(f">{len(numbers)}q", *numbers)


def counted(terms: bytes, mentions: Iterable[str]) -> Counter[int]:
    """By how many stories each is mentioned. `mentions` are those of stories whose terms were not packed yet."""
    counts = Counter(struct.unpack(f">{len(terms) // 8}q", terms))
    counts.update(number for it in mentions if (number := number_of(it)))
    return counts


def remember(marks: Iterable[str]) -> None:
    """So that a number leads back to its term."""
    terms = {number: name_of(it) for it in sorted(marks) if (number := number_of(it))}
    SearchTerm.objects.bulk_create(
        [SearchTerm(number=number, kind=kind, key=key) for number, (kind, key) in terms.items()], ignore_conflicts=True
    )


def terms_of(numbers: Sequence[int], mentions: Iterable[str]) -> dict[int, Name]:
    """Whose numbers these are. Those that only stories mention whose terms were not packed yet, nobody wrote down."""
    wanted = set(numbers)
    found = {number: name_of(it) for it in set(mentions) if (number := number_of(it)) in wanted}
    found |= {it: name for it in wanted - found.keys() if (name := names.get(it))}
    if unknown := wanted - found.keys():
        rows = SearchTerm.objects.using(settings.DELIVERY_DATABASE).filter(number__in=unknown)
        known = {number: (kind, key) for number, kind, key in rows.values_list("number", "kind", "key")}
        if len(names) > REMEMBERED:
            names.clear()
        names.update(known)
        found |= known
    return found


def name_of(mark: str) -> Name:
    kind, _, key = mark.partition(BETWEEN)
    return kind, key
