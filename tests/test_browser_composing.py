"""Words that are composed before they stand: Japanese, Chinese, Korean, and letters with dead keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from articles.models import Autosave
from tests.editor_page import block_at, cursor_to, open_story, save, stored, texts, written
from tests.factories import make_article, paragraph

if TYPE_CHECKING:
    from collections.abc import Iterable

    from playwright.sync_api import CDPSession, Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# What stands there while somebody types, and what is taken in the end.
JAPANESE = (["m", "み", "みn", "みなt", "みなと", "港"], "港")
CHINESE = (["g", "ga", "gang", "gang'k", "gang'kou"], "港口")
KOREAN = (["ㅎ", "하", "항", "항ㄱ", "항구"], "항구")
DEAD_KEY = (["´"], "é")


@pytest.fixture
def method(desk: Page) -> CDPSession:
    """An input method, as the browser is told of one by the system."""
    return desk.context.new_cdp_session(desk)


def compose(method: CDPSession, states: Iterable[str], taken: str) -> None:
    """The keys go to the method; the page sees that they went there, and what is composed."""
    for state in states:
        press(method, "rawKeyDown")
        method.send(
            "Input.imeSetComposition", {"text": state, "selectionStart": len(state), "selectionEnd": len(state)}
        )
        press(method, "keyUp")
    method.send("Input.insertText", {"text": taken})


def press(method: CDPSession, kind: str) -> None:
    method.send("Input.dispatchKeyEvent", {"type": kind, "key": "Process", "windowsVirtualKeyCode": 229})


@pytest.mark.parametrize("words", [JAPANESE, CHINESE, KOREAN, DEAD_KEY], ids=["ja", "zh", "ko", "dead-key"])
def test_composed_words_stand_once_and_keep_the_ids(
    desk: Page, live_server: LiveServer, method: CDPSession, words: Any
) -> None:
    """In a paragraph, in a heading, in the middle of words, and where there was nothing."""
    heading = {**paragraph("Ferries", 2), "id": "heading0001", "type": "heading", "level": 2}
    article = make_article(body=[paragraph("One.", 1), heading, paragraph("AB", 3), paragraph("", 4)])
    ids = [block["id"] for block in stored(article)]
    states, taken = words
    open_story(desk, live_server, article)
    for place, key in enumerate(["End", "End", "Home", "End"]):
        cursor_to(desk, place, key)
        if place == 2:
            desk.keyboard.press("ArrowRight")
        compose(method, states, taken)
        compose(method, states, taken)
    assert texts(written(desk)) == [f"One.{taken * 2}", f"Ferries{taken * 2}", f"A{taken * 2}B", taken * 2]
    save(desk)
    assert texts(stored(article)) == [f"One.{taken * 2}", f"Ferries{taken * 2}", f"A{taken * 2}B", taken * 2]
    assert [block["id"] for block in stored(article)] == ids


def test_composing_at_the_edge_of_a_mark_moves_no_mark(desk: Page, live_server: LiveServer, method: CDPSession) -> None:
    strong = [{"type": "strong"}]
    text = [{"text": "The "}, {"text": "ferry", "marks": strong}, {"text": " sails"}]
    open_story(desk, live_server, make_article(body=[{**paragraph("", 1), "text": text}]))
    cursor_to(desk, 0, "Home")
    for _ in range(len("The ferry")):
        desk.keyboard.press("ArrowRight")
    compose(method, *JAPANESE)
    assert written(desk)[0]["text"] == [{"text": "The "}, {"text": "ferry港", "marks": strong}, {"text": " sails"}]
    cursor_to(desk, 0, "Home")
    for _ in range(len("The")):
        desk.keyboard.press("ArrowRight")
    compose(method, *KOREAN)
    assert written(desk)[0]["text"][0] == {"text": "The항구 "}


def test_keeping_and_preview_disturb_nobody_who_composes(
    desk: Page, live_server: LiveServer, method: CDPSession
) -> None:
    article = make_article(body=[paragraph("One.", 1)])
    open_story(desk, live_server, article)
    desk.locator(".preview-toggle:visible").first.click()
    shown = desk.frame_locator("#preview-pane iframe")
    expect(shown.locator(".text p")).to_have_text("One.")
    states, taken = JAPANESE
    cursor_to(desk, 0)
    for state in states[:-1]:
        method.send(
            "Input.imeSetComposition", {"text": state, "selectionStart": len(state), "selectionEnd": len(state)}
        )
        # As long as it takes to be kept, and drawn beside.
        desk.wait_for_timeout(500)
    expect(desk.locator(".kept-state")).to_contain_text("Kept")
    expect(shown.locator(".text p")).to_have_text("One.みなと")
    assert texts(Autosave.objects.get().content["body"]) == ["One.みなと"]
    method.send("Input.insertText", {"text": taken})
    assert texts(written(desk)) == ["One.港"]
    expect(shown.locator(".text p")).to_have_text("One.港")
    desk.locator("#id_headline").click()
    desk.keyboard.press("Control+a")
    compose(method, *CHINESE)
    expect(shown.locator("h1")).to_have_text("港口")
    save(desk)
    article.refresh_from_db()
    assert (article.headline, texts(article.body)) == ("港口", ["One.港"])


def test_menus_and_shortcuts_wait_until_a_word_is_taken(
    desk: Page, live_server: LiveServer, method: CDPSession
) -> None:
    article = make_article(body=[paragraph("", 1), paragraph("Two.", 2)])
    open_story(desk, live_server, article)
    cursor_to(desk, 0)
    desk.keyboard.type("/")
    expect(desk.locator(".be-slash")).to_be_visible()
    # Enter and the arrows belong to the method while it composes.
    method.send("Input.imeSetComposition", {"text": "み", "selectionStart": 1, "selectionEnd": 1})
    desk.evaluate(
        """() => { for (const key of ['Enter', 'ArrowDown', 'Tab', 'Escape', 'b'])
            document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {
                key, keyCode: 229, isComposing: true, ctrlKey: key === 'b', bubbles: true, cancelable: true,
            })) }"""
    )
    method.send("Input.insertText", {"text": "港"})
    assert texts(written(desk)) == ["/港", "Two."]
    assert [block["type"] for block in written(desk)] == ["paragraph", "paragraph"]
    # In the search of a dialog, Enter takes the word and not the first thing that was found.
    desk.keyboard.press("Control+a")
    desk.keyboard.press("Delete")
    desk.get_by_role("button", name="Insert a block").click()
    search = desk.get_by_role("dialog").get_by_role("searchbox")
    search.evaluate(
        "it => it.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))"
    )
    expect(search).to_be_visible()
    assert block_at(desk, 0).inner_text().strip() == ""
