"""`fields=`: part of a document instead of the whole, checked against the documented shape."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Self

from rest_framework import serializers

from cms.delivery.problems import invalid
from cms.delivery.reading import nearest_to, shortened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Shape = dict[str, Any]
"""Field names with the shape of what lies inside each: nothing where it is a plain value."""

# What may hold anything, such as a block of a story.
OPEN: Shape = {"": {}}


@cache
def shape_of(serializer: Callable[[], Any]) -> Shape:
    return shape_of_field(serializer())


def shape_of_field(field: Any) -> Shape:
    if isinstance(field, serializers.ListSerializer | serializers.ListField):
        return shape_of_field(field.child)
    if isinstance(field, serializers.Serializer):
        return {name: shape_of_field(inner) for name, inner in field.fields.items()}
    return OPEN if isinstance(field, serializers.DictField | serializers.JSONField) else {}


@dataclass(frozen=True)
class Selection:
    """Which fields are wanted: a tree in which an empty branch means all of it."""

    tree: Mapping[str, Any]

    @classmethod
    def of(cls, paths: Iterable[str]) -> Self | None:
        """None of no paths. A branch that is wanted whole comes before what lies inside it."""
        tree: dict[str, Any] = {}
        for path in sorted(paths):
            graft(tree, path.split("."))
        return cls(tree) if tree else None

    @property
    def name(self) -> str:
        """The same for every way of asking for the same."""
        return ",".join(sorted(paths_in(self.tree)))


def select(paths: Iterable[str], serializer: Callable[[], Any]) -> Selection | None:
    """None where nothing was asked for. Raises a Problem that names each field that there is not."""
    wanted = sorted(paths)
    faults = [fault for path in wanted if (fault := fault_in(path.split("."), shape_of(serializer)))]
    if faults:
        raise invalid([{"parameter": "fields", "detail": fault} for fault in faults])
    return Selection.of(wanted)


def selection_named(name: str) -> Selection | None:
    """The one of this name, as it was chosen once: what has gone since is no fault."""
    return Selection.of(filter(None, name.split(",")))


def fault_in(names: list[str], shape: Shape) -> str | None:
    for depth, name in enumerate(names):
        if shape is OPEN:
            return None
        if name not in shape:
            place = f" in `{'.'.join(names[:depth])}`" if depth else ""
            nearest = nearest_to(name, shape)
            known = f"Did you mean `{nearest}`?" if nearest else f"There are: {', '.join(shape) or 'none'}."
            return f"`fields` names `{shortened(name)}`, but there is no such field{place}. {known}"
        shape = shape[name]
    return None


def graft(tree: dict[str, Any], names: list[str]) -> None:
    for depth, name in enumerate(names):
        whole = name in tree and not tree[name]
        if whole:
            return
        tree[name] = {} if depth == len(names) - 1 else tree.get(name, {})
        tree = tree[name]


def paths_in(tree: Mapping[str, Any]) -> Iterable[str]:
    for name, branch in tree.items():
        if branch:
            yield from (f"{name}.{path}" for path in paths_in(branch))
        else:
            yield name


def picked(value: Any, tree: Mapping[str, Any]) -> Any:
    if not tree:
        return value
    if isinstance(value, list):
        return [picked(it, tree) for it in value]
    if isinstance(value, dict):
        return {name: picked(inner, tree[name]) for name, inner in value.items() if name in tree}
    return value
