from __future__ import annotations

import time
from contextlib import suppress
from copy import deepcopy

import pytest

from articles.blocks import InvalidBody, clean, validate
from tests.block_examples import BOATS, EXAMPLES, example, link, paragraph

STRONG = {"type": "strong"}
EM = {"type": "em"}


def spans(*text: dict) -> list[dict]:
    [block] = clean([{**paragraph(), "text": list(text)}])
    return block["text"]


def marked(text: str, *marks: dict) -> dict:
    return {"text": text, "marks": list(marks)}


def test_a_clean_body_stays_exactly_as_it_is():
    body = clean(list(EXAMPLES.values()))
    assert clean(body) == body
    assert [block["id"] for block in body] == [block["id"] for block in EXAMPLES.values()]


def test_cleaning_changes_nothing_of_what_it_was_given():
    body = [paragraph("e\u0301", ""), {"type": "divider"}]
    before = deepcopy(body)
    clean(body)
    assert body == before


def test_accents_are_composed_and_invisible_characters_removed_wherever_readers_see_text():
    cafe = "cafe\u0301\u202e\x00"
    image = {"id": "01a", "alt": cafe}
    body = [
        paragraph(cafe),
        example("quote", attribution=cafe),
        example("image", image=image, caption=[{"text": cafe}], credit=cafe),
        example("gallery", title=cafe, items=[{"image": image, "credit": cafe}, {"image": BOATS}]),
        example("table", columns=[{"label": cafe}], rows=[[[{"text": cafe}]]], source=cafe),
        example("related", items=[{"type": "external", "headline": cafe, "url": "/x", "source": cafe}]),
        example("box", items=[{"title": cafe, "blocks": [paragraph(cafe, id="insidebox1")]}]),
        example("list", items=[{"text": [{"text": "x"}], "items": [{"text": [{"text": cafe}]}]}]),
        example("embed", text=cafe, author_name=cafe, fallback={"text": cafe}),
        example("divider", fallback={"text": cafe}),
    ]
    cleaned = clean(body)
    assert "e\u0301" not in str(cleaned)
    assert "\u202e" not in str(cleaned)
    assert "\x00" not in str(cleaned)
    assert str(cleaned).count("café") == str(body).count("cafe\u0301")
    assert validate(cleaned)


def test_line_breaks_of_every_system_are_one_and_a_tab_is_a_space():
    assert spans({"text": "a\r\nb\rc\u2028d\u2029e\vf\tg\x85h"}) == [{"text": "a\nb\nc\nd\ne\nf g\nh"}]


def test_spaces_are_left_alone():
    assert spans({"text": "  a  "}, marked(" b ", EM)) == [{"text": "  a  "}, marked(" b ", EM)]


def test_characters_that_words_need_are_kept():
    text = "👩\u200d🚒 می\u200cخواهم \u200f\u00a0\u00ad"
    assert spans({"text": text}) == [{"text": text}]


def test_neighbours_with_equal_marks_become_one():
    assert spans({"text": "a"}, {"text": "b", "marks": []}, {"text": "c"}) == [{"text": "abc"}]
    assert spans(marked("a", STRONG, EM), marked("b", EM, STRONG)) == [marked("ab", STRONG, EM)]
    assert spans(marked("a", STRONG), marked("b", EM)) == [marked("a", STRONG), marked("b", EM)]


def test_links_to_different_places_stay_two():
    assert len(spans(link("a", "/a"), link("b", "/b"))) == 2
    assert len(spans(link("a", "/a"), link("b", "/a"))) == 1


def test_a_letter_and_its_accent_that_meet_by_merging_are_composed():
    assert spans({"text": "cafe"}, {"text": "\u0301s"}) == [{"text": "cafés"}]


def test_empty_spans_go_and_their_neighbours_meet():
    assert spans({"text": "a"}, marked("", STRONG), {"text": "\u202e"}, {"text": "b"}) == [{"text": "ab"}]
    assert spans({"text": ""}) == []


def test_marks_have_one_order_with_the_link_outermost_and_each_once():
    href = link("x", "/x")["marks"][0]
    lang = {"type": "lang", "lang": "gd"}
    [span] = spans(marked("x", {"type": "code"}, EM, STRONG, lang, href, STRONG))
    assert span["marks"] == [href, lang, STRONG, EM, {"type": "code"}]


