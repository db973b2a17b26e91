"""Which published figures, names and quotations a new version changes."""

from __future__ import annotations

import time
from typing import Any

import pytest

from articles.checks.facts import changed_facts
from tests.factories import paragraph


def story(*texts: str, **fields: Any) -> dict[str, Any]:
    return {"headline": "", "standfirst": [], "body": [paragraph(it, at) for at, it in enumerate(texts)], **fields}


def lost(before: str, after: str) -> list[tuple[str, str]]:
    return [tuple(it.fact) for it in changed_facts(story(before), story(after))]


@pytest.mark.parametrize(
    ("before", "after", "facts"),
    [
        ("It cost £14m.", "It cost £15m.", [("figure", "14")]),
        ("Some 1,000 people came.", "Some 1000 people came.", []),
        ("Three boats were lost.", "Four boats were lost.", [("figure", "three")]),
        ("It opened on 3.5.2026.", "It opened on 4.5.2026.", [("figure", "3.5.2026")]),
        ("We met Ann Lowe there.", "We met Anne Lowe there.", [("name", "Ann")]),
        ("We met Ann Lowe there.", "There we met Ann Lowe.", []),
        ("Smith said so.", "Smyth said so.", [("name", "Smith")]),
        ("However the harbour opened.", "But the harbour opened.", []),
        ("Boats left. All boats came back.", "Ships left. All boats came back.", []),
        ("She said: “We were wrong.”", "She said: “We were right.”", [("quotation", "We were wrong")]),
        ('She said: "We were wrong."', "She said: “We were wrong.”", []),
        ("The harbour reopened.", "The harbour has reopened, after 14 days, says Ann Lowe.", []),
        ("The café in Zürich shut.", "The café in Genève shut.", [("name", "Zürich")]),
    ],
)
def test_what_readers_were_told_and_would_be_told_no_longer(before: str, after: str, facts: Any) -> None:
    assert lost(before, after) == facts


def test_words_that_move_into_another_block_are_not_lost() -> None:
    whole = story("Ann Lowe spoke. She lost 14 boats.")
    split = story("Ann Lowe spoke.")
    split["body"].append(paragraph("She lost 14 boats.", 99))
    assert changed_facts(whole, split) == []


def test_the_block_is_named_and_the_headline_is_looked_at_too() -> None:
    before, after = (
        story("First.", "It was 14.", headline="Lowe resigns"),
        story("First.", "It was 15.", headline="Low resigns"),
    )
    assert [(it.block, it.fact.words) for it in changed_facts(before, after)] == [("", "Lowe"), ("paragraph0001", "14")]


def test_a_long_text_takes_a_moment_and_a_longer_one_no_more_than_its_length() -> None:
    def seconds(number: int) -> float:
        text = "“Ann Lowe: 14, “.! " * number
        start = time.process_time()
        changed_facts(story(text), story(f"{text} 15"))
        return time.process_time() - start

    short, long = seconds(500), seconds(4000)
    assert long < 20 * max(short, 0.01)
