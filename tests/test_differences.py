"""What changed between two contents of a story: every word of it, in words for people, fast."""

from __future__ import annotations

import random
import time
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.blocks import BLOCK_TYPES
from articles.differences import BlockChange, Run, compare_bodies, compare_contents
from articles.differences.values import list_line
from cms.comparison.sequences import stretches
from cms.comparison.words import compare_plain, compare_rich
from tests.block_examples import BOATS, CRANE, EXAMPLES
from tests.factories import paragraph

Json = dict[str, Any]
BOLD = {"type": "strong"}


def link(href: str) -> Json:
    return {"type": "link", "href": href}


def rich(*texts: str | tuple[str, Json]) -> list[Json]:
    return [{"text": it} if isinstance(it, str) else {"text": it[0], "marks": [it[1]]} for it in texts]


def one(before: Json, after: Json, **names: str) -> BlockChange:
    [change] = compare_bodies([before], [after], names)
    return change


def told(change: BlockChange) -> dict[str, list[tuple[str, str]]]:
    """Kind and words of what changed, by label."""
    return {
        line.label: [(run.kind, run.text) for run in line.runs] or [("note", line.note)]
        for line in change.lines
        if line.changed
    }


def summary(changes: list[BlockChange]) -> list[tuple[str, bool, int | None, int | None]]:
    return [(it.kind, it.moved, it.was_at, it.is_at) for it in changes]


# Words.


def test_a_word_that_changed_is_shown_among_those_that_stayed():
    assert compare_plain("The ferry left at noon.", "The ferry left at dusk.") == [
        Run("same", "The ferry left at "), Run("removed", "noon"), Run("added", "dusk"), Run("same", "."),
    ]  # fmt: skip


def test_a_number_is_one_word():
    assert compare_plain("It cost £1,200.50 then.", "It cost £1,400.50 then.")[1:3] == [
        Run("removed", "1,200.50"), Run("added", "1,400.50"),
    ]  # fmt: skip


def test_languages_without_spaces_are_compared_sign_by_sign():
    assert [run.text for run in compare_plain("東京は雨です", "東京は雪です")] == ["東京は", "雨", "雪", "です"]


def test_changed_neighbours_are_not_torn_apart_by_the_space_between_them():
    runs = compare_plain("We met two old sailors in the cold harbour", "We met nine young cooks in the cold harbour")
    assert [run.text for run in runs] == ["We met ", "two old sailors", "nine young cooks", " in the cold harbour"]


def test_a_rewritten_text_is_shown_whole_before_and_after():
    runs = compare_plain("The ferry was full of the cars", "Nobody in Leith minds the rain, however long it lasts")
    assert [run.kind for run in runs] == ["removed", "added"]


def test_a_link_whose_target_changed_says_both():
    [_, changed] = compare_rich(rich("We ", ("said", link("https://old"))), rich("We ", ("said", link("https://new"))))
    assert changed == Run("remarked", "said", (link("https://new"),), (link("https://old"),))


def test_marks_that_came_or_went_are_shown_and_no_word_counts_as_changed():
    runs = compare_rich(rich("At ", ("noon", BOLD), " sharp"), rich("At noon ", ("sharp", BOLD)))
    assert [(run.kind, run.text) for run in runs] == [
        ("same", "At "), ("remarked", "noon"), ("same", " "), ("remarked", "sharp"),
    ]  # fmt: skip


def test_text_that_is_only_cut_into_other_spans_is_the_same():
    assert {run.kind for run in compare_rich(rich("At ", "noon"), rich("At noon"))} == {"same"}


MARKS = st.lists(st.sampled_from([BOLD, {"type": "em"}, link("https://a"), link("https://b"), {"type": "new", "n": 1}]))
SPANS = st.lists(
    st.fixed_dictionaries(
        {"text": st.text(alphabet="ab 1,.'\n東é", max_size=12) | st.sampled_from(["the ferry", " at noon", "sailed"])},
        optional={"marks": MARKS},
    ),
    max_size=8,
)


def marked(runs: list[tuple[str, tuple[Any, ...]]]) -> list[tuple[str, str]]:
    return [(sign, repr(list(marks))) for text, marks in runs for sign in text]


def spelt(spans: list[Json]) -> list[tuple[str, str]]:
    return marked([(span["text"], tuple(span.get("marks", []))) for span in spans])


