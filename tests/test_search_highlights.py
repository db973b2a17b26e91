"""Where the words of a search stand in a text: found the quick way, they are those that looking at each word finds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.search.highlights import Marker
from cms.search.words import WORD, stem

QUOTED = ["“", "’s ", "—", "…", "\xa0", " ", ", ", ".", "_", "-", "\n"]
WORDS = ["harbour", "Harbours", "harb", "storm", "STORMS", "storm2", "2", "x", "Ärger", "arger", "e\u0301te", "été",
         "ete", "стол", "столы", "港", "港口", "İstanbul", "straße", "ＡＢＣ"]  # fmt: skip


def marker(*words: str, beginnings: tuple[str, ...] = ()) -> Marker:
    stems = frozenset(stem(word, "en") for word in words)
    return Marker(frozenset(words), stems, beginnings, ("en",))


@given(st.lists(st.sampled_from([*WORDS, *QUOTED]), max_size=30).map("".join))
@pytest.mark.parametrize(
    "wanted",
    [marker("harbour", "storm"), marker("ete"), marker("x", beginnings=("harb",)), marker("2"), marker("港", "стол")],
    ids=["words", "without accents", "beginning", "digit", "other scripts"],
)
def test_the_quick_way_finds_what_the_slow_one_does(wanted, text):
    assert list(wanted.matches(text)) == [it.span() for it in WORD.finditer(text) if wanted.is_match(it[0])]
