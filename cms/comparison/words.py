"""Two versions of one text, compared word by word; and the marks on the words that stayed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from cms.comparison.sequences import Stretch, stretches

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    Marks = tuple[Any, ...]
    # Text that carries the same marks.
    Pieces = list[tuple[str, Marks]]

Kind = Literal["same", "added", "removed", "remarked"]

# Languages without spaces are compared sign by sign; a number is one word, with its separators.
SIGN = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
WORD = rf"[^\W{SIGN}]+(?:['’][^\W{SIGN}]+)*"
TOKEN = re.compile(rf"\d+(?:[.,]\d+)*[^\W{SIGN}]*|[{SIGN}]|{WORD}|\s+|.", re.DOTALL)
REWRITTEN = 0.2
"""Where less than this share of a text is left, the few words that are no longer help nobody to read it."""


@dataclass(frozen=True)
class Run:
    """Words that fared the same. `marks` are those of the newer text, for what was removed those of the older one;
    `were` are the older marks of words whose marks alone changed."""

    kind: Kind
    text: str
    marks: Marks = ()
    were: Marks = ()


def is_rich(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_span, value))


def compare_rich(before: list[Any], after: list[Any]) -> list[Run]:
    return _compared(_pieces(before), _pieces(after))


def compare_plain(before: str, after: str) -> list[Run]:
    return _compared([(before, ())], [(after, ())])


def _is_span(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and isinstance(value.get("text"), str)
        and not value.keys() - {"text", "marks"}
        and isinstance(value.get("marks", []), list)
    )


def _pieces(spans: list[Any]) -> Pieces:
    return [(span["text"], tuple(span.get("marks", []))) for span in spans if span["text"]]


def _compared(before: Pieces, after: Pieces) -> list[Run]:
    if before == after:
        return merged(Run("same", text, marks) for text, marks in after if text)
    old, new = (TOKEN.findall("".join(text for text, _ in pieces)) for pieces in (before, after))
    ours, theirs = Reader(before), Reader(after)
    return merged(run for stretch in readable(old, new) for run in _runs(stretch, (old, ours), (new, theirs)))


def _runs(stretch: Stretch, old: tuple[list[str], Reader], new: tuple[list[str], Reader]) -> Iterator[Run]:
    removed = old[1].take(_length(old[0], stretch.before))
    added = new[1].take(_length(new[0], stretch.after))
    if stretch.same:
        yield from _stayed(removed, added)
    else:
        yield from (Run("removed", text, marks) for text, marks in removed)
        yield from (Run("added", text, marks) for text, marks in added)


def _length(words: list[str], places: range) -> int:
    return sum(len(words[place]) for place in places)


def _stayed(before: Pieces, after: Pieces) -> Iterator[Run]:
    """The same words twice, cut wherever the marks change on either side."""
    ours = Reader(before)
    for text, marks in after:
        for part, were in ours.take(len(text)):
            yield Run("same", part, marks) if were == marks else Run("remarked", part, marks, were)


def readable(before: list[str], after: list[str]) -> list[Stretch]:
    """Without islands that only the comparison sees: spaces between changed words, and scraps of a rewritten text."""
    found = stretches(before, after)
    kept = sum(_length(before, stretch.before) for stretch in found if stretch.same and _has_words(before, stretch))
    longest = max(sum(map(len, before)), sum(map(len, after)))
    if kept < REWRITTEN * longest:
        found = [Stretch(range(len(before)), range(len(after)))] if before or after else []
    return _without_islands(found, before)


def _has_words(words: list[str], stretch: Stretch) -> bool:
    return any(not words[place].isspace() for place in stretch.before)


def _without_islands(found: list[Stretch], before: list[str]) -> list[Stretch]:
    joined: list[Stretch] = []
    for place, stretch in enumerate(found):
        inside = 0 < place < len(found) - 1
        is_same = stretch.same and not (inside and not _has_words(before, stretch))
        if joined and not is_same and not joined[-1].same:
            last = joined.pop()
            stretch = Stretch(
                range(last.before.start, stretch.before.stop), range(last.after.start, stretch.after.stop)
            )
        joined.append(Stretch(stretch.before, stretch.after, is_same))
    return joined


def merged(runs: Iterable[Run]) -> list[Run]:
    found: list[Run] = []
    for run in runs:
        last = found[-1] if found else None
        if last and (last.kind, last.marks, last.were) == (run.kind, run.marks, run.were):
            found[-1] = Run(run.kind, last.text + run.text, run.marks, run.were)
        else:
            found.append(run)
    return found


class Reader:
    """Reads marked text from its start, so many characters at a time."""

    def __init__(self, pieces: Sequence[tuple[str, Marks]]) -> None:
        self.pieces = pieces
        self.place = 0
        self.offset = 0

    def take(self, length: int) -> Pieces:
        taken: Pieces = []
        while length:
            text, marks = self.pieces[self.place]
            part = text[self.offset : self.offset + length]
            length -= len(part)
            self.offset += len(part)
            if self.offset == len(text):
                self.place, self.offset = self.place + 1, 0
            if part:
                taken.append((part, marks))
        return taken