@settings(max_examples=400, deadline=None)
@given(SPANS, SPANS)
def test_what_is_shown_of_two_texts_is_both_of_them_to_the_letter(before, after):
    runs = compare_rich(before, after)
    older = [(run.text, run.were if run.kind == "remarked" else run.marks) for run in runs if run.kind != "added"]
    newer = [(run.text, run.marks) for run in runs if run.kind != "removed"]
    assert marked(older) == spelt(before)
    assert marked(newer) == spelt(after)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(0, 5), max_size=400), st.lists(st.integers(0, 5), max_size=400))
def test_stretches_cover_both_sequences_and_what_is_the_same_is_equal(before, after):
    found = stretches(before, after)
    assert [place for it in found for place in it.before] == list(range(len(before)))
    assert [place for it in found for place in it.after] == list(range(len(after)))
    assert all([before[i] for i in it.before] == [after[i] for i in it.after] for it in found if it.same)


# Blocks.


def test_blocks_are_known_by_their_ids():
    before = [paragraph("One.", 1), paragraph("Two.", 2), paragraph("Three.", 3)]
    after = [paragraph("One.", 1), paragraph("Nothing of it is left.", 2), paragraph("Four.", 4)]
    assert summary(compare_bodies(before, after, {})) == [
        ("same", False, 1, 1), ("changed", False, 2, 2), ("removed", False, 3, None), ("added", False, None, 3),
    ]  # fmt: skip


def test_a_block_that_came_back_under_another_id_is_known_by_its_words():
    before, after = paragraph("The ferry left at noon, full of cars.", 1), paragraph("The ferry left at dusk.", 9)
    assert one(before, after).kind == "changed"


def test_a_block_that_moved_says_from_where_and_the_others_stay():
    blocks = [paragraph(f"Paragraph {number}.", number) for number in range(1, 6)]
    after = [blocks[4], *blocks[:4]]
    assert summary(compare_bodies(blocks, after, {})) == [
        ("same", True, 5, 1), *[("same", False, place, place + 1) for place in range(1, 5)],
    ]  # fmt: skip


def test_a_block_may_move_and_change():
    before = [paragraph("One.", 1), paragraph("Two.", 2), paragraph("Three is the last.", 3)]
    after = [paragraph("Three was the last.", 3), *before[:2]]
    assert summary(compare_bodies(before, after, {}))[0] == ("changed", True, 3, 1)


def test_what_was_removed_stands_where_it_stood():
    before = [paragraph(f"Paragraph {number}.", number) for number in range(1, 4)]
    assert summary(compare_bodies(before, [before[0], before[2]], {}))[1] == ("removed", False, 2, None)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_type_of_block_is_the_same_as_itself_and_shown_whole_when_it_is_new(name):
    block = EXAMPLES[name]
    assert one(block, deepcopy(block)).kind == "same"
    [added] = compare_bodies([], [block], {})
    assert (added.kind, added.label) == ("added", BLOCK_TYPES[name].label)
    shown = " ".join(run.text for line in added.lines for run in line.runs)
    assert all(word in shown for value in leaves({**block, "id": "", "type": ""}) for word in [value])


def leaves(value: Any) -> list[str]:
    if isinstance(value, dict):
        inner = [it for name, it in value.items() if name != "marks"]
        return [leaf for it in inner for leaf in leaves(it)]
    if isinstance(value, list):
        return [leaf for it in value for leaf in leaves(it)]
    return [value] if isinstance(value, str) and value else []


@pytest.mark.parametrize(
    ("name", "change", "expected"),
    [
        ("image", {"crop": "4:3"}, {"Crop": [("removed", "16:9"), ("added", "4:3")]}),
        ("image", {"image": CRANE}, {
            "Picture": [("removed", "Boats"), ("added", "01crane")],
            "Picture › Description of what it shows": [("removed", BOATS["alt"]), ("added", CRANE["alt"])],
            "Picture › Width": [("removed", "3000")], "Picture › Height": [("removed", "2000")],
        }),
        ("paragraph", {"drop_cap": False}, {"Large first letter": [("removed", "Yes"), ("added", "No")]}),
        ("heading", {"level": 3}, {"Level": [("removed", "2"), ("added", "3")]}),
        ("quote", {"attribution": "Una Reid, of Leith"}, {
            "Attribution": [("same", "Una Reid, "), ("removed", "islander"), ("added", "of Leith")]
        }),
        ("divider", {"platforms": ["web", "app"]}, {"Only shown on": [("added", "web, app")]}),
        ("paragraph", {"mood": {"score": 3}}, {"Mood › Score": [("added", "3")]}),
        ("list", {"items": [{"text": rich("Tickets")}, {"text": rich("Repairs")}]}, {
            "Entry 1": [("note", "moved, was 2")], "Entry 2 › Entry 1 › Text": [("removed", "The ramp")],
        }),
    ],
)  # fmt: skip
def test_what_changed_in_a_block_is_named_in_the_fields_words(name, change, expected):
    block = EXAMPLES[name]
    assert told(one(block, {**block, **change}, **{"01boats": "Boats"})) == expected


