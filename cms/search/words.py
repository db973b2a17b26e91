"""Texts as the words by which they are found: without accents and capitals, each with what it stems from.

Both databases get words that were made here, so that a search finds the same in either, whatever it can do itself.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import Stemmer

LONGEST_WORD = 60
ACCENTS = re.compile("[\u0300-\u036f]")
# What no decomposition takes apart.
SPELLINGS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
# The vowels of many scripts are signs on consonants, and part of the word.
SIGNS = "".join(chr(it) for it in range(0x0483, 0x1D00) if unicodedata.category(chr(it)).startswith("M"))
# Scripts without spaces between words: each character is found by itself, and a word as a phrase of them.
SPACELESS = "\u0e01-\u0e5b\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
WORD = re.compile(rf"[{SPACELESS}]|(?:[^\W_{SPACELESS}]|[{SIGNS}])+")
# What is more than ASCII and the signs of print: letters beyond it, and signs on letters.
FOREIGN = re.compile("[^\x00-\x7f\xa0–—‘’“”…]")
POSSESSIVE = re.compile(r"(?<=\w)['’]s\b", re.IGNORECASE)

STEMMERS = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian",
    "id": "indonesian", "it": "italian", "lt": "lithuanian", "nb": "norwegian", "ne": "nepali", "nl": "dutch",
    "nn": "norwegian", "no": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
# How words begin from which a stemmer takes the beginning: the Irish bpoll, the Indonesian membaca, the Dutch gelopen.
BEFORE_STEMS = {
    "ga": ("bh", "bp", "dt", "gc", "h", "mb", "nd", "ng", "ts"),
    "id": ("be", "di", "ke", "me", "pe", "te"),
    "nl": ("ge",),
}
FIRST_VOWEL = re.compile("[^aeiouy]*[aeiouy]?")


def folded(text: str) -> str:
    """Without what people leave out when they search."""
    if text.isascii() or not FOREIGN.search(text):
        return text.lower()
    plain = ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return unicodedata.normalize("NFC", plain).casefold().translate(SPELLINGS)


def words_in(text: str) -> list[str]:
    """In order. Of a word beyond all measure, its beginning."""
    return [word[:LONGEST_WORD] for word in WORD.findall(folded(POSSESSIVE.sub("", text)))]


def primary(language: str) -> str:
    """`en` of `en-GB`."""
    return language.split("-")[0].lower()


def has_stems(language: str) -> bool:
    return language in STEMMERS


@lru_cache(maxsize=100_000)
def stem(word: str, language: str) -> str:
    """What the word shares with its other forms; the word itself where we know nothing of the language.

    A stemmer expects accents where its language has them. It gets none, and neither from stories nor from queries: both
    are cut in the same place.
    """
    name = STEMMERS.get(language)
    return str(Stemmer.Stemmer(name).stemWord(word)) if name else word


def beginnings_of(stem: str, language: str) -> tuple[str, ...]:
    """How all words begin that stem from it."""
    # But for the end like the stem itself: dying comes from die, and a Finnish consonant may be doubled before it.
    kept = stem[: -2 if language == "fi" or stem.endswith("ie") else -1]
    if language == "ga":
        kept = stem[:1]
    elif language in ("de", "nl"):
        # Umlauts may be spelt out (Mueller), and one vowel may be two (lopen, loop).
        kept = kept[: FIRST_VOWEL.match(kept).end()]  # type: ignore[union-attr]  # it matches nothing as well
    return (kept, *BEFORE_STEMS.get(language, ()))


def stems_of(words: list[str], language: str) -> list[str]:
    """Those that are not among the words themselves, each once."""
    if not has_stems(language):
        return []
    there = set(words)
    return sorted({stem(word, language) for word in there} - there)
