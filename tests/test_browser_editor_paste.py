"""What is pasted comes in clean. The pages here are written in the shapes that real programs put on the clipboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import reverse

from articles import blocks
from tests.block_examples import EXAMPLES
from tests.editor_page import cursor_to, open_story, paste, save, stored, texts, types, written
from tests.factories import make_article, paragraph

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STRONG, EM = {"type": "strong"}, {"type": "em"}

WORD = """
<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
 xmlns:w="urn:schemas-microsoft-com:office:word"><head><meta name=Generator content="Microsoft Word 15">
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<style><!-- p.MsoNormal {margin:0cm; font-size:11.0pt; font-family:"Calibri",sans-serif;} --></style></head>
<body lang=EN-GB style='tab-interval:36.0pt'><!--StartFragment-->
<h1 style='margin-top:12.0pt'><span
 style='mso-fareast-font-family:"Times New Roman"'>Harbour report<o:p></o:p></span></h1>
<p class=MsoNormal>The <b style='mso-bidi-font-weight:normal'>ferry</b> left at <i>noon</i>,
as <a href="https://paper.example/1"><span style='color:#0563C1'>we said</span></a>.<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
 style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;
</span></span></span><![endif]>Repairs<o:p></o:p></p>
<p class=MsoListParagraphCxSpMiddle style='margin-left:72.0pt;mso-list:l0 level2 lfo1'><![if !supportLists]><span
 style='font-family:"Courier New"'><span style='mso-list:Ignore'>o<span>&nbsp;
</span></span></span><![endif]>The ramp<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
 style='mso-list:Ignore'>·<span>&nbsp;</span></span><![endif]>Tickets<o:p></o:p></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<table class=MsoTableGrid border=1><tr><td width=200><p class=MsoNormal><b>Month<o:p></o:p></b></p></td>
<td><p class=MsoNormal><b>Boats</b></p></td></tr><tr><td><p class=MsoNormal>May</p></td>
<td><p class=MsoNormal>40</p></td></tr></table>
<p class=MsoNormal><img width=300 src="file:///C:/Users/a/clip_image001.png">After.</p>
<!--EndFragment--></body></html>
"""

GOOGLE = """
<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-1">
<h2 dir="ltr" style="line-height:1.38"><span
 style="font-size:16pt;font-family:Arial;font-weight:400">Who pays</span></h2>
<p dir="ltr"><span style="font-size:11pt;font-weight:400;white-space:pre-wrap;">The </span>
<span style="font-weight:700;white-space:pre-wrap;">owner</span><span style="font-style:italic;"> of the ship</span>
<a href="https://www.google.com/url?q=https://owner.example/a&amp;sa=D"><span
 style="text-decoration:underline">says</span></a>
<span style="text-decoration:line-through;">nothing</span><span
 style="vertical-align:super;font-size:0.6em">1</span></p>
