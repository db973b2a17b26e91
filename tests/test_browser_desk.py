"""From the empty page to what a reader's program gets, in a browser; and whether everybody can use the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from tests.factories import ed, make_author, make_category, picture_file, take_in

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def choose(page: Page, field: str, words: str) -> None:
    """In a chooser of the admin, as a person does: open, type, take."""
    page.locator(f"#{field} + .select2-container").click()
    page.locator(".select2-container--open input.select2-search__field").last.fill(words)
    page.locator(".select2-results__option", has_text=words).first.click()


def test_a_story_goes_from_the_empty_page_to_the_reader(page: Page, live_server: LiveServer, client: Client) -> None:
    ed()
    make_category("Scotland", make_category("World"))
    make_author("Ada Reporter", bio="Ada knows every ferry.")
    take_in(
        ContentFile(picture_file().read(), name="b.jpg"), by=ed(), title="Boats", alt="Two boats.", credit="Cal Lens"
    )
    page.goto(live_server.url + reverse("admin:index"))
    page.fill("#id_username", "ed")
    page.fill("#id_password", "ed")
    page.click("button[type=submit]")
    page.get_by_role("link", name="Write a story").click()
    page.wait_for_selector(".be-body")
    page.fill("#id_headline", "Ferry sails again")
    page.get_by_role("textbox", name="Standfirst").click()
    page.keyboard.type("At first light, full of cars.")
    page.locator(".be-body p").first.click()
    page.keyboard.type("The ferry left at noon.")
    page.keyboard.press("Enter")
    page.keyboard.type("It was full.")
    choose(page, "id_category", "Scotland")
    choose(page, "id_lead_image", "Boats")
    page.get_by_role("link", name="Add another Person").click()
    choose(page, "id_contributions-0-author", "Ada")
    with page.expect_navigation():
        page.click("button[name=_publish]")
    assert page.get_by_text("Published: readers see this version now.").is_visible()
    answer = client.get("/api/v1/articles/ferry-sails-again/").json()
    assert answer["path"] == "/world/scotland/ferry-sails-again"
    assert answer["standfirst"] == [{"text": "At first light, full of cars."}]
    assert [block["text"][0]["text"] for block in answer["body"]["blocks"]] == [
        "The ferry left at noon.",
        "It was full.",
    ]
    [contributor] = answer["byline"]["contributors"]
    assert contributor["author"]["bio"] == "Ada knows every ferry."
    assert answer["lead_media"]["image"]["alt"] == "Two boats."
