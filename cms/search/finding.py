"""Answers a query from the index: which stories, in which order."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cache
from itertools import chain
from math import log2
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Exists, OuterRef, Subquery

from cms.delivery.statements import AsStored, Statement, any_number, moment_of, prepared
from cms.models import Document, Event
from cms.search import vocabulary
from cms.search.engine import engine_of
from cms.search.entries import moment_of_place
from cms.search.models import SearchIndex, entries
from cms.search.terms import counted
from cms.search.wanted import ANYWHERE, AT_THE_HEAD, IN_THE_TITLE, Found, Usage, Wanted
from cms.search.words import stem

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from cms.search.query import Query, Term
    from cms.search.wanted import Phrase

# So many of the newest matches are ranked and counted. However many there are, a search costs no more.
MOST = 1000
# Older ones that say it at the head come beside them.
LIMITS = {ANYWHERE: MOST, AT_THE_HEAD: 300, IN_THE_TITLE: 300}
# What it is worth where a word is found. A story loses a point when its age reaches a week, another at three weeks,
# seven, fifteen: one whose headline says it stands above one that is new and mentions it, for two months.
WORTH = {ANYWHERE: 0.0, AT_THE_HEAD: 1.5, IN_THE_TITLE: 3.0}
# A page has at most a hundred.
ROOM = (20, 100)
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
    # Places of stories that it still has, but readers must not find any more.
    gone: tuple[int, ...]

    @property
    def is_behind(self) -> bool:
        return self.position < self.log_ends_at

    @property
    def settled_at(self) -> datetime | None:
        """Since when nothing has changed; unknown while it is about to."""
        return None if self.is_behind else self.at


def current_index() -> Index:
    [(slot, position, at, languages, rebuilds, end)] = state_of_index().rows()
    gone = gone_since(slot, position) if position < (end or 0) else ()
    return Index(slot, position, at and moment_of(at), tuple(languages.split()), rebuilds, end or 0, gone)


@cache
def state_of_index() -> Statement:
    log = Event.objects.using(settings.DELIVERY_DATABASE).order_by("-sequence")
    rows = SearchIndex.objects.using(settings.DELIVERY_DATABASE).values_list(
        "slot", "position", AsStored("at"), "languages", "rebuilds", Subquery(log.values("sequence")[:1])
    )
    return prepared(rows, [])


def gone_since(slot: str, position: int) -> tuple[int, ...]:
    using = settings.DELIVERY_DATABASE
    listed = Document.objects.listed().filter(kind="article", key=OuterRef("key"))
    since = Event.objects.using(using).filter(sequence__gt=position, kind="article").exclude(Exists(listed))
    return tuple(entries(slot).using(using).filter(key__in=since.values("key")).values_list("place", flat=True))


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

    def uses(self, word: str) -> Usage:
        return self.usage.get(word) or next((it[word] for it in self.ends.values() if word in it), Usage())

    def wanted(self) -> Wanted:
        groups = tuple(self.phrases(group) for group in self.query.required)
        return Wanted(
            groups,
            self.phrases(self.query.excluded),
            gone=self.index.gone,
            uses=tuple(map(self.uses_of_any, groups)),
        )

    def uses_of_any(self, phrases: Sequence[Phrase]) -> Usage:
        uses = [tuple(map(self.uses, phrase)) for phrase in phrases]
        return Usage(
            sum(min(word.stories for word in words) for words in uses),
            sum(min(word.heads for word in words) for words in uses),
        )

    def unknown_words(self) -> list[str]:
        words = [term.words[0] for group in self.query.required for term in group if term.is_word]
        return [word for word in words if not any(self.uses(it).stories for it in forms_of(word, self.index))]


def forms_of(word: str, index: Index) -> list[str]:
    """The word, and what it stems from in any language that the stories have."""
    return list(dict.fromkeys([word, *(stem(word, language) for language in index.languages)]))


def read_with(index: Index, query: Query) -> Search:
    whole = {word for term in query.terms for word in (term.words[:-1] if term.begins else term.words)}
    forms = {form for word in whole for form in forms_of(word, index)}
    usage = vocabulary.usage_of(index.slot, forms)
    beginnings = {term.words[-1] for term in query.terms if term.begins}
    ends = {it: vocabulary.ends_of(index.slot, it) for it in sorted(beginnings)}
    return Search(query, index, usage, ends)


@dataclass(frozen=True)
class Ranked:
    """The best first. `is_all` where there were no more than could be ranked."""

    # By nearness, each story where it is nearest, newest first: in which order they also stand among one another.
    groups: Mapping[int, Sequence[int]]
    counts: Counter[int]
    # Of stories whose terms were not packed yet.
    mentions: Sequence[str]
    is_all: bool
    now: int

    def __len__(self) -> int:
        return sum(map(len, self.groups.values()))

    def best(self, number: int) -> list[Found]:
        candidates = [
            Found(place, nearness=nearness) for nearness, group in self.groups.items() for place in group[:number]
        ]
        return sorted(candidates, key=lambda it: self.standing(it.place, it.nearness))[:number]

    def before(self, border: Found) -> int:
        """How many stand before it, whether or not it is among them any more."""
        return self.cut(border, bisect_left)

    def up_to(self, border: Found) -> int:
        return self.cut(border, bisect_right)

    def cut(self, border: Found, side: Callable[..., int]) -> int:
        standing = self.standing(border.place, border.nearness)
        return sum(
            side(group, standing, key=lambda place, nearness=nearness: self.standing(place, nearness))
            for nearness, group in self.groups.items()
        )

    def standing(self, place: int, nearness: int) -> tuple[float, int]:
        """What ranks lower comes first. It depends on nothing but the story, the query and the moment."""
        age = max(0, self.now - moment_of_place(place)) / WEEK
        return log2(1 + age) - WORTH[nearness], -place


def rank(index: Index, wanted: Wanted, now: int) -> Ranked:
    found = engine_of(settings.DELIVERY_DATABASE).nearest(index.slot, wanted, LIMITS)
    is_all = len(found.places.get(ANYWHERE, ())) < MOST
    seen: set[int] = set()
    groups = {}
    for nearness in sorted(LIMITS, reverse=True):
        places = found.places.get(nearness, ())
        groups[nearness] = sorted((it for it in places if it not in seen), reverse=True)
        seen.update(places)
    return Ranked(groups, counted(found.terms, found.mentions), found.mentions, is_all, now)


def newest(index: Index, wanted: Wanted, limit: int, *, oldest: bool = False) -> list[Found]:
    """In order of time, and as far back as one likes to go."""
    return engine_of(settings.DELIVERY_DATABASE).newest(index.slot, wanted, limit, oldest=oldest)


def with_keys(index: Index, found: Sequence[Found]) -> list[Found]:
    """Without what has left the index meanwhile."""
    room = next(it for it in ROOM if it >= len(found))
    places = [it.place for it in found]
    rows = keys_at(index.slot, room).rows(*places, *places[-1:] * (room - len(found))) if found else []
    keys = dict(rows)
    return [it._replace(key=keys[it.place]) for it in found if it.place in keys]


@cache
def keys_at(slot: str, number: int) -> Statement:
    places = [any_number(it) for it in range(number)]
    rows = entries(slot).using(settings.DELIVERY_DATABASE).filter(place__in=places)
    return prepared(rows.values_list("place", "key"), places)
