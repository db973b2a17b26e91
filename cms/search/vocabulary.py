"""The words of all stories: how many have each, how one that is begun may go on, and which one was perhaps meant."""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from django.conf import settings

from cms.delivery.statements import Statement, any_text, prepared
from cms.search.models import SearchTypo, SearchWord
from cms.search.wanted import Usage

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from cms.search.entries import Entry

BATCH = 500
ROOM = (1, 2, 4, 8, 16, 32)
# So many words are some 100 MB.
LARGE = 500_000
# How many words a beginning stands for: the commonest ones.
MOST_ENDS = 50
# A shorter word is as likely another word as a mistake.
SHORTEST_TYPO = 4


def clear(slot: str) -> None:
    SearchWord.objects.filter(slot=slot).delete()
    SearchTypo.objects.filter(slot=slot).delete()


class Tally:
    """By how many stories each word has become more or less frequent, until it is written down."""

    def __init__(self) -> None:
        self.stories: Counter[str] = Counter()
        self.heads: Counter[str] = Counter()

    def count(self, entries: Iterable[Entry], sign: int) -> None:
        for entry in entries:
            self.stories.update(dict.fromkeys(entry.lexemes(), sign))
            self.heads.update(dict.fromkeys(entry.head_words(), sign))

    @property
    def is_large(self) -> bool:
        return len(self.stories) >= LARGE

    def write(self, slot: str) -> None:
        changed = sorted(word for word in self.stories if self.stories[word] or self.heads[word])
        for some in in_batches(changed):
            write(slot, {word: Usage(self.stories[word], self.heads[word]) for word in some})
        self.stories.clear()
        self.heads.clear()


def write(slot: str, changes: Mapping[str, Usage]) -> None:
    words = SearchWord.objects.filter(slot=slot)
    known = {
        word: Usage(*usage) for word, *usage in words.filter(word__in=changes).values_list("word", "stories", "heads")
    }
    now = {
        word: Usage(known.get(word, Usage()).stories + it.stories, known.get(word, Usage()).heads + it.heads)
        for word, it in changes.items()
    }
    SearchWord.objects.bulk_create(
        [SearchWord(slot=slot, word=word, **it._asdict()) for word, it in now.items() if it.stories > 0],
        update_conflicts=True,
        unique_fields=["slot", "word"],
        update_fields=["stories", "heads"],
    )
    words.filter(word__in=[word for word, it in now.items() if it.stories <= 0]).delete()
    was = {word for word, it in known.items() if it.heads > 0}
    has = {word for word, it in now.items() if it.heads > 0 and it.stories > 0}
    SearchTypo.objects.filter(slot=slot, word__in=was - has).delete()
    SearchTypo.objects.bulk_create(
        [SearchTypo(slot=slot, spelling=it, word=word) for word in sorted(has - was) for it in misspellings(word)]
    )


def in_batches(words: Sequence[str]) -> Iterator[Sequence[str]]:
    return (words[start : start + BATCH] for start in range(0, len(words), BATCH))


def misspellings(word: str) -> list[str]:
    """The word itself, with each of its letters left out, and with no letter twice in a row."""
    if len(word) < SHORTEST_TYPO or not word.isalpha():
        return []
    single = "".join(letter for letter, _ in groupby(word))
    return sorted({word, single, *(word[:at] + word[at + 1 :] for at in range(len(word)))})


def usage_of(slot: str, words: Collection[str]) -> dict[str, Usage]:
    """A word that no story has is left out."""
    wanted = sorted(words)
    # As many as an outline has room for, so that there are few outlines.
    room = next((it for it in ROOM if it >= len(wanted)), len(wanted))
    rows = uses_of_words(room).rows(slot, *wanted, *wanted[-1:] * (room - len(wanted))) if wanted else []
    return {word: Usage(*usage) for word, *usage in rows}


@cache
def uses_of_words(number: int) -> Statement:
    slot, *words = (any_text(it) for it in range(number + 1))
    rows = SearchWord.objects.using(settings.DELIVERY_DATABASE).filter(slot=slot, word__in=words)
    return prepared(rows.values_list("word", "stories", "heads"), [slot, *words])


def ends_of(slot: str, beginning: str) -> dict[str, Usage]:
    """The commonest words that begin so."""
    return {word: Usage(*usage) for word, *usage in uses_of_ends().rows(slot, beginning, f"{beginning}\U0010ffff")}


@cache
def uses_of_ends() -> Statement:
    slot, first, last = (any_text(it) for it in range(3))
    rows = SearchWord.objects.using(settings.DELIVERY_DATABASE).filter(slot=slot, word__gte=first, word__lt=last)
    most = rows.order_by("-stories", "word").values_list("word", "stories", "heads")[:MOST_ENDS]
    return prepared(most, [slot, first, last])


def meant_by(slot: str, words: Collection[str], using: str) -> dict[str, list[str]]:
    """For words that may be mistakes, those that are at most a letter or two away."""
    spellings = {word: set(misspellings(word)) for word in words}
    rows = SearchTypo.objects.using(using).filter(slot=slot, spelling__in=set().union(*spellings.values()))
    words_of: dict[str, set[str]] = {}
    for spelling, word in rows.values_list("spelling", "word"):
        words_of.setdefault(spelling, set()).add(word)
    return {word: sorted(set().union(*(words_of.get(it, ()) for it in those))) for word, those in spellings.items()}
