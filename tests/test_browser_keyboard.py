"""The desk by keys alone: everything is reached and left, and the focus is always somewhere, and seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.block_examples import EXAMPLES
from tests.editor_page import stored, types
from tests.factories import make_article, make_author, make_picture, make_tag, paragraph
from tests.hands import Keys

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

    from articles.models import Article

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def opened(desk: Page, live_server: LiveServer, article: Article | None = None) -> Keys:
    keys = Keys(desk)
    name, args = ("change", [article.pk]) if article else ("add", [])
    keys.go(live_server.url + reverse(f"admin:articles_article_{name}", args=args))
    desk.wait_for_selector("#article_form[data-keeps]")
    return keys


def test_a_new_story_begins_at_its_headline(desk: Page, live_server: LiveServer) -> None:
    opened(desk, live_server)
    expect(desk.locator("#id_headline")).to_be_focused()


def test_the_navigation_is_skipped_and_ctrl_s_saves(desk: Page, live_server: LiveServer) -> None:
    article = make_article(body=[paragraph("One.")])
    keys = opened(desk, live_server, article)
    keys.key("Tab", "Enter")
    expect(desk.locator("#content")).to_be_focused()
    keys.write(desk.locator("#id_headline"), " again")
    # Of a dialog nothing is saved before it is closed.
    keys.reach(keys.text)
    keys.key("Control+/", "Control+s")
    expect(keys.dialog).to_be_visible()
    keys.key("Escape")
    with desk.expect_navigation():
        keys.key("Control+s")
    article.refresh_from_db()
    assert (article.headline, article.version) == ("Harbour reopens after storm again", 2)


@pytest.mark.timeout(300)
def test_no_part_of_a_story_holds_the_focus_or_hides_it(desk: Page, live_server: LiveServer) -> None:
    article = make_article(
        body=list(EXAMPLES.values()),
        authors=[make_author()],
        tags=[make_tag("Storms")],
        lead_image=make_picture("A ferry."),
    )
    keys = opened(desk, live_server, article)
    for way, end in (("Tab", "<body"), ("Shift+Tab", '<a class="skip-link"')):
        seen = set()
        for _ in range(250):
            # In a list, a table and a box the text has uses of its own for Tab.
            keys.key(*(["Escape"] if "be-body" in keys.at() else []), way)
            seen.add(keys.at())
            if keys.at().startswith(end):
                break
        assert keys.at().startswith(end)
        assert len(seen) > 90
        assert keys.unseen == []


def test_what_is_pressed_in_a_block_leaves_the_focus_where_one_can_go_on(desk: Page, live_server: LiveServer) -> None:
    pictures = [make_picture(f"Picture {number}.") for number in range(2)]
    gallery = {
        "id": "gallery0001", "type": "gallery", "variant": "grid",
        "items": [{"image": {"id": it.pk, "alt": it.alt}} for it in pictures],
    }  # fmt: skip
    box = {
        "id": "factbox0001", "type": "box", "variant": "factbox",
        "items": [{"blocks": [paragraph(f"Part {number}.", number)]} for number in (1, 2)],
    }  # fmt: skip
    related = {
        "id": "related0001", "type": "related", "variant": "list",
        "items": [{"type": "article", "id": make_article(f"Story {number}").pk} for number in range(2)],
    }  # fmt: skip
    article = make_article("Ferries", body=[paragraph("One.", 9), gallery, box, related])
    keys = opened(desk, live_server, article)
    pressed = [
        (1, "Move picture down (Alt+Shift+↓)"), (1, "Remove picture"), (2, "Move part down (Alt+Shift+↓)"),
        (2, "Remove part"), (3, "Remove story 1"),
    ]  # fmt: skip
    for place, name in pressed:
        keys.press(keys.block(place).get_by_role("button", name=name).first)
        keys.keeps_focus()
        assert "be-" in keys.at(), name
        if name.startswith("Move"):
            assert name in keys.at()
    keys.press(keys.block(2).get_by_role("button", name="Add a part"))
    assert "Add a part" in keys.at()
    keys.press(keys.block(2).get_by_role("button", name="Remove part").last)
    keys.keeps_focus()
    keys.press(keys.block(1).get_by_role("button", name="Add a picture"))
    keys.take("Picture 0")
    assert "Add a picture" in keys.at()
    with desk.expect_navigation():
        keys.key("Control+s")
    after = stored(article)
    assert types(after) == ["paragraph", "gallery", "box", "related"]
    assert [it["image"]["id"] for it in after[1]["items"]] == [pictures[0].pk, pictures[0].pk]
    assert [len(after[2]["items"]), after[3]["items"]] == [1, [related["items"][1]]]


def test_dialogs_give_the_focus_back(desk: Page, live_server: LiveServer) -> None:
    make_picture("Two boats.", title="Boats")
    keys = opened(desk, live_server, make_article(body=[paragraph("One.")]))
    for keys_to_it in (["Control+/"], ["Control+Enter"], ["Control+a", "Control+k"]):
        keys.reach(keys.text)
        keys.key(*keys_to_it)
        keys.dialog.wait_for()
        keys.key("Escape")
        keys.dialog.wait_for(state="hidden")
        expect(keys.text).to_be_focused()
    keys.tool("Insert a block")
    keys.dialog.wait_for()
    keys.key("Escape")
    assert "Insert a block" in keys.at()
    keys.key("Escape")
    expect(keys.text).to_be_focused()
    keys.end_of(0)
    keys.insert("Gallery")
    keys.press(keys.block(1).get_by_role("button", name="Add a picture"))
    keys.take("Boats")
    keys.press(keys.block(1).get_by_role("button", name="Details of picture of the gallery").last)
    keys.press(keys.dialog.get_by_role("button", name="Choose another picture"))
    keys.take("Boats")
    assert "Choose another picture" in keys.at()
    keys.key("Escape")
    keys.keeps_focus()
    assert keys.unseen == []


def test_a_row_that_was_asked_for_has_the_focus(desk: Page, live_server: LiveServer) -> None:
    keys = opened(desk, live_server, make_article("Ferries", body=[paragraph("One.")]))
    for name, field in (
        ("Person", "#id_contributions-0-author + * :focus"),
        ("Correction", "#id_corrections-0-kind:focus"),
    ):
        keys.press(desk.get_by_role("link", name=f"Add another {name}", exact=False))
        expect(desk.locator(field)).to_be_visible()
    assert keys.unseen == []
