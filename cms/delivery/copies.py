"""What somebody who keeps copies is sent next: of each thing that changed, how it is now, or that it is gone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, Subquery

from cms.delivery import published
from cms.keys import by_kind
from cms.models import ScopedChange
from cms.wire import iso

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from cms.delivery.published import Name
    from cms.delivery.scopes import Scope

OUT_OF_SCOPE = "out_of_scope"


class Place(NamedTuple):
    """Behind this object in the order of changes; with no key, before all that changed with this event."""

    sequence: int
    key: str = ""


class Row(NamedTuple):
    sequence: int
    kind: str
    key: str
    present: bool


@dataclass(frozen=True)
class Live:
    version: int
    modified_at: datetime
    pk: int
    body: str


@dataclass(frozen=True)
class Item:
    op: str
    kind: str
    key: str
    version: int
    at: datetime
    body: str = ""
    reason: str = ""
    notice: str = ""

    @property
    def envelope(self) -> dict[str, Any]:
        told = {"op": self.op, "type": self.kind, "id": self.key, "version": self.version, "at": iso(self.at)}
        if self.op == "delete":
            told |= {"reason": self.reason, "notice": self.notice or None}
        return told


@dataclass(frozen=True)
class Page:
    items: Sequence[Item]
    # Where the next page begins; the end of what was known when this one was made, if it was the last.
    next: Place
    has_more: bool


@dataclass(frozen=True)
class Copies:
    """`known_since` is where the log ended when the client began with nothing: what was gone by then it never had."""

    scope: Scope
    known_since: int

    def page(self, place: Place, end: int, limit: int) -> Page:
        stories = self.changes(self.scope.parts[0], place, end, limit)
        # What they show comes with the stories at first, and by itself once it changes.
        shown = self.changes(ScopedChange.SHOWN, max(place, Place(self.known_since + 1)), end, limit)
        merged = sorted([*stories, *shown], key=lambda row: row.sequence)
        taken = merged[:limit]
        has_more = len(merged) > limit or max(len(stories), len(shown)) == limit
        after = Place(taken[-1].sequence, taken[-1].key) if has_more else Place(end + 1)
        return Page(self.items(taken, place), after, has_more)

    def changes(self, part: Name, place: Place, end: int, limit: int) -> list[Row]:
        rows = of_part(part).filter(sequence__gte=place.sequence, sequence__lte=end)
        rows = rows.exclude(sequence=place.sequence, key__lte=place.key).order_by("sequence", "key")
        return [Row(*row) for row in rows.values_list("sequence", "kind", "key", "present")[:limit]]

    def items(self, rows: Sequence[Row], place: Place) -> list[Item]:
        names = [(row.kind, row.key) for row in rows]
        live = live_documents(names)
        inside, left_at = self.membership([row for row in rows if row.kind == "article"])
        wanted = self.needed([name for name in names if name[0] != "article" and name in live])
        stories = {name: live[name] for name in names if name in inside and name in live}
        closure = live_documents(self.closure([it.pk for it in stories.values()]) - set(names))
        gone = removals([name for name in names if name not in live])
        items = [upsert(name, it) for name, it in sorted(closure.items())]
        for row in rows:
            name = (row.kind, row.key)
            if name in stories or name in wanted:
                items.append(upsert(name, live[name]))
            elif name in gone:
                if row.sequence > self.known_since:
                    items.append(gone[name])
            elif row.kind == "article" and left_at.get(name, 0) > max(self.known_since, place.sequence - 1):
                it = live[name]
                items.append(Item("delete", *name, it.version, it.modified_at, reason=OUT_OF_SCOPE))
        return items

    def closure(self, stories: Sequence[int]) -> set[Name]:
        """What these stories show, and the collections that they are kept for."""
        return shown_by(stories) | self.collections if stories else set()

    @property
    def collections(self) -> set[Name]:
        return {part for part in self.scope.parts if part[0] == "collection"}

    def membership(self, rows: Sequence[Row]) -> tuple[set[Name], dict[Name, int]]:
        """Which stories are in all parts of the scope; and of those that were once, since which event they are not."""
        states = {(row.kind, row.key): [row] for row in rows}
        parts = self.scope.parts[1:]
        if parts and rows:
            either = Q()
            for kind, key in parts:
                either |= Q(scope_kind=kind, scope_key=key)
            others = changes().filter(either, kind="article", key__in=[row.key for row in rows])
            for row in others.values_list("sequence", "kind", "key", "present"):
                states[row[1], row[2]].append(Row(*row))
        whole = {name: those for name, those in states.items() if len(those) == len(self.scope.parts)}
        inside = {name for name, those in whole.items() if all(row.present for row in those)}
        left = {
            name: min(row.sequence for row in those if not row.present)
            for name, those in whole.items()
            if name not in inside
        }
        return inside, left

    def needed(self, names: Sequence[Name]) -> set[Name]:
        """Those that a story in the scope shows."""
        if not names:
            return set()
        showing = published.references().filter(kind=OuterRef("kind"), key=OuterRef("key"), document_kind="article")
        for part in self.scope.parts:
            if part != ScopedChange.EVERYTHING:
                members = of_part(part).filter(kind="article", key=OuterRef("document_key"), present=True)
                showing = showing.filter(Exists(members))
        found = published.documents().live().named(by_kind(names)).filter(Exists(showing))
        return set(found.values_list("kind", "key")) | self.collections.intersection(names)


def changes() -> QuerySet[ScopedChange]:
    return ScopedChange.objects.using(published.documents().db)


def of_part(part: Name) -> QuerySet[ScopedChange]:
    return changes().filter(scope_kind=part[0], scope_key=part[1])


def either_of(names: Iterable[Name]) -> Q:
    either = Q()
    for kind, keys in by_kind(names).items():
        either |= Q(kind=kind, key__in=keys)
    return either


def live_documents(names: Iterable[Name]) -> dict[Name, Live]:
    rows = published.documents().live().named(by_kind(names))
    columns = rows.values_list("kind", "key", "version", "modified_at", "pk", "body")
    return {(kind, key): Live(version, at, pk, body) for kind, key, version, at, pk, body in columns}


def shown_by(stories: Sequence[int]) -> set[Name]:
    rows = published.references().filter(document__in=stories, kind__in=ScopedChange.SHOWN_KINDS)
    return set(rows.values_list("kind", "key"))


def removals(names: Sequence[Name]) -> dict[Name, Item]:
    """How each went, and what readers are told of it."""
    if not names:
        return {}
    events = published.events().filter(kind=OuterRef("kind"), key=OuterRef("key")).order_by("-sequence")
    rows = changes().filter(
        either_of(names), scope_key="", scope_kind__in=[ScopedChange.EVERYTHING[0], ScopedChange.SHOWN[0]]
    )
    last = [Subquery(events.values(column)[:1]) for column in ("type", "version", "at", "notice")]
    return {
        (kind, key): Item("delete", kind, key, version, at, reason=type_.split(".")[1], notice=notice)
        for kind, key, type_, version, at, notice in rows.values_list("kind", "key", *last)
    }


def upsert(name: Name, live: Live) -> Item:
    return Item("upsert", *name, live.version, live.modified_at, body=live.body)
