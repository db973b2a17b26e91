"""Writing in the body editor, as a journalist does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from articles.editing import save_revision
from articles.models import Article
from tests.block_examples import EXAMPLES
from tests.editor_page import block_at, cursor_to, open_story, save, stored, texts, types, written
from tests.factories import make_article, paragraph

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_body_of_every_type_that_nobody_touches_stays_as_it_is(desk: Page, live_server: LiveServer) -> None:
    article = make_article(body=list(EXAMPLES.values()))
    open_story(desk, live_server, article)
    assert desk.locator(".be-body > [data-block]").count() == len(EXAMPLES)
    assert desk.locator(".be-kept").count() == 0
    save(desk)
    assert stored(article) == list(EXAMPLES.values())
    assert article.revisions.count() == 1


def test_touching_one_block_leaves_every_other_as_it_is(desk: Page, live_server: LiveServer) -> None:
    article = make_article(body=[paragraph("First", 1), *EXAMPLES.values()])
    before = stored(article)
    open_story(desk, live_server, article)
    cursor_to(desk, 0)
    desk.keyboard.type(" words")
    save(desk)
    after = stored(article)
    assert after[0]["text"] == [{"text": "First words"}]
    # Cleaning drops empty lists of marks and joins equal neighbours, and nothing else.
    assert [block["id"] for block in after] == [block["id"] for block in before]
    assert after[2:] == before[2:]


def test_marks_that_the_editor_does_not_set_survive_an_edit_beside_them(desk: Page, live_server: LiveServer) -> None:
    text = [
        {"text": "Isla", "marks": [{"type": "entity", "tag_id": "01isla"}]},
        {"text": " sailed, "},
        {
            "text": "we said",
            "marks": [{"type": "link", "href": "/world/ferry", "ref": {"type": "article", "id": "01ferry"}}],
        },
        {"text": " "},
        {"text": "slàinte", "marks": [{"type": "lang", "lang": "gd"}, {"type": "em"}]},
        {"text": " in "},
        {"text": "1998", "marks": [{"type": "correction", "correction_id": "01corr"}]},
        {"text": " twice"},
    ]
    article = make_article(body=[{**paragraph("", 1), "text": text}])
    open_story(desk, live_server, article)
    cursor_to(desk, 0)
    desk.keyboard.type(".")
    save(desk)
    assert stored(article)[0]["text"] == [*text[:-1], {"text": " twice."}]


def test_writing_splitting_and_joining_paragraphs(desk: Page, live_server: LiveServer) -> None:
    article = make_article(body=[])
    open_story(desk, live_server, article)
    block_at(desk, 0).click()
    desk.keyboard.type("The ferry sails.")
    desk.keyboard.press("Enter")
    desk.keyboard.type("It is late.")
    save(desk)
    assert texts(stored(article)) == ["The ferry sails.", "It is late."]
    first, second = (block["id"] for block in stored(article))
    cursor_to(desk, 1, "Home")
    desk.keyboard.press("Backspace")
    desk.keyboard.type(" ")
    save(desk)
    assert texts(stored(article)) == ["The ferry sails. It is late."]
    assert stored(article)[0]["id"] == first != second


def test_an_empty_story_that_nobody_writes_stays_empty(desk: Page, live_server: LiveServer) -> None:
    article = make_article(body=[])
    open_story(desk, live_server, article)
    save(desk)
    assert (stored(article), Article.objects.get().version) == ([], 1)


def test_strong_emphasis_link_and_their_removal(desk: Page, live_server: LiveServer) -> None:
    article = make_article(body=[paragraph("bold and more")])
    open_story(desk, live_server, article)
    cursor_to(desk, 0, "Home")
    for _ in range(4):
        desk.keyboard.press("Shift+ArrowRight")
    desk.keyboard.press("Control+b")
    desk.keyboard.press("Control+k")
    desk.get_by_label("Address").fill("javascript:alert(1)")
    desk.get_by_role("button", name="Set the link").click()
    assert desk.get_by_role("alert").filter(has_text="Start with https://").count() == 1
    desk.get_by_label("Address").fill("https://news.example/bold")
    desk.get_by_role("button", name="Set the link").click()
    save(desk)
    assert stored(article)[0]["text"] == [
        {"text": "bold", "marks": [{"type": "link", "href": "https://news.example/bold"}, {"type": "strong"}]},
        {"text": " and more"},
    ]
    cursor_to(desk, 0)
    desk.keyboard.press("Control+a")
    desk.get_by_role("button", name="More formatting").nth(1).click()
    desk.get_by_role("menuitem", name="Clear formatting").click()
    save(desk)
    assert stored(article)[0]["text"] == [{"text": "bold and more"}]


def test_every_mark_can_be_set_and_taken_off(desk: Page, live_server: LiveServer) -> None:
    open_story(desk, live_server, make_article(body=[paragraph("word")]))
    cursor_to(desk, 0)
    desk.keyboard.press("Control+a")
    for keys, mark in [("b", "strong"), ("i", "em"), ("Shift+x", "strike"), ("e", "code"), (".", "sup"), (",", "sub")]:
        desk.keyboard.press(f"Control+{keys}")
        assert {"type": mark} in written(desk)[0]["text"][0]["marks"], mark
        desk.keyboard.press(f"Control+{keys}")
        assert written(desk)[0]["text"] == [{"text": "word"}], mark
    # Which outside of the text changes the desk's colours.
    assert "dark" not in (desk.locator("html").get_attribute("class") or "")
    desk.get_by_role("button", name="More formatting").nth(1).click()
    desk.get_by_role("menuitem", name="Language").click()
    desk.locator(".be-dialog").get_by_label("Language").fill("gd")
    desk.get_by_role("button", name="Set the language").click()
    assert written(desk)[0]["text"] == [{"text": "word", "marks": [{"type": "lang", "lang": "gd"}]}]


def test_steps_back_and_forth_keep_the_ids(desk: Page, live_server: LiveServer) -> None:
    article = make_article(body=[paragraph("One two", 1), paragraph("Three", 2)])
    first, second = (block["id"] for block in stored(article))
    open_story(desk, live_server, article)
    cursor_to(desk, 0, "Home")
    for _ in range(3):
        desk.keyboard.press("ArrowRight")
    desk.keyboard.press("Enter")
    split = written(desk)
    assert texts(split) == ["One", " two", "Three"]
    assert [split[0]["id"], split[2]["id"]] == [first, second]
    assert split[1]["id"] not in (first, second)
    desk.keyboard.press("Control+z")
    assert written(desk) == stored(article)
    desk.keyboard.press("Control+y")
    assert written(desk) == split
    desk.keyboard.press("Control+a")
    desk.keyboard.press("Control+i")
    desk.keyboard.press("Delete")
    assert written(desk) == []
    desk.keyboard.press("Control+z")
    desk.keyboard.press("Control+z")
    assert written(desk) == split


def test_signs_at_the_start_make_headings_lists_and_quotes(desk: Page, live_server: LiveServer) -> None:
    open_story(desk, live_server, make_article(body=[]))
    block_at(desk, 0).click()
    for line in ["## Who pays", "The islanders.", "> Nobody asked us.", "- Ramp"]:
        desk.keyboard.type(line)
        desk.keyboard.press("Enter")
    desk.keyboard.type("Lights")
    desk.keyboard.press("Enter")
    desk.keyboard.press("Enter")
    desk.keyboard.type("3. Third")
    blocks = written(desk)
    assert types(blocks) == ["heading", "paragraph", "quote", "list", "list"]
    assert (blocks[0]["level"], blocks[2]["variant"]) == (2, "block")
    assert blocks[3]["items"] == [{"text": [{"text": "Ramp"}]}, {"text": [{"text": "Lights"}]}]
    assert (blocks[4]["style"], blocks[4]["start"]) == ("number", 3)
    desk.keyboard.press("Enter")
    desk.keyboard.press("Enter")
    desk.keyboard.type("1. ")
    desk.keyboard.press("Backspace")
    desk.keyboard.type("x")
    assert texts(written(desk)[-1:]) == ["1. x"]


def test_a_list_is_nested_by_keyboard(desk: Page, live_server: LiveServer) -> None:
    body = [{"id": "list000001", "type": "list", "style": "bullet", "items": [{"text": [{"text": "One"}]}]}]
    article = make_article(body=body)
    open_story(desk, live_server, article)
    desk.locator(".be-list li").click()
    desk.keyboard.press("End")
    desk.keyboard.press("Enter")
    desk.keyboard.type("Inner")
    desk.keyboard.press("Control+]")
    desk.keyboard.press("Enter")
    desk.keyboard.press("Shift+Tab")
    desk.keyboard.type("Two")
    save(desk)
    inner = {"text": [{"text": "One"}], "items": [{"text": [{"text": "Inner"}]}]}
    assert stored(article)[0]["items"] == [inner, {"text": [{"text": "Two"}]}]
    assert stored(article)[0]["id"] == "list000001"


def test_kinds_of_text_are_changed_by_tool_and_key(desk: Page, live_server: LiveServer) -> None:
    article = make_article(body=[{**paragraph("Words", 1), "layout": "wide"}])
    open_story(desk, live_server, article)
    cursor_to(desk, 0)
    desk.get_by_label("Kind of text").select_option("Smaller heading")
    [block] = written(desk)
    assert (block["type"], block["level"], block["layout"], block["id"]) == (
        "heading",
        3,
        "wide",
        stored(article)[0]["id"],
    )
    desk.keyboard.press("Control+Shift+8")
    assert types(written(desk)) == ["list"]
    desk.keyboard.press("Control+Alt+0")
    assert written(desk) == stored(article)


def test_what_the_editor_does_not_know_is_locked_and_kept(desk: Page, live_server: LiveServer) -> None:
    strange = {"id": "strange001", "type": "hologram", "beam": [1, {"x": None}]}
    article = make_article()
    Article.objects.filter(pk=article.pk).update(body=[paragraph("Known", 1), strange])
    save_revision(Article.objects.get(pk=article.pk), by=None)
    open_story(desk, live_server, article)
    assert desk.get_by_text("This block cannot be edited here").count() == 1
    cursor_to(desk, 0)
    desk.keyboard.type("!")
    assert written(desk)[1] == strange
    desk.keyboard.press("Alt+ArrowDown")
    assert written(desk)[0] == strange


def test_a_wrong_block_is_marked_after_the_save_and_led_to(desk: Page, live_server: LiveServer) -> None:
    wrong = {**EXAMPLES["embed"], "url": "nowhere"}
    article = make_article(body=[paragraph(f"Fine {number}. " * 20, number) for number in range(12)])
    open_story(desk, live_server, article)
    body = [*stored(article), wrong]
    desk.evaluate(
        """(body) => {
            const area = document.querySelector('[name=body]');
            area.value = JSON.stringify(body);
            area.dispatchEvent(new Event('editor:reset'));
        }""",
        body,
    )
    save(desk)
    assert desk.locator(".be-wrong[data-type=embed]").count() == 1
    assert desk.locator(".be-problems li").count() >= 1
    desk.locator(".be-summary a").first.click()
    expect(block_at(desk, 12)).to_be_in_viewport()
    assert desk.evaluate("document.activeElement.classList.contains('be-body')")
    assert stored(article) == body[:-1]


def test_an_address_leads_to_a_block(desk: Page, live_server: LiveServer) -> None:
    article = make_article(body=[paragraph(f"Paragraph {number}. " * 20, number) for number in range(30)])
    ids = [block["id"] for block in stored(article)]
    open_story(desk, live_server, article, block=ids[25])
    expect(block_at(desk, 25)).to_be_in_viewport()
    desk.evaluate("(id) => { location.hash = `#block-${id}`; }", ids[2])
    expect(block_at(desk, 2)).to_be_in_viewport()
    desk.keyboard.type("Here: ")
    assert texts(written(desk))[2].startswith("Here: ")


def test_the_text_area_follows_and_is_followed(desk: Page, live_server: LiveServer) -> None:
    open_story(desk, live_server, make_article(body=[paragraph("One")]))
    desk.evaluate(
        """() => {
            window.heard = [];
            document.querySelector('[name=body]').form.addEventListener('input', (event) => {
                if (event.target.name === 'body') window.heard.push(event.target.value);
            });
        }"""
    )
    cursor_to(desk, 0)
    desk.keyboard.type(" two")
    desk.wait_for_function("window.heard.some((it) => it.includes('One two'))")
    assert desk.evaluate("window.heard.at(-1) === document.querySelector('[name=body]').value")
    desk.evaluate(
        """() => {
            const area = document.querySelector('[name=body]');
            area.value = '[{"id": "another0001", "type": "paragraph", "text": [{"text": "Another"}]}]';
            area.dispatchEvent(new Event('editor:reset'));
        }"""
    )
    assert block_at(desk, 0).inner_text() == "Another"
    cursor_to(desk, 0)
    desk.keyboard.type("!")
    assert written(desk) == [{"id": "another0001", "type": "paragraph", "text": [{"text": "Another!"}]}]


def test_the_standfirst_is_edited_like_any_text(desk: Page, live_server: LiveServer) -> None:
    article = make_article()
    open_story(desk, live_server, article)
    desk.get_by_role("textbox", name="Standfirst").click()
    desk.keyboard.type("At ")
    desk.keyboard.press("Control+b")
    desk.keyboard.type("first")
    desk.keyboard.press("Control+b")
    desk.keyboard.press("Enter")
    desk.keyboard.type("light.")
    save(desk)
    assert Article.objects.get().standfirst == [
        {"text": "At "},
        {"text": "first", "marks": [{"type": "strong"}]},
        {"text": "\nlight."},
    ]


def test_enter_in_a_field_only_saves(desk: Page, live_server: LiveServer) -> None:
    article = make_article()
    open_story(desk, live_server, article)
    desk.fill("#id_kicker", "Leith")
    with desk.expect_navigation():
        desk.press("#id_kicker", "Enter")
    saved = Article.objects.get()
    assert (saved.kicker, saved.state) == ("Leith", "draft")


def test_where_the_editor_does_not_load_the_form_still_works(desk: Page, live_server: LiveServer) -> None:
    article = make_article(body=[paragraph("One")])
    desk.route("**/articles/editor/*.js", lambda route: route.abort())
    desk.goto(live_server.url + reverse("admin:articles_article_change", args=[article.pk]))
    area = desk.locator("#id_body")
    area.fill(area.input_value().replace("One", "Two"))
    with desk.expect_navigation():
        desk.click("#submit-row button[name=_save]")
    assert texts(stored(article)) == ["Two"]
