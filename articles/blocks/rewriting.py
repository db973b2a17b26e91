"""One walk over the blocks of a body, for everything that changes, drops or collects what is inside them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from articles.blocks.entry import type_of
from articles.blocks.registry import BLOCK_TYPES
from articles.blocks.shapes import Kind, Slot, slots_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import BaseModel

    from articles.blocks.entry import Block
    from cms.plain import Json

    Walk = Callable[[Any, Slot, "Edit"], Any]
    Steps = tuple[tuple[Slot, str, Walk], ...]


@dataclass(frozen=True, kw_only=True)
class Edit:
    """What to do with each thing met on the way; None leaves it alone. An answer of None drops the thing,
    and with it whatever is nothing without it: a gallery's entry without its picture, a gallery without entries."""

    block: Callable[[Json], Json | None] | None = None
    text: Callable[[str], str] | None = None
    address: Callable[[str], str] | None = None
    rich: Callable[[list[Any]], list[Any]] | None = None
    image: Callable[[Json], Json | None] | None = None
    choice: Callable[[Json], Json | None] | None = None


def rewrite(blocks: list[Any], edit: Edit) -> list[Any]:
    """Blocks of types that we do not know are passed on untouched."""
    return [new for block in blocks if (new := _block(block, edit)) is not None or block is None]


def _block(block: Any, edit: Edit) -> Any:
    entry = type_of(block, BLOCK_TYPES) if isinstance(block, dict) else None
    if not entry:
        return block
    kept = edit.block(block) if edit.block else block
    model: type[Block] = entry.model
    return None if kept is None else _thing(kept, _steps(model), edit)


@cache
def _steps(*models: type[BaseModel]) -> Steps:
    return tuple((slot, slot.name, WALKS[slot.kind]) for slot in slots_of(*models))


def _thing(thing: Json, steps: Steps, edit: Edit) -> Json | None:
    changes: Json = {}
    for slot, name, walk in steps:
        if name in thing:
            old = thing[name]
            new = walk(old, slot, edit)
            if new is None and old is not None and slot.vital:
                return None
            if new is not old:
                changes[name] = new
    if not changes:
        return thing
    return {name: value for name, value in {**thing, **changes}.items() if value is not None or name not in changes}


def _text(value: Any, _: Slot, edit: Edit) -> Any:
    return edit.text(value) if edit.text and isinstance(value, str) else value


def _address(value: Any, _: Slot, edit: Edit) -> Any:
    return edit.address(value) if edit.address and isinstance(value, str) else value


def _rich(value: Any, _: Slot, edit: Edit) -> Any:
    return edit.rich(value) if edit.rich and isinstance(value, list) else value


def _grid(value: Any, slot: Slot, edit: Edit) -> Any:
    if not edit.rich or not isinstance(value, list):
        return value
    return [[_rich(cell, slot, edit) for cell in row] if isinstance(row, list) else row for row in value]


def _image(value: Any, slot: Slot, edit: Edit) -> Any:
    if not isinstance(value, dict):
        return value
    kept = _thing(value, _steps(*slot.models), edit)
    return edit.image(kept) if edit.image and kept is not None else kept


def _part(value: Any, slot: Slot, edit: Edit) -> Any:
    return _thing(value, _steps(*slot.models), edit) if isinstance(value, dict) else value


def _parts(value: Any, slot: Slot, edit: Edit) -> Any:
    return _kept(value, [_part(item, slot, edit) for item in value]) if isinstance(value, list) else value


def _choices(value: Any, slot: Slot, edit: Edit) -> Any:
    if not isinstance(value, list):
        return value
    parts = [_part(item, slot, edit) for item in value]
    if edit.choice:
        parts = [edit.choice(part) if isinstance(part, dict) else part for part in parts]
    return _kept(value, parts)


def _blocks(value: Any, _: Slot, edit: Edit) -> Any:
    return rewrite(value, edit) if isinstance(value, list) else value


def _kept(before: list[Any], after: list[Any]) -> list[Any] | None:
    """None when everything was dropped; a list that was empty from the start stays."""
    left = [new for old, new in zip(before, after, strict=True) if new is not None or old is None]
    return left if left or not before else None


WALKS: dict[Kind, Walk] = {
    Kind.TEXT: _text,
    Kind.ADDRESS: _address,
    Kind.RICH: _rich,
    Kind.GRID: _grid,
    Kind.IMAGE: _image,
    Kind.PART: _part,
    Kind.PARTS: _parts,
    Kind.CHOICES: _choices,
    Kind.BLOCKS: _blocks,
}
