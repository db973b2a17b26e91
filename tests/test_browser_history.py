"""The history of a story in a browser: compared and restored by keyboard, on a phone, in the dark, by everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from articles.editing import save_revision
from articles.publishing import publish_article
from tests.accessibility import violations
from tests.block_examples import EXAMPLES
from tests.factories import ada, ed, make_article, make_author, make_tag, paragraph

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

    from articles.models import Article

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG = [paragraph(f"Paragraph {number} stays as it is.", number) for number in range(10, 20)]


@pytest.fixture
def story(page: Page, live_server: LiveServer, client: Client) -> Article:
    """Published, then changed twice; Ed is at the desk."""
    client.force_login(ed())
    article = make_article(
        authors=[make_author()],
        tags=[make_tag("Storms")],
        body=[paragraph("The ferry left at noon.", 1), *LONG, paragraph("It was full.", 2)],
    )
    publish_article(article, by=ed())
    for headline, time in (("Ferry sails", "at dusk"), ("Ferry sails again", "before dawn")):
        link = {
            "type": "link",
            "href": f"https://{time.split()[1]}.example/a-very-long-address-without-any-spaces-in-it",
        }
        linked = {"id": "linked0001", "type": "paragraph", "text": [{"text": "as we said", "marks": [link]}]}
        article.headline = headline
        article.body = [paragraph(f"The ferry left {time}.", 1), linked, *LONG, *EXAMPLES.values()]
        article.save()
        save_revision(article, by=ada(), note="New times from the harbour master")
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    return article


def addresses(story: Article) -> list[str]:
    return [
        reverse("admin:articles_article_history", args=[story.pk]),
        reverse("admin:articles_article_compare", args=[story.pk]) + "?before=live",
        reverse("admin:articles_article_restore", args=[story.pk, 1]),
    ]


def test_ed_finds_compares_and_restores_a_version(page: Page, live_server: LiveServer, story: Article) -> None:
    page.set_viewport_size({"width": 1400, "height": 900})
    page.goto(live_server.url + reverse("admin:articles_article_change", args=[story.pk]))
    page.locator("summary", has_text="Saved versions").click()
    page.get_by_role("link", name="What has changed since publication").click()
    page.get_by_role("heading", name="From version 1 to version 3").wait_for()
    older, newer = page.get_by_role("group", name="Version 1"), page.get_by_role("group", name="Version 3")
    assert older.locator("del", has_text="at noon").is_visible()
    assert newer.locator("ins", has_text="before dawn").is_visible()
    page.get_by_role("link", name="History").last.click()
    page.get_by_label("from version 2").check()
    page.get_by_label("to version 3").check()
    page.get_by_role("button", name="Compare").click()
    page.get_by_role("heading", name="From version 2 to version 3").wait_for()
    page.get_by_role("link", name="Restore version 2").click()
    page.get_by_role("button", name="Restore version 2").click()
    page.get_by_text("Version 2 is restored and saved as version 4.").wait_for()
    assert page.locator("#id_headline").input_value() == "Ferry sails"
    assert story.revisions.first().note.startswith("Restored version 2")


def test_a_stretch_without_changes_is_unfolded_by_keyboard(page: Page, live_server: LiveServer, story: Article) -> None:
    page.goto(live_server.url + addresses(story)[1])
    hidden = page.get_by_text("Paragraph 14 stays as it is.").first
    assert not hidden.is_visible()
    summary = page.locator("summary", has_text="unchanged blocks").first
    summary.focus()
    page.keyboard.press("Enter")
    assert hidden.is_visible()
    page.keyboard.press("Enter")
    assert not hidden.is_visible()


def test_two_versions_are_chosen_and_compared_by_keyboard(page: Page, live_server: LiveServer, story: Article) -> None:
    page.goto(live_server.url + addresses(story)[0])
    page.get_by_label("from version 2").focus()
    page.keyboard.press("ArrowDown")
    assert page.get_by_label("from version 1").is_checked()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.get_by_role("heading", name="From version 1 to version 3").wait_for()


@pytest.mark.parametrize("width", [390, 1400])
def test_the_history_breaks_no_rule_of_accessibility(
    page: Page, live_server: LiveServer, story: Article, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    for address in addresses(story):
        page.goto(live_server.url + address)
        for folded in page.locator(".diff-fold summary").all():
            folded.click()
        assert violations(page) == [], address


def test_on_a_phone_nothing_is_cut_off_and_the_two_versions_stand_in_one_column(
    page: Page, live_server: LiveServer, story: Article
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    for address in addresses(story):
        page.goto(live_server.url + address)
        page.wait_for_timeout(200)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
    page.goto(live_server.url + addresses(story)[1])
    changed = page.locator(".diff-changed", has_text="The ferry left").first
    assert changed.locator("del:visible", has_text="at noon").count() == 1
    assert changed.locator("ins:visible", has_text="before dawn").count() == 1
    assert page.get_by_role("group", name="Version 1").count() == 0


def test_what_changed_is_told_by_more_than_colour(page: Page, live_server: LiveServer, story: Article) -> None:
    page.goto(live_server.url + addresses(story)[1])
    lines = {
        name: page.locator(f".diff {name}:visible").first.evaluate("it => getComputedStyle(it).textDecorationLine")
        for name in ("ins", "del")
    }
    assert lines == {"ins": "underline", "del": "line-through"}
    read_out = page.locator("del:visible", has_text="at noon").first.inner_text()
    assert "".join(read_out.split()) == "[removed:atnoon]"
