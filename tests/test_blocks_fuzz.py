from __future__ import annotations

import json
import re
import unicodedata
from copy import deepcopy
from functools import cache
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser

from articles.blocks import (
    BLOCK_TYPES,
    InvalidBody,
    body_schema,
    clean,
    mentions,
    resolve,
    to_html,
    to_markdown,
    to_text,
    validate,
    word_count,
)
from articles.blocks.characters import FORBIDDEN, tidy
from articles.blocks.spans import MARK_ORDER
from tests.block_examples import EXAMPLES, card, full_image

FEW = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)

TAGS = {
    *("p", "h2", "h3", "h4", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "figure", "figcaption", "aside", "div"),
    *("picture", "source", "img", "video", "audio", "track", "table", "caption", "thead", "tbody", "tr", "th", "td"),
    *("a", "strong", "em", "s", "code", "sup", "sub", "span", "br", "hr", "small", "time", "details", "summary"),
}
ATTRIBUTES = {
    *("href", "src", "srcset", "sizes", "cite", "poster", "alt", "width", "height", "loading", "decoding", "type"),
    *("id", "class", "role", "lang", "dir", "title", "rel", "start", "scope", "datetime", "kind", "srclang", "label"),
    *("controls", "preload", "loop"),
}
ADDRESSES = {"href", "src", "cite", "poster", "data-src"}

NASTY = [
    "<script>alert(1)</script>",
    "</p><svg onload=alert(1)>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "java\nscript:alert(1)",
    "&#106;avascript:alert(1)",
    "//evil.example",
    "https://good.example/a, //evil.example 2x",
    "https://good.example/ok?x=1&y=2",
    "/page",
    "mailto:a@b.example",
    "data:text/html,<script>",
    "<!-- ",
    "]]>",
    "{{ constructor }}",
    "a\x00b\u202ec\ud800",
    "cafe\u0301",
    "\n\n",
    "# - 1. > | ``` ***",
    "image/png",
    "16:9",
    "en",
]
MARKS = [*MARK_ORDER, "glow"]
WORDS = [
    *BLOCK_TYPES,
    "article",
    "external",
    "self",
    "youtube",
    "number",
    "pull",
    "timeline",
    "qa",
    "rtl",
    "end",
    "start",
]


@cache
def field_names() -> list[str]:
    """Every name that any model declares, at any depth."""
    definitions = body_schema()["$defs"].values()
    names = {name for definition in definitions for name in definition.get("properties", {})}
    return sorted(names | {"src", "sources", "srcset", "crops", "html", "width", "height", "hologram"})


strings = st.one_of(st.sampled_from(NASTY), st.sampled_from(WORDS), st.text(max_size=20))
leaves = st.one_of(strings, st.integers(-5, 3000), st.floats(allow_nan=False), st.booleans(), st.none())
marks = st.fixed_dictionaries(
    {"type": st.sampled_from(MARKS)},
    optional={
        "href": strings,
        "title": leaves,
        "lang": leaves,
        "dir": leaves,
        "tag_id": leaves,
        "correction_id": leaves,
        "rel": st.one_of(st.lists(st.one_of(st.sampled_from(["nofollow", "ugc", "x onclick=1"]), leaves)), leaves),
        "ref": st.fixed_dictionaries({"type": st.sampled_from(["article", "tag", "x"]), "id": leaves}),
    },
)
spans = st.lists(
    st.one_of(
        st.fixed_dictionaries(
            {"text": strings}, optional={"marks": st.one_of(st.lists(st.one_of(marks, leaves), max_size=4), leaves)}
        ),
        leaves,
    ),
    max_size=4,
)


def things(children: st.SearchStrategy) -> st.SearchStrategy:
    return st.one_of(
        st.lists(children, max_size=3),
        st.dictionaries(st.deferred(lambda: st.sampled_from(field_names())), st.one_of(children, spans), max_size=8),
    )


anything = st.recursive(st.one_of(leaves, spans), things, max_leaves=12)


