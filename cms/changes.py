"""Follows the log for those who keep copies: what last changed, for each part of the publication that one can keep.

Each object has one row for each scope that it is or was in: one that changed a hundred times is sent once. Whoever was
told everything up to a place in the log needs the rows behind that place, and nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction

from cms.keys import by_kind
from cms.models import Document, Followed, Reference, ScopedChange

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cms.keys import Name
    from cms.models import Event

Scope = tuple[str, str]

# What one can keep the stories of.
SCOPES = ("author", "category", "collection", "tag")
BATCH = 500


class State(NamedTuple):
    sequence: int
    present: bool


def record(events: Sequence[Event]) -> None:
    """Notes what these events changed, as things are now. Told twice, it changes nothing."""
    last = {(event.kind, event.key): event.sequence for event in events}
    keys = by_kind(last)
    with transaction.atomic():
        held = Followed.objects.select_for_update().get()
        note_stories({key: last["article", key] for key in keys.get("article", [])})
        for kind in ScopedChange.SHOWN_KINDS:
            note_shown(kind, {key: last[kind, key] for key in keys.get(kind, [])})
        for key in keys.get("collection", []):
            note_collection(key, last["collection", key])
        if events[-1].sequence > held.position:
            held.position, held.at = events[-1].sequence, events[-1].at
            held.save(update_fields=["position", "at"])


def note_stories(sequences: Mapping[str, int]) -> None:
    known: dict[str, dict[Scope, State]] = defaultdict(dict)
    rows = ScopedChange.objects.filter(kind="article", key__in=sequences)
    for key, *scope, sequence, present in rows.values_list("key", "scope_kind", "scope_key", "sequence", "present"):
        known[key][scope[0], scope[1]] = State(sequence, present)
    now = scopes_of(list(sequences))
    changes = []
    for key, sequence in sequences.items():
        inside = set(now.get(key, ()))
        if key in now:
            # Which stories a collection has is for the collection to say.
            inside |= {scope for scope, state in known[key].items() if scope[0] == "collection" and state.present}
        outside = {scope for scope, state in known[key].items() if state.present} - inside
        for scopes, present in ((inside, True), (outside, False)):
            changes += [
                changed(scope, ("article", key), sequence, known[key].get(scope), present=present) for scope in scopes
            ]
    write(changes)


def scopes_of(keys: Sequence[str]) -> dict[str, list[Scope]]:
    """Of the live ones. A retraction stands in no list, but whoever has the story must get the notice."""
    live = dict(Document.objects.live().named({"article": keys}).values_list("pk", "key"))
    scopes: dict[str, list[Scope]] = {key: [ScopedChange.EVERYTHING] for key in live.values()}
    rows = Reference.objects.filter(document__in=live, kind__in=SCOPES)
    for document, kind, key, listed, shown in rows.values_list("document", "kind", "key", "listed", "document__listed"):
        if listed or not shown:
            scopes[live[document]].append((kind, key))
    return scopes


def note_shown(kind: str, sequences: Mapping[str, int]) -> None:
    live = set(Document.objects.live().named({kind: sequences.keys()}).values_list("key", flat=True))
    known = known_states(ScopedChange.SHOWN, kind, list(sequences))
    write(
        changed(ScopedChange.SHOWN, (kind, key), sequence, known.get(key), present=key in live)
        for key, sequence in sequences.items()
    )


def note_collection(collection: str, sequence: int) -> None:
    """Stories come into a collection and leave it without changing themselves."""
    scope = ("collection", collection)
    shown = Reference.objects.filter(document_kind="collection", document_key=collection, kind="article")
    inside = set(shown.values_list("key", flat=True))
    inside &= set(Document.objects.live().named({"article": inside}).values_list("key", flat=True))
    known = known_states(scope, "article")
    outside = {key for key, state in known.items() if state.present} - inside
    news = {key for key in inside if key not in known or not known[key].present}
    for keys, present in ((news, True), (outside, False)):
        write(changed(scope, ("article", key), sequence, known.get(key), present=present) for key in sorted(keys))


def known_states(scope: Scope, kind: str, keys: Sequence[str] | None = None) -> dict[str, State]:
    rows = ScopedChange.objects.filter(scope_kind=scope[0], scope_key=scope[1], kind=kind)
    rows = rows if keys is None else rows.filter(key__in=keys)
    return {key: State(sequence, present) for key, sequence, present in rows.values_list("key", "sequence", "present")}


def changed(scope: Scope, name: Name, sequence: int, known: State | None, *, present: bool) -> ScopedChange:
    """Never moved back, or who has read further would not be told: the log may be read anew from its beginning."""
    return ScopedChange(
        scope_kind=scope[0],
        scope_key=scope[1],
        kind=name[0],
        key=name[1],
        sequence=max(sequence, known.sequence) if known else sequence,
        present=present,
    )


def write(rows: Iterable[ScopedChange]) -> None:
    ScopedChange.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["scope_kind", "scope_key", "kind", "key"],
        update_fields=["sequence", "present"],
    )
