"""Which range of which index a list is read from, and what else must hold for each row of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import BooleanField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from cms.delivery import published
from cms.delivery.expressions import AllOf, AnyOf, Node, Not, Term

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.db.models import QuerySet


class Range(NamedTuple):
    rows: QuerySet[Any, Any]
    # What the columns of the document are called from here.
    pk: str
    key: str
    prefix: str


def ways_into(node: Node, size_of: Callable[[Term], int]) -> tuple[Term, ...]:
    """The fewest mentions of which every wanted document has at least one: each is a range to read.

    None at all where only what is not wanted was said: then all documents are gone through.
    """
    return cheapest(node, size_of)[1]


def cheapest(node: Node, size_of: Callable[[Term], int]) -> tuple[int, tuple[Term, ...]]:
    if isinstance(node, Term):
        # Each size is ten times the one before it.
        return 10 ** size_of(node), (node,)
    if isinstance(node, Not):
        return 0, ()
    parts = [cheapest(part, size_of) for part in node.parts]
    if isinstance(node, AllOf):
        return min((it for it in parts if it[1]), key=lambda it: (it[0], len(it[1])), default=(0, ()))
    if not all(ways for _, ways in parts):
        return 0, ()
    return sum(cost for cost, _ in parts), tuple(dict.fromkeys(way for _, ways in parts for way in ways))


def beside(node: Node, way: Term) -> list[Node]:
    """What must still hold of documents that mention `way`, all of it."""
    if node == way or (isinstance(node, AnyOf) and not all(beside(part, way) for part in node.parts)):
        return []
    return [left for part in node.parts for left in beside(part, way)] if isinstance(node, AllOf) else [node]


def range_of(kind: str, wanted: Node, ids: Sequence[str], way: Term | None) -> Range:
    """All rows of it, in no order yet; `ids` bound it where no way leads in."""
    if way:
        rows: QuerySet[Any, Any] = published.references().filter(
            kind=way.kind, key=way.name, document_kind=kind, listed=True
        )
        rest, found = beside(wanted, way), Range(rows, "document_id", "document_key", "document__")
    else:
        rows = published.documents().listed().filter(kind=kind)
        if ids:
            rows = rows.filter(key__in=ids)
        rest, found = beside(AllOf((wanted,)), Term("", "")), Range(rows, "pk", "key", "")
    conditions = [holds(node, "document" if way else "pk") for node in rest]
    return found._replace(rows=rows.filter(*conditions))


def holds(node: Node, document: str) -> Q:
    if isinstance(node, Term):
        own = published.references().filter(document=OuterRef(document), kind=node.kind, key=node.name)
        # Not EXISTS, which PostgreSQL may turn into a join and then a sort of all that both mentions have in common.
        listed = Subquery(own.values("listed"), output_field=BooleanField())
        return Q(Coalesce(listed, Value(False), output_field=BooleanField()))  # noqa: FBT003 (is SQL's)
    if isinstance(node, Not):
        return ~holds(node.part, document)
    parts = [holds(part, document) for part in node.parts]
    whole = Q()
    for part in parts:
        whole = whole & part if isinstance(node, AllOf) else whole | part
    return whole