<ol style="margin-top:0"><li dir="ltr" aria-level="1"><p dir="ltr" role="presentation"><span>First</span></p></li>
<ul><li dir="ltr" aria-level="2"><p dir="ltr" role="presentation"><span>Inside</span></p></li></ul>
<li dir="ltr" aria-level="1"><p dir="ltr" role="presentation"><span>Second</span></p></li></ol><br><hr />
<p dir="ltr"><span><span><img src="https://lh7.example/docsz/x" width="624"></span></span></p></b>
<br class="Apple-interchange-newline">
"""

WEB = """
<style>p{color:red}</style><article onclick="steal()"><h2>Small</h2>
<div>One <b>strong</b> and <i onclick="x()">soft</i></div>
<p>Two <a href="https://a.example/" target="_blank" ping="https://t.example">link</a><script>alert(1)</script>
<a href="javascript:alert(1)">bad</a><a href=" java&#10;script:alert(2)"> worse</a></p>
<blockquote cite="x"><p>Nobody asked us.</p></blockquote>
<img src="https://t.example/pixel.gif" alt="" onerror="alert(3)">
<figure><img src="https://a.example/b.jpg"><figcaption>A caption</figcaption></figure>
<iframe src="https://evil.example"></iframe><p style="display:none">Hidden</p><table><tr><td>Layout</td></tr></table>
<p>&nbsp;</p><p>Line<br>break   and&nbsp;spaces</p></article>
"""

READ = "async ([address, html]) => (await import(address)).blocksFromHtml(html)"


@pytest.fixture
def read(page: Page, live_server: LiveServer) -> Any:
    page.goto(live_server.url + reverse("admin:login"))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    def reading(html: str) -> list[Any]:
        found = page.evaluate(READ, [staticfiles_storage.url("articles/editor/editor.js"), html])
        assert [url for url in asked if not url.startswith(live_server.url)] == []
        # What came in is what may be stored.
        blocks.validate(blocks.clean(found))
        return found

    return reading


def spans(text: str, *marks: Any) -> dict[str, Any]:
    return {"text": text, "marks": list(marks)} if marks else {"text": text}


def test_word_comes_in_clean(read: Any) -> None:
    assert read(WORD) == [
        {"type": "heading", "level": 2, "text": [spans("Harbour report")]},
        {
            "type": "paragraph",
            "text": [
                spans("The "),
                spans("ferry", STRONG),
                spans(" left at "),
                spans("noon", EM),
                spans(", as "),
                spans("we said", {"type": "link", "href": "https://paper.example/1"}),
                spans("."),
            ],
        },
        {
            "type": "list",
            "style": "bullet",
            "items": [
                {"text": [spans("Repairs")], "items": [{"text": [spans("The ramp")]}]},
                {"text": [spans("Tickets")]},
            ],
        },
        {
            "type": "table",
            "columns": [{"label": "Month"}, {"label": "Boats"}],
            "rows": [[[spans("May")], [spans("40")]]],
        },
        {"type": "paragraph", "text": [spans("After.")]},
    ]


def test_google_docs_comes_in_clean(read: Any) -> None:
    heading, text, items, divider = read(GOOGLE)
    assert heading == {"type": "heading", "level": 2, "text": [spans("Who pays")]}
    assert [span for span in text["text"] if span.get("marks")] == [
        spans("owner", STRONG),
        spans(" of the ship", EM),
        spans("says", {"type": "link", "href": "https://owner.example/a"}),
        spans("nothing", {"type": "strike"}),
        spans("1", {"type": "sup"}),
    ]
    assert (items["type"], items["style"]) == ("list", "number")
    assert items["items"] == [
        {"text": [spans("First")], "items": [{"text": [spans("Inside")]}]},
        {"text": [spans("Second")]},
    ]
    assert divider == {"type": "divider"}


def test_web_pages_come_in_without_scripts_styles_and_addresses_of_pictures(read: Any) -> None:
    found = read(WEB)
    assert types(found) == ["heading", "paragraph", "paragraph", "quote", "paragraph", "paragraph", "paragraph"]
    assert texts(found) == [
        "Small",
        "One strong and soft",
        "Two link bad worse",
        "Nobody asked us.",
        "A caption",
        "Layout",
        "Line\nbreak and spaces",
    ]
    links = [
        mark["href"] for block in found for span in block["text"] for mark in span.get("marks", []) if "href" in mark
    ]
    assert links == ["https://a.example/"]


def test_pasted_blocks_join_the_text_around_them(desk: Page, live_server: LiveServer) -> None:
    article = make_article(body=[paragraph("Before. After.", 1), EXAMPLES["image"]])
    open_story(desk, live_server, article)
    cursor_to(desk, 0, "Home")
    for _ in range(8):
        desk.keyboard.press("ArrowRight")
    paste(desk, "<p>One <b>strong</b></p><h2>Middle</h2><p>Three </p>", "One")
    save(desk)
    assert texts(stored(article)[:3]) == ["Before. One strong", "Middle", "ThreeAfter."]
    assert types(stored(article)) == ["paragraph", "heading", "paragraph", "image"]
    assert stored(article)[0]["id"] == "paragraph0001"
    assert len({block["id"] for block in stored(article)}) == 4


def test_what_is_pasted_goes_where_the_key_before_it_led(desk: Page, live_server: LiveServer) -> None:
    """The browser tells of a cursor that moved only later, and a busy one much later."""
    open_story(desk, live_server, make_article(body=[paragraph("Before. After.")]))
    cursor_to(desk, 0, "Home")
    desk.locator(".be-body").evaluate(
        """(element) => {
            for (let step = 0; step < 8; step += 1) getSelection().modify('move', 'forward', 'character');
            const data = new DataTransfer();
            data.setData('text/plain', 'Here,');
            element.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
        }"""
    )
    assert texts(written(desk)) == ["Before. Here,After."]


def test_what_is_pasted_into_a_caption_stays_in_it(desk: Page, live_server: LiveServer) -> None:
    article = make_article(body=[{**EXAMPLES["image"], "caption": []}, EXAMPLES["table"], EXAMPLES["list"]])
    open_story(desk, live_server, article)
    cursor_to(desk, 0)
    paste(desk, "<h2>Two</h2><p>lines</p>", "Two lines")
    desk.locator(".be-table th").first.click()
    desk.keyboard.press("End")
    paste(desk, "<b>Label</b>", "Label")
    desk.locator(".be-list li").last.click()
    desk.keyboard.press("End")
    paste(desk, text="\nMore words\n")
    image, table, items = written(desk)
    assert image["caption"] == [{"text": "Two\nlines"}]
    assert table["columns"][0]["label"].endswith("Label")
    assert (len(table["columns"]), len(table["rows"])) == (
        len(EXAMPLES["table"]["columns"]),
        len(EXAMPLES["table"]["rows"]),
    )
    assert items["items"][-1]["text"] == [{"text": "TicketsMore words"}]


def test_an_address_over_words_makes_them_a_link(desk: Page, live_server: LiveServer) -> None:
    open_story(desk, live_server, make_article(body=[paragraph("words")]))
    cursor_to(desk, 0, "Home")
    desk.keyboard.press("Shift+End")
    paste(desk, text="https://paper.example/1")
    assert written(desk)[0]["text"] == [spans("words", {"type": "link", "href": "https://paper.example/1"})]
