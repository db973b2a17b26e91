"""A working day: one story from the first word to its retraction, by five people in browsers of their own. It is told
with a mouse, on a phone, and by keys alone."""

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
from tests.editor_page import types
from tests.factories import make_author, make_category, make_picture, make_tag
from tests.hands import WAYS
from tests.test_browser_keeping import browser_of
from tests.test_roles import give, person

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.test import Client
    from playwright.sync_api import Browser
    from pytest_django.live_server_helper import LiveServer

    from authors.models import User
    from tests.hands import Hands

# A fixture of theirs, which is ours by its name.
__all__ = ["browser_of"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(400)]

STORY = "Ferry sails again"


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> type[Hands]:
    """How everybody works on this day."""
    return WAYS[request.param]


@pytest.fixture
def hands_of(way: type[Hands], browser_of: Any) -> Callable[[User], Hands]:
    return lambda user: way(browser_of(user, **way.browser))


@pytest.fixture
def newcomer(way: type[Hands], browser: Browser) -> Iterator[Hands]:
    """Somebody who has not logged in."""
    context = browser.new_context(locale="en-GB", timezone_id="Europe/London", **way.browser)
    context.set_default_timeout(60_000)
    yield way(context.new_page())
    context.close()


def test_a_story_is_written_sent_back_cleared_scheduled_corrected_and_retracted(
    newcomer: Hands, hands_of: Callable[[User], Hands], live_server: LiveServer, client: Client, time_machine: Any
) -> None:
    news = make_category("News")
    make_author("Ravi Roy")
    make_tag("Ferries")
    make_picture("Two boats.", title="Boats", size=(1200, 800))
    editor = person("Section editor", "sanna")
    give(editor, "Section editor", news)
    reporter = person("Reporter", "ravi")
    reporter.set_password("a harbour full of herring")
    reporter.save()
    ravi, sanna = newcomer, hands_of(editor)
    lena, chidi = hands_of(person("Lawyer", "lena")), hands_of(person("Chief editor", "chidi"))
    desk = live_server.url + reverse("admin:index")

    story = written(ravi, desk)
    address = live_server.url + reverse("admin:articles_article_change", args=[story.pk])
    ravi.button("Submit for review")
    ravi.told("Submit for review: done.")

    sent_back(sanna, ravi, desk)
    cleared(sanna, lena, address, desk)

    at = scheduled(sanna, address)
    assert publish_due() == 0
    time_machine.move_to(at + timedelta(seconds=1))
    assert publish_due() == 1
    seen = client.get(f"/api/v1/articles/{story.pk}/").json()
    assert types(seen["body"]["blocks"]) == ["paragraph", "image", "embed"]
    assert seen["body"]["blocks"][2]["consent"]["required"]
    assert (seen["byline"]["text"], [it["slug"] for it in seen["tags"]]) == ("Ravi Roy", ["ferries"])

    corrected(sanna, lena, address)
    seen = client.get(f"/api/v1/articles/{story.pk}/").json()
    [correction] = seen["corrections"]
    assert "not 40" in str(correction["text"])
    mark = {"type": "correction", "correction_id": correction["id"]}
    assert {"text": "60", "marks": [mark]} in seen["body"]["blocks"][0]["text"]

    retracted(sanna, chidi, desk)
    assert Article.objects.get().state == State.RETRACTED
    seen = client.get(f"/api/v1/articles/{story.pk}/").json()
    assert seen["state"] == "retracted"
    assert "waved" not in str(seen)
    done = story.desk_entries.order_by("pk").values_list("action", flat=True)
    assert list(done) == [
        "submit", "send_back", "submit", "gate_legal", "approve", "gate_legal", "schedule", "publish", "gate_legal",
        "publish", "propose_retract", "retract",
    ]  # fmt: skip


def written(ravi: Hands, desk: str) -> Article:
    """Ravi logs in and writes, with a picture, which is described for this story, and a post from elsewhere."""
    page = ravi.page
    ravi.go(desk)
    ravi.look()
    ravi.write(page.get_by_label("Username"), "ravi")
    ravi.write(page.get_by_label("Password"), "a harbour full of herring")
    ravi.button("Log in")
    ravi.look()
    ravi.link("Write a story")
    ravi.write(page.locator("#id_headline"), STORY)
    ravi.write(page.get_by_role("textbox", name="Standfirst"), "At first light.")
    ravi.write(ravi.text, "The ferry left with 40 cars.")
    ravi.select(0, "ferry")
    ravi.bold()
    ravi.select(0, "cars")
    ravi.connect("https://harbour.example/")
    ravi.insert("Picture")
    ravi.dialog.locator(".be-choice").first.wait_for()
    ravi.look("dialog")
    ravi.take("Boats")
    ravi.details(1, "picture")
    ravi.write(ravi.dialog.get_by_label("Alternative text"), " Ours.")
    ravi.look("dialog")
    ravi.press(ravi.dialog.get_by_role("button", name="Done"))
    expect(ravi.block(1).get_by_text("Alternative text: Two boats. Ours.")).to_be_visible()
    ravi.insert("Embed")
    ravi.write(ravi.dialog.get_by_label("Address of the post"), "https://www.youtube.com/watch?v=ferry")
    ravi.press(ravi.dialog.get_by_role("button", name="Use this address"))
    expect(ravi.dialog.get_by_label("Provider", exact=True)).to_have_value("youtube")
    ravi.look("dialog")
    ravi.press(ravi.dialog.get_by_role("button", name="Done"))
    ravi.choose("id_category", "News")
    ravi.choose("id_tags", "Ferries")
    ravi.press(page.get_by_role("link", name="Add another Person"))
    ravi.choose("id_contributions-0-author", "Ravi")
    ravi.look()
    ravi.button("Save")
    story = Article.objects.get()
    assert types(story.body) == ["paragraph", "image", "embed"]
    assert story.body[0]["text"] == [
        {"text": "The "},
        {"text": "ferry", "marks": [{"type": "strong"}]},
        {"text": " left with 40 "},
        {"text": "cars", "marks": [{"type": "link", "href": "https://harbour.example/"}]},
        {"text": "."},
    ]
    return story


