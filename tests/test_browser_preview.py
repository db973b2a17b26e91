"""The preview beside the text, and the page that outsiders see, in a browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from articles.models import Article, PreviewLink
from articles.preview.links import make_link
from tests.accessibility import violations
from tests.block_examples import EXAMPLES
from tests.editor_page import cursor_to
from tests.factories import ada, make_article, make_author, make_picture, make_tag, paragraph, picture_block

if TYPE_CHECKING:
    from playwright.sync_api import FrameLocator, Locator, Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(desk: Page, live_server: LiveServer, settings: Any) -> Page:
    """With a screen that is a wide one."""
    settings.API_URL = live_server.url
    desk.set_viewport_size({"width": 1500, "height": 950})
    return desk


def full_story() -> Article:
    return make_article(
        "Harbour reopens after the longest storm in thirty years",
        kicker="Ports",
        standfirst=[{"text": "The first boats left at ten past eight, full of cars and of people who had waited."}],
        body=[paragraph("The harbour reopened on Sunday.", 1), picture_block(make_picture()), *EXAMPLES.values()],
        authors=[make_author(job_title="Reporter", bio="Ada knows every ferry.", portrait=make_picture("Ada."))],
        tags=[make_tag("Leith"), make_tag("Storms")],
        lead_image=make_picture("A ferry at the quay.", size=(1600, 1000), caption="The ferry comes home."),
    )


def open_story(desk: Page, live_server: LiveServer, article: Article | None = None) -> FrameLocator:
    name, args = ("change", [article.pk]) if article else ("add", [])
    desk.goto(live_server.url + reverse(f"admin:articles_article_{name}", args=args))
    desk.wait_for_selector(".be-body")
    desk.locator(".preview-toggle:visible").first.click()
    expect(desk.locator(".preview-state")).to_contain_text("Up to date")
    return desk.frame_locator("#preview-pane iframe")


def test_what_is_typed_stands_in_the_preview_and_nothing_is_saved(desk: Page, live_server: LiveServer) -> None:
    article = make_article("Ferry sails", body=[paragraph("One."), paragraph("Two.", 2)])
    shown = open_story(desk, live_server, article)
    expect(shown.locator("h1")).to_have_text("Ferry sails")
    desk.fill("#id_headline", "Ferry sails <again>")
    expect(shown.locator("h1")).to_have_text("Ferry sails <again>")
    desk.locator(".be-body p").first.click()
    desk.keyboard.press("End")
    desk.keyboard.type(" At noon.")
    expect(shown.locator(".text p").first).to_have_text("One. At noon.")
    expect(shown.locator(".text p")).to_have_count(2)
    article.refresh_from_db()
    assert (article.headline, article.version) == ("Ferry sails", 1)


def test_a_story_that_was_never_saved_has_a_preview(desk: Page, live_server: LiveServer) -> None:
    shown = open_story(desk, live_server)
    expect(shown.locator("h1")).to_have_text("No headline yet")
    desk.fill("#id_headline", "Ferry sails")
    expect(shown.locator("h1")).to_have_text("Ferry sails")
    assert not Article.objects.exists()


def test_what_is_wrong_is_named_and_leads_to_its_field(desk: Page, live_server: LiveServer) -> None:
    shown = open_story(desk, live_server, make_article("Ferry sails"))
    expect(desk.locator(".preview-problems")).to_be_hidden()
    desk.fill("#id_headline", "")
    expect(desk.locator(".preview-problems summary")).to_contain_text("to mend")
    expect(shown.locator("h1")).to_have_text("No headline yet")
    desk.locator(".preview-problems summary").click()
    desk.locator(".preview-problems a").first.click()
    expect(desk.locator("#id_headline")).to_be_focused()


def test_widths_and_colours_are_chosen_and_remembered(desk: Page, live_server: LiveServer) -> None:
    article = make_article()
    shown = open_story(desk, live_server, article)
    for label, width in [("Phone", 390), ("Tablet", 820), ("Desktop", 1280), ("Phone", 390)]:
        desk.get_by_role("button", name=label).click()
        assert shown.locator("html").evaluate("it => it.ownerDocument.defaultView.innerWidth") == width
    paper = shown.locator("body").evaluate("it => getComputedStyle(it).backgroundColor")
    desk.get_by_role("button", name="Dark", exact=True).click()
    assert shown.locator("body").evaluate("it => getComputedStyle(it).backgroundColor") != paper
    desk.reload()
    expect(desk.locator(".preview-state")).to_contain_text("Up to date")
    expect(desk.get_by_role("button", name="Phone")).to_have_attribute("aria-pressed", "true")
    expect(shown.locator("html")).to_have_attribute("data-theme", "dark")
    desk.get_by_role("button", name="Close the preview").click()
    desk.reload()
    expect(desk.locator("#preview-pane")).to_be_hidden()


def test_the_place_that_is_read_stays_while_the_text_changes(desk: Page, live_server: LiveServer) -> None:
    article = make_article(body=[paragraph(f"Paragraph {number}. " * 30, number) for number in range(30)])
    shown = open_story(desk, live_server, article)
    # Only with its style sheet is the page as long as a reader sees it.
    expect(shown.locator(".text")).to_have_css("max-width", "640px")
    read = shown.locator(".text p").nth(9)
    read.evaluate("it => it.ownerDocument.defaultView.scrollTo(0, it.offsetTop + 20)")
    top = "it => Math.round(it.getBoundingClientRect().top)"
    assert read.evaluate(top) == -20
    height = shown.locator("h1").evaluate("it => it.offsetHeight")
    for headline in ["Harbour reopens after " + "the longest storm of all " * 6, "Harbour"]:
        desk.fill("#id_headline", headline.strip())
        expect(shown.locator("h1")).to_have_text(headline.strip())
        assert shown.locator("h1").evaluate("it => it.offsetHeight") != height
        assert read.evaluate(top) == -20
    # Also where what is read is what changes.
    cursor_to(desk, 9)
    desk.keyboard.type(" And more.")
    expect(read).to_contain_text("And more.")
    assert read.evaluate(top) == -20


def test_an_answer_that_comes_late_is_dropped(desk: Page, live_server: LiveServer) -> None:
    shown = open_story(desk, live_server, make_article("First"))
    held: list[Any] = []
    desk.route(re.compile("/preview/$"), lambda route: route.continue_() if held else held.append(route))
    desk.fill("#id_headline", "Second")
    desk.wait_for_timeout(700)
    desk.fill("#id_headline", "Third")
    expect(shown.locator("h1")).to_have_text("Third")
    assert len(held) == 1
    held[0].continue_()
    desk.wait_for_timeout(700)
    expect(shown.locator("h1")).to_have_text("Third")


def test_pictures_that_are_not_public_are_seen_in_the_preview(desk: Page, live_server: LiveServer) -> None:
    shown = open_story(desk, live_server, make_article(lead_image=make_picture()))
    image = shown.locator(".lead img")
    refuse_missing(image)


def refuse_missing(image: Locator) -> None:
    image.scroll_into_view_if_needed()
    expect(image).to_have_js_property("complete", True, timeout=20_000)
    assert image.evaluate("it => it.naturalWidth") > 0


def test_an_outsider_reads_the_story_without_a_login(
    desk: Page, live_server: LiveServer, browser: Any, settings: Any
) -> None:
    settings.API_URL = live_server.url
    article = full_story()
    desk.goto(live_server.url + reverse("admin:articles_article_preview_links", args=[article.pk]))
    desk.get_by_role("button", name="Make a link").click()
    address = desk.get_by_label("Address of the preview").input_value()
    outsider = browser.new_page()
    outsider.goto(address)
    expect(outsider.locator("h1")).to_have_text(article.headline)
    expect(outsider.locator(".notice")).to_contain_text("Preview, not published")
    for image in outsider.locator("img").all():
        refuse_missing(image)
    assert not outsider.context.cookies()
    desk.goto(live_server.url + reverse("admin:articles_article_preview_links", args=[article.pk]))
    assert address not in desk.content()
    desk.get_by_role("button", name="Revoke").click()
    expect(desk.get_by_text("The link is revoked")).to_be_visible()
    assert PreviewLink.objects.get().revoked_at
    assert outsider.goto(address).status == 404
    outsider.close()


def test_previews_break_no_rule_of_accessibility(desk: Page, live_server: LiveServer) -> None:
    article = full_story()
    open_story(desk, live_server, article)
    assert violations(desk) == []
    desk.get_by_role("button", name="Dark", exact=True).click()
    assert violations(desk, "#preview-pane") == []
    desk.goto(live_server.url + reverse("admin:articles_article_preview_links", args=[article.pk]))
    assert violations(desk) == []
    desk.goto(f"{live_server.url}/preview/{make_link(article, by=ada(), days=7)[1]}/")
    assert violations(desk) == []


def test_previews_fit_a_phone(desk: Page, live_server: LiveServer) -> None:
    article = full_story()
    desk.set_viewport_size({"width": 390, "height": 844})
    open_story(desk, live_server, article)
    assert desk.evaluate("document.documentElement.scrollWidth") <= 390
    desk.keyboard.press("Escape")
    expect(desk.locator("#preview-pane")).to_be_hidden()
    desk.goto(f"{live_server.url}/preview/{make_link(article, by=ada(), days=7)[1]}/")
    assert desk.evaluate("document.documentElement.scrollWidth") <= 390
