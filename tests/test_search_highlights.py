"""Where the words of a search stand in a text: found the quick way, they are those that looking at each word finds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.search.highlights import Marker, marked
from cms.search.words import WORD, stem

QUOTED = ["“", "’s ", "—", "…", "\xa0", " ", ", ", ".", "_", "-", "\n"]
WORDS = ["harbour", "Harbours", "harb", "storm", "STORMS", "storm2", "2", "x", "Ärger", "arger", "e\u0301te", "été",
         "ete", "die", "dying", "lopen", "gelopen", "loop", "Mueller", "baca", "membaca",
         "стол", "столы", "港", "港口", "İstanbul", "straße", "ＡＢＣ"]  # fmt: skip


def marker(*words: str, beginnings: tuple[str, ...] = (), languages: tuple[str, ...] = ("en",)) -> Marker:
    stems = frozenset(stem(word, language) for word in words for language in languages)
    return Marker(frozenset(words), stems, beginnings, languages)


@pytest.mark.parametrize(
    ("language", "wanted", "text", "places"),
    [
        ("en", "die", "The dying and the dead", ["dying"]),
        ("en", "lying", "They lie and dye", ["lie"]),
        ("en", "war", "Wars are won", ["Wars"]),
        ("de", "muller", "Herr Mueller malt", ["Mueller"]),
        ("nl", "loop", "Wij lopen en hebben gelopen", ["lopen", "gelopen"]),
        ("id", "baca", "Dia membaca buku", ["membaca"]),
        ("ga", "poll", "Sa bpoll", ["bpoll"]),
    ],
)
def test_words_that_begin_otherwise_than_their_stem_are_marked(language, wanted, text, places):
    found = marker(wanted, languages=(language,))
    assert [text[start:end] for start, end in found.matches(text)] == places
    [(_, marked_places)] = marked([text], found)
    assert marked_places == found.matches(text)


@given(st.lists(st.sampled_from([*WORDS, *QUOTED]), max_size=30).map("".join))
@pytest.mark.parametrize(
    "wanted",
    [
        marker("die"),
        marker("loop", languages=("en", "nl")),
        marker("muller", languages=("de",)),
        marker("baca", languages=("id",)),
        marker("harbour", "storm"),
        marker("ete"),
        marker("x", beginnings=("harb",)),
        marker("2"),
        marker("港", "стол"),
    ],
    ids=[
        "as English has it",
        "as Dutch has it",
        "umlauts spelt out",
        "prefixes",
        "words",
        "without accents",
        "beginning",
        "digit",
        "other scripts",
    ],
)
def test_the_quick_way_finds_what_the_slow_one_does(wanted, text):
    assert list(wanted.matches(text)) == [it.span() for it in WORD.finditer(text) if wanted.is_match(it[0])]
