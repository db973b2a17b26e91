"""Two texts made from one: what goes together by itself, and what somebody has to choose."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.merging import NotChosen, merge_contents
from tests.factories import paragraph

BASE = {"headline": "Storm", "tags": ["sea", "wind"], "body": [paragraph(word, at) for at, word in enumerate("abcd")]}


def merged(mine: dict[str, Any], theirs: dict[str, Any], **choices: str) -> Any:
    return merge_contents(BASE, BASE | mine, BASE | theirs).settled(choices)


def body(*words: str) -> dict[str, Any]:
    """By the letter with which it began: `a2` is the block `a` with other words, `new` is one that was not there."""
    places = {letter: at for at, letter in enumerate("abcd")}
    return {"body": [paragraph(word, places.get(word[0], 50 + ord(word[0]))) for word in words]}


def words_of(content: Any) -> list[str]:
    return [block["text"][0]["text"] for block in content["body"]]


@pytest.mark.parametrize(
    ("mine", "theirs", "both"),
    [
        ("a b c d", "a b c d", "a b c d"),
        ("a2 b c d", "a b c d2", "a2 b c d2"),
        ("a x b c d", "a b c d y", "a x b c d y"),
        ("x a b c d", "y a b c d", "x y a b c d"),
        ("a c d", "a b c2 d", "a c2 d"),
        ("a c d", "a b c", "a c"),
        ("b a c d", "a b2 c d", "b2 a c d"),
        ("a b c d", "d c b a", "d c b a"),
        ("a b x c d", "d c b a", "d c b x a"),
        ("", "a b c d x", "x"),
        ("a2 b c d", "a2 b c d", "a2 b c d"),
    ],
)
def test_changes_in_different_blocks_go_together(mine: str, theirs: str, both: str) -> None:
    assert words_of(merged(body(*mine.split()), body(*theirs.split()))) == both.split()


def test_different_fields_go_together_and_tags_are_added_up() -> None:
    both = merged(
        {"headline": "Gale", "tags": ["sea", "leith"]}, {"kicker": "Weather", "tags": ["sea", "wind", "rain"]}
    )
    assert (both["headline"], both["kicker"], both["tags"]) == ("Gale", "Weather", ["sea", "rain", "leith"])


@pytest.mark.parametrize(("choice", "stands"), [("mine", "a1"), ("theirs", "a2"), ("both", "a2 a1")])
def test_of_a_block_that_both_changed_one_takes_either_or_both(choice: str, stands: str) -> None:
    merge = merge_contents(BASE, BASE | body("a1", "b", "c", "d"), BASE | body("a2", "b", "c", "d"))
    assert merge.body is not None
    [block] = merge.body.clashes
    with pytest.raises(NotChosen):
        merge.settled({})
    settled = merge.settled({block.name: choice})
    assert words_of(settled) == [*stands.split(), "b", "c", "d"]
    assert len({it["id"] for it in settled["body"]}) == len(settled["body"])
    assert merge.leaves_out({block.name: choice}) is (choice == "theirs")


def test_a_block_that_one_removed_and_the_other_changed_is_asked_about() -> None:
    merge = merge_contents(BASE, BASE | body("b", "c", "d"), BASE | body("a2", "b", "c", "d"))
    assert merge.body is not None
    [block] = merge.body.clashes
    assert block.choices == ("mine", "theirs")
    assert words_of(merge.settled({block.name: "mine"})) == ["b", "c", "d"]
    assert words_of(merge.settled({block.name: "theirs"})) == ["a2", "b", "c", "d"]


def test_two_orders_are_asked_about() -> None:
    merge = merge_contents(BASE, BASE | body("b", "a", "c", "d"), BASE | body("a", "b", "d", "c"))
    assert not merge.is_settled
    assert words_of(merge.settled({"order": "mine"})) == ["b", "a", "c", "d"]
    assert words_of(merge.settled({})) == ["a", "b", "d", "c"]


def test_a_caption_is_not_put_under_a_picture_that_the_other_one_chose() -> None:
    base = BASE | {"lead_image": "boats", "lead_caption": "Boats."}
    merge = merge_contents(base, base | {"lead_image": "gulls"}, base | {"lead_caption": "Two boats."})
    assert {it.name for it in merge.clashes} == {"lead_image", "lead_caption"}


def test_bodies_whose_blocks_cannot_be_told_apart_are_one_choice() -> None:
    twice = {"body": [paragraph("a", 1), paragraph("b", 1)]}
    merge = merge_contents(BASE, BASE | twice, BASE | body("c", "d"))
    assert [it.name for it in merge.clashes] == ["body"]
    assert words_of(merge.settled({"body": "both"})) == ["c", "d", "a", "b"]


EDITS = st.lists(
    st.tuples(st.sampled_from(["change", "remove", "add", "move"]), st.integers(0, 9), st.integers(0, 9)), max_size=6
)


def edited(blocks: list[Any], edits: list[tuple[str, int, int]], who: str) -> list[Any]:
    found = list(blocks)
    for number, (what, place, to) in enumerate(edits):
        at = place % len(found) if found else 0
        if what == "add":
            found.insert(at, {**paragraph(f"{who}{number}"), "id": f"{who}added{number:03d}"})
        elif found and what == "change":
            found[at] = {**found[at], "text": [{"text": f"{who}{number}"}]}
        elif found:
            block = found.pop(at)
            if what == "move":
                found.insert(to % (len(found) + 1), block)
    return found


@given(EDITS, EDITS)
def test_no_word_of_either_is_lost_where_nobody_decides_against_it(mine: Any, theirs: Any) -> None:
    ours, others = edited(BASE["body"], mine, "m"), edited(BASE["body"], theirs, "t")  # type: ignore[arg-type]
    merge = merge_contents(BASE, BASE | {"body": ours}, BASE | {"body": others})
    assert merge.body is not None
    choices = {
        it.name: "both" if "both" in it.choices else "mine" if it.mine else "theirs" for it in merge.body.clashes
    }
    found = words_of(merge.settled(choices))
    new = {block["text"][0]["text"] for block in [*ours, *others]} - set("abcd")
    assert new <= set(found)
    both_kept = {block["id"] for block in ours} & {block["id"] for block in others}
    kept = {block["id"] for block in merge.settled(choices)["body"]}
    assert both_kept <= kept


@given(EDITS, EDITS)
def test_what_goes_together_by_itself_is_the_same_whoever_saves_first(mine: Any, theirs: Any) -> None:
    ours, others = edited(BASE["body"], mine, "m"), edited(BASE["body"], theirs, "t")  # type: ignore[arg-type]
    one = merge_contents(BASE, BASE | {"body": ours}, BASE | {"body": others})
    other = merge_contents(BASE, BASE | {"body": others}, BASE | {"body": ours})
    assert one.is_settled == other.is_settled
    if one.is_settled:
        assert sorted(words_of(one.settled({}))) == sorted(words_of(other.settled({})))
