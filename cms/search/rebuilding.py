"""Makes the index anew beside the one that answers readers, and lets it take over when it knows as much."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import Q

from cms.models import Document, Event
from cms.search import vocabulary
from cms.search.engine import engine_of
from cms.search.indexing import KIND, story_keys, take_in
from cms.search.models import SLOTS, SearchIndex
from cms.search.vocabulary import Tally

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BATCH = 500


class Overtaken(Exception):
    """Another rebuild has ended meanwhile: its index answers, and is as good."""


class Rebuild:
    def __init__(self) -> None:
        self.before = SearchIndex.objects.get()
        self.slot = next(slot for slot in SLOTS if slot != self.before.slot)
        self.last = Event.objects.order_by("-sequence").first()
        self.languages: set[str] = set()
        self.tally = Tally()

    def run(self) -> Iterator[str]:
        """Yields the key of each story once the new index has it."""
        engine = engine_of(DEFAULT_DB_ALIAS)
        with transaction.atomic():
            engine.clear(self.slot, DEFAULT_DB_ALIAS)
            vocabulary.clear(self.slot)
        for keys in stories_by_age():
            with transaction.atomic():
                self.languages |= take_in(self.slot, keys, self.tally)
                # Each batch has nearly all common words: written down with every one of them, they take half the time.
                if self.tally.is_large:
                    self.tally.write(self.slot)
            yield from keys
        with transaction.atomic():
            self.tally.write(self.slot)
            engine.finish(self.slot, DEFAULT_DB_ALIAS)
        while self.catch_up():
            pass
        self.take_over()

    def catch_up(self) -> int:
        """Takes in the next of what was published since the beginning."""
        with transaction.atomic():
            position = self.last.sequence if self.last else 0
            events = list(Event.objects.filter(sequence__gt=position)[:BATCH])
            if events:
                self.languages |= take_in(self.slot, story_keys(events), self.tally)
                self.tally.write(self.slot)
                self.last = events[-1]
            return len(events)

    def take_over(self) -> None:
        with transaction.atomic():
            # While we hold it, nobody brings the old index further than the log that we see.
            held = SearchIndex.objects.select_for_update().get()
            if held.rebuilds != self.before.rebuilds:
                raise Overtaken
            while self.catch_up():
                pass
            held.slot, held.rebuilds = self.slot, held.rebuilds + 1
            held.languages = " ".join(sorted(self.languages))
            if self.last:
                held.position, held.at = self.last.sequence, self.last.at
            held.save()


def stories_by_age() -> Iterator[Sequence[str]]:
    """The keys of all listed stories, oldest first: an index in the order of time grows at its end."""
    stories = Document.objects.listed().filter(kind=KIND).order_by("published_at", "key")
    beyond = Q()
    while some := list(stories.filter(beyond).values_list("published_at", "key")[:BATCH]):
        yield [key for _, key in some]
        published_at, key = some[-1]
        beyond = Q(published_at__gt=published_at) | Q(published_at=published_at, key__gt=key)
