"""A published story as search takes it in: its words, by how much they say about it, and the terms it stands under."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zlib import crc32

import orjson

from cms.search.texts import texts_of
from cms.search.words import primary, stems_of, words_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cms.models import Document

# Of a longer text, so many words from its beginning: as many as PostgreSQL gives positions to.
MOST_WORDS = 16_000
# Stories of one second are told apart by so many bits that follow from their keys.
WITHIN_A_SECOND = 20
# Stands between the kind and the key of a mark; no word has it.
BETWEEN = "·"


@dataclass(frozen=True)
class Field:
    words: tuple[str, ...]
    stems: tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """Two that are equal are found in the same ways."""

    key: str
    published: int
    language: str
    title: Field
    lead: Field
    body: Field
    # What lists find it by: terms, and words for what it is and has.
    mentions: tuple[str, ...]

    @property
    def place(self) -> int:
        """Where it would like to be among all; whoever is there already stays."""
        return (self.published << WITHIN_A_SECOND) + crc32(self.key.encode()) % (1 << WITHIN_A_SECOND)

    @property
    def marks(self) -> tuple[str, ...]:
        return (mark("id", self.key), *self.mentions)

    def lexemes(self) -> set[str]:
        return {lexeme for it in (self.title, self.lead, self.body) for lexeme in (*it.words, *it.stems)}

    def head_words(self) -> set[str]:
        return {*self.title.words, *self.lead.words}


Cutter = Callable[[tuple[str, ...], str], Field]

Row = tuple[int, Entry, int]
"""A place, what stands there, and the number of its document."""


def mark(kind: str, key: str) -> str:
    return f"{kind}{BETWEEN}{key}"


def moment_of_place(place: int) -> int:
    """In seconds since 1970."""
    return place >> WITHIN_A_SECOND


def entry_of(document: Document, mentions: Iterable[str], cut: Cutter) -> Entry:
    """`cut` is `field_of`, which may know some of the texts already."""
    texts = texts_of(document.body)
    card = orjson.loads(document.card)
    language = primary(card.get("language") or "")
    return Entry(
        key=document.key,
        published=int(document.published_at.timestamp()),
        language=language,
        title=cut(tuple(texts.title), language),
        lead=cut(tuple(texts.lead), language),
        body=cut(tuple(texts.paragraphs), language),
        mentions=tuple(sorted(mentions)),
    )


def field_of(texts: tuple[str, ...], language: str) -> Field:
    words = words_in("\n".join(texts))[:MOST_WORDS]
    return Field(tuple(words), tuple(stems_of(words, language)))
