"""The library as a grid, the upload page in a window of its own, and both where something is missing."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from media.admin.doors import PLACES
from media.making import IN_LINE
from media.models import Image
from tests.accessibility import violations
from tests.drawing import encoded, picture_upload, quarters
from tests.factories import ada, take_in
from tests.test_browser_pictures_upload import a_file, choose, desk, row
from tests.test_media_admin import ADD, LIST, harbour

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

# A fixture of theirs, which is ours by its name.
__all__ = ["desk"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STORY = "/admin/articles/article/add/"


def library() -> None:
    harbour()
    take_in(picture_upload("PNG", (300, 400)), by=ada(), title="Lighthouse", credit="Ada")


def test_the_grid_is_chosen_by_keyboard_and_remembered(desk: Page, live_server: LiveServer) -> None:
    library()
    desk.goto(f"{live_server.url}{LIST}?q=harbour")
    grid = desk.get_by_role("link", name="Grid")
    grid.focus()
    desk.keyboard.press("Enter")
    expect(grid).to_have_attribute("aria-current", "true")
    assert desk.url == f"{live_server.url}{LIST}?q=harbour"
    desk.goto(live_server.url + LIST)
    first, second = (desk.locator("#result_list .data-row").nth(at) for at in range(2))
    boxes = first.bounding_box(), second.bounding_box()
    assert boxes[0]
    assert boxes[1]
    assert (boxes[0]["y"], boxes[0]["x"] < boxes[1]["x"]) == (boxes[1]["y"], True)
    assert (first.locator("img").bounding_box() or {})["width"] > 230
    first.get_by_role("checkbox").focus()
    desk.keyboard.press("Space")
    expect(first.get_by_role("checkbox")).to_be_checked()
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    expect(desk.get_by_label("Alternative text")).to_be_visible()


def test_the_grid_breaks_no_rule_of_accessibility_and_fits_a_phone(desk: Page, live_server: LiveServer) -> None:
    library()
    desk.goto(f"{live_server.url}{LIST}?view=grid")
    expect(desk.get_by_role("link", name="Lighthouse")).to_be_visible()
    assert violations(desk) == []
    desk.goto(f"{live_server.url}{LIST}?q=nothing")
    expect(desk.get_by_role("heading", name="No picture is like that")).to_be_visible()
    assert violations(desk) == []
    desk.set_viewport_size({"width": 390, "height": 844})
    desk.goto(live_server.url + LIST)
    expect(desk.get_by_role("link", name="Lighthouse")).to_be_visible()
    assert desk.evaluate("document.documentElement.scrollWidth") <= 390


def test_an_empty_library_says_how_to_begin(desk: Page, live_server: LiveServer) -> None:
    desk.goto(live_server.url + LIST)
    desk.get_by_role("link", name="Add pictures").last.click()
    expect(desk.get_by_role("button", name="Choose pictures")).to_be_visible()


def test_an_upload_that_finds_no_place_comes_again_by_itself(desk: Page) -> None:
    answers: list[int] = []
    desk.on("response", lambda it: answers.append(it.status) if it.url.endswith("/upload/take/") else None)
    with PLACES:
        choose(desk, a_file(encoded(quarters())))
        with desk.expect_response(lambda it: it.status == 503):
            pass
        with desk.expect_response(lambda it: it.status == 503):
            pass
        expect(row(desk, "boats.jpg")).to_have_attribute("data-state", "examining")
        assert not Image.objects.exists()
    expect(row(desk, "boats.jpg").get_by_text("Stored")).to_be_visible()
    assert answers[-1] == 201
    assert set(answers[:-1]) == {503}
    assert Image.objects.count() == 1


def test_an_upload_that_too_many_others_wait_beside_comes_again_by_itself(desk: Page) -> None:
    with ExitStack() as line:
        for _ in range(IN_LINE._initial_value):
            line.enter_context(IN_LINE)
        choose(desk, a_file(encoded(quarters())))
        for _ in range(2):
            with desk.expect_response(lambda it: it.url.endswith("/upload/") and it.status == 503):
                pass
    expect(row(desk, "boats.jpg").get_by_text("Stored")).to_be_visible()
    assert Image.objects.count() == 1


def test_a_story_gets_its_picture_from_the_window_for_adding_some(desk: Page, live_server: LiveServer) -> None:
    desk.goto(live_server.url + STORY)
    desk.locator("[x-ref='relatedWidgetWrapperlead_image']").click()
    with desk.expect_popup() as opened:
        desk.locator("#add_id_lead_image").click()
    window = opened.value
    expect(window.get_by_role("button", name="Choose pictures")).to_be_visible()
    expect(window.get_by_role("button", name="Save", exact=True)).to_be_hidden()
    tall = encoded(quarters((300, 400)), "PNG")
    choose(window, a_file(encoded(quarters())), a_file(tall, "tall.png", "image/png"))
    expect(row(window, "boats.jpg").get_by_text("Stored")).to_be_visible()
    tall_row = row(window, "tall.png")
    expect(tall_row.get_by_text("Stored")).to_be_visible()
    tall_row.get_by_label("Alternative text").fill("A tall picture.")
    with window.expect_event("close"):
        tall_row.get_by_role("button", name="Use tall.png").click()
    chosen = Image.objects.get(format="PNG")
    expect(desk.locator("#id_lead_image")).to_have_value(chosen.pk)
    assert chosen.alt == "A tall picture."
    assert Image.objects.count() == 2


def test_without_scripts_the_plain_form_takes_a_picture(desk: Page, live_server: LiveServer, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(desk.context.cookies())  # type: ignore[arg-type]  # what it gives it does not take, by its types
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(live_server.url + ADD)
    page.get_by_label("Alternative text").fill("Boats.")
    page.set_input_files("#id_file", [a_file(encoded(quarters()))])
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#result_list")).to_be_visible()
    assert Image.objects.get().alt == "Boats."
    context.close()
