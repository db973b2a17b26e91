"""Whether a body may be kept: each block by itself, then what only shows across blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
from pydantic import ValidationError

from articles.blocks.boxes import BoxBlock
from articles.blocks.entry import Block
from articles.blocks.limits import MAX_BLOCKS, MAX_BYTES, MAX_PROBLEMS, too_deep
from articles.blocks.messages import Problem, explain
from articles.blocks.registry import BLOCK_TYPES, ONE_BLOCK
from articles.blocks.text import HeadingBlock

if TYPE_CHECKING:
    from collections.abc import Iterator

Placed = list[tuple[str, Block]]


class InvalidBody(ValueError):
    """Everything that is wrong with a body, in its order."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(": ".join(filter(None, (one.path, one.message))) for one in problems))


def validate(blocks: object) -> list[Block]:
    if not isinstance(blocks, list):
        raise _refused("A body must be a list of blocks.")
    _refuse_excess(blocks)
    valid: list[Block] = []
    placed: Placed = []
    problems: list[Problem] = []
    for index, block in enumerate(blocks):
        try:
            valid.append(ONE_BLOCK.validate_python(block))
        except ValidationError as error:
            problems.extend(explain(error, block, index))
        else:
            placed.append((str(index), valid[-1]))
    everything = [inner for path, block in placed for inner in _with_inner(path, block)]
    problems += [*_faults(everything), *_repeated(everything)]
    if len(valid) == len(blocks):
        problems += _jumps(placed)
    if len(everything) > MAX_BLOCKS:
        raise _refused(f"This story has {len(everything):,} blocks; {MAX_BLOCKS:,} is the most. Split it in two.")
    if problems:
        raise InvalidBody(sorted(problems, key=_position)[:MAX_PROBLEMS])
    return valid


def _refuse_excess(blocks: list[object]) -> None:
    if len(blocks) > MAX_BLOCKS:
        raise _refused(f"This story has {len(blocks):,} blocks; {MAX_BLOCKS:,} is the most. Split it in two.")
    try:
        size = len(orjson.dumps(blocks))
    except orjson.JSONEncodeError as error:
        # It stops at a depth of 254, where nothing below could exhaust the stack yet.
        if too_deep(blocks):
            raise _refused("This body is nested far too deep. Flatten its lists and boxes.") from error
        raise _refused(f"This body is not plain JSON ({error}). Paste its text again as plain text.") from error
    if size > MAX_BYTES:
        raise _refused(f"This body is {size:,} bytes of JSON; {MAX_BYTES:,} is the most. Split the story in two.")


def _refused(message: str) -> InvalidBody:
    return InvalidBody([Problem("", None, message)])


def _with_inner(path: str, block: Block) -> Iterator[tuple[str, Block]]:
    yield path, block
    if isinstance(block, BoxBlock):
        for place, item in enumerate(block.items):
            for inner, one in enumerate(item.blocks):
                yield f"{path}.items.{place}.blocks.{inner}", one


def _faults(placed: Placed) -> Iterator[Problem]:
    for path, block in placed:
        for fault in BLOCK_TYPES[block.type].check(block):
            yield Problem(f"{path}.{fault.path}" if fault.path else path, block.id, fault.message)


def _repeated(placed: Placed) -> Iterator[Problem]:
    ids: set[str] = set()
    anchors: set[str] = set()
    for path, block in placed:
        if block.id in ids:
            message = "Another block of this story has the same id. Remove it, and this one gets its own when saved."
            yield Problem(f"{path}.id", block.id, message)
        ids.add(block.id)
        if isinstance(block, HeadingBlock) and block.anchor:
            if block.anchor in anchors:
                yield Problem(f"{path}.anchor", block.id, "Another heading has this anchor. Choose a different one.")
            anchors.add(block.anchor)


def _jumps(placed: Placed, before: int = 1) -> Iterator[Problem]:
    """A box is an aside: its headings continue from where it stands, and those after it do not notice it."""
    for path, block in placed:
        if isinstance(block, HeadingBlock):
            if block.level > before + 1:
                remedy = f"Make it level {before + 1}, or add a heading of level {before + 1} above it."
                after = f"follows one of level {before}" if before > 1 else "comes first"
                yield Problem(f"{path}.level", block.id, f"This heading of level {block.level} {after}. {remedy}")
            before = block.level
        elif isinstance(block, BoxBlock):
            yield from _jumps(list(_with_inner(path, block))[1:], before)


def _position(problem: Problem) -> list[tuple[int, str]]:
    return [(int(step), "") if step.isdigit() else (-1, step) for step in problem.path.split(".")]
