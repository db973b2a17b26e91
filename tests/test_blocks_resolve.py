from __future__ import annotations

import json
import time
import timeit
from copy import deepcopy

import pytest

from articles.blocks import Mentions, clean, mentions, reading_minutes, resolve, to_html, validate, word_count
from tests.block_examples import BOATS, CRANE, EXAMPLES, card, example, full_image, link, paragraph


def resolved(*blocks: dict, image=full_image, href=lambda ref: f"/{ref['type']}/{ref['id']}", card=card) -> list[dict]:
    return resolve(list(blocks), image=image, href=href, card=card)


def nothing(_: object) -> None:
    return None


def test_every_stub_becomes_a_whole_picture_wherever_it_stands():
    blocks = resolved(*EXAMPLES.values())
    by_type = {block["type"]: block for block in blocks}
    whole = full_image(BOATS)
    assert by_type["image"]["image"]["src"] == whole["src"]
    assert by_type["gallery"]["items"][1]["image"] == full_image(CRANE)
    assert by_type["video"]["poster"] == whole
    assert by_type["audio"]["image"] == full_image(CRANE)
    assert by_type["embed"]["thumbnail"] == whole
    assert by_type["graphic"]["image"] == full_image(CRANE)
    assert by_type["box"]["items"][1]["blocks"][0]["image"] == whole


def test_what_it_was_given_is_not_changed():
    body = list(EXAMPLES.values())
    before = deepcopy(body)
    resolved(*body)
    resolved(*body, image=nothing, href=nothing, card=nothing)
    assert body == before


def test_a_picture_that_is_gone_takes_with_it_only_what_is_nothing_without_it():
    blocks = resolved(*EXAMPLES.values(), image=nothing)
    by_type = {block["type"]: block for block in blocks}
    assert "image" not in by_type
    assert "gallery" not in by_type
    assert by_type["video"] == {name: value for name, value in EXAMPLES["video"].items() if name != "poster"}
    assert "image" not in by_type["audio"]
    assert "thumbnail" not in by_type["embed"]
    assert by_type["graphic"]["url"] == EXAMPLES["graphic"]["url"]
    assert "image" not in by_type["graphic"]
    assert by_type["box"]["items"][1] == {"title": "First sailing", "date": "2026-11-22", "blocks": []}


def test_a_gallery_keeps_the_pictures_that_are_there():
    [gallery] = resolved(EXAMPLES["gallery"], image=lambda stub: full_image(stub) if stub["id"] == "01crane" else None)
    assert [item["image"]["id"] for item in gallery["items"]] == ["01crane"]


def test_a_link_to_something_of_ours_gets_its_present_address_and_keeps_the_reference():
    old = link("x", "/old", ref={"type": "article", "id": "01a"}, title="t")
    for blocks in (
        resolved(paragraph(old)),
        resolved(example("quote", text=[old])),
        resolved(example("image", caption=[old])),
        resolved(example("gallery", items=[{"image": BOATS, "caption": [old]}, {"image": CRANE}])),
        resolved(example("table", rows=[[[old], []]])),
        resolved(example("list", items=[{"text": [], "items": [{"text": [old]}]}])),
        resolved(example("box", items=[{"blocks": [paragraph(old)]}])),
    ):
        assert "/article/01a" in str(blocks)
        assert "'/old'" not in str(blocks)
        assert "'ref': {'type': 'article', 'id': '01a'}" in str(blocks)


def test_a_link_to_what_is_not_public_loses_its_address_and_keeps_its_words():
    span = link("the secret", "/secret-merger", ref={"type": "article", "id": "01a"})
    span["marks"].append({"type": "em"})
    assert resolved(paragraph(span), href=nothing)[0]["text"] == [{"text": "the secret", "marks": [{"type": "em"}]}]
    bare = link("the secret", "/secret-merger", ref={"type": "article", "id": "01a"})
    assert resolved(paragraph(bare), href=nothing)[0]["text"] == [{"text": "the secret"}]


def test_a_link_keeps_the_address_that_was_typed_where_there_is_no_better_one():
    span = link("x", "/typed", ref={"type": "collection", "id": "01a"})
    assert resolved(paragraph(span), href=lambda _: "")[0]["text"] == [span]
    elsewhere = link("x", "https://other.example/")
    assert resolved(paragraph(elsewhere), href=nothing)[0]["text"] == [elsewhere]


def test_related_stories_become_cards_and_links_elsewhere_stay():
    [related] = resolved(EXAMPLES["related"])
    assert related["items"] == [card("01ferry"), EXAMPLES["related"]["items"][1]]
    [related] = resolved(EXAMPLES["related"], card=nothing)
    assert related["items"] == [EXAMPLES["related"]["items"][1]]


