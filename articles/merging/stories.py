"""Two contents of a story made from one, field by field."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from articles import blocks
from articles.merging.bodies import MergedBody, merge_bodies
from articles.merging.choices import BOTH, MINE, THEIRS, chosen, who_changed
from articles.snapshot import RELATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from articles.merging.choices import Part, Side
    from articles.snapshot import Content

# What belongs together: else the words of one side would stand under the picture of the other.
BELONG_TOGETHER = [("lead_image", "lead_caption")]
LONG_TEXTS = {"summary", "lead_caption", "methodology", "ai_use"}


@dataclass(frozen=True)
class Field:
    name: str
    side: Side
    base: Any
    mine: Any
    theirs: Any

    @property
    def choices(self) -> tuple[str, ...]:
        joins = self.name in {"standfirst", "body", *LONG_TEXTS} and self.mine and self.theirs
        return (MINE, THEIRS, BOTH) if joins else (MINE, THEIRS)


@dataclass(frozen=True)
class Merge:
    fields: list[Field]
    # None where the bodies are one of the fields.
    body: MergedBody | None

    @property
    def clashes(self) -> list[Field]:
        return [it for it in self.fields if it.side == "clash"]

    @property
    def is_settled(self) -> bool:
        """Whether nobody has to choose anything."""
        return not self.clashes and not (self.body and (self.body.clashes or self.body.is_order_open))

    @property
    def has_mine(self) -> bool:
        """Whether something of mine is not in theirs."""
        parts: list[Part] = [*self.fields, *([*self.body.theirs, *self.body.removed] if self.body else [])]
        moved = self.body is not None and self.body.moved_by in {"mine", "clash"}
        return moved or any(it.side in {"mine", "clash"} for it in parts)

    def settled(self, choices: dict[str, str]) -> Content:
        """Raises NotChosen where a choice is missing."""
        content = {it.name: value_of(it, chosen(it, choices)) for it in self.fields}
        if self.body:
            content["body"] = self.body.settled(choices)
        # Cleaning gives an id of its own to whatever stands there twice now.
        return {**content, "body": blocks.clean(content["body"])}

    def leaves_out(self, choices: dict[str, str]) -> bool:
        """Whether something of mine will not be in what is saved."""
        parts: list[Part] = [*self.clashes, *(self.body.clashes if self.body else [])]
        return any(choices.get(it.name) == THEIRS for it in parts)


def merge_contents(base: Content, mine: Content, theirs: Content) -> Merge:
    """`base` is what both began with; what it does not say has been changed by both."""
    body = merge_bodies(base.get("body") or [], mine.get("body") or [], theirs.get("body") or [])
    names = dict.fromkeys([*theirs, *mine, "body"])
    fields = [
        field_of(name, base.get(name), mine.get(name, theirs.get(name)), theirs.get(name, mine.get(name)))
        for name in names
        if name != "body" or body is None
    ]
    return Merge(list(held_together(fields)), body)


def field_of(name: str, base: Any, mine: Any, theirs: Any) -> Field:
    side = who_changed(base, mine, theirs)
    # Of these, neither side's additions and removals stand against those of the other.
    if name in RELATIONS and all(isinstance(it, list) for it in (mine, theirs)):
        was = base if isinstance(base, list) else []
        both = [it for it in theirs if it in mine or it not in was] + [
            it for it in mine if it not in theirs and it not in was
        ]
        # What both changed is what both get.
        return Field(name, side if side != "clash" else "alike", base, both, theirs if side == "theirs" else both)
    return Field(name, side, base, mine, theirs)


def held_together(fields: list[Field]) -> Iterator[Field]:
    sides = {it.name: it.side for it in fields}
    entangled: set[str] = set()
    for group in BELONG_TOGETHER:
        changed = {sides.get(name, "neither") for name in group} - {"neither", "alike"}
        if len(changed) > 1:
            entangled |= set(group)
    for it in fields:
        differs = it.mine != it.theirs
        yield replace(it, side="clash") if it.name in entangled and differs else it


def value_of(field: Field, choice: str) -> Any:
    if choice != BOTH:
        return field.mine if choice == MINE else field.theirs
    if field.name == "standfirst":
        return [*field.theirs, {"text": " "}, *field.mine]
    if field.name == "body":
        return [*field.theirs, *field.mine]
    return f"{field.theirs}\n\n{field.mine}"
