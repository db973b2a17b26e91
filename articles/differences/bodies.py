"""Two bodies, block by block."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from articles.differences.labels import type_label
from articles.differences.values import Line, compare_things, compare_values
from cms.comparison.matching import match
from cms.comparison.words import Run

if TYPE_CHECKING:
    from articles.differences.labels import Names
    from cms.comparison.matching import Match

# What is told in other ways, or to nobody.
FRAME = ("id", "type")


@dataclass(frozen=True)
class BlockChange:
    kind: Literal["added", "removed", "changed", "same"]
    moved: bool
    label: str
    # Counted from 1; None where it is not there.
    was_at: int | None
    is_at: int | None
    before: Any
    after: Any
    lines: list[Line]

    @property
    def stayed(self) -> bool:
        return self.kind == "same" and not self.moved


def compare_bodies(before: list[Any], after: list[Any], names: Names) -> list[BlockChange]:
    """In reading order. What moved stands where it is now, what was removed where it stood."""
    return [_change(found, before, after, names) for found in match(before, after)]


def _change(found: Match, before: list[Any], after: list[Any], names: Names) -> BlockChange:
    old = None if found.before is None else before[found.before]
    new = None if found.after is None else after[found.after]
    lines = _lines(old, new, names)
    kind: Literal["added", "removed", "changed", "same"]
    if found.before is None:
        kind = "added"
    elif found.after is None:
        kind = "removed"
    else:
        kind = "changed" if any(line.changed for line in lines) else "same"
    return BlockChange(
        kind=kind,
        moved=found.moved,
        label=type_label(old if found.after is None else new),
        was_at=None if found.before is None else found.before + 1,
        is_at=None if found.after is None else found.after + 1,
        before=old,
        after=new,
        lines=lines,
    )


def _lines(before: Any, after: Any, names: Names) -> list[Line]:
    if not all(it is None or isinstance(it, dict) for it in (before, after)):
        return list(compare_values(before, after, "", names))
    old, new = before or {}, after or {}
    lines = []
    if old and new and type_label(old) != type_label(new):
        lines.append(Line("Type", [Run("removed", type_label(old)), Run("added", type_label(new))]))
    # The words of a block need no name.
    lines += compare_values(old.get("text"), new.get("text"), "", names)
    return [*lines, *compare_things(rest_of(old), rest_of(new), "", names)]


def rest_of(block: dict[str, Any]) -> dict[str, Any]:
    told = {name for name in FRAME if isinstance(block.get(name), str)}
    return {name: value for name, value in block.items() if name not in {*told, "text"}}
