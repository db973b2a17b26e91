"""What two sequences have in common, in a time that stays short however long and however different they are."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    Places = list[tuple[int, int]]

SMALL = 16_000
"""Up to this many comparisons, item by item, take no time that anybody notices."""
DEEPEST = 40


class Gap(NamedTuple):
    """Where nothing is known yet to be common: from `low` to `high` in the one, from `left` to `right` in the other."""

    low: int
    high: int
    left: int
    right: int


class Stretch(NamedTuple):
    before: range
    after: range
    same: bool = False


def stretches(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[Stretch]:
    """Both sequences from end to end: in turn what they share and what they do not."""
    found: list[Stretch] = []
    here = there = 0
    for start, other, length in _runs(common_places(before, after)):
        if start > here or other > there:
            found.append(Stretch(range(here, start), range(there, other)))
        here, there = start + length, other + length
        found.append(Stretch(range(start, here), range(other, there), same=True))
    if here < len(before) or there < len(after):
        found.append(Stretch(range(here, len(before)), range(there, len(after))))
    return found


def common_places(before: Sequence[Hashable], after: Sequence[Hashable]) -> Places:
    """Places of equal items, growing on both sides.

    Between equal ends it looks for items that occur once in each, and only in small gaps compares all with all. A large
    gap without such an item counts as rewritten.
    """
    found: Places = []
    waiting = [(Gap(0, len(before), 0, len(after)), DEEPEST)]
    while waiting:
        gap, depth = waiting.pop()
        ends, gap = _equal_ends(before, after, gap)
        found += ends
        if (gap.high - gap.low) * (gap.right - gap.left) <= SMALL:
            found += _compared(before, after, gap)
        elif depth and (anchors := _anchors(before, after, gap)):
            found += anchors
            waiting += [(between, depth - 1) for between in _between(anchors, gap)]
    return sorted(found)


def longest_rise(numbers: Sequence[int]) -> list[int]:
    """Places of the longest growing series of these numbers."""
    tops: list[int] = []
    last: list[int] = []
    previous: list[int] = []
    for place, number in enumerate(numbers):
        height = bisect_left(tops, number)
        previous.append(last[height - 1] if height else -1)
        tops[height:], last[height:] = [number, *tops[height + 1 :]], [place, *last[height + 1 :]]
    chain: list[int] = []
    step = last[-1] if last else -1
    while step >= 0:
        chain.append(step)
        step = previous[step]
    return chain[::-1]


def _equal_ends(before: Sequence[Hashable], after: Sequence[Hashable], gap: Gap) -> tuple[Places, Gap]:
    low, high, left, right = gap
    found: Places = []
    while low < high and left < right and before[low] == after[left]:
        found.append((low, left))
        low, left = low + 1, left + 1
    while low < high and left < right and before[high - 1] == after[right - 1]:
        high, right = high - 1, right - 1
        found.append((high, right))
    return found, Gap(low, high, left, right)


def _compared(before: Sequence[Hashable], after: Sequence[Hashable], gap: Gap) -> Places:
    one, other = before[gap.low : gap.high], after[gap.left : gap.right]
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return [(gap.low + a + step, gap.left + b + step) for a, b, size in blocks for step in range(size)]


def _anchors(before: Sequence[Hashable], after: Sequence[Hashable], gap: Gap) -> Places:
    one, other = range(gap.low, gap.high), range(gap.left, gap.right)
    ours, theirs = Counter(before[place] for place in one), Counter(after[place] for place in other)
    home = {after[place]: place for place in other if theirs[after[place]] == 1}
    pairs = [(place, home[before[place]]) for place in one if ours[before[place]] == 1 and before[place] in home]
    return [pairs[place] for place in longest_rise([there for _, there in pairs])]


def _between(anchors: Places, gap: Gap) -> Iterator[Gap]:
    here, there = gap.low, gap.left
    for place, other in [*anchors, (gap.high, gap.right)]:
        if place > here and other > there:
            yield Gap(here, place, there, other)
        here, there = place + 1, other + 1


def _runs(places: Places) -> Iterator[tuple[int, int, int]]:
    """Where each unbroken run of pairs begins, and how long it is."""
    start = other = length = 0
    for place, there in places:
        if length and (place, there) == (start + length, other + length):
            length += 1
        else:
            if length:
                yield start, other, length
            start, other, length = place, there, 1
    if length:
        yield start, other, length
