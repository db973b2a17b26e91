"""Boolean filters: `leith,(storm|flood),-opinion` is leith and (storm or flood) and not opinion."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from cms.delivery.published import could_be_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

MOST_TERMS = 20
DEEPEST = 4
TOKEN = re.compile(r"\s*([(),|-]|[^(),|\s-][^(),|]*)")
END = ""
CALLED = {",": "“,” (and)", "|": "“|” (or)", ")": "“)”", END: "the end"}


@dataclass(frozen=True)
class Term:
    kind: str
    # A slug or a key as it was asked for; the key once it has been looked up.
    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Not:
    part: Node

    def __str__(self) -> str:
        return f"-{self.part}" if isinstance(self.part, Term) else f"-({self.part})"


@dataclass(frozen=True)
class AllOf:
    parts: tuple[Node, ...] = ()

    def __str__(self) -> str:
        return ",".join(map(grouped, self.parts))


@dataclass(frozen=True)
class AnyOf:
    parts: tuple[Node, ...]

    def __str__(self) -> str:
        return "|".join(map(grouped, self.parts))


Node = Term | Not | AllOf | AnyOf


def grouped(node: Node) -> str:
    return f"({node})" if isinstance(node, AllOf | AnyOf) else str(node)


def terms_in(node: Node) -> Iterator[Term]:
    if isinstance(node, Term):
        yield node
    else:
        for part in (node.part,) if isinstance(node, Not) else node.parts:
            yield from terms_in(part)


def depth_of(node: Node) -> int:
    """How many brackets stand inside each other, written in the shortest way."""
    if isinstance(node, Term):
        return 0
    if isinstance(node, Not):
        return depth_of(node.part) + (not isinstance(node.part, Term))
    return max((depth_of(it) + isinstance(it, AllOf | AnyOf) for it in node.parts), default=0)


def rewritten(node: Node, change: Callable[[Term], Term]) -> Node:
    if isinstance(node, Term):
        return change(node)
    if isinstance(node, Not):
        return Not(rewritten(node.part, change))
    return type(node)(tuple(rewritten(part, change) for part in node.parts))


def joined(sort: type[AllOf | AnyOf], nodes: Iterable[Node]) -> Node:
    """The shortest way of saying it, and the same for every order of its parts."""
    parts = [part for node in nodes for part in (node.parts if isinstance(node, sort) else (node,))]
    by_text = {(grouped(part), kinds_in(part)): part for part in parts}
    return parts[0] if len(by_text) == 1 else sort(tuple(by_text[it] for it in sorted(by_text)))


def kinds_in(node: Node) -> tuple[str, ...]:
    return tuple(it.kind for it in terms_in(node))


def opposite(node: Node) -> Node:
    return node.part if isinstance(node, Not) else Not(node)


class Misread(ValueError):
    """`position` is that of the character at fault, counted from 0."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.position = position


def parse(text: str, kind: str) -> Node:
    """Raises Misread."""
    return Parser(text, kind).whole()


class Parser:
    def __init__(self, text: str, kind: str) -> None:
        self.text, self.kind = text, kind
        self.position, self.sign = 0, END
        self.terms = 0
        self.step()

    def step(self) -> None:
        start = self.position + len(self.sign)
        found = TOKEN.match(self.text, start)
        self.sign = found[1] if found else END
        self.position = found.start(1) if found else len(self.text)

    def whole(self) -> Node:
        node = self.sequence(depth=0)
        if self.sign == ")":
            self.fail("closes a bracket that was never opened")
        if self.sign != END:
            self.fail("needs “,” (and) or “|” (or) before this")
        return node

    def sequence(self, depth: int) -> Node:
        parts = [self.part(depth)]
        sign = self.sign
        while self.sign in (",", "|"):
            if self.sign != sign:
                self.fail("mixes “,” (and) with “|” (or): put brackets around what belongs together")
            self.step()
            parts.append(self.part(depth))
        return joined(AnyOf if sign == "|" else AllOf, parts)

    def part(self, depth: int) -> Node:
        if self.sign == "-":
            self.step()
            return opposite(self.operand(depth))
        return self.operand(depth)

    def operand(self, depth: int) -> Node:
        if self.sign == "(":
            return self.group(depth + 1)
        if self.sign == "-":
            self.fail("says “-” (not) twice: leave both out")
        if self.sign in CALLED:
            self.fail(f"is empty before {CALLED[self.sign]}: a slug or an id is missing")
        name = self.sign.rstrip()
        if not could_be_name(name):
            self.fail("must be made of slugs and ids, and this can be neither")
        self.terms += 1
        if self.terms > MOST_TERMS:
            self.fail(f"must have at most {MOST_TERMS} names, and this is one more")
        self.step()
        return Term(self.kind, name)

    def group(self, depth: int) -> Node:
        opened = self.position
        if depth > DEEPEST:
            self.fail(f"must have at most {DEEPEST} brackets inside each other")
        self.step()
        node = self.sequence(depth)
        if self.sign == END:
            self.fail("opens a bracket here that is never closed", opened)
        if self.sign != ")":
            self.fail("needs “,” (and), “|” (or) or “)” before this")
        self.step()
        return node

    def fail(self, message: str, position: int | None = None) -> NoReturn:
        place = self.position if position is None else position
        seen = self.text[place : place + 20]
        raise Misread(f"{message} (at character {place}{f': “{seen}”' if seen.isprintable() and seen else ''})", place)