def test_a_related_block_of_which_nothing_is_left_goes():
    assert resolved(example("related", items=[{"type": "article", "id": "01a"}]), card=nothing) == []


def test_blocks_of_unknown_types_are_passed_on():
    future = {"type": "hologram", "image": {"id": "01a"}}
    assert resolved(future, example("divider"), image=nothing) == [future, EXAMPLES["divider"]]


def test_everything_that_a_body_mentions_is_found():
    ref_links = [
        link("x", "/x", ref={"type": kind, "id": f"01{kind}"})
        for kind in ("article", "author", "category", "tag", "collection")
    ]
    box = example("box", items=[{"blocks": [example("list", items=[{"text": [], "items": [{"text": ref_links}]}])]}])
    assert mentions([*EXAMPLES.values(), box]) == Mentions(
        images=frozenset({"01boats", "01crane"}),
        articles=frozenset({"01ferry", "01article"}),
        tags=frozenset({"01isla", "01tag"}),
        authors=frozenset({"01author"}),
        categories=frozenset({"01category"}),
        corrections=frozenset({"01corr"}),
    )


@pytest.mark.parametrize(
    "block",
    [
        example("image", image=CRANE),
        example("gallery", items=[{"image": CRANE}]),
        {**example("video"), "poster": CRANE},
        example("audio", image=CRANE),
        example("graphic", image=CRANE),
        {**example("embed"), "thumbnail": CRANE},
        example("box", items=[{"blocks": [example("image", image=CRANE)]}]),
    ],
)
def test_a_picture_is_mentioned_by_each_block_that_shows_it(block):
    assert mentions([block]).images == {"01crane"}


def test_a_body_that_mentions_nothing_mentions_nothing():
    assert mentions([]) == mentions([paragraph("x"), {"type": "hologram", "image": {"id": "01a"}}]) == Mentions()
    assert mentions([{"type": "paragraph", "text": "x"}, {"type": "image", "image": "x"}, "x"]) == Mentions()


def test_a_correction_note_written_by_the_server_mentions_its_correction():
    assert mentions([example("note", kind="correction", correction_id="01k")]).corrections == {"01k"}


def test_what_was_resolved_mentions_the_same_things():
    body = list(EXAMPLES.values())
    assert mentions(resolved(*body)) == mentions(body)


def test_the_length_of_a_story_is_that_of_its_text():
    assert word_count([paragraph("One two, ", {"text": "thr", "marks": [{"type": "em"}]}, "ee — four")]) == 5
    assert word_count([example("list")]) == 4
    assert word_count([example("quote")]) == 3
    assert word_count([example("box")]) == 3
    assert word_count([example("heading"), example("note")]) == 9
    assert word_count([example("table", rows=[[[{"text": "one two"}], [{"text": "three"}]]])]) == 4
    assert word_count([]) == 0


def test_what_is_shown_twice_or_only_seen_is_not_part_of_its_length():
    kinds = ("image", "gallery", "graphic", "video", "audio", "embed", "related", "action", "divider")
    assert word_count([example(kind) for kind in kinds]) == 0
    assert word_count([example("quote", variant="pull")]) == 0
    assert word_count([{"type": "hologram", "text": [{"text": "one two"}]}]) == 0


@pytest.mark.parametrize(
    ("words", "minutes"), [(0, 0), (1, 1), (240, 1), (359, 1), (360, 2), (412, 2), (2400, 10), (-1, 0)]
)
def test_reading_takes_a_minute_for_240_words_and_never_none(words, minutes):
    assert reading_minutes(words) == minutes


def test_a_resolved_body_is_drawn_with_its_pictures():
    html = to_html(resolved(*clean(list(EXAMPLES.values()))))
    assert html.count("<img ") == 7
    assert "Card of 01ferry" in html


def test_preparing_a_story_for_publication_costs_a_few_times_writing_it_as_json():
    linked = link("as we reported", "https://paper.example/a", ref={"type": "article", "id": "01a"})
    spans = ("The harbour reopened at ", {"text": "08:10", "marks": [{"type": "strong"}]}, " — say ", linked, ".")
    body = clean([paragraph(*spans, id=f"paragraph{place:03d}") for place in range(30)])

    def prepare() -> None:
        validate(clean(body))
        word_count(body)
        resolved(*body)

    def seconds(work) -> float:
        return min(timeit.repeat(work, number=10, repeat=20, timer=time.process_time))

    assert seconds(prepare) < 15 * seconds(lambda: json.dumps(body))
