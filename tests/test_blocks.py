from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from articles.blocks import BLOCK_TYPES, InvalidBody, body_schema, clean, validate
from articles.blocks.entry import Block
from tests.block_examples import BOATS, EXAMPLES, example, link, paragraph

SIXTEEN = {
    *("paragraph", "heading", "list", "quote", "image", "gallery", "video", "audio"),
    *("embed", "table", "graphic", "box", "related", "note", "divider", "action"),
}


def problems_of(body: object) -> list[tuple[str, str]]:
    try:
        validate(body)
    except InvalidBody as error:
        return [(problem.path, problem.message) for problem in error.problems]
    return []


def problems(*blocks: object) -> list[tuple[str, str]]:
    found = problems_of(list(blocks))
    assert found, "this should have been refused"
    return found


def at(body: list, path: str) -> object:
    place: object = body
    for step in path.split("."):
        place = place[int(step) if isinstance(place, list) else step]
    return place


def only_problem(*blocks: object) -> tuple[str, str]:
    found = problems(*blocks)
    assert len(found) == 1, found
    return found[0]


def test_there_are_sixteen_block_types():
    assert set(BLOCK_TYPES) == SIXTEEN == set(EXAMPLES)
    assert all(entry.name == name and entry.label for name, entry in BLOCK_TYPES.items())


@pytest.mark.parametrize("kind", EXAMPLES)
def test_an_example_of_each_type_is_accepted_and_comes_back_unchanged(kind):
    [block] = validate([EXAMPLES[kind]])
    assert isinstance(block, Block)
    assert block.type == kind
    assert block.model_dump(exclude_unset=True) == EXAMPLES[kind]


def test_a_whole_story_of_all_types_is_accepted():
    assert len(validate(list(EXAMPLES.values()))) == 16
    assert validate([]) == []


@pytest.mark.parametrize("kind", EXAMPLES)
def test_a_new_block_starts_from_an_example_where_only_blanks_remain_to_fill_in(kind):
    body = clean([BLOCK_TYPES[kind].empty])
    assert body[0]["type"] == kind
    for path, message in problems_of(body):
        assert at(body, path) == "", message


@pytest.mark.parametrize("kind", EXAMPLES)
def test_a_field_that_a_type_does_not_have_is_refused(kind):
    path, message = only_problem(example(kind, colour="red"))
    assert path == "0.colour"
    assert "there is no “colour” here. Remove it." in message


@pytest.mark.parametrize("kind", EXAMPLES)
def test_the_json_schema_accepts_and_refuses_what_validation_does(kind):
    schema = Draft202012Validator(body_schema())
    body = {"schema": "body/1", "blocks": [example(kind)]}
    assert [error.message for error in schema.iter_errors(body)] == []
    assert not schema.is_valid({"schema": "body/1", "blocks": [example(kind, colour="red")]})
    assert not schema.is_valid({"schema": "body/1", "blocks": [{**example(kind), "id": "NO"}]})


def test_the_json_schema_is_one_of_draft_2020_12_without_null():
    schema = body_schema()
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["properties"]["schema"] == {"const": "body/1"}
    assert '"null"' not in json.dumps(schema)
    assert "null" not in json.dumps(schema)
    schema["$defs"].clear()
    assert body_schema()["$defs"], "each caller gets a schema of its own"


def test_what_is_not_a_list_of_blocks_is_refused():
    for body in ({"blocks": []}, "text", None, 5):
        with pytest.raises(InvalidBody, match="list of blocks"):
            validate(body)
    assert only_problem("text")[1] == "This must be an object with a type."
    assert only_problem(None)[0] == "0"


def test_a_block_without_a_type_is_told_to_have_one():
    assert only_problem({"id": "abcdefgh", "text": []}) == (
        "0",
        "This has no type. Add “type”, for example “paragraph”.",
    )


def test_an_unknown_type_is_refused_with_the_types_there_are():
    path, message = only_problem({"id": "abcdefgh", "type": "marquee"})
    assert path == "0"
    assert "no type “marquee”" in message
    assert "paragraph" in message


def test_messages_are_about_the_type_that_the_block_claims_to_be():
    found = problems({"id": "abcdefgh", "type": "image", "text": []})
    assert [path for path, _ in found] == ["0.image", "0.text"]
    assert found[0][1] == "Choose a picture."
    assert "Picture: there is no “text” here" in found[1][1]


