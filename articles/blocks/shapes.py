"""What each field of a model holds, read from the model itself, so that a new block type is walked like the others."""

from __future__ import annotations

import enum
import types
from dataclasses import dataclass
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from annotated_types import MinLen
from pydantic import BaseModel

from articles.blocks.entry import Block
from articles.blocks.fields import Role
from articles.blocks.pictures import ImageStub
from articles.blocks.spans import Span


class Kind(enum.Enum):
    TEXT = "a string that readers see"
    ADDRESS = "an address"
    RICH = "a list of spans"
    GRID = "rows of cells, each a list of spans"
    IMAGE = "a picture"
    PART = "an object"
    PARTS = "a list of objects"
    CHOICES = "a list of objects, each of one of several types"
    BLOCKS = "a list of blocks"


@dataclass(frozen=True)
class Slot:
    name: str
    kind: Kind
    # The models of the objects in it; several for CHOICES.
    models: tuple[type[BaseModel], ...] = ()
    # Whether the object that has the field is nothing without it.
    vital: bool = False


ROLES = {Role.TEXT: Kind.TEXT, Role.ADDRESS: Kind.ADDRESS}


def slots_of(*models: type[BaseModel]) -> tuple[Slot, ...]:
    found: dict[str, Slot] = {}
    for model in models:
        for name, annotation in get_type_hints(model, include_extras=True).items():
            if name in model.model_fields and (slot := _slot(name, annotation, model)):
                found.setdefault(name, slot)
    return tuple(found.values())


def _slot(name: str, annotation: Any, model: type[BaseModel]) -> Slot | None:
    kind, models = _kind(annotation)
    if kind is None:
        return None
    about = model.model_fields[name]
    may_be_empty = kind is not Kind.IMAGE and not any(isinstance(rule, MinLen) for rule in about.metadata)
    return Slot(name, kind, models, vital=about.is_required() and not may_be_empty)


def _kind(annotation: Any) -> tuple[Kind | None, tuple[type[BaseModel], ...]]:
    annotation, role = _bare(annotation)
    if role:
        return ROLES[role], ()
    if get_origin(annotation) is list:
        return _kind_of_list(get_args(annotation)[0])
    models = _models(annotation)
    if models:
        return (Kind.IMAGE if models == (ImageStub,) else Kind.PART), models
    return None, ()


def _kind_of_list(annotation: Any) -> tuple[Kind | None, tuple[type[BaseModel], ...]]:
    annotation, _ = _bare(annotation)
    if get_origin(annotation) is list:
        return (Kind.GRID if _kind(get_args(annotation)[0])[0] is Kind.RICH else None), ()
    models = _models(annotation)
    if not models:
        return None, ()
    if models == (Span,):
        return Kind.RICH, ()
    if issubclass(models[0], Block):
        return Kind.BLOCKS, ()
    return (Kind.PARTS if len(models) == 1 else Kind.CHOICES), models


def _bare(annotation: Any) -> tuple[Any, Role | None]:
    """The type without what is said about it, and without the None that stands for an absent field."""
    role = None
    while True:
        if get_origin(annotation) is Annotated:
            annotation, *notes = get_args(annotation)
            role = next((note for note in notes if isinstance(note, Role)), role)
        elif len(others := _alternatives(annotation)) == 1 and others[0] is not annotation:
            annotation = others[0]
        else:
            return annotation, role


def _alternatives(annotation: Any) -> list[Any]:
    if get_origin(annotation) in {Union, types.UnionType}:
        return [one for one in get_args(annotation) if one is not type(None)]
    return [annotation]


def _models(annotation: Any) -> tuple[type[BaseModel], ...]:
    """The models that it may be; none when it may be anything else."""
    found = _alternatives(annotation)
    if all(isinstance(one, type) and issubclass(one, BaseModel) for one in found):
        return tuple(found)
    return ()
