"""A working day: one story from the first word to its retraction, by five people in browsers of their own."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import Article, State
from articles.publishing import publish_due
from tests.editor_page import block_at, cursor_to, insert, paste, types
from tests.factories import make_author, make_category, make_picture
from tests.test_browser_desk import choose
from tests.test_browser_keeping import browser_of
from tests.test_roles import give, person

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

# A fixture of theirs, which is ours by its name.
__all__ = ["browser_of"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(400)]

STORY = "Ferry sails again"


def told(page: Page, words: str) -> None:
    expect(page.get_by_text(words).first).to_be_visible(timeout=30_000)


def press(page: Page, name: str) -> None:
    """A button that loads a page."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def ask(page: Page, step: str) -> None:
    """Opens the page on which a step is asked about."""
    with page.expect_navigation():
        page.locator(".panel-steps").get_by_role("link", name=step).click()


def clear(page: Page, status: str, note: str = "") -> None:
    with page.expect_navigation():
        page.locator("#clearances").get_by_role("link", name="Legal").click()
    page.get_by_label(status, exact=True).check()
    if note:
        page.get_by_label("Note").fill(note)
    press(page, "Save")


def test_a_story_is_written_sent_back_cleared_scheduled_corrected_and_retracted(
    browser_of: Any, live_server: LiveServer, client: Client, time_machine: Any
) -> None:
    news = make_category("News")
    make_author("Ravi Roy")
    make_picture("Two boats.", title="Boats", size=(1200, 800))
    reporter, editor = person("Reporter", "ravi"), person("Section editor", "sanna")
    give(editor, "Section editor", news)
    ravi, sanna = browser_of(reporter), browser_of(editor)
    lena, chidi = browser_of(person("Lawyer", "lena")), browser_of(person("Chief editor", "chidi"))
    desk = live_server.url + reverse("admin:index")

    # Ravi writes, with a picture and a post from elsewhere, and submits.
    ravi.goto(desk)
    ravi.get_by_role("link", name="Write a story").click()
    ravi.wait_for_selector("#article_form[data-keeps]")
    ravi.fill("#id_headline", STORY)
    ravi.locator(".be-body p").first.click()
    ravi.keyboard.type("The ferry left with 40 cars.")
    insert(ravi, "Picture")
    ravi.get_by_role("dialog").get_by_role("button", name="Boats").click()
    expect(block_at(ravi, 1).get_by_text("Alternative text: Two boats.")).to_be_visible()
    cursor_to(ravi, 0)
    ravi.keyboard.press("Enter")
    paste(ravi, text="https://www.youtube.com/watch?v=ferry")
    choose(ravi, "id_category", "News")
    ravi.get_by_role("link", name="Add another Person").click()
    choose(ravi, "id_contributions-0-author", "Ravi")
    press(ravi, "Save")
    story = Article.objects.get()
    address = live_server.url + reverse("admin:articles_article_change", args=[story.pk])
    assert types(story.body) == ["paragraph", "embed", "image"]
    press(ravi, "Submit for review")
    told(ravi, "Submit for review: done.")

    # Sanna sends it back with a note; Ravi finds it on the first page.
    sanna.goto(desk)
    sanna.get_by_role("link", name=STORY).first.click()
    ask(sanna, "Send back")
    sanna.get_by_label("Note").fill("Ask the harbour master too.")
    press(sanna, "Send back")
    told(sanna, "The story is sent back.")
    ravi.goto(desk)
    told(ravi, "Ask the harbour master too.")
    ravi.goto(address)
    ravi.wait_for_selector("#article_form[data-keeps]")
    cursor_to(ravi, 0)
    ravi.keyboard.type(" The harbour master waved.")
    press(ravi, "Submit for review")

    # Sanna asks for a lawyer; until Lena has read it, nothing goes out.
    sanna.goto(address)
    clear(sanna, "Needed")
    press(sanna, "Approve")
    press(sanna, "Save and publish")
    told(sanna, "Legal: the story waits for a clearance.")
    lena.goto(desk)
    lena.get_by_role("link", name=STORY).first.click()
    clear(lena, "Cleared", "Nobody is named.")
    told(lena, "Legal: cleared.")

    # It is scheduled, and goes out at its time.
    sanna.goto(address)
    ask(sanna, "Schedule")
    at = timezone.localtime(timezone.now() + timedelta(hours=2)).replace(second=0, microsecond=0)
    sanna.get_by_label("Publish at: date").fill(f"{at:%Y-%m-%d}")
    sanna.get_by_label("Publish at: time").fill(f"{at:%H:%M}")
    press(sanna, "Schedule")
    told(sanna, "The story is scheduled.")
    assert publish_due() == 0
    time_machine.move_to(at + timedelta(seconds=1))
    assert publish_due() == 1
    seen = client.get(f"/api/v1/articles/{story.pk}/").json()
    assert types(seen["body"]["blocks"]) == ["paragraph", "embed", "image"]
    assert seen["body"]["blocks"][1]["consent"]["required"]
    assert seen["byline"]["text"] == "Ravi Roy"

    # A figure was wrong: it takes a correction, and the lawyer again.
    sanna.goto(address)
    sanna.wait_for_selector("#article_form[data-keeps]")
    cursor_to(sanna, 0, "Home")
    for _ in range(len("The ferry left with ")):
        sanna.keyboard.press("ArrowRight")
    sanna.keyboard.press("Delete")
    sanna.keyboard.type("6")
    press(sanna, "Publish changes")
    told(sanna, "Say whether this is a correction")
    sanna.get_by_role("link", name=re.compile("Add another correction", re.IGNORECASE)).click()
    sanna.locator("#id_corrections-0-text").fill("It left with 60 cars, not 40.")
    press(sanna, "Publish changes")
    told(sanna, "was cleared, and the story was edited since")
    cursor_to(sanna, 0, "Home")
    for _ in range(len("The ferry left with ")):
        sanna.keyboard.press("ArrowRight")
    for _ in range(2):
        sanna.keyboard.press("Shift+ArrowRight")
    sanna.get_by_role("button", name="More formatting").nth(1).click()
    sanna.get_by_role("menuitem", name="Mark as corrected").click()
    sanna.get_by_role("dialog").get_by_role("button", name="It left with 60 cars").click()
    press(sanna, "Save")
    lena.goto(address)
    clear(lena, "Cleared")
    sanna.goto(address)
    press(sanna, "Publish changes")
    told(sanna, "Published: readers see this version now.")
    seen = client.get(f"/api/v1/articles/{story.pk}/").json()
    [correction] = seen["corrections"]
    assert "not 40" in str(correction["text"])
    assert {"text": "60", "marks": [{"type": "correction", "correction_id": correction["id"]}]} in seen["body"][
        "blocks"
    ][0]["text"]

    # It was not so at all: two people retract it.
    ask(sanna, "Propose a retraction")
    sanna.get_by_label("Notice").fill("No ferry left that day.")
    press(sanna, "Propose a retraction")
    told(sanna, "Somebody else has to confirm it.")
    chidi.goto(desk)
    chidi.get_by_role("link", name=STORY).first.click()
    press(chidi, "Confirm")
    told(chidi, "Confirmed.")
    assert Article.objects.get().state == State.RETRACTED
    seen = client.get(f"/api/v1/articles/{story.pk}/").json()
    assert seen["state"] == "retracted"
    assert "The ferry left" not in str(seen)
    done = story.desk_entries.order_by("pk").values_list("action", flat=True)
    assert list(done) == [
        "submit", "send_back", "submit", "gate_legal", "approve", "gate_legal", "schedule", "publish", "gate_legal",
        "publish", "propose_retract", "retract",
    ]  # fmt: skip
