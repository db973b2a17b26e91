"""What the editor cannot express is never dropped: bodies that nobody would write come out of it as they went in."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from articles import blocks
from tests.block_examples import EXAMPLES

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Whole numbers that a browser can hold; no machine of a newsroom counts further.
NUMBERS = st.integers(-(2**53) + 1, 2**53 - 1)
NAMES = st.sampled_from(
    ["x", "text", "items", "blocks", "type", "marks", "id2", "__proto__", "constructor", "toString"]
)
WORDS = st.text(st.characters(codec="utf-8"), max_size=8)
ANYTHING = st.recursive(
    st.none() | st.booleans() | NUMBERS | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=6,
)
MARKS = st.sampled_from(
    [
        {"type": "strong"},
        {"type": "em"},
        {"type": "sup"},
        {"type": "sub"},
        {"type": "strong", "since": 1},
        {"type": "glow", "colour": "#fff"},
        {"type": "link", "href": "/a", "track": True},
        {"type": "link", "href": "/b", "ref": {"type": "planet", "id": "1"}},
        {"type": "entity", "tag_id": "01t"},
        {"type": "lang", "lang": "gd", "script": "Latn"},
        {"type": "link"},
        None,
        7,
    ]
)
SPANS = st.lists(
    st.fixed_dictionaries(
        {"text": st.text(st.sampled_from("ab \n"), min_size=1, max_size=4)},
        optional={"marks": st.lists(MARKS, max_size=4, unique_by=repr), "note": ANYTHING},
    )
    | ANYTHING,
    max_size=4,
)


STORED = [json.dumps(block) for block in EXAMPLES.values()]


def places_in(value: Any) -> list[tuple[Any, Any]]:
    """Every value inside, as its holder and the name or the number under which it is there."""
    found = []
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        found += [(value, key), *places_in(value[key])]
    return found


@st.composite
def strange_blocks(draw: st.DrawFn) -> Any:
    """A sound block to which something strange has happened."""
    block = json.loads(draw(st.sampled_from(STORED)))
    for _ in range(draw(st.integers(0, 3))):
        places = places_in(block)
        holder, key = places[draw(st.integers(0, len(places) - 1))]
        happens = draw(st.sampled_from(["adds", "writes", "replaces", "removes", "repeats"]))
        if happens == "adds" and isinstance(holder, dict):
            holder[draw(NAMES)] = draw(ANYTHING)
        elif happens == "writes" and key in ("text", "caption") and isinstance(holder[key], list):
            holder[key] = draw(SPANS)
        elif happens == "replaces" and key != "id":
            holder[key] = draw(ANYTHING)
        elif happens == "removes" and isinstance(holder, dict) and key not in ("id", "type"):
            del holder[key]
        elif happens == "repeats" and isinstance(holder, list):
            holder.append(deepcopy(holder[key]))
    return block


UNKNOWN = st.fixed_dictionaries(
    {"type": st.sampled_from(["hologram", "constructor", ""]) | ANYTHING}, optional={"beam": ANYTHING}
)


def with_ids(body: list[Any]) -> list[Any]:
    """Ids of their own for all blocks, those in boxes too, as every stored block has one."""
    number = 0
    for block in body:
        items = block.get("items") if block.get("type") == "box" else None
        inner = (
            [it for item in items or () if isinstance(item, dict) for it in item.get("blocks") or ()]
            if isinstance(items, list)
            else []
        )
        for one in [block, *inner]:
            if isinstance(one, dict):
                number += 1
                one["id"] = f"block{number:06d}"
    return body


def is_bare(block: Any) -> bool:
    """A paragraph without words: where it was begun in the editor, it is nobody's."""
    return isinstance(block, dict) and block.get("type") == "paragraph" and block.get("text") == [] and len(block) == 3


BODIES = st.lists(strange_blocks() | UNKNOWN, max_size=6).map(with_ids)

PASS_THROUGH = """
async ([address, schema, text]) => {
    const editor = await import(address);
    const shapes = new editor.BodySchema(schema);
    const doc = editor.documentFrom(JSON.parse(text), shapes);
    doc.check();
    // Made again from what the document says, as if every block had been touched.
    const again = doc.type.schema.nodeFromJSON(JSON.parse(JSON.stringify(doc.toJSON())));
    return [editor.jsonOf(doc), editor.jsonOf(again)];
}
"""


def test_nothing_is_lost_in_the_editor(page: Page, live_server: LiveServer) -> None:
    page.goto(live_server.url + reverse("admin:login"))
    address, schema = staticfiles_storage.url("articles/editor/editor.js"), blocks.body_schema()

    @settings(
        max_examples=60,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(BODIES)
    def passes(body: list[Any]) -> None:
        untouched, touched = page.evaluate(PASS_THROUGH, [address, schema, json.dumps(body)])
        assert json.loads(untouched) == body
        if not any(is_bare(holder[key]) for holder, key in places_in(body)):
            # Equal neighbours are joined and marks are put in order, as the server does it.
            assert blocks.clean(json.loads(touched)) == blocks.clean(body)

    passes()