@pytest.mark.parametrize("image", [{"alt": "x"}, {"id": "", "alt": "x"}])
def test_a_picture_that_was_not_chosen_is_asked_for(image):
    assert only_problem(example("image", image=image)) == ("0.image.id", "Choose a picture.")
    story = {"type": "article", **({"id": ""} if "id" in image else {})}
    assert only_problem(example("related", items=[story])) == ("0.items.0.id", "Choose a story.")


def test_a_misspelt_field_is_answered_with_the_nearest_one():
    assert (
        only_problem(example("quote", atribution="Una"))[1]
        == "Quote: there is no “atribution” here. Did you mean “attribution”?"
    )


def test_a_problem_names_its_block_and_the_way_to_its_place():
    bad = example("list")
    bad["items"][0]["items"][0]["text"][0]["text"] = ""
    with pytest.raises(InvalidBody) as caught:
        validate([paragraph("Fine."), bad])
    [problem] = caught.value.problems
    assert (problem.path, problem.block_id) == ("1.items.0.items.0.text.0.text", "listt00001")
    assert str(caught.value) == f"{problem.path}: {problem.message}"


def test_a_problem_inside_a_box_names_the_inner_block():
    box = example("box")
    box["items"][1]["blocks"][0]["image"] = {"id": "01boats"}
    with pytest.raises(InvalidBody) as caught:
        validate([box])
    [problem] = caught.value.problems
    assert (problem.path, problem.block_id) == ("0.items.1.blocks.0.image.alt", "inner00002")


def test_every_problem_is_reported_at_once_in_the_order_of_the_story():
    blocks = [paragraph("a", id=f"block{n:05d}", kind="x") for n in range(12)]
    assert [path for path, _ in problems(*blocks)] == [f"{n}.kind" for n in range(12)]


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"layout": None}, "0.layout"),
        ({"layout": "huge"}, "0.layout"),
        ({"platforms": []}, "0.platforms"),
        ({"platforms": ["fax"]}, "0.platforms.0"),
        ({"fallback": {"url": "/x"}}, "0.fallback.text"),
        ({"id": "SHORT"}, "0.id"),
        ({"id": 12345678}, "0.id"),
        ({"drop_cap": "yes"}, "0.drop_cap"),
        ({"text": "words"}, "0.text"),
        ({"text": ["words"]}, "0.text.0"),
        ({"text": [{"text": "x", "marks": [{"type": "blink"}]}]}, "0.text.0.marks.0"),
        ({"text": [{"text": "x", "marks": [{"type": "em", "depth": 2}]}]}, "0.text.0.marks.0.depth"),
        ({"text": [{"text": "x", "marks": [{"type": "lang", "lang": "not a code"}]}]}, "0.text.0.marks.0.lang"),
        ({"text": [{"text": "x", "marks": [{"type": "link"}]}]}, "0.text.0.marks.0.href"),
        ({"text": [link("x", "/y", ref={"type": "story", "id": "01a"})]}, "0.text.0.marks.0.ref.type"),
        ({"text": [link("x", "/y", rel=["follow"])]}, "0.text.0.marks.0.rel.0"),
    ],
)
def test_each_field_has_its_type_and_nothing_else(changes, path):
    found, message = only_problem(paragraph("x", **changes))
    assert found == path
    assert message


@pytest.mark.parametrize(
    ("kind", "changes", "path"),
    [
        ("heading", {"level": 1}, "0.level"),
        ("heading", {"level": True}, "0.level"),
        ("heading", {"anchor": "Not An Anchor"}, "0.anchor"),
        ("list", {"items": []}, "0.items"),
        ("list", {"start": 10**9}, "0.start"),
        ("list", {"start": 10**400}, ""),
        ("quote", {"variant": "loud"}, "0.variant"),
        ("image", {"crop": "wide"}, "0.crop"),
        ("image", {"image": {**BOATS, "src": "https://x.example/"}}, "0.image.src"),
        ("gallery", {"items": [{"image": BOATS}]}, "0.items"),
        ("video", {"duration": float("nan")}, "0.duration"),
        ("video", {"duration": "61"}, "0.duration"),
        ("audio", {"sources": []}, "0.sources"),
        ("audio", {"sources": [{"url": "/a.mp3", "type": "sound"}]}, "0.sources.0.type"),
        ("embed", {"url": "mailto:a@b.example"}, "0.url"),
        ("embed", {"posted_at": "yesterday"}, "0.posted_at"),
        ("embed", {"posted_at": "2026-02-30T00:00:00Z"}, "0.posted_at"),
        ("graphic", {"alt": ""}, "0.alt"),
        ("related", {"items": [{"type": "story", "id": "01a"}]}, "0.items.0"),
        ("related", {"items": [{"type": "external", "headline": "x"}]}, "0.items.0.url"),
        ("action", {"closes_at": "2026-12-31"}, "0.closes_at"),
        ("note", {"date": None}, "0.date"),
    ],
)
def test_each_type_refuses_values_that_mean_nothing(kind, changes, path):
    assert only_problem(example(kind, **changes))[0] == path