@st.composite
def wild_blocks(draw: st.DrawFn) -> dict:
    kind = draw(st.sampled_from([*BLOCK_TYPES, "hologram"]))
    names = list(BLOCK_TYPES[kind].model.model_fields) if kind in BLOCK_TYPES else ["fallback", "text"]
    chosen = draw(st.lists(st.sampled_from([*names, "colour"]), unique=True))
    return {**{name: draw(anything) for name in chosen}, "type": kind}


def paths_of(value: object, path: tuple = ()) -> list[tuple]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *[found for key, child in inner for found in paths_of(child, (*path, key))]]


@st.composite
def broken_examples(draw: st.DrawFn) -> dict:
    """A good block with up to three of its places overwritten: most of the shape stays, so that bad values go far."""
    block = deepcopy(draw(st.sampled_from(list(EXAMPLES.values()))))
    if draw(st.booleans()):
        [block] = resolve([block], image=full_image, href=lambda ref: "/x", card=card)
    for _ in range(draw(st.integers(0, 3))):
        path = draw(st.sampled_from(paths_of(block)[1:]))
        place = block
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = draw(st.one_of(strings, anything))
    return block


blocks_of_any_kind = st.lists(st.one_of(wild_blocks(), broken_examples(), leaves), max_size=4)


def assert_harmless(html: str) -> None:
    tree = LexborHTMLParser(f"<main>{html}</main>")
    main = tree.css_first("main")
    assert main is not None
    assert main.parent.tag == "body"
    assert [node.tag for node in main.parent.iter()] == ["main"], "something broke out of the story"
    for node in main.traverse():
        if node.tag == "main":
            continue
        assert node.tag in TAGS, node.html
        for name, value in node.attributes.items():
            assert name in ATTRIBUTES or re.fullmatch(r"data-[a-z-]+", name), (name, node.html)
            if name in ADDRESSES:
                assert_leads_nowhere_bad(value)
            if name == "srcset":
                for candidate in value.split(", "):
                    assert_leads_nowhere_bad(candidate.split(" ")[0])


def assert_leads_nowhere_bad(address: str) -> None:
    parts = urlsplit(address)
    assert parts.scheme in {"http", "https", "mailto", "tel", ""}, address
    assert not FORBIDDEN.search(address)
    if not parts.scheme:
        assert address[:1] in {"/", "#"}
        assert address[1:2] not in {"/", "\\"}


@FEW
@given(blocks_of_any_kind)
@example([EXAMPLES["paragraph"]])
def test_html_of_any_body_is_harmless(blocks):
    assert_harmless(to_html(blocks))
    assert_harmless(to_html(clean(blocks)))


@FEW
@given(blocks_of_any_kind)
def test_markdown_of_any_body_is_harmless_when_it_is_rendered_with_its_html(blocks):
    rendered = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(to_markdown(blocks))
    tree = LexborHTMLParser(rendered)
    assert not tree.css("script, svg, iframe, style, form, input, object")
    for node in tree.css("*"):
        assert not [name for name in node.attributes if name.startswith("on")]
    for node in tree.css("[href]"):
        assert_leads_nowhere_bad(node.attributes["href"])


@FEW
@given(blocks_of_any_kind)
def test_nothing_makes_any_reading_of_a_body_fail(blocks):
    assert isinstance(to_text(blocks), str)
    assert word_count(blocks) >= 0
    mentions(blocks)
    resolve(blocks, image=lambda _: None, href=lambda _: None, card=lambda _: None)
    resolve(blocks, image=full_image, href=lambda _: "/x", card=card)


@FEW
@given(blocks_of_any_kind)
def test_cleaning_twice_is_cleaning_once(blocks):
    once = clean(blocks)
    assert clean(once) == once


def words(value: object) -> str:
    """All the words of a body's text, in order, without what cleaning may take."""
    found = [span["text"] for span in value if isinstance(span, dict) and isinstance(span.get("text"), str)]
    return unicodedata.normalize("NFC", "".join(tidy(text) for text in found))