def test_a_block_without_an_id_gets_one_that_depends_on_what_it_says():
    body = [{"type": "divider"}, {"type": "paragraph", "text": [{"text": "a"}]}, {"type": "divider"}]
    first, second = clean(body), clean(deepcopy(body))
    assert first == second
    ids = [block["id"] for block in first]
    assert len(set(ids)) == 3
    assert all(len(identity) == 16 and identity.isalnum() and identity == identity.lower() for identity in ids)
    assert validate(first)
    assert clean([{"type": "paragraph", "text": [{"text": "b"}]}])[0]["id"] not in ids


def test_a_block_keeps_its_id_when_its_words_or_its_neighbours_change():
    [kept] = clean([{"type": "paragraph", "text": [{"text": "a"}]}])
    changed = {**kept, "text": [{"text": "quite different"}]}
    assert [block["id"] for block in clean([{"type": "divider"}, changed])][1] == kept["id"]


@pytest.mark.parametrize(
    "bad", ["", "short", "UPPERCASE", "with space", "x" * 33, 12345678, None, [], "ＡＢＣＤＥＦＧＨ"]
)
def test_an_id_that_is_none_is_replaced(bad):
    [block] = clean([{"id": bad, "type": "divider"}])
    assert validate([block])


def test_the_first_of_two_equal_ids_is_kept_in_boxes_too():
    box = example("box")
    body = clean([paragraph("a", id="inner00001"), paragraph("b", id="inner00001"), box, box])
    assert body[0]["id"] == "inner00001"
    assert body[2]["id"] == box["id"]
    assert body[2]["items"][1]["blocks"][0]["id"] == "inner00002"
    assert validate(body)
    assert clean(body) == body


def test_a_block_type_from_the_future_goes_through_untouched():
    future = {
        "type": "hologram",
        "shape": {"text": "e\u0301\x00", "deep": [[1, None, {"a": True}]]},
        "fallback": {"text": "A hologram"},
    }
    box = example("box", items=[{"blocks": [future], "mood": "e\u0301"}])
    assert clean([future, {"no": "type"}, "words", None, 5]) == [future, {"no": "type"}, "words", None, 5]
    assert clean([box]) == [box]


def test_fields_from_the_future_go_through_untouched():
    block = paragraph("x", mood="e\u0301", id="future0001")
    block["text"] = [
        {"text": "", "mood": 1},
        {"text": "a", "mood": "e\u0301"},
        {"text": "b", "mood": "e\u0301"},
        marked("c", {"type": "glow", "colour": "e\u0301"}, STRONG),
        "words",
        {"text": 5},
        {"text": "d", "marks": "bold"},
    ]
    [cleaned] = clean([block])
    assert cleaned["mood"] == "e\u0301"
    assert cleaned["text"][3] == marked("c", STRONG, {"type": "glow", "colour": "e\u0301"})
    del block["text"][3], cleaned["text"][3]
    assert cleaned == block


def test_line_breaks_inside_an_address_are_taken_out_and_nothing_else_of_it_changes():
    pasted = "https://paper.example/cafe\u0301\n/menu\r\n"
    body = clean([paragraph(link("x", pasted)), example("image", href=pasted)])
    assert body[0]["text"][0]["marks"][0]["href"] == "https://paper.example/cafe\u0301/menu"
    assert body[1]["href"] == "https://paper.example/cafe\u0301/menu"


HEAVY = {
    "equal blocks without ids": [{"type": "divider"}] * 3000,
    "spans to merge": [paragraph(*["é x"] * 50_000)],
    "spans to keep apart": [paragraph(*["x", marked("y", EM)] * 20_000)],
    "marks on one span": [paragraph(marked("x", *[{"type": "entity", "tag_id": str(n)} for n in range(20_000)]))],
    "spans that are refused": [paragraph(*[""] * 80_000)],
}


@pytest.mark.parametrize("body", HEAVY.values(), ids=HEAVY)
def test_a_body_made_to_be_slow_is_not(body):
    began = time.process_time()
    clean(body)
    with suppress(InvalidBody):
        validate(body)
    assert time.process_time() - began < 5


def test_a_span_that_is_nothing_does_not_keep_its_neighbours_apart():
    assert spans(marked("a", EM), marked("", STRONG), marked("b", EM)) == [marked("ab", EM)]