def test_two_blocks_with_one_id_are_refused_inside_boxes_too():
    box = example("box")
    assert only_problem(paragraph("a"), paragraph("b"))[0] == "1.id"
    assert only_problem(paragraph("a", id="inner00001"), box)[0] == "1.items.0.blocks.0.id"


def test_a_box_inside_a_box_is_refused():
    box = example("box")
    box["items"][0]["blocks"] = [example("box", id="inner00009")]
    assert only_problem(box) == (
        "0.items.0.blocks.0",
        "A box cannot hold another box. Move the inner one out, below or above this one.",
    )


def headings(*levels: int) -> list[dict]:
    return [
        {"id": f"head{place:06d}", "type": "heading", "level": level, "text": [{"text": "Title"}]}
        for place, level in enumerate(levels)
    ]


@pytest.mark.parametrize("levels", [(2,), (2, 2), (2, 3, 4, 2), (2, 3, 3, 4, 4)])
def test_headings_may_go_down_step_by_step_and_up_at_once(levels):
    assert validate(headings(*levels))


@pytest.mark.parametrize(("levels", "place"), [((3,), 0), ((2, 4), 1), ((2, 3, 2, 4), 3)])
def test_headings_may_not_skip_a_level(levels, place):
    path, message = only_problem(*headings(*levels))
    assert path == f"{place}.level"
    assert "Make it level" in message


def test_headings_in_a_box_continue_from_where_it_stands_and_end_with_it():
    box = example("box")
    box["items"][0]["blocks"] = [{**headings(3)[0], "id": "boxhead001"}, {**headings(4)[0], "id": "boxhead002"}]
    assert validate([*headings(2), box])
    box["items"][0]["blocks"].pop(0)
    assert only_problem(*headings(2), box)[0] == "1.items.0.blocks.0.level"


def test_two_headings_with_one_anchor_are_refused():
    first, second = headings(2, 2)
    assert only_problem({**first, "anchor": "a"}, {**second, "anchor": "a"})[0] == "1.anchor"


@pytest.mark.parametrize(("cells", "remedy"), [(1, "Add the missing cells"), (3, "Remove cells")])
def test_a_table_row_has_as_many_cells_as_there_are_columns(cells, remedy):
    table = example("table", rows=[[[{"text": "May"}], [{"text": "40"}]], [[]] * cells])
    path, message = only_problem(table)
    assert path == "0.rows.1"
    assert f"Row 2 has {cells} cells, but the table has 2 columns" in message
    assert remedy in message


@pytest.mark.parametrize("variant", ["before_after", "diptych"])
def test_a_pair_of_pictures_has_exactly_two(variant):
    gallery = example("gallery", variant=variant)
    assert validate([gallery])
    gallery["items"] *= 2
    path, message = only_problem(gallery)
    assert path == "0.items"
    assert "exactly two pictures; this one has 4" in message
    assert validate([{**gallery, "variant": "grid"}])


def test_an_embed_comes_from_a_provider_that_we_know():
    path, message = only_problem(example("embed", provider="evil"))
    assert path == "0.provider"
    assert "“evil” are not allowed. Use one of bluesky" in message


def test_the_html_of_a_provider_is_never_taken():
    path, message = only_problem(example("embed", html="<b>hello</b>"))
    assert path == "0.html"
    assert "never stored" in message


def test_a_graphic_has_an_address_or_a_picture():
    graphic = example("graphic")
    del graphic["url"]
    assert validate([graphic])
    del graphic["image"]
    path, message = only_problem(graphic)
    assert path == "0"
    assert "nothing to show" in message


