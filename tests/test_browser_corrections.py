"""Words of a text that a correction is about: marked with one of the story's own, found, taken off again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from articles.models import Correction
from articles.publishing import publish_article
from tests.accessibility import violations
from tests.editor_page import block_at, open_story, save, stored, written
from tests.factories import ed, make_article, paragraph
from tests.hands import Keys, Mouse

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

    from articles.models import Article

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def correct(article: Article, text: str) -> Correction:
    return Correction.objects.create(article=article, kind="correction", text=text, raised_by=ed())


def marked(text: str, correction: Correction) -> dict[str, object]:
    return {"text": text, "marks": [{"type": "correction", "correction_id": correction.pk}]}


@pytest.fixture
def story() -> Article:
    """Of which two things were wrong; and of another story something else."""
    article = make_article(body=[paragraph("The ferry left at noon with 60 cars.")])
    publish_article(article, by=ed())
    correct(make_article("Harbour shuts"), "The harbour has two gates with 60 lamps.")
    return article


@pytest.mark.parametrize("way", [Mouse, Keys])
def test_each_of_two_corrections_is_given_its_words(
    desk: Page, live_server: LiveServer, story: Article, way: type[Mouse | Keys]
) -> None:
    number, time = correct(story, "It left with 60 cars, not 40."), correct(story, "It left at noon, not at one.")
    hands = way(desk)
    open_story(desk, live_server, story)
    hands.select(0, "60")
    hands.further("Mark as corrected")
    # Those of this story alone.
    expect(hands.dialog.get_by_role("status")).to_have_text("2 found")
    assert violations(desk, "dialog") == []
    hands.take("60 cars")
    hands.select(0, "noon")
    hands.further("Mark as corrected")
    hands.take("not at one")
    save(desk)
    assert stored(story)[0]["text"] == [
        {"text": "The ferry left at "}, marked("noon", time), {"text": " with "}, marked("60", number),
        {"text": " cars."},
    ]  # fmt: skip
    hands.select(0, "60")
    hands.further("Mark as corrected")
    assert written(desk)[0]["text"][-1] == {"text": " with 60 cars."}
    expect(hands.text).to_be_focused()


def test_what_cannot_be_marked_is_said(desk: Page, live_server: LiveServer, story: Article) -> None:
    open_story(desk, live_server, story)
    hands = Mouse(desk)
    hands.end_of(0)
    hands.further("Mark as corrected")
    expect(desk.locator(".be-live[role=status]").last).to_have_text("Select the words first.")
    expect(hands.dialog).to_have_count(0)
    hands.select(0, "60")
    hands.further("Mark as corrected")
    expect(hands.dialog).to_contain_text("Record one under Corrections, and save.")
    desk.keyboard.press("Escape")
    expect(hands.dialog).to_have_count(0)
    assert written(desk) == stored(story)


def test_a_mark_whose_correction_went_is_still_seen_and_taken_off(
    desk: Page, live_server: LiveServer, story: Article
) -> None:
    gone = correct(story, "It left with 60 cars, not 40.")
    story.body = [{**paragraph("", 1), "text": [{"text": "With "}, marked("60", gone), {"text": " cars."}]}]
    story.save()
    gone.delete()
    open_story(desk, live_server, story)
    assert block_at(desk, 0).locator("[data-mark=correction]").inner_text() == "60"
    hands = Mouse(desk)
    hands.select(0, "60")
    hands.further("Mark as corrected")
    assert written(desk)[0]["text"] == [{"text": "With 60 cars."}]
