"""Blocks as wholes: inserted, filled in, moved by hand and by key, doubled, removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from articles.publishing import publish_article
from tests.accessibility import violations
from tests.block_examples import EXAMPLES
from tests.editor_page import block_at, cursor_to, insert, open_story, paste, save, stored, texts, types, written
from tests.factories import ed, make_article, make_tag, paragraph

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


EDITOR = ".text-editor, dialog, .be-menu"


def three(*more: Any) -> list[Any]:
    return [paragraph("One", 1), paragraph("Two", 2), paragraph("Three", 3), *more]


def close_dialog(page: Page) -> None:
    if page.locator("dialog[open]").count():
        page.keyboard.press("Escape")


def test_every_type_can_be_inserted(desk: Page, live_server: LiveServer) -> None:
    open_story(desk, live_server, make_article())
    desk.get_by_role("button", name="Insert a block").click()
    kinds = desk.locator(".be-choice-type").evaluate_all("them => them.map((it) => it.dataset.kind)")
    assert set(kinds) == set(EXAMPLES)
    desk.keyboard.press("Escape")
    for place in range(len(kinds)):
        desk.get_by_role("button", name="Insert a block").click()
        desk.locator(".be-choice-type").nth(place).click()
        close_dialog(desk)
        if kinds[place] == "paragraph":
            desk.keyboard.type("Words")
    blocks = written(desk)
    assert set(types(blocks)) == set(EXAMPLES)
    assert len({block["id"] for block in blocks}) == len(blocks) == len(kinds) + 1


def test_a_slash_offers_blocks_and_finds_them_by_words(desk: Page, live_server: LiveServer) -> None:
    open_story(desk, live_server, make_article(body=[]))
    block_at(desk, 0).click()
    desk.keyboard.type("/")
    menu = desk.get_by_role("listbox", name="Insert")
    expect(menu).to_be_visible()
    desk.keyboard.type("h3")
    expect(menu.get_by_role("option")).to_have_text(["titleSmaller heading"])
    desk.keyboard.press("Enter")
    desk.keyboard.type("Small")
    assert [(it["type"], it["level"], it["text"]) for it in written(desk)] == [("heading", 3, [{"text": "Small"}])]
    desk.keyboard.press("Enter")
    desk.keyboard.type("/zzz")
    expect(menu).to_be_hidden()
    desk.keyboard.press("Enter")
    assert texts(written(desk)) == ["Small", "/zzz"]
    desk.keyboard.type("/")
    desk.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    desk.keyboard.type("tab")
    expect(menu).to_be_hidden()
    desk.keyboard.press("Control+a")
    desk.keyboard.type("a / b")
    expect(menu).to_be_hidden()


def test_blocks_move_by_key_and_keep_their_ids(desk: Page, live_server: LiveServer) -> None:
    article = make_article(body=three(EXAMPLES["list"]))
    ids = [block["id"] for block in stored(article)]
    open_story(desk, live_server, article)
    cursor_to(desk, 0)
    desk.keyboard.press("Alt+ArrowDown")
    desk.keyboard.type("!")
    assert [block["id"] for block in written(desk)] == [ids[1], ids[0], *ids[2:]]
    assert texts(written(desk)[:3]) == ["Two", "One!", "Three"]
    expect(desk.locator(".be-live[aria-live]").first).to_have_text("Moved to place 2 of 4.")
    desk.keyboard.press("Alt+ArrowUp")
    desk.keyboard.press("Alt+ArrowUp")
    expect(desk.locator(".be-live[aria-live]").first).to_have_text("This is the first block.")
    desk.locator(".be-list li").first.click()
    desk.keyboard.press("Alt+Shift+ArrowDown")
    assert [item["text"][0]["text"] for item in written(desk)[3]["items"]] == ["The ramp", "Repairs", "Tickets"]


def test_a_block_is_dragged_by_its_handle(desk: Page, live_server: LiveServer) -> None:
    article = make_article(body=three(EXAMPLES["box"]))
    ids = [block["id"] for block in stored(article)]
    open_story(desk, live_server, article)
    block_at(desk, 0).scroll_into_view_if_needed()
    block_at(desk, 0).hover()
    grip = desk.locator(".be-grip").bounding_box()
    target = block_at(desk, 2).bounding_box()
    desk.mouse.move(grip["x"] + 8, grip["y"] + 8)
    desk.mouse.down()
    desk.mouse.move(target["x"] + 20, target["y"] + 10, steps=4)
    desk.mouse.move(target["x"] + 20, target["y"] + target["height"] - 1, steps=2)
    expect(desk.locator(".be-drop-line")).to_be_visible()
    desk.mouse.up()
    assert [block["id"] for block in written(desk)] == [ids[1], ids[2], ids[0], ids[3]]
    desk.keyboard.press("Control+z")
    assert [block["id"] for block in written(desk)] == ids


def test_a_block_is_dragged_into_a_box(desk: Page, live_server: LiveServer) -> None:
    article = make_article(body=[paragraph("Outside", 1), EXAMPLES["box"]])
    open_story(desk, live_server, article)
    inside = desk.locator(".be-box_item p[data-block]").first
    inside.scroll_into_view_if_needed()
    block_at(desk, 0).hover()
    grip, target = desk.locator(".be-grip").bounding_box(), inside.bounding_box()
    desk.mouse.move(grip["x"] + 8, grip["y"] + 8)
    desk.mouse.down()
    desk.mouse.move(target["x"] + 20, target["y"] + 2, steps=5)
    desk.mouse.up()
    [box] = written(desk)
    assert box["items"][0]["blocks"][0] == paragraph("Outside", 1)


def test_blocks_are_moved_by_a_finger_on_a_phone(browser: Browser, live_server: LiveServer, client: Client) -> None:
    client.force_login(ed())
    article = make_article(body=three())
    ids = [block["id"] for block in stored(article)]
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page = context.new_page()
    open_story(page, live_server, article)
    grip = page.locator(".be-grip")
    block_at(page, 0).tap()
    grip.tap()
    page.get_by_role("menuitem", name="Move down").tap()
    assert [block["id"] for block in written(page)] == [ids[1], ids[0], ids[2]]
    block_at(page, 0).scroll_into_view_if_needed()
    block_at(page, 0).tap()
    # The handle follows when the browser has told where the tap put the cursor.
    page.wait_for_function(
        "document.querySelector('.be-grip').getBoundingClientRect().top"
        " < document.querySelectorAll('.be-body > [data-block]')[1].getBoundingClientRect().top"
    )
    start, end = grip.bounding_box(), block_at(page, 2).bounding_box()
    touch, (x, y) = context.new_cdp_session(page), (start["x"] + 10, start["y"] + 10)
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for share in (0.3, 0.6, 1):
        at = {"x": x + 20 * share, "y": y + (end["y"] + end["height"] - y) * share}
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [at]})
    expect(page.locator(".be-drop-line")).to_be_visible()
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(page.locator(".be-drop-line")).to_be_hidden()
    assert [block["id"] for block in written(page)] == [ids[0], ids[2], ids[1]]
    context.close()


def test_copies_get_ids_of_their_own_and_what_is_cut_keeps_its_id(desk: Page, live_server: LiveServer) -> None:
    article = make_article(body=three({**EXAMPLES["embed"], "later": {"kept": True}}))
    before = stored(article)
    open_story(desk, live_server, article)
    block_at(desk, 3).locator(".be-type").first.click()
    desk.keyboard.press("Control+c")
    cursor_to(desk, 0)
    desk.keyboard.press("Escape")
    desk.keyboard.press("ArrowLeft")
    cursor_to(desk, 0, "Home")
    desk.keyboard.press("Control+v")
    copied = written(desk)
    assert types(copied).count("embed") == 2
    assert copied[-1] == before[3]
    copy = next(block for block in copied[:-1] if block["type"] == "embed")
    assert {**copy, "id": before[3]["id"]} == before[3]
    assert copy["id"] != before[3]["id"]
    desk.keyboard.press("Control+z")
    assert written(desk) == before
    block_at(desk, 3).locator(".be-type").first.click()
    desk.keyboard.press("Control+x")
    assert types(written(desk)) == ["paragraph"] * 3
    cursor_to(desk, 1)
    desk.keyboard.press("Enter")
    desk.keyboard.press("Control+v")
    moved = written(desk)
    assert [it for it in moved if it["type"] == "embed"] == [before[3]]
    desk.keyboard.press("Control+d")
    assert len({block["id"] for block in written(desk)}) == len(moved) + 1


def test_a_block_is_removed_and_brought_back_from_its_menu(desk: Page, live_server: LiveServer) -> None:
    article = make_article(body=three())
    open_story(desk, live_server, article)
    cursor_to(desk, 1)
    block_at(desk, 1).hover()
    desk.locator(".be-grip").click()
    desk.get_by_role("menuitem", name="Remove").click()
    assert texts(written(desk)) == ["One", "Three"]
    desk.keyboard.press("Control+z")
    assert written(desk) == stored(article)


def test_a_picture_is_not_deleted_by_one_key_too_many(desk: Page, live_server: LiveServer) -> None:
    article = make_article(body=[EXAMPLES["image"], paragraph("After")])
    open_story(desk, live_server, article)
    cursor_to(desk, 1, "Home")
    desk.keyboard.press("Backspace")
    assert types(written(desk)) == ["image", "paragraph"]
    desk.keyboard.press("Backspace")
    assert types(written(desk)) == ["paragraph"]


def test_all_fields_of_a_block_are_in_its_details(desk: Page, live_server: LiveServer) -> None:
    article = make_article(body=[{**EXAMPLES["heading"], "layout": "wide"}, EXAMPLES["video"]])
    open_story(desk, live_server, article)
    cursor_to(desk, 0)
    desk.keyboard.press("Control+Enter")
    dialog = desk.get_by_role("dialog")
    dialog.get_by_label("Level").select_option("4")
    dialog.get_by_label("Anchor").fill("who-pays-now")
    dialog.get_by_text("More settings").click()
    dialog.get_by_label("Layout").select_option("full")
    dialog.get_by_role("button", name="Done").click()
    heading = written(desk)[0]
    assert (heading["level"], heading["anchor"], heading["layout"]) == (4, "who-pays-now", "full")
    block_at(desk, 1).get_by_role("button", name="Details of video").click()
    dialog.get_by_label("Title").fill("Another sailing")
    dialog.get_by_text("More settings").click()
    assert dialog.get_by_label("Address of the transcript").count() == 1
    desk.keyboard.press("Escape")
    assert written(desk)[1] == {**EXAMPLES["video"], "title": "Another sailing"}


def test_fields_are_written_where_they_will_be_read(desk: Page, live_server: LiveServer) -> None:
    article = make_article(body=[EXAMPLES["quote"], EXAMPLES["box"], {**EXAMPLES["note"], "text": []}])
    open_story(desk, live_server, article)
    desk.get_by_label("Who said it").fill("Una Reid")
    desk.get_by_label("Title of the box").fill("Seven weeks")
    desk.get_by_label("Title of the part").first.fill("The last one")
    block_at(desk, 2).locator(".be-content").click()
    desk.keyboard.type("We asked again.")
    quote, box, note = written(desk)
    assert quote["attribution"] == "Una Reid"
    assert (box["title"], box["items"][0]["title"]) == ("Seven weeks", "The last one")
    assert box["items"][1] == EXAMPLES["box"]["items"][1]
    assert note["text"] == [{"text": "We asked again."}]
    desk.get_by_role("button", name="Add a part").click()
    part = written(desk)[1]["items"][2]
    assert part == {"blocks": []}


def test_a_table_grows_shrinks_and_keeps_its_shape(desk: Page, live_server: LiveServer) -> None:
    article = make_article(body=[EXAMPLES["table"]])
    before = EXAMPLES["table"]
    width, rows = len(before["columns"]), len(before["rows"])
    open_story(desk, live_server, article)
    desk.get_by_role("button", name="Add a row").click()
    desk.keyboard.type("New")
    desk.keyboard.press("Tab")
    desk.keyboard.type("12")
    table = written(desk)[0]
    assert table["rows"][-1] == [[{"text": "New"}], [{"text": "12"}], *[[]] * (width - 2)]
    assert table["rows"][:-1] == before["rows"]
    desk.get_by_role("button", name="Column", exact=True).click()
    desk.get_by_role("menuitem", name="Add a column after it").click()
    desk.keyboard.type("Third")
    desk.get_by_role("button", name="Column", exact=True).click()
    desk.get_by_role("menuitem", name="Move the column to the left").click()
    table = written(desk)[0]
    assert [column["label"] for column in table["columns"]][1] == "Third"
    assert {len(row) for row in table["rows"]} == {width + 1}
    desk.get_by_role("button", name="Column", exact=True).click()
    desk.get_by_role("menuitem", name="Remove the column").click()
    assert written(desk)[0]["columns"] == before["columns"]
    cells = desk.locator(".be-table td")
    cells.first.click()
    desk.keyboard.press("Home")
    for _ in range(12):
        desk.keyboard.press("Shift+ArrowRight")
    desk.keyboard.press("Delete")
    table = written(desk)[0]
    assert (len(table["rows"]), {len(row) for row in table["rows"]}) == (rows + 1, {width})
    desk.keyboard.press("Control+z")
    assert written(desk)[0]["rows"][:-1] == before["rows"]


def test_the_address_of_a_post_becomes_an_embed_that_asks_for_consent(desk: Page, live_server: LiveServer) -> None:
    open_story(desk, live_server, make_article(body=[paragraph("Before")]))
    cursor_to(desk, 0)
    desk.keyboard.press("Enter")
    paste(desk, text="https://www.youtube.com/watch?v=abc")
    embed = written(desk)[1]
    assert (embed["type"], embed["provider"], embed["consent"]) == (
        "embed",
        "youtube",
        {"required": True, "vendor": "youtube"},
    )
    desk.keyboard.press("Control+z")
    assert texts(written(desk)) == ["Before", "https://www.youtube.com/watch?v=abc"]
    insert(desk, "Embed")
    dialog = desk.get_by_role("dialog")
    dialog.get_by_label("Address of the post").fill("https://evil.example/post")
    dialog.get_by_role("button", name="Use this address").click()
    expect(dialog.get_by_role("alert")).to_contain_text("not allowed")
    dialog.get_by_label("Address of the post").fill("https://bsky.app/profile/port.example/post/3k")
    dialog.get_by_role("button", name="Use this address").click()
    dialog.get_by_role("button", name="Done").click()
    embed = written(desk)[2]
    assert (embed["provider"], embed["consent"]["required"], "html" in embed) == ("bluesky", True, False)


def test_links_and_related_blocks_find_our_own_stories(desk: Page, live_server: LiveServer) -> None:
    live = make_article("Storm closes the harbour")
    document = publish_article(live, by=ed())
    tag = make_tag("Leith")
    article = make_article("Harbour reopens", body=[paragraph("storm")])
    open_story(desk, live_server, article)
    cursor_to(desk, 0)
    desk.keyboard.press("Control+a")
    desk.keyboard.press("Control+k")
    dialog = desk.get_by_role("dialog")
    dialog.get_by_label("Address").fill("storm")
    dialog.get_by_role("button", name="Storm closes the harbour").click()
    dialog.get_by_text("More", exact=True).click()
    dialog.get_by_label("Paid for (sponsored)").check()
    dialog.get_by_role("button", name="Set the link").click()
    [span] = written(desk)[0]["text"]
    assert span["marks"] == [
        {
            "type": "link",
            "href": f"https://news.example{document.path}",
            "rel": ["sponsored"],
            "ref": {"type": "article", "id": live.pk},
        }
    ]
    desk.get_by_role("button", name="More formatting").nth(1).click()
    desk.get_by_role("menuitem", name="Tag these words").click()
    dialog.get_by_role("button", name="Leith").click()
    assert {"type": "entity", "tag_id": tag.pk} in written(desk)[0]["text"][0]["marks"]
    desk.keyboard.press("ArrowRight")
    insert(desk, "Related stories")
    dialog.get_by_role("button", name="Storm closes the harbour").click()
    assert written(desk)[1]["items"] == [{"type": "article", "id": live.pk}]
    save(desk)
    assert stored(article)[1]["items"] == [{"type": "article", "id": live.pk}]


def test_the_tools_are_reached_and_left_by_keyboard(desk: Page, live_server: LiveServer) -> None:
    open_story(desk, live_server, make_article(body=[paragraph("Words")]))
    cursor_to(desk, 0)
    desk.keyboard.press("Control+a")
    desk.keyboard.press("Alt+F10")
    expect(desk.get_by_label("Kind of text")).to_be_focused()
    desk.keyboard.press("ArrowRight")
    desk.keyboard.press("Enter")
    assert written(desk)[0]["text"] == [{"text": "Words", "marks": [{"type": "strong"}]}]
    desk.keyboard.press("Control+/")
    expect(desk.get_by_role("dialog", name="Keys of the editor")).to_be_visible()
    desk.keyboard.press("Escape")
    assert desk.evaluate("document.activeElement.classList.contains('be-body')")


def test_menus_and_dialogs_break_no_rule_of_accessibility(desk: Page, live_server: LiveServer) -> None:
    open_story(desk, live_server, make_article(body=[{**EXAMPLES["video"]}, EXAMPLES["graphic"], EXAMPLES["embed"]]))
    for place in range(3):
        block_at(desk, place).get_by_role("button", name="Details").click()
        assert violations(desk, EDITOR) == []
        desk.keyboard.press("Escape")
    desk.get_by_role("button", name="Insert a block").click()
    assert violations(desk, EDITOR) == []
    desk.keyboard.press("Escape")
    block_at(desk, 0).hover()
    desk.locator(".be-grip").click()
    assert violations(desk, EDITOR) == []