def test_a_film_of_our_own_has_a_file_and_one_elsewhere_has_an_id():
    assert only_problem(example("video", sources=[]))[0] == "0.sources"
    elsewhere = example("video", provider="youtube", sources=[])
    assert only_problem(elsewhere)[0] == "0.external_id"
    assert validate([{**elsewhere, "external_id": "a1b2"}])


@pytest.mark.parametrize("kind", ["correction", "clarification", "retraction"])
def test_what_admits_an_error_cannot_be_typed_into_a_story(kind):
    path, message = only_problem(example("note", kind=kind))
    assert path == "0.kind"
    assert f"A {kind} cannot be typed" in message
    assert "Corrections" in message


def test_a_note_cannot_claim_to_belong_to_a_correction():
    assert only_problem(example("note", correction_id="01corr"))[0] == "0.correction_id"


def test_the_same_words_carry_one_link():
    span = link("x", "/a")
    span["marks"] += link("x", "/b")["marks"]
    assert only_problem(paragraph(span)) == ("0.text.0.marks", "The same words carry two links. Keep one of them.")


@pytest.mark.parametrize(
    "text", ["a\x00b", "a\tb", "a\rb", "a\x7fb", "a\x85b", "a\u202eb", "a\u2066b", "a\u2028b", "a\ufffeb"]
)
def test_characters_that_control_or_reorder_text_are_refused(text):
    for block, path in (
        (paragraph(text), "0.text.0.text"),
        (example("quote", attribution=text), "0.attribution"),
        (example("image", image={"id": "01a", "alt": text}), "0.image.alt"),
    ):
        found, message = only_problem(block)
        assert found == path
        assert f"U+{ord(text[1]):04X}" in message
        assert "position 2" in message


def test_half_a_character_is_refused():
    assert "not plain JSON" in only_problem(paragraph("a\ud800b"))[1]


def test_text_whose_accents_stand_apart_is_refused():
    assert "NFC" in only_problem(paragraph("cafe\u0301"))[1]


@pytest.mark.parametrize(
    "text", ["two\nlines", "שלום", "عربي", "👩‍🚒", "e\u0301\u0302 \u200d".replace("e\u0301", "é"), "日本語"]
)
def test_any_language_may_be_written(text):
    assert validate([paragraph(text)])


def test_a_story_has_at_most_a_thousand_blocks_with_those_in_boxes():
    blocks = [{"id": f"div{n:07d}", "type": "divider"} for n in range(1000)]
    assert len(validate(blocks)) == 1000
    assert "1,001 blocks" in only_problem(*blocks, {"id": "onetoomany", "type": "divider"})[1]
    assert "1,002 blocks" in only_problem(*blocks[1:], example("box"))[1]


def test_a_story_is_at_most_a_megabyte():
    fits = paragraph("x" * 999_000)
    assert validate([fits])
    assert "1,000,0" in only_problem(paragraph("x" * 999_990))[1]
    assert "bytes" in only_problem(paragraph("é" * 600_000))[1]


def nested_list(levels: int) -> dict:
    item: dict = {"text": [{"text": "deepest"}]}
    for _ in range(levels - 1):
        item = {"text": [{"text": "x"}], "items": [item]}
    return example("list", items=[item])


def test_lists_nest_eight_deep_and_no_deeper():
    assert validate([nested_list(8)])
    path, message = only_problem(nested_list(9))
    assert path == "0.items"
    assert "9 deep; 8 is the most" in message


@pytest.mark.parametrize("levels", [20, 60, 120, 127, 200, 1_000, 100_000])
def test_hostile_nesting_is_refused_without_exhausting_the_stack(levels):
    hostile: object = "x"
    for _ in range(levels):
        hostile = {"items": [hostile]}
    for body in ([hostile], [{**example("list"), "items": [hostile]}], [paragraph("x", text=hostile)]):
        assert problems(*body)
        assert len(clean(body)) == 1
    assert "deep" in only_problem(nested_list(levels))[1]
    assert problems(*clean([nested_list(levels)]))


def test_a_body_with_endless_problems_names_the_first_hundred():
    assert len(problems(*[{"id": f"div{n:07d}", "type": "divider", "a": 1} for n in range(300)])) == 100
