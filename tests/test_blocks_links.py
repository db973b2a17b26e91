from __future__ import annotations

import time

import pytest

from articles.blocks import InvalidBody, clean, to_html, to_markdown, validate
from tests.block_examples import example, link, paragraph

SCRIPT = "javascript:alert(1)"

HOSTILE = [
    SCRIPT,
    "JavaScript:alert(1)",
    "jAvAsCrIpT:alert(1)",
    " javascript:alert(1)",
    "\tjavascript:alert(1)",
    "java\nscript:alert(1)",
    "java\rscript:alert(1)",
    "java\tscript:alert(1)",
    "java\x00script:alert(1)",
    "\x01javascript:alert(1)",
    "java\u200bscript:alert(1)",
    "javascript\n:alert(1)",
    "javascript&colon;alert(1)",
    "javascript&#58;alert(1)",
    "javascript&#x3a;alert(1)",
    "javascript&#x0003A alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A;&#x61;vascript:alert(1)",
    "java&Tab;script:alert(1)",
    "java&NewLine;script:alert(1)",
    "javascript%3aalert(1)",
    "%6aavascript:alert(1)",
    "%256aavascript:alert(1)",
    "%26%23106;avascript:alert(1)",
    "javascript://https://good.example/%0aalert(1)",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD4=",
    "DATA:image/svg+xml,<svg onload=alert(1)>",
    "file:///etc/passwd",
    "ftp://old.example/file",
    "blob:https://good.example/1",
    "view-source:https://good.example/",
    "feed:javascript:alert(1)",
    "intent://scan/#Intent;end",
    "//evil.example",
    "//evil.example/path",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/%2fevil.example",
    "/%2Fevil.example",
    "/%252fevil.example",
    "/%5cevil.example",
    "/&#47;evil.example",
    "/&sol;evil.example",
    "/%26%2347;evil.example",
    "&#47;&#47;evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "https://",
    "https://?x",
    "https://#x",
    "https:\\\\evil.example",
    "https://good.example\\@evil.example",
    "https://good.example@evil.example",
    "https://user:secret@evil.example/",
    "https://good.example%2f@evil.example",
    "https://good.example&#64;evil.example",
    "https://[::1",
    "https://good.example:notaport/",
    "https://good.example:99999999/",
    "https://good.example/ onmouseover=alert(1)",
    'https://good.example/"onmouseover="alert(1)',
    "https://good.example/<script>",
    "https://good.example/`x`",
    "https://good.example/\u202egpj.exe",
    "https://good.example/\x7f",
    "https://go\nod.example/",
    "https://good.example/" + "a" * 5000,
    "http&#58;//evil.example",
    "mailto:",
    "tel:",
    "www.paper.example",
    "paper.example/world",
    "world/story",
    "./story",
    "../story",
    "?page=2",
    "",
    " ",
    "1",
    "javascript",
    "/%" + "25" * 20 + "2fevil.example",
]

HONEST = [
    "https://paper.example",
    "http://paper.example/",
    "HTTPS://Paper.Example/World",
    "https://paper.example:8443/world?page=2&sort=new#top",
    "https://paper.example/a%20b/100%25",
    "https://paper.example/wiki/Leith_(port)",
    "https://paper.example/?next=https%3A%2F%2Fother.example%2F",
    "https://paper.example/?q=javascript:alert(1)",
    "https://paper.example/?text=one%0Atwo",
    "https://social.example/@quay/7",
    "https://münchen.example/straße",
    "https://paper.example/日本/ニュース",
    "https://xn--mnchen-3ya.example/",
    "https://192.0.2.7/",
    "https://[2001:db8::1]:8080/x",
    "https://under_score.example/",
    "mailto:desk@paper.example?subject=Hello%20there&body=a%0D%0Ab",
    "MAILTO:desk@paper.example",
    "tel:+44-131-555-0100",
    "/",
    "/world/ferry",
    "/world/ferry?x=1#y",
    "/javascript:alert(1)",
    "/a//b",
    "#who-pays",
    "#",
]


def holders(address: str) -> list[tuple[dict, str]]:
    return [
        (paragraph(link("x", address)), "0.text.0.marks.0.href"),
        (example("quote", source_url=address), "0.source_url"),
        (example("image", href=address), "0.href"),
        (example("divider", fallback={"text": "x", "url": address}), "0.fallback.url"),
    ]


@pytest.mark.parametrize("address", HOSTILE)
def test_an_address_that_leads_astray_is_refused_in_every_field(address):
    for block, path in holders(address):
        with pytest.raises(InvalidBody) as caught:
            validate([block])
        [problem] = caught.value.problems
        assert problem.path == path
        assert problem.message.endswith((".", ")."))
        assert len(problem.message) < 300


@pytest.mark.parametrize("address", HOSTILE)
def test_cleaning_never_turns_a_hostile_address_into_a_script(address):
    for block, _ in holders(address):
        [cleaned] = clean([block])
        written = to_html([cleaned]) + to_markdown([cleaned])
        assert 'href="javascript' not in written.lower()
        assert "](javascript" not in written.lower()


@pytest.mark.parametrize("address", HOSTILE)
def test_the_projections_do_not_trust_validation(address):
    written = to_html([paragraph(link("the words", address))])
    assert written == "<p>the words</p>"
    assert "](" not in to_markdown([paragraph(link("the words", address))])


@pytest.mark.parametrize("address", HONEST)
def test_an_honest_address_is_accepted_and_kept_as_it_was_typed(address):
    for block, _ in holders(address):
        assert validate([block])
        assert clean([block]) == [block]
    assert "<a href=" in to_html([paragraph(link("x", address))])


@pytest.mark.parametrize(
    ("address", "remedy"),
    [
        (SCRIPT, "Addresses that start with “javascript:” are not allowed"),
        ("java%73cript:alert(1)", "Addresses that start with “javascript:” are not allowed"),
        ("www.paper.example", "Start the address with https://"),
        ("//paper.example", "Write it out, starting with https://"),
        ("https://paper.example/a b", "Copy it again"),
        ("https://me@paper.example/", "user name"),
        ("https://" + "a" * 5000, "Use a shorter one"),
    ],
)
def test_a_refused_address_says_what_to_do(address, remedy):
    with pytest.raises(InvalidBody, match=remedy):
        validate([paragraph(link("x", address))])


@pytest.mark.parametrize("unit", ["%25", "&amp;", "&#38;#38;", "a.", "-", "%", "/", ":", "@", "#", "."])
@pytest.mark.parametrize("start", ["", "/", "https://", "https://a", "mailto:"])
def test_a_megabyte_of_address_is_judged_at_once(start, unit):
    address = start + unit * (900_000 // len(unit))
    began = time.perf_counter()
    with pytest.raises(InvalidBody):
        validate([paragraph(link("x", address))])
    short = start + unit * (4000 // len(unit))
    to_html([paragraph(link("x", short))])
    assert time.perf_counter() - began < 0.2


@pytest.mark.parametrize("address", ["mailto:a@b.example", "tel:1", "#x", SCRIPT, "//evil.example"])
def test_files_load_from_the_web_or_this_site_only(address):
    image = {"id": "01a", "alt": "x", "src": address, "sources": [{"srcset": [{"url": address, "width": 1}]}]}
    written = to_html(
        [
            example("image", image=image),
            example("video", poster=image, sources=[{"url": address}], tracks=[{"url": address}], fallback={}),
            example("audio", image=image, sources=[{"url": address}]),
            example("graphic", image=image, url=address, data_url="/data"),
        ]
    )
    for attribute in ("src", "srcset", "poster", "data-src"):
        assert f' {attribute}="' not in written
