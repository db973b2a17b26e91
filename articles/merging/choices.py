"""Who changed what, and what can be chosen where both did."""

from __future__ import annotations

from typing import Any, Literal, Protocol

Side = Literal["neither", "mine", "theirs", "alike", "clash"]
MINE, THEIRS, BOTH = "mine", "theirs", "both"


class Part(Protocol):
    """A field, or a block of the body: what is chosen as a whole."""

    @property
    def name(self) -> str: ...

    @property
    def side(self) -> Side: ...

    @property
    def choices(self) -> tuple[str, ...]: ...


class NotChosen(Exception):
    """Somebody has to say what becomes of a part that both changed."""


def who_changed(base: Any, mine: Any, theirs: Any) -> Side:
    if mine == theirs:
        return "neither" if mine == base else "alike"
    if mine == base:
        return "theirs"
    return "mine" if theirs == base else "clash"


def chosen(part: Part, choices: dict[str, str]) -> str:
    """What is to become of a part; without a clash there is nothing to choose."""
    if part.side != "clash":
        return MINE if part.side in {"mine", "alike"} else THEIRS
    choice = choices.get(part.name, "")
    if choice not in part.choices:
        raise NotChosen
    return choice
