"""Two contents of a story: what else changed beside the body, and the body."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from articles.differences.bodies import BlockChange, compare_bodies
from articles.differences.labels import column, label_of, role_label, story_choices, story_label, told
from articles.differences.values import Line, compare_values, list_line
from articles.snapshot import FIELDS, RELATIONS
from cms.comparison.matching import match
from cms.comparison.words import compare_plain
from cms.plain import string

if TYPE_CHECKING:
    from collections.abc import Iterator

    from articles.differences.labels import Names
    from articles.snapshot import Content

# From what readers see first to what only programs see.
ORDER = (
    "headline", "kicker", "standfirst", "contributors", "byline_text", "dateline", "category", "secondary_categories",
    "tags", "lead_image", "lead_caption", "related", "placed_at", *FIELDS,
)  # fmt: skip


@dataclass(frozen=True)
class FieldChange:
    name: str
    label: str
    lines: list[Line]


@dataclass(frozen=True)
class Comparison:
    # Only those that changed.
    fields: list[FieldChange]
    # All of them: a change is read in its place.
    blocks: list[BlockChange]

    @property
    def is_empty(self) -> bool:
        return not self.fields and all(block.stayed for block in self.blocks)


def compare_contents(before: Content, after: Content, names: Names) -> Comparison:
    """`names` says in words what contents hold as keys; what it does not know is shown as it is."""
    fields = []
    for name in dict.fromkeys([*ORDER, *after, *before]):
        if name != "body":
            lines = list(_field(name, _value(before, name), _value(after, name), names))
            if any(line.changed for line in lines):
                fields.append(FieldChange(name, story_label(name), [line for line in lines if line.changed]))
    return Comparison(fields, compare_bodies(before.get("body") or [], after.get("body") or [], names))


def _value(content: Content, name: str) -> Any:
    """A field that came later was what it is by default."""
    field = column(name)
    if name in content or field is None or not field.has_default():
        return content.get(name)
    return field.get_default()


def _field(name: str, before: Any, after: Any, names: Names) -> Iterator[Line]:
    if name in RELATIONS and all(_is_set(it) for it in (before, after)):
        old, new = (sorted(it or [], key=lambda key: told(key, names)) for it in (before, after))
        yield list_line(old, new, "", names)
    elif name == "contributors" and all(_is_people(it) for it in (before, after)):
        yield from _people(before or [], after or [], names)
    else:
        yield from compare_values(before, after, "", {**names, **story_choices(name)})


def _is_set(value: Any) -> bool:
    return value is None or (isinstance(value, list) and all(isinstance(it, str) for it in value))


def _is_people(value: Any) -> bool:
    return value is None or (isinstance(value, list) and all(isinstance(it, dict) for it in value))


def _people(before: list[Any], after: list[Any], names: Names) -> Iterator[Line]:
    for found in match(before, after):
        old = "" if found.before is None else _person(before[found.before], names)
        new = "" if found.after is None else _person(after[found.after], names)
        note = f"moved from place {(found.before or 0) + 1} to {(found.after or 0) + 1}" if found.moved else ""
        yield Line("", compare_plain(old, new), note=note)


def _person(contribution: dict[str, Any], names: Names) -> str:
    known = [told(contribution.get("author"), names), role_label(string(contribution, "role")).lower()]
    rest = {name: value for name, value in contribution.items() if name not in {"author", "role", "note"} and value}
    said = [
        *known,
        string(contribution, "note"),
        *(f"{label_of(name)}: {told(it, names)}" for name, it in rest.items()),
    ]
    return ", ".join(filter(None, said))
