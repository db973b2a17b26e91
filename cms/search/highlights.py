"""Where in a story the words of a query are, as spans: the text that readers have already, cut at the matches."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cms.search.texts import texts_of
from cms.search.words import FOREIGN, WORD, beginnings_of, folded, stem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cms.search.finding import Search

JSON = dict[str, Any]

MATCH = [{"type": "match"}]
# How much of a paragraph is shown, in characters, and how much of that before the first match.
LONGEST = 240
BEFORE = 80
LETTERS = re.compile("[a-z0-9]+")
# A beginning of many words is looked for in so many paragraphs.
MOST_PARAGRAPHS = 400


@dataclass(frozen=True)
class Marker:
    """The single words of a query, in the forms in which they count as found."""

    words: frozenset[str]
    stems: frozenset[str]
    beginnings: tuple[str, ...]
    languages: tuple[str, ...]
    # The stories of one answer have most of their words in common.
    known: dict[str, bool] = field(default_factory=dict, compare=False)

    def is_match(self, word: str) -> bool:
        found = self.known.get(word)
        if found is None:
            found = self.known[word] = self.is_wanted(folded(word))
        return found

    def is_wanted(self, word: str) -> bool:
        if word in self.words or (self.beginnings and word.startswith(self.beginnings)):
            return True
        return any(stem(word, language) in self.stems for language in self.languages)

    @cached_property
    def likely(self) -> tuple[str, ...]:
        """How the words worth looking at begin, in a text without letters beyond ASCII."""
        of_stems = {it for stem in self.stems for language in self.languages for it in beginnings_of(stem, language)}
        return tuple({*self.words, *self.beginnings, *of_stems})

    def matches(self, text: str) -> list[tuple[int, int]]:
        if is_plain(text):
            return self.matches_in_plain(text)
        return [it.span() for it in WORD.finditer(text) if self.is_match(it[0])]

    def matches_in_plain(self, text: str) -> list[tuple[int, int]]:
        places = likely_places(text.lower(), self.likely)
        return [(start, end) for start, end in places if self.is_match(text[start:end])]


def is_plain(text: str) -> bool:
    """Whether it is without letters beyond ASCII."""
    return text.isascii() or not FOREIGN.search(text)


def likely_places(text: str, beginnings: Sequence[str]) -> list[tuple[int, int]]:
    """Of the words that begin so. Looking for a few letters is many times faster than looking at each word."""
    starts: set[int] = set()
    for beginning in beginnings:
        at = text.find(beginning)
        while at >= 0:
            if at == 0 or not text[at - 1].isalnum():
                starts.add(at)
            at = text.find(beginning, at + 1)
    return [it.span() for start in sorted(starts) if (it := LETTERS.match(text, start))]


def marker_of(search: Search) -> Marker:
    terms = [term for group in search.query.required for term in group]
    words = {word for term in terms for word in (term.words[:-1] if term.begins else term.words)}
    single = {term.words[0] for term in terms if term.is_word}
    stems = {stem(word, language) for word in single for language in search.index.languages}
    beginnings = {term.words[-1] for term in terms if term.begins}
    return Marker(frozenset(words), frozenset(stems), tuple(sorted(beginnings)), search.index.languages)


def highlights(headline: str, paragraphs: Sequence[str], marker: Marker) -> JSON:
    """`headline` whole, `text` the part of the story that says most of it; an empty list where there is no match."""
    passage = best_passage(paragraphs[:MOST_PARAGRAPHS], marker)
    return {"headline": spans(headline, marker.matches(headline)), "text": passage}


def paragraphs_of(body: str) -> list[str]:
    """Of the JSON of a story, for want of its text alone."""
    texts = texts_of(body)
    return [*texts.lead, *texts.paragraphs]


def best_passage(paragraphs: Sequence[str], marker: Marker) -> list[JSON]:
    """Of the paragraph with the most different words of the query, the first one among equals."""
    best: tuple[int, str, list[tuple[int, int]]] = (0, "", [])
    for paragraph, places in marked(paragraphs, marker):
        different = len({folded(paragraph[start:end]) for start, end in places})
        if different > best[0]:
            best = (different, paragraph, places)
        if different >= len(marker.words) + len(marker.beginnings):
            break
    _, paragraph, places = best
    if not places:
        return []
    start, end = window(paragraph, places[0][0])
    shown = [(first - start, last - start) for first, last in places if start <= first and last <= end]
    found = spans(paragraph[start:end], shown)
    return [*([{"text": "… "}] if start else []), *found, *([{"text": " …"}] if end < len(paragraph) else [])]


def marked(paragraphs: Sequence[str], marker: Marker) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """Those with a match, and where."""
    text = "\n".join(paragraphs)
    if not is_plain(text):
        # Only those with such letters must be read word by word.
        yield from ((it, places) for it in paragraphs if (places := marker.matches(it)))
        return
    # Looked through at one go: a story has a dozen paragraphs, and most of them no match.
    found = marker.matches_in_plain(text)
    start = at = 0
    for paragraph in paragraphs:
        if at == len(found):
            return
        end = start + len(paragraph)
        places = []
        while at < len(found) and found[at][0] < end:
            places.append((found[at][0] - start, found[at][1] - start))
            at += 1
        if places:
            yield paragraph, places
        start = end + 1


def window(text: str, first: int) -> tuple[int, int]:
    """The part of a text around its first match, cut between words."""
    start = text.find(" ", first - BEFORE, first) + 1 if first > BEFORE else 0
    end = start + LONGEST
    return start, len(text) if end >= len(text) else max(text.rfind(" ", first, end), first) or end


def spans(text: str, places: Iterable[tuple[int, int]]) -> list[JSON]:
    found: list[JSON] = []
    position = 0
    for start, end in places:
        if start > position:
            found.append({"text": text[position:start]})
        found.append({"text": text[start:end], "marks": MATCH})
        position = end
    if found and position < len(text):
        found.append({"text": text[position:]})
    return found
