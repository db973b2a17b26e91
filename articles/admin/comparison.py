"""A comparison as HTML: what was added is underlined, what was removed is struck through, and both say so aloud."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from articles.blocks.spans import ordered
from articles.differences.marks import told_marks
from cms import markup

if TYPE_CHECKING:
    from articles.differences import BlockChange, Comparison, Line, Run
    from articles.differences.labels import Names

ELEMENTS = {"strong": "strong", "em": "em", "strike": "s", "sup": "sup", "sub": "sub", "code": "code"}
BOTH, OLDER, NEWER = {"added", "removed"}, {"removed"}, {"added"}
AROUND = 1
"""As many unchanged blocks stay visible beside a change."""
SHORTEST_FOLD = 3


@dataclass(frozen=True)
class Row:
    """A field or a block: for one column, and side by side."""

    label: str
    kind: str
    place: str
    both: SafeString
    older: SafeString
    newer: SafeString


@dataclass(frozen=True)
class Stretch:
    rows: list[Row]
    folded: bool = False


def field_rows(comparison: Comparison, names: Names) -> list[Row]:
    return [row(field.label, "changed", "", field.lines, names) for field in comparison.fields]


def stretches_of(comparison: Comparison, names: Names) -> list[Stretch]:
    """All blocks, with long stretches of unchanged ones folded up."""
    changes = comparison.blocks
    near = {
        place + step for place, change in enumerate(changes) if not change.stayed for step in range(-AROUND, AROUND + 1)
    }
    found = []
    for is_far, group in groupby(enumerate(changes), key=lambda it: it[0] not in near):
        rows = [block_row(change, names) for _, change in group]
        found.append(Stretch(rows, folded=is_far and len(rows) >= SHORTEST_FOLD))
    return found


def block_row(change: BlockChange, names: Names) -> Row:
    lines = [line for line in change.lines if line.changed or line.prose]
    kind = "moved" if change.kind == "same" and change.moved else change.kind
    place = f"moved from place {change.was_at} to {change.is_at}" if change.moved else ""
    return row(change.label, kind, place, lines, names)


def row(label: str, kind: str, place: str, lines: list[Line], names: Names) -> Row:
    both, older, newer = (joined(lines, shown, names) for shown in (BOTH, OLDER, NEWER))
    return Row(label, kind, place, both, older, newer)


def joined(lines: list[Line], shown: set[str], names: Names) -> SafeString:
    return format_html_join("", "{}", ((line_html(line, shown, names),) for line in lines))


def line_html(line: Line, shown: set[str], names: Names) -> SafeString:
    words = format_html_join("", "{}", ((run_html(run, shown, names),) for run in line.runs))
    label = format_html('<span class="diff-label">{}</span> ', line.label) if line.label else ""
    note = format_html(' <span class="diff-note">{}</span>', line.note) if line.note else ""
    if not words and not note:
        words = mark_safe('<span class="quiet">empty</span>')
    return format_html('<div class="diff-line">{}{}{}</div>', label, words, note)


def run_html(run: Run, shown: set[str], names: Names) -> SafeString | str:
    if run.kind in BOTH and run.kind not in shown:
        return ""
    former = run.kind == "remarked" and shown == OLDER
    words = marked(run.text, run.were if former else run.marks)
    said = [] if former else told_marks(run, names)
    note = format_html(' <span class="diff-note">[{}]</span>', "; ".join(said)) if said else ""
    if run.kind == "same":
        return words
    if run.kind == "remarked":
        return format_html('<span class="diff-remarked">{}</span>{}', words, note)
    name, aloud = ("ins", "added") if run.kind == "added" else ("del", "removed")
    return format_html(
        '<{0}><span class="sr-only"> [{1}: </span>{2}<span class="sr-only">] </span></{0}>{3}', name, aloud, words, note
    )


def marked(text: str, marks: tuple[Any, ...]) -> SafeString:
    html = mark_safe(markup.lines(text))  # noqa: S308 (escaped there)
    for mark in reversed(ordered(list(marks))):
        kind = mark.get("type") if isinstance(mark, dict) else ""
        if kind in ELEMENTS:
            html = format_html("<{0}>{1}</{0}>", ELEMENTS[kind], html)
        else:
            html = format_html('<span class="diff-marked">{}</span>', html)
    return html


def summary(comparison: Comparison) -> str:
    """In one sentence: how much changed, and of what."""
    counted = dict.fromkeys(("changed", "added", "removed", "moved", "unchanged"), 0)
    for block in comparison.blocks:
        counted["unchanged" if block.stayed else "moved" if block.kind == "same" else block.kind] += 1
    blocks = ", ".join(f"{number} {word}" for word, number in counted.items() if number)
    fields = len(comparison.fields)
    beside = f"{fields} {'field' if fields == 1 else 'fields'} changed. " if fields else ""
    return f"{beside}Blocks of the text: {blocks}." if blocks else beside or "Neither has any text."