@FEW
@given(st.lists(st.fixed_dictionaries({"text": strings}, optional={"marks": st.lists(marks, max_size=3)}), max_size=8))
def test_cleaning_keeps_the_text(text):
    [block] = clean([{"type": "paragraph", "text": text}])
    assert words(block["text"]) == words(text)
    kept = [mark for span in block["text"] for mark in span.get("marks", [])]
    lost = [mark["type"] for span in text if tidy(span["text"]) for mark in span.get("marks", []) if mark not in kept]
    assert set(lost) <= {"link"}, "only a link may change: its address and its title are tidied"


def refusal(blocks: list) -> InvalidBody | None:
    try:
        validate(blocks)
    except InvalidBody as error:
        return error
    return None


@FEW
@given(blocks_of_any_kind)
def test_a_body_is_accepted_or_refused_with_reasons_and_nothing_else(blocks):
    if error := refusal(blocks):
        assert error.problems
        assert all(problem.message[-1:] in ".?!)" for problem in error.problems), error


@cache
def schema() -> Draft202012Validator:
    return Draft202012Validator(body_schema())


@FEW
@given(broken_examples())
def test_what_is_accepted_satisfies_the_published_schema_and_is_clean_already(block):
    if refusal([block]):
        return
    [accepted] = validate([block])
    assert schema().is_valid({"schema": "body/1", "blocks": [block]})
    assert accepted.model_dump(exclude_unset=True) == block
    [cleaned] = clean([block])
    assert validate([cleaned])
    assert json.dumps(cleaned) == json.dumps(clean([cleaned])[0])


@FEW
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=60))
@example("1. one")
@example("  # title #")
@example("[link](http://x.example) ![image](y) <b>&amp;</b> `code` **bold** __b__ ~~s~~ a|b")
@example("---\n===\n+ x\n- y\n* z\n> q\n:-:\n```\n~~~")
@example("wow!")
@example("back\\slash\\\nend\\")
@example("    four spaces")
def test_plain_words_read_the_same_through_markdown(text):
    block = {"type": "paragraph", "text": [{"text": text}]}
    assert rendered_text(to_markdown([block])) == squeezed(text)


styles = st.lists(st.sampled_from(["strong", "em", "strike", "sup", "sub", "code"]), max_size=3, unique=True)


@FEW
@given(st.lists(st.tuples(st.text("ab *_`[]!~<.\n|-1", min_size=1, max_size=5), styles), min_size=1, max_size=5))
@example([("a", ["strong"]), ("b", ["em"]), ("c", ["strong"])])
@example([("a ", ["strong"]), (" b.", ["em"])])
@example([("Bold sentence.", ["strong"]), (" Then.", [])])
def test_marked_words_read_the_same_through_markdown(runs):
    text = [{"text": words, "marks": [{"type": kind} for kind in kinds]} for words, kinds in runs]
    [block] = clean([{"type": "paragraph", "text": text}])
    written = to_markdown([block])
    assert rendered_text(written) == squeezed("".join(words for words, _ in runs)), written
    table = {"type": "table", "columns": [{"label": "a"}], "rows": [[block["text"]]]}
    assert rendered_text(to_markdown([table])) == squeezed("a " + "".join(words for words, _ in runs)), to_markdown(
        [table]
    )
    items = {"type": "list", "style": "number", "items": [{"text": block["text"]}, {"text": block["text"]}]}
    assert rendered_text(to_markdown([items])) == squeezed(" ".join(["".join(words for words, _ in runs)] * 2))


def rendered_text(markdown: str) -> str:
    html = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(markdown)
    tree = LexborHTMLParser(f"<main>{html.replace('<br', ' <br')}</main>")
    assert not tree.css("h1, h2, h3, pre, hr, img, blockquote")
    return squeezed(tree.css_first("main").text())


def squeezed(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("kind", EXAMPLES)
def test_html_of_an_example_is_what_a_parser_understands_it_to_be(kind):
    for block in (EXAMPLES[kind], *resolve([EXAMPLES[kind]], image=full_image, href=lambda _: "/x", card=card)):
        html = to_html([block])
        assert_harmless(html)
        parsed = LexborHTMLParser(f"<main>{html}</main>").css_first("main").html
        assert parsed.replace('=""', "") == f"<main>{html}</main>".replace("&#x27;", "'"), "nothing had to be repaired"
