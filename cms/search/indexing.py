"""Keeps search up to date from the publication log."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

from django.db import DEFAULT_DB_ALIAS, transaction

from cms.models import Document, Reference
from cms.search.engine import engine_of
from cms.search.entries import entry_of, field_of, mark
from cms.search.models import SearchIndex, entries
from cms.search.terms import remember
from cms.search.vocabulary import Tally
from cms.search.words import has_stems

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cms.models import Event
    from cms.search.entries import Cutter, Entry, Row
    from cms.search.models import SearchEntry

KIND = "article"


def index(events: Sequence[Event]) -> None:
    """Takes in the stories that these events are about, as they are now."""
    with transaction.atomic():
        held = SearchIndex.objects.select_for_update().get()
        tally = Tally()
        languages = take_in(held.slot, story_keys(events), tally)
        tally.write(held.slot)
        held.languages = " ".join(sorted({*held.languages.split(), *languages}))
        if events[-1].sequence > held.position:
            held.position, held.at = events[-1].sequence, events[-1].at
        held.save(update_fields=["languages", "position", "at"])


def story_keys(events: Iterable[Event]) -> list[str]:
    return sorted({event.key for event in events if event.kind == KIND})


def take_in(slot: str, keys: Sequence[str], tally: Tally) -> set[str]:
    """Makes the slot have these stories as readers have them, or not at all; returns the languages that need stems.

    Their words are counted, for whoever calls to write down.
    """
    # Most of what is taken in anew says what it said before, but for a name or two.
    cut = cache(field_of)
    new = listed_entries(keys, cut)
    rows = {row.key: row for row in entries(slot).filter(key__in=keys)}
    known = known_entries(rows.values(), cut)
    kept = {entry.key for entry in new.values() if known.get(entry.key) == entry}
    for pk, entry in new.items():
        if entry.key in kept and rows[entry.key].document_id != pk:
            # The same words as before: another version shows them.
            entries(slot).filter(key=entry.key).update(document_id=pk)
    gone = [row for key, row in rows.items() if key not in kept]
    come = [(entry, pk) for pk, entry in new.items() if entry.key not in kept]
    engine = engine_of(DEFAULT_DB_ALIAS)
    engine.remove(slot, [row.place for row in gone], DEFAULT_DB_ALIAS)
    engine.store(slot, placed(slot, come), DEFAULT_DB_ALIAS)
    remember({it for entry, _ in come for it in entry.mentions})
    tally.count([known[row.key] for row in gone], -1)
    tally.count([entry for entry, _ in come], 1)
    return {entry.language for entry, _ in come if has_stems(entry.language)}


def listed_entries(keys: Sequence[str], cut: Cutter) -> dict[int, Entry]:
    """Of what readers find in lists, by the number of the document."""
    documents = list(Document.objects.listed().named({KIND: keys}))
    mentions: dict[int, list[str]] = defaultdict(list)
    rows = Reference.objects.filter(document__in=[it.pk for it in documents], listed=True)
    for document, kind, key in rows.values_list("document", "kind", "key"):
        mentions[document].append(mark(kind, key))
    return {it.pk: entry_of(it, mentions[it.pk], cut) for it in documents}


def known_entries(rows: Iterable[SearchEntry], cut: Cutter) -> dict[str, Entry]:
    """What was taken in, made anew from the versions that it was made from: those never change."""
    mentions = {row.document_id: row.mentions.split() for row in rows}
    documents = Document.objects.filter(pk__in=mentions)
    return {it.key: entry_of(it, mentions[it.pk], cut) for it in documents}


def placed(slot: str, come: Sequence[tuple[Entry, int]]) -> list[Row]:
    """Each at a place of its own: where another one is already, at the next one."""
    places: dict[int, tuple[Entry, int]] = {}
    waiting = [(entry.place, entry, pk) for entry, pk in come]
    while waiting:
        wished = [place for place, _, _ in waiting]
        taken = set(entries(slot).filter(place__in=wished).values_list("place", flat=True))
        again = []
        for place, entry, pk in waiting:
            if place in taken or place in places:
                again.append((place + 1, entry, pk))
            else:
                places[place] = (entry, pk)
        waiting = again
    return [(place, entry, pk) for place, (entry, pk) in places.items()]
