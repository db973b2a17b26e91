"""Answers a query from the index: which stories, in which order."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass
from itertools import chain
from math import log2
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Exists, Max, OuterRef

from cms.models import Document, Event
from cms.search import vocabulary
from cms.search.engine import engine_of
from cms.search.entries import moment_of_place
from cms.search.models import SearchIndex
from cms.search.vocabulary import Usage
from cms.search.wanted import ANYWHERE, AT_THE_HEAD, IN_THE_TITLE, Wanted
from cms.search.words import stem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from cms.search.query import Query, Term
    from cms.search.wanted import Found, Phrase

# So many of the newest matches are ranked and counted. However many there are, a search costs no more.
MOST = 1000
# Older ones that say it at the head come beside them.
LIMITS = {ANYWHERE: MOST, AT_THE_HEAD: 300, IN_THE_TITLE: 300}
# What it is worth where a word is found. A story loses a point when its age reaches a week, another at three weeks,
# seven, fifteen: one whose headline says it stands above one that is new and mentions it, for two months.
WORTH = {ANYWHERE: 0.0, AT_THE_HEAD: 1.5, IN_THE_TITLE: 3.0}
WEEK = 7 * 24 * 3600


@dataclass(frozen=True)
class Index:
    """The index at one moment, and how far the log has gone on since."""

    slot: str
    position: int
    at: datetime | None
    languages: tuple[str, ...]
    rebuilds: int
    log_ends_at: int
    # Stories that it still has, but readers must not find any more.
    gone: frozenset[str]

    @property
    def is_behind(self) -> bool:
        return self.position < self.log_ends_at

    @property
    def settled_at(self) -> datetime | None:
        """Since when nothing has changed; unknown while it is about to."""
        return None if self.is_behind else self.at


def current_index() -> Index:
    using = settings.DELIVERY_DATABASE
    log = Event.objects.using(using)
    row = SearchIndex.objects.using(using).values_list("slot", "position", "at", "languages", "rebuilds").get()
    slot, position, at, languages, rebuilds = row
    end = log.aggregate(end=Max("sequence"))["end"] or 0
    gone: frozenset[str] = frozenset()
    if position < end:
        listed = Document.objects.listed().filter(kind="article", key=OuterRef("key"))
        since = log.filter(sequence__gt=position, kind="article").exclude(Exists(listed))
        gone = frozenset(since.values_list("key", flat=True))
    return Index(slot, position, at, tuple(languages.split()), rebuilds, end, gone)


@dataclass(frozen=True)
class Search:
    """A query, read with the vocabulary of an index."""

    query: Query
    index: Index
    # By word, and by the beginning of words.
    usage: Mapping[str, Usage]
    ends: Mapping[str, Mapping[str, Usage]]

    def phrases_of(self, term: Term) -> list[Phrase]:
        *first, last = term.words
        if term.begins:
            # Those that no story has are asked for all the same: the answer is that there is none.
            return [(*first, end) for end in self.ends[last]] or [term.words]
        return [(it,) for it in forms_of(last, self.index)] if term.is_word else [term.words]

    def phrases(self, terms: Sequence[Term]) -> tuple[Phrase, ...]:
        return tuple(dict.fromkeys(chain.from_iterable(map(self.phrases_of, terms))))

    def uses(self, word: str) -> int:
        known = self.usage.get(word) or next((it[word] for it in self.ends.values() if word in it), Usage())
        return known.stories

    def wanted(self) -> Wanted:
        groups = tuple(self.phrases(group) for group in self.query.required)
        most = min(sum(min(map(self.uses, phrase)) for phrase in group) for group in groups)
        return Wanted(groups, self.phrases(self.query.excluded), most=most)

    def unknown_words(self) -> list[str]:
        words = [term.words[0] for group in self.query.required for term in group if term.is_word]
        return [word for word in words if not any(self.uses(it) for it in forms_of(word, self.index))]


def forms_of(word: str, index: Index) -> list[str]:
    """The word, and what it stems from in any language that the stories have."""
    return list(dict.fromkeys([word, *(stem(word, language) for language in index.languages)]))


def read_with(index: Index, query: Query) -> Search:
    using = settings.DELIVERY_DATABASE
    whole = {word for term in query.terms for word in (term.words[:-1] if term.begins else term.words)}
    forms = {form for word in whole for form in forms_of(word, index)}
    usage = vocabulary.usage_of(index.slot, forms, using) if forms else {}
    beginnings = {term.words[-1] for term in query.terms if term.begins}
    ends = {it: vocabulary.ends_of(index.slot, it, using) for it in sorted(beginnings)}
    return Search(query, index, usage, ends)


@dataclass(frozen=True)
class Ranked:
    """The best first. `is_all` where there were no more than could be ranked."""

    # By nearness, each story where it is nearest, newest first: in which order they also stand among one another.
    groups: Sequence[Sequence[Found]]
    is_all: bool
    now: int

    def __len__(self) -> int:
        return sum(map(len, self.groups))

    def best(self, number: int) -> list[Found]:
        candidates = chain.from_iterable(group[:number] for group in self.groups)
        return sorted(candidates, key=self.standing)[:number]

    def before(self, border: Found) -> int:
        """How many stand before it, whether or not it is among them any more."""
        return self.cut(border, bisect_left)

    def up_to(self, border: Found) -> int:
        return self.cut(border, bisect_right)

    def cut(self, border: Found, side: Callable[..., int]) -> int:
        return sum(side(group, self.standing(border), key=self.standing) for group in self.groups)

    def standing(self, found: Found) -> tuple[float, int]:
        """What ranks lower comes first. It depends on nothing but the story, the query and the moment."""
        age = max(0, self.now - moment_of_place(found.place)) / WEEK
        return log2(1 + age) - WORTH[found.nearness], -found.place

    def mentions(self) -> Counter[str]:
        """How many of these stories have each."""
        return Counter(" ".join(it.mentions for group in self.groups for it in group).split())


def rank(index: Index, wanted: Wanted, now: int) -> Ranked:
    rows = engine_of(settings.DELIVERY_DATABASE).newest(index.slot, wanted, LIMITS, settings.DELIVERY_DATABASE)
    by_nearness: dict[int, dict[int, Found]] = {nearness: {} for nearness in sorted(LIMITS, reverse=True)}
    for row in rows:
        by_nearness[row.nearness][row.place] = row
    is_all = len(by_nearness[ANYWHERE]) < MOST
    seen: set[int] = set()
    groups = []
    for found in by_nearness.values():
        places = sorted(found.keys() - seen, reverse=True)
        groups.append([found[place] for place in places if found[place].key not in index.gone])
        seen.update(places)
    return Ranked(groups, is_all, now)


def newest(index: Index, wanted: Wanted, limit: int, *, oldest: bool = False) -> list[Found]:
    """In order of time, and as far back as one likes to go."""
    using = settings.DELIVERY_DATABASE
    return engine_of(using).newest(index.slot, wanted, {ANYWHERE: limit}, using, oldest=oldest)
