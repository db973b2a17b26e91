"""Which part of the publication somebody keeps a copy of: all of it, or the stories of some terms and collections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cms.delivery import published
from cms.delivery.filters import once_known, refuse, renamed
from cms.delivery.parameters import Parameter
from cms.delivery.reading import read_name
from cms.models import ScopedChange

if TYPE_CHECKING:
    from cms.delivery.parameters import Given


def of(name: str, description: str, example: str) -> Parameter:
    return Parameter(
        name=name,
        description=f"{description} A slug or an id. With several of these, only what is in all of them.",
        read=read_name,
        schema={"type": "string", "maxLength": published.LONGEST_NAME},
        examples={example: example},
        several=True,
        most=5,
    )


# The collection comes first: it is the one whose stories change without changing themselves.
SCOPE = (
    of("collection", "Only stories in this collection.", "front"),
    of("author", "Only stories by this author.", "ada-reporter"),
    of("tag", "Only stories with this tag.", "leith"),
    of("category", "Only stories in this category or in one that lies inside it.", "world"),
)


@dataclass(frozen=True)
class Scope:
    """`parts` are kinds and keys, in a fixed order."""

    parts: tuple[published.Name, ...]

    @property
    def name(self) -> str:
        return " ".join(f"{kind}:{key}" for kind, key in self.parts)


def read_scope(given: Given) -> Scope:
    """Raises a Problem that names each part which there is not.

    Whoever goes on with a copy is told what to remove of a part that is public no more.
    """
    names = [(parameter.name, name) for parameter in SCOPE for name in given[parameter.name]]
    holders = published.holders_of(names, [], sized=False) if names else {}
    missing = [it for it in names if it not in holders]
    if missing:
        holders |= once_known(missing) if "cursor" in given.texts else renamed(missing)
        refuse([it for it in missing if it not in holders])
    parts = dict.fromkeys((kind, holders[kind, name].key) for kind, name in names)
    return Scope(tuple(parts) or (ScopedChange.EVERYTHING,))
