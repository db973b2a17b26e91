"""Which thing of one list has become which of another: first by what they are called, then by what they say."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from cms.comparison.sequences import longest_rise
from cms.plain import string, thing

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

    Pairs = dict[int, int]

LIKE = 0.5
COMMON = 20
"""A word that more things than this share says nothing about which is which."""


class Match(NamedTuple):
    """Places in either list; None where there is no such thing."""

    before: int | None
    after: int | None
    moved: bool = False


def match(before: list[Any], after: list[Any], *, by_place: bool = False) -> list[Match]:
    """In the order in which one reads them: that of the newer list, what was removed where it stood.

    `by_place` takes what is like nothing for what stands at its place in the other list, where both are of one length.
    """
    pairs: Pairs = {}
    for name in (_identity, _content):
        pairs |= _named(before, after, pairs, name)
    pairs |= _alike(before, after, pairs)
    if by_place and len(before) == len(after):
        left = set(range(len(after))) - set(pairs.values())
        pairs |= {place: place for place in left if place not in pairs}
    came_from = [(place, there) for there, place in pairs.items()]
    came_from.sort()
    stayed = {came_from[place] for place in longest_rise([there for _, there in came_from])}
    return list(_in_reading_order(pairs, stayed, len(before), len(after)))


def _in_reading_order(pairs: Pairs, stayed: set[tuple[int, int]], olds: int, news: int) -> Iterator[Match]:
    sources = {place: there for there, place in pairs.items()}
    here = there = 0
    for place, source in [*sorted(stayed), (news, olds)]:
        yield from (Match(gone, None) for gone in range(there, source) if gone not in pairs)
        for new in range(here, place):
            yield Match(sources.get(new), new, moved=new in sources)
        if place < news:
            yield Match(source, place)
        here, there = place + 1, source + 1


def _identity(value: Any) -> Hashable:
    if not isinstance(value, dict):
        return None
    return string(value, "id") or string(thing(value, "image"), "id") or string(value, "author") or None


def _content(value: Any) -> Hashable:
    return json.dumps(_without_id(value), sort_keys=True)


def _without_id(value: Any) -> Any:
    return {name: it for name, it in value.items() if name != "id"} if isinstance(value, dict) else value


def _named(before: list[Any], after: list[Any], taken: Pairs, name: Callable[[Any], Hashable]) -> Pairs:
    """Those of the same name; where several share it, the first with the first, the second with the second."""
    used = set(taken.values())
    waiting: dict[Hashable, list[int]] = defaultdict(list)
    for place, value in enumerate(after):
        if place not in used and (called := name(value)) is not None:
            waiting[called].append(place)
    queues = {called: iter(places) for called, places in waiting.items()}
    found: Pairs = {}
    for place, value in enumerate(before):
        if place not in taken and (called := name(value)) in queues:
            other = next(queues[called], None)
            if other is not None:
                found[place] = other
    return found


def _alike(before: list[Any], after: list[Any], taken: Pairs) -> Pairs:
    """Of one type and with at least half of their words in common, the most alike first."""
    used = set(taken.values())
    ours = {place: _words(value) for place, value in enumerate(before) if place not in taken}
    theirs = {place: _words(value) for place, value in enumerate(after) if place not in used}
    where: dict[str, list[int]] = defaultdict(list)
    for place, words in theirs.items():
        for word in words:
            where[word].append(place)
    scored = []
    for place, words in ours.items():
        shared = Counter(there for word in words if len(where[word]) <= COMMON for there in where[word])
        for there, _ in shared.most_common(3):
            likeness = 2 * len(words & theirs[there]) / (len(words) + len(theirs[there]))
            if likeness >= LIKE and _type(before[place]) == _type(after[there]):
                scored.append((-likeness, abs(place - there), place, there))
    found: Pairs = {}
    for *_, place, there in sorted(scored):
        if place not in found and there not in used:
            found[place] = there
            used.add(there)
    return found


def _type(value: Any) -> str:
    return string(value, "type") if isinstance(value, dict) else type(value).__name__


def _words(value: Any) -> set[str]:
    return set(re.findall(r"\w+", " ".join(_strings(_without_id(value))).lower()))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            if name != "type":
                yield from _strings(item)
