"""What somebody typed into a search box, read: words, "phrases", -without, begin*, this OR that.

Nothing that is typed means anything but this. What a database would take for an operator is a letter here or nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cms.search.words import words_in

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_QUERY = 200
MOST_WORDS = 16
# Of a shorter beginning, the vocabulary knows too many ends.
SHORTEST_BEGINNING = 2
# Each is a look into the vocabulary.
MOST_BEGINNINGS = 3
QUOTES = str.maketrans(dict.fromkeys("“”„«»″", '"'))
PART = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)"?|(?P<chunk>[^\s"]+))')


@dataclass(frozen=True)
class Term:
    """Words that follow one another; with `begins`, the last may go on."""

    words: tuple[str, ...]
    begins: bool = False

    @property
    def is_word(self) -> bool:
        return len(self.words) == 1 and not self.begins


@dataclass(frozen=True)
class Query:
    """A story must have one term of each of `required`, and none of `excluded`."""

    text: str
    required: tuple[tuple[Term, ...], ...]
    excluded: tuple[Term, ...] = ()

    @property
    def terms(self) -> list[Term]:
        return [*(term for group in self.required for term in group), *self.excluded]


def read_query(text: str) -> Query:
    """Raises ValueError with what is allowed."""
    if len(text) > LONGEST_QUERY:
        raise ValueError(f"must have at most {LONGEST_QUERY} characters, and has {len(text):,}")
    groups: list[list[Term]] = []
    excluded: list[Term] = []
    for term, joined, without in terms_in(text):
        if without:
            excluded.append(term)
        elif joined and groups:
            groups[-1].append(term)
        else:
            groups.append([term])
    query = Query(text, tuple(map(tuple, groups)), tuple(excluded))
    if not groups:
        raise ValueError("must have at least one word to look for: letters or digits, and not only words with a minus")
    if sum(len(term.words) for term in query.terms) > MOST_WORDS:
        raise ValueError(f"must have at most {MOST_WORDS} words")
    if len({term.words for term in query.terms if term.begins}) > MOST_BEGINNINGS:
        raise ValueError(f"must have at most {MOST_BEGINNINGS} words that end in `*`")
    return query


def terms_in(text: str) -> Iterator[tuple[Term, bool, bool]]:
    """Each with whether OR stands before it, and whether it is to be kept out."""
    joined = without = False
    for part in PART.finditer(text.translate(QUOTES)):
        chunk = part["chunk"] or ""
        if chunk in ("OR", "|"):
            joined = True
        elif chunk == "NOT":
            without = True
        elif chunk != "AND" and (words := words_in(part["phrase"] or chunk)):
            begins = chunk.endswith("*") and len(words[-1]) >= SHORTEST_BEGINNING
            yield Term(tuple(words), begins), joined, without or bool(part["minus"])
            joined = without = False
