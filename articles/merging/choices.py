"""Who changed what, and what can be chosen where both did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from articles.merging.bodies import Block
    from articles.merging.stories import Field

Side = Literal["neither", "mine", "theirs", "alike", "clash"]
MINE, THEIRS, BOTH = "mine", "theirs", "both"


class NotChosen(Exception):
    """Somebody has to say what becomes of a part that both changed."""


def who_changed(base: Any, mine: Any, theirs: Any) -> Side:
    if mine == theirs:
        return "neither" if mine == base else "alike"
    if mine == base:
        return "theirs"
    return "mine" if theirs == base else "clash"


def chosen(part: Block | Field, choices: dict[str, str]) -> str:
    """What is to become of a part; without a clash there is nothing to choose."""
    if part.side != "clash":
        return MINE if part.side in {"mine", "alike"} else THEIRS
    choice = choices.get(part.name, "")
    if choice not in part.choices:
        raise NotChosen
    return choice