def test_a_cell_of_a_table_is_named_by_its_row_and_place():
    table = deepcopy(EXAMPLES["table"])
    table["rows"][0][1] = rich("1,001")
    [label] = told(one(EXAMPLES["table"], table))
    assert label == "Row 1, cell 2"


def test_a_box_says_in_which_of_its_blocks_it_changed():
    before = {"id": "box0000001", "type": "box", "variant": "factbox", "items": [{"blocks": [paragraph("At noon.")]}]}
    after = {**before, "items": [{"blocks": [paragraph("At dusk.")]}]}
    assert list(told(one(before, after))) == ["Entry 1 › Block 1 › Text"]


def test_a_block_of_an_unknown_type_is_shown_with_all_its_fields():
    before = {"id": "poll000001", "type": "poll", "question": "Who pays?", "answers": [{"text": "We"}, {"text": "You"}]}
    change = one(before, {**before, "question": "Who paid?", "closes": 12})
    assert change.label == "Block of an unknown type (poll)"
    assert told(change) == {
        "Question": [("same", "Who "), ("removed", "pays"), ("added", "paid"), ("same", "?")],
        "Closes": [("added", "12")],
    }


def test_a_paragraph_that_became_a_heading_says_so():
    before, after = (
        paragraph("Who pays"),
        {"id": "paragraph0001", "type": "heading", "level": 2, "text": rich("Who pays")},
    )
    assert told(one(before, after))["Type"] == [("removed", "Paragraph"), ("added", "Heading")]


LEAVES = st.none() | st.booleans() | st.integers(-3, 3) | st.text(alphabet="ab c", max_size=8)
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("pqrs"), inner, max_size=4),
    max_leaves=12,
)
BLOCK = st.one_of(
    st.builds(
        lambda text, number: paragraph(text or "x", number), st.text(alphabet="ab ", max_size=9), st.integers(1, 9)
    ),
    st.builds(
        lambda value, number: {"id": f"unknown{number:04d}", "type": "poll", **value},
        st.dictionaries(st.sampled_from("pqrs"), JSON, max_size=3),
        st.integers(1, 9),
    ),
    st.sampled_from(list(EXAMPLES.values())),
    JSON,
)


@settings(max_examples=400, deadline=None)
@given(st.lists(BLOCK, max_size=8), st.lists(BLOCK, max_size=8))
def test_both_bodies_can_be_put_together_again_from_the_difference(before, after):
    changes = compare_bodies(before, after, {})
    assert [it.after for it in changes if it.is_at] == after
    older = sorted((it for it in changes if it.was_at), key=lambda it: it.was_at)
    assert [it.before for it in older] == before
    stays = [it.was_at for it in changes if it.was_at and it.is_at and not it.moved]
    assert stays == sorted(stays)


def without_the_empty(value: Any) -> Any:
    """What people cannot tell apart: a field that is empty, and one that is not there."""
    if isinstance(value, dict):
        kept = {name: without_the_empty(it) for name, it in value.items()}
        return {name: it for name, it in kept.items() if it not in (None, "", [], {}) or isinstance(it, bool | int)}
    return [without_the_empty(it) for it in value] if isinstance(value, list) else value


@settings(max_examples=600, deadline=None)
@given(
    st.dictionaries(st.sampled_from("pqrs"), JSON, max_size=3),
    st.dictionaries(st.sampled_from("pqrs"), JSON, max_size=3),
)
def test_no_change_of_an_unknown_block_goes_unseen(before, after):
    old, new = ({"id": "unknown0001", "type": "poll", **it} for it in (before, after))
    nothing_seen = one(old, new).kind == "same"
    if as_seen(before) == as_seen(after):
        assert nothing_seen
    # Of an entry of a list that is empty, it is not said how.
    if nothing_seen:
        assert as_seen(with_like_entries(before)) == as_seen(with_like_entries(after))


def as_seen(value: Any) -> str:
    return repr(sorted_deep(without_the_empty(value)))


def with_like_entries(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: with_like_entries(it) for name, it in value.items()}
    if isinstance(value, list):
        return [
            it if isinstance(it, bool | int) or without_the_empty(it) else None for it in map(with_like_entries, value)
        ]
    return value


def sorted_deep(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: sorted_deep(value[name]) for name in sorted(value)}
    return [sorted_deep(it) for it in value] if isinstance(value, list) else value


# Speed.


