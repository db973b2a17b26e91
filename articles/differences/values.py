"""Two values of any shape as lines for people: each leaf with the names of the fields that lead to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from articles.differences.labels import entry_label, label_of, told
from cms.comparison.matching import match
from cms.comparison.sequences import stretches
from cms.comparison.words import Run, compare_plain, compare_rich, is_rich, merged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from articles.differences.labels import Names
    from cms.comparison.words import Kind

EMPTY: list[Any] = [None, "", [], {}]
INTO = " › "
# In which of the two a run can be read.
SIDES: dict[Kind, set[str]] = {"same": {"old", "new"}, "removed": {"old"}, "added": {"new"}}


@dataclass(frozen=True)
class Line:
    label: str
    runs: list[Run] = field(default_factory=list)
    # What no word shows, such as a new place.
    note: str = ""
    # Whether it is text, which is shown even where it stayed the same.
    prose: bool = False

    @property
    def changed(self) -> bool:
        return bool(self.note) or any(run.kind != "same" for run in self.runs)


def compare_values(before: Any, after: Any, label: str, names: Names, *, entry: str = "") -> Iterator[Line]:
    """`entry` is what one thing of a list is called; empty for as the list is."""
    old, new = _nothing(before), _nothing(after)
    if old and new:
        return
    if (old or is_rich(before)) and (new or is_rich(after)):
        yield Line(label, compare_rich([] if old else before, [] if new else after), prose=True)
    elif (old or isinstance(before, dict)) and (new or isinstance(after, dict)):
        yield from compare_things({} if old else before, {} if new else after, label, names)
    elif (old or isinstance(before, list)) and (new or isinstance(after, list)):
        yield from _compare_lists([] if old else before, [] if new else after, entry or label, names, whole=label)
    elif _are_leaves(before, after):
        yield _leaf(before, after, label, names)
    else:
        yield from compare_values(before, None, label, names)
        yield from compare_values(None, after, label, names)


def compare_things(before: dict[str, Any], after: dict[str, Any], label: str, names: Names) -> Iterator[Line]:
    for name in dict.fromkeys([*after, *before]):
        # The key of a thing stands for the thing.
        steps = ("", "") if name == "id" and label else (label_of(name), entry_label(name))
        below, entry = (INTO.join(filter(None, [label, step])) for step in steps)
        yield from compare_values(before.get(name), after.get(name), below, names, entry=entry)


def list_line(before: list[Any], after: list[Any], label: str, names: Names) -> Line:
    """Short values in a row. A comma fares as the values do that it stands between."""
    old, new = [told(it, names) for it in before], [told(it, names) for it in after]
    runs: list[Run] = []
    begun: set[str] = set()
    for kind, text in _fates(old, new):
        sides = SIDES[kind]
        if sides & begun:
            runs.append(Run(next(it for it in SIDES if SIDES[it] == sides & begun), ", "))
        begun |= sides
        runs.append(Run(kind, text))
    return Line(label, merged(runs))


def _fates(old: list[str], new: list[str]) -> Iterator[tuple[Kind, str]]:
    for stretch in stretches(old, new):
        yield from (("same" if stretch.same else "removed", old[place]) for place in stretch.before)
        yield from (("added", new[place]) for place in stretch.after if not stretch.same)


def _nothing(value: Any) -> bool:
    return not isinstance(value, bool | int | float) and value in EMPTY


def _is_leaf(value: Any) -> bool:
    return not isinstance(value, dict | list)


def _are_leaves(before: Any, after: Any) -> bool:
    alike = isinstance(before, str) == isinstance(after, str) or before is None or after is None
    return alike and _is_leaf(before) and _is_leaf(after)


def _leaf(before: Any, after: Any, label: str, names: Names) -> Line:
    old, new = ("" if _nothing(it) else told(it, names) for it in (before, after))
    if old != new and not any(isinstance(it, str) and it in names for it in (before, after)) and _are_words(old, new):
        return Line(label, compare_plain(old, new), prose=True)
    if old == new:
        return Line(label, [Run("same", new)], prose=_are_words(old, new))
    return Line(label, [Run(*it) for it in (("removed", old), ("added", new)) if it[1]])


def _are_words(before: str, after: str) -> bool:
    return " " in before.strip() or " " in after.strip()


def _compare_lists(before: list[Any], after: list[Any], label: str, names: Names, *, whole: str) -> Iterator[Line]:
    everything = [*before, *after]
    if all(_is_leaf(it) for it in everything):
        yield list_line(before, after, whole, names)
        return
    for found in match(before, after, by_place=True):
        place = found.before if found.after is None else found.after
        numbered = f"{label} {(place or 0) + 1}"
        if found.moved:
            yield Line(numbered, note=f"moved, was {(found.before or 0) + 1}")
        old = None if found.before is None else before[found.before]
        new = None if found.after is None else after[found.after]
        yield from _entry(old, new, numbered, names, found=found.before is not None and found.after is not None)


def _entry(before: Any, after: Any, label: str, names: Names, *, found: bool) -> Iterator[Line]:
    if _are_cells(before) and _are_cells(after):
        lines = list(_cells(before or [], after or [], label, names))
    else:
        lines = list(compare_values(before, after, label, names))
    if not lines and not found:
        lines = [Line(label, note="removed, was empty" if after is None else "added, empty")]
    yield from lines


def _are_cells(value: Any) -> bool:
    return value is None or (isinstance(value, list) and not is_rich(value) and not all(map(_is_leaf, value)))


def _cells(before: list[Any], after: list[Any], label: str, names: Names) -> Iterator[Line]:
    """A row, cell by cell: its columns have their order."""
    for place in range(max(len(before), len(after))):
        old, new = (row[place] if place < len(row) else None for row in (before, after))
        lines = list(compare_values(old, new, f"{label}, cell {place + 1}", names))
        if not lines and (place >= len(before)) != (place >= len(after)):
            note = "removed, was empty" if place >= len(after) else "added, empty"
            lines = [Line(f"{label}, cell {place + 1}", note=note)]
        yield from lines
