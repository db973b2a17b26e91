"""The first lines of a page: its breadcrumb and its headline, which copying runs together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from articles.importers.page.prose import ends_sentence, words_in

if TYPE_CHECKING:
    from collections.abc import Collection

ROOTS = frozenset({"home", "homepage", "home page", "front page", "start", "startseite", "accueil", "inicio", "início"})
# A stroke within a word, as in and/or, parts nothing.
SEPARATOR = re.compile(r"\s*[›»→▸❯>|]\s*|\s+[/·•\\-]\s+|\s+[–—]\s+|\s*::\s*")
ARROW = re.compile(r"\s*[›»→▸❯>]\s*")
# What parts a breadcrumb, where dashes and dots may as well part a headline.
TRUSTED = re.compile(r"[›»→▸❯>|]|\s/\s")
ROOTED_BY_STROKES = re.compile(r"\s*(?:" + "|".join(sorted(ROOTS)) + r")\s*/", re.IGNORECASE)
REPEATED_WITHIN = 5
LONGEST_HEADLINE = 300
MOST_WORDS = 40
SENTENCE_WORDS = 15
CATEGORY_WORDS = 4
MOST_CATEGORIES = 5


class Top(NamedTuple):
    headline: str
    category_names: list[str]
    used: frozenset[int]  # the lines that said so
    left_out: str = ""  # what stood beside the headline and is neither


def read_top(lines: list[str], known: Collection[str] = ()) -> Top | None:
    """None where no line can be a headline."""
    if not lines:
        return None
    found = (
        _repeated(lines, known) or _trail_of_lines(lines) or _trail_in_line(lines, known) or _run_together(lines, known)
    )
    if found:
        return found
    return Top(lines[0], [], frozenset({0})) if may_be_headline(lines[0]) else None


def names_in(breadcrumb: str, known: Collection[str] = ()) -> list[str]:
    """The categories of a breadcrumb, root first, without the site's own root."""
    parts = _parts(breadcrumb)
    if len(parts) == 1:
        words = _without_root(parts[0].split())
        parts = _known_names(words, known) or [" ".join(words)]
    return [part for part in parts if part and part.casefold() not in ROOTS]


def may_be_headline(line: str) -> bool:
    if len(line) > LONGEST_HEADLINE or words_in(line) > MOST_WORDS or sum(map(str.isalpha, line)) < 2:
        return False
    return words_in(line) <= SENTENCE_WORDS or not line.rstrip().endswith(".") or not ends_sentence(line)


def abridges(name: str, headline: str) -> bool:
    """Whether the last step of a breadcrumb is the story itself, as many sites print it."""
    return headline.casefold().startswith(name.rstrip("….").strip().casefold()) and words_in(name) > 1


def _repeated(lines: list[str], known: Collection[str]) -> Top | None:
    """A headline that another line ends with, or begins with: what else stands there is the breadcrumb or the site."""
    first = ARROW.sub(" › ", _with_arrows(lines[0])).split()
    for place, line in enumerate(lines[1:REPEATED_WITHIN], start=1):
        headline = line.split()
        if not may_be_headline(line) or (len(headline) < 2 and len(first) > len(headline) + 2):
            continue
        if _same(first[-len(headline) :], headline):
            breadcrumb = " ".join(first[: -len(headline)])
            return Top(line, names_in(breadcrumb, known), frozenset({0, place}))
        rest = " ".join(first[len(headline) :])
        if _same(first[: len(headline)], headline) and (separator := SEPARATOR.match(f" {rest}")):
            return Top(line, [], frozenset({0, place}), f" {rest}"[separator.end() :])
    return None


def _trail_of_lines(lines: list[str]) -> Top | None:
    """A breadcrumb whose parts stand on a line each, from Home on; more parts than it can have are the site's menu."""
    if lines[0].casefold() not in ROOTS:
        return None
    end = 1
    while end < len(lines) and words_in(lines[end]) < CATEGORY_WORDS:
        end += 1
    if end > MOST_CATEGORIES + 1:
        if end == len(lines) or not may_be_headline(lines[end]):
            return None
        return Top(lines[end], [], frozenset(range(end + 1)), ", ".join(lines[:end]))
    if end == len(lines) or not may_be_headline(lines[end]) or lines[end].endswith("."):
        # A short headline was taken for the last category.
        end -= 1
    return Top(lines[end], lines[1:end], frozenset(range(end + 1))) if end else None


def _trail_in_line(lines: list[str], known: Collection[str]) -> Top | None:
    """A first line of parts: a breadcrumb, with or without the headline, or the headline with the site's name."""
    parts = _parts(lines[0])
    if len(parts) < 2:
        return None
    short = [words_in(part) <= CATEGORY_WORDS for part in parts]
    rooted = parts[0].casefold() in ROOTS
    above = rooted or TRUSTED.search(lines[0])
    if above and all(short) and len(lines) > 1 and _is_headline_below(lines[1], parts[-1], rooted=rooted):
        names = [name for name in names_in(lines[0], known) if not abridges(name, lines[1])]
        return Top(lines[1], names, frozenset({0, 1}))
    if all(short[:-1]) and (rooted or (len(parts) > 2 and not short[-1])) and may_be_headline(parts[-1]):
        return Top(parts[-1], [part for part in parts[:-1] if part.casefold() not in ROOTS], frozenset({0}))
    if not short[0] and all(short[1:]) and "|" in lines[0]:
        return Top(parts[0], [], frozenset({0}), " | ".join(parts[1:]))
    return None


def _is_headline_below(line: str, last_part: str, *, rooted: bool) -> bool:
    return may_be_headline(line) and (not line.endswith(".") or (rooted and words_in(last_part) < 3))


def _run_together(lines: list[str], known: Collection[str]) -> Top | None:
    """Home, categories that we know and the headline with nothing between them; or a category that we know above it."""
    if not known or len(lines[0]) > 2 * LONGEST_HEADLINE:
        return None
    words = lines[0].split()
    rest = _without_root(words)
    if len(rest) == len(words):
        if len(lines) > 1 and _known_names(words, known) and may_be_headline(lines[1]):
            return Top(lines[1], _known_names(words, known), frozenset({0, 1}))
        return None
    for end in range(len(rest) - 2, 0, -1):
        if names := _known_names(rest[:end], known):
            return Top(" ".join(rest[end:]), names, frozenset({0}))
    return None


def _parts(line: str) -> list[str]:
    return [part.strip() for part in SEPARATOR.split(f" {_with_arrows(line).strip()} ") if part.strip()]


def _with_arrows(line: str) -> str:
    return line.replace("/", " › ") if ROOTED_BY_STROKES.match(line) else line


def _without_root(words: list[str]) -> list[str]:
    for length in (2, 1):
        if " ".join(words[:length]).casefold() in ROOTS:
            return words[length:]
    return words


def _known_names(words: list[str], known: Collection[str]) -> list[str]:
    """These words as names that we know, the longest first; none unless they all are."""
    names = {name.casefold(): name for name in known}
    found: list[str] = []
    start = 0
    while start < len(words):
        for end in range(len(words), start, -1):
            if name := names.get(" ".join(words[start:end]).casefold()):
                found.append(name)
                start = end
                break
        else:
            return []
    return found


def _same(words: list[str], others: list[str]) -> bool:
    return [word.casefold() for word in words] == [word.casefold() for word in others]