def long_body(seed: int) -> list[Json]:
    """300 paragraphs of 34 words."""
    draw = random.Random(seed)  # noqa: S311 (the same words each time)
    words = [f"word{number}" for number in range(2000)] + ["the", "of", "and", "a", "in"] * 200
    return [paragraph(" ".join(draw.choices(words, k=34)), number) for number in range(300)]


def edited(block: Json) -> Json:
    words = block["text"][0]["text"].split()
    return {**block, "text": rich(" ".join([*words[:5], "edited", *words[7:20], *words[25:], "more"]))}


@pytest.mark.parametrize(
    "change",
    [
        lambda body: [edited(block) for block in body],
        lambda body: [{**edited(block), "id": f"imported{number}"} for number, block in enumerate(body)],
        lambda body: body[::-1],
        lambda body: long_body(2),
        lambda body: [{**block, "id": f"imported{number}"} for number, block in enumerate(long_body(2))],
    ],
    ids=["each block edited", "each block imported again", "turned round", "rewritten", "another story"],
)
def test_a_body_of_ten_thousand_words_is_compared_in_well_under_a_second(change):
    before = long_body(1)
    after = change(before)
    started = time.process_time()
    compare_bodies(before, after, {})
    assert time.process_time() - started < 1


@pytest.mark.parametrize("seed", [1, 2])
def test_one_paragraph_of_ten_thousand_words_is_no_slower(seed):
    texts = [
        " ".join(it["text"][0]["text"] for it in body)
        for body in (long_body(1), [edited(it) for it in long_body(seed)])
    ]
    started = time.process_time()
    compare_plain(*texts)
    assert time.process_time() - started < 1


# Fields.


def test_fields_are_named_and_told_as_the_desk_has_them():
    before = {
        "headline": "Ferry sails",
        "kind": "article",
        "category": "01news",
        "noindex": False,
        "tags": ["01b", "01a"],
    }
    after = {"headline": "Ferry sails again", "kind": "video", "category": "01world", "noindex": True, "tags": ["01a"]}
    found = compare_contents(before, after, {"01news": "News", "01world": "World", "01a": "Leith", "01b": "Storms"})
    assert {it.label: [(run.kind, run.text) for run in it.lines[0].runs] for it in found.fields} == {
        "Headline": [("same", "Ferry sails"), ("added", " again")],
        "Category": [("removed", "News"), ("added", "World")],
        "Tags": [("same", "Leith"), ("removed", ", Storms")],
        "Kind": [("removed", "Article"), ("added", "Video")],
        "Noindex": [("removed", "No"), ("added", "Yes")],
    }


@pytest.mark.parametrize(
    ("before", "after"),
    [("ab", "b"), ("b", "ab"), ("abc", "c"), ("a", "b"), ("ac", "bc"), ("abcd", "xbyd"), ("", "ab")],
)
def test_each_side_of_a_list_reads_as_that_list(before, after):
    runs = list_line(list(before), list(after), "", {}).runs
    assert "".join(run.text for run in runs if run.kind != "added") == ", ".join(before)
    assert "".join(run.text for run in runs if run.kind != "removed") == ", ".join(after)


def test_people_are_told_with_their_roles_and_their_order():
    ada, ben = (
        {"author": "01ada", "role": "author", "note": ""},
        {"author": "01ben", "role": "editor", "note": "in Leith"},
    )
    names = {"01ada": "Ada Reporter", "01ben": "Ben Writer"}
    [field] = compare_contents(
        {"contributors": [ada, ben]}, {"contributors": [{**ben, "role": "photographer"}, ada]}, names
    ).fields
    assert field.label == "People"
    assert [(line.note, [(run.kind, run.text) for run in line.runs]) for line in field.lines] == [
        ("moved from place 2 to 1", [
            ("same", "Ben Writer, "), ("removed", "editor"), ("added", "photographer"), ("same", ", in Leith"),
        ])
    ]  # fmt: skip


def test_a_field_that_came_later_was_what_it_is_by_default():
    assert compare_contents({}, {"noindex": False, "ads": True, "standfirst": [], "kind": "article"}, {}).is_empty


def test_a_field_that_nobody_knows_is_shown():
    [field] = compare_contents({"mood": "calm"}, {"mood": "wild"}, {}).fields
    assert (field.label, [run.text for run in field.lines[0].runs]) == ("Mood", ["calm", "wild"])


def test_equal_contents_differ_in_nothing():
    content = {"headline": "Ferry", "body": [paragraph("At noon.")], "tags": ["01a"]}
    assert compare_contents(content, deepcopy(content), {}).is_empty