def sent_back(sanna: Hands, ravi: Hands, desk: str) -> None:
    """Sanna sends it back with a note; Ravi finds it on the first page."""
    sanna.go(desk)
    sanna.link(STORY)
    sanna.look()
    sanna.ask("Send back")
    sanna.write(sanna.page.get_by_label("Note"), "Ask the harbour master too.")
    sanna.look()
    sanna.button("Send back")
    sanna.told("The story is sent back.")
    ravi.go(desk)
    ravi.told("Ask the harbour master too.")
    ravi.link(STORY)
    ravi.end_of(0)
    ravi.page.keyboard.type(" The harbour master waved.")
    ravi.button("Submit for review")


def cleared(sanna: Hands, lena: Hands, address: str, desk: str) -> None:
    """Sanna asks for a lawyer; until Lena has read it, nothing goes out."""
    sanna.go(address)
    clear(sanna, "Needed")
    sanna.button("Approve")
    sanna.button("Save and publish")
    sanna.told("Legal: the story waits for a clearance.")
    sanna.look()
    lena.go(desk)
    lena.link(STORY)
    clear(lena, "Cleared", "Nobody is named.")
    lena.told("Legal: cleared.")
    lena.look()


def clear(who: Hands, status: str, note: str = "") -> None:
    who.open(who.page.locator("#clearances").get_by_role("link", name="Legal"))
    who.look()
    who.tick(who.page.get_by_label(status, exact=True))
    if note:
        who.write(who.page.get_by_label("Note"), note)
    who.button("Save")


def scheduled(sanna: Hands, address: str) -> Any:
    sanna.go(address)
    sanna.ask("Schedule")
    sanna.look()
    at = timezone.localtime(timezone.now() + timedelta(hours=2)).replace(second=0, microsecond=0)
    sanna.fill(sanna.page.get_by_label("Publish at: date"), f"{at:%Y-%m-%d}")
    sanna.fill(sanna.page.get_by_label("Publish at: time"), f"{at:%H:%M}")
    sanna.button("Schedule")
    sanna.told("The story is scheduled.")
    return at


def corrected(sanna: Hands, lena: Hands, address: str) -> None:
    """A figure was wrong: it takes a correction, and the lawyer again."""
    page = sanna.page
    sanna.go(address)
    page.wait_for_selector("#article_form[data-keeps]")
    sanna.select(0, "40")
    page.keyboard.type("60")
    sanna.button("Publish changes")
    sanna.told("Say whether this is a correction")
    sanna.look()
    sanna.press(page.get_by_role("link", name=re.compile("Add another correction", re.IGNORECASE)))
    sanna.write(page.locator("#id_corrections-0-text"), "It left with 60 cars, not 40.")
    sanna.button("Publish changes")
    sanna.told("was cleared, and the story was edited since")
    sanna.select(0, "60")
    sanna.further("Mark as corrected")
    sanna.dialog.locator(".be-choice").first.wait_for()
    sanna.look("dialog")
    sanna.take("It left with 60 cars")
    sanna.button("Save")
    lena.go(address)
    clear(lena, "Cleared")
    sanna.go(address)
    sanna.button("Publish changes")
    sanna.told("Published: readers see this version now.")
    sanna.go(address.replace("change", "history"))
    sanna.look()
    sanna.link(re.compile("compare with the version before", re.IGNORECASE))
    sanna.look()


def retracted(sanna: Hands, chidi: Hands, desk: str) -> None:
    """It was not so at all: two people retract it."""
    sanna.go(desk)
    sanna.link(STORY)
    sanna.ask("Propose a retraction")
    sanna.look()
    sanna.write(sanna.page.get_by_label("Notice"), "No ferry left that day.")
    sanna.button("Propose a retraction")
    sanna.told("Somebody else has to confirm it.")
    chidi.go(desk)
    chidi.link(STORY)
    chidi.look()
    chidi.button("Confirm")
    chidi.told("Confirmed.")
    chidi.look()
