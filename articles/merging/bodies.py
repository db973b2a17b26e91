"""Two bodies made from one, block by block: a block is known by its id, wherever it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from articles.merging.choices import BOTH, MINE, THEIRS, chosen, who_changed
from cms.plain import string

if TYPE_CHECKING:
    from articles.merging.choices import Side

    Blocks = dict[str, Any]

ORDER = "order"


@dataclass(frozen=True)
class Block:
    """One block as either has it; None where it was removed, or was never there."""

    id: str
    side: Side
    base: Any
    mine: Any
    theirs: Any

    @property
    def name(self) -> str:
        return f"block-{self.id}"

    @property
    def choices(self) -> tuple[str, ...]:
        return (MINE, THEIRS, BOTH) if self.mine and self.theirs else (MINE, THEIRS)


@dataclass(frozen=True)
class MergedBody:
    # Each side's blocks in its order, with what only the other one has at its place: alike unless both moved some.
    mine: list[Block]
    theirs: list[Block]
    # By one, and left as it was by the other.
    removed: list[Block]
    # Whose order it is, where it is no longer the former one.
    moved_by: Side

    @property
    def is_order_open(self) -> bool:
        return [it.id for it in self.mine] != [it.id for it in self.theirs]

    @property
    def clashes(self) -> list[Block]:
        return [it for it in self.theirs if it.side == "clash"]

    def changed_by(self, side: Side) -> list[Block]:
        return [it for it in [*self.theirs, *self.removed] if it.side == side]

    def settled(self, choices: dict[str, str]) -> list[Any]:
        """Raises NotChosen where a choice is missing."""
        blocks = self.mine if choices.get(ORDER) == MINE else self.theirs
        return [found for block in blocks for found in settled(block, chosen(block, choices))]


def merge_bodies(base: list[Any], mine: list[Any], theirs: list[Any]) -> MergedBody | None:
    """None where blocks cannot be told apart by their ids: then the whole body is one choice."""
    was, ours, others = (by_id(it) for it in (base, mine, theirs))
    if was is None or ours is None or others is None:
        return None
    blocks = {
        key: Block(
            key, who_changed(was.get(key), ours.get(key), others.get(key)), *(it.get(key) for it in (was, ours, others))
        )
        for key in {**others, **ours}
    }
    kept = {key for key, it in blocks.items() if it.side == "clash" or (it.mine and it.theirs) or key not in was}
    moved_by, mine_first, theirs_first = orders([it for it in was if it in kept], list(ours), list(others))
    return MergedBody(
        [blocks[key] for key in mine_first if key in kept],
        [blocks[key] for key in theirs_first if key in kept],
        [it for key, it in blocks.items() if key not in kept],
        moved_by,
    )


def by_id(body: list[Any]) -> Blocks | None:
    found = {string(block, "id"): block for block in body if isinstance(block, dict)}
    return found if len(found) == len(body) and "" not in found else None


def orders(base: list[str], mine: list[str], theirs: list[str]) -> tuple[Side, list[str], list[str]]:
    """Who moved what both have, and the two orders to choose from: one and the same unless both did."""
    common = set(base) & set(mine) & set(theirs)
    moved_by = who_changed(*([key for key in it if key in common] for it in (base, mine, theirs)))
    if moved_by == "clash":
        return moved_by, joined(mine, theirs), joined(theirs, mine)
    only = joined(mine, theirs) if moved_by == "mine" else joined(theirs, mine)
    return moved_by, only, only


def joined(first: list[str], second: list[str]) -> list[str]:
    """The first, with what only the second has behind whatever it follows there."""
    found, known = list(first), set(first)
    for place, key in enumerate(second):
        if key not in known:
            before = next((it for it in reversed(second[:place]) if it in known), None)
            found.insert(found.index(before) + 1 if before else 0, key)
            known.add(key)
    return found


def settled(block: Block, choice: str) -> list[Any]:
    if choice == BOTH:
        return [block.theirs, {**block.mine, "id": ""}]
    found = block.mine if choice == MINE else block.theirs
    return [found] if found else []
