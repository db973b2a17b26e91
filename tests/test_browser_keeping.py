"""Crashes, lost connections and two people in one story, in browsers: no word is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from articles.editing import save_revision
from articles.models import Article, Autosave
from tests.accessibility import violations
from tests.factories import ada, ed, make_article, paragraph

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

    from authors.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OFFERED = "You typed something that was not saved"


@pytest.fixture
def browser_of(browser: Browser, live_server: LiveServer) -> Iterator[Callable[[User], Page]]:
    """A browser of its own for each person, in which they have logged in."""
    contexts = []

    def opened(user: User, **options: Any) -> Page:
        client = Client()
        client.force_login(user)
        context = browser.new_context(locale="en-GB", timezone_id="Europe/London", **options)
        contexts.append(context)
        value = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": value, "url": live_server.url}])
        context.set_default_timeout(60_000)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


def open_story(page: Page, live_server: LiveServer, article: Article | None) -> None:
    name, args = ("change", [article.pk]) if article else ("add", [])
    page.goto(live_server.url + reverse(f"admin:articles_article_{name}", args=args))
    page.wait_for_selector("#article_form[data-keeps]")


def wait_for_state(page: Page, words: str) -> None:
    page.wait_for_function("words => document.querySelector('.kept-state').textContent.includes(words)", arg=words)


def kept_here(page: Page) -> int:
    return page.evaluate("Object.keys(localStorage).filter(name => name.startsWith('newsroom.unsent.')).length")


def asked_on_leaving(page: Page) -> list[str]:
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    return asked


def test_after_a_crash_the_text_is_offered_compared_and_taken_up(browser_of: Any, live_server: LiveServer) -> None:
    article = make_article()
    page = browser_of(ada())
    open_story(page, live_server, article)
    page.fill("#id_headline", "Harbour shuts again")
    wait_for_state(page, "Kept")
    assert kept_here(page) == 0
    context = page.context
    page.close()
    page = context.new_page()
    open_story(page, live_server, article)
    page.get_by_text(OFFERED, exact=True).wait_for()
    assert violations(page) == []
    page.get_by_role("link", name="Compare with what is saved").click()
    page.locator(".diff-side ins").first.wait_for()
    assert violations(page) == []
    page.get_by_role("link", name="Go on with it in the form").click()
    page.wait_for_selector("#article_form[data-keeps]")
    assert page.input_value("#id_headline") == "Harbour shuts again"
    with page.expect_navigation():
        page.click("#submit-row button[name=_save]")
    article.refresh_from_db()
    assert (article.headline, article.version) == ("Harbour shuts again", 2)
    page.wait_for_selector("#article_form[data-keeps]")
    expect(page.get_by_text(OFFERED, exact=True)).to_be_hidden()
    assert not Autosave.objects.exists()


def test_without_a_connection_the_device_keeps_it_and_the_server_has_it_afterwards(
    browser_of: Any, live_server: LiveServer
) -> None:
    article = make_article()
    page = browser_of(ada())
    open_story(page, live_server, article)
    page.context.set_offline(True)
    page.fill("#id_headline", "Written at sea")
    wait_for_state(page, "Offline: kept on this device")
    assert kept_here(page) == 1
    page.context.set_offline(False)
    wait_for_state(page, "Kept")
    assert Autosave.objects.get().content["headline"] == "Written at sea"
    assert kept_here(page) == 0


def test_a_browser_that_ends_without_a_connection_brings_the_text_back_later(
    browser_of: Any, live_server: LiveServer
) -> None:
    article = make_article()
    page = browser_of(ada())
    open_story(page, live_server, article)
    page.context.set_offline(True)
    page.fill("#id_headline", "Written at sea")
    wait_for_state(page, "Offline")
    context = page.context
    page.close()
    context.set_offline(False)
    page = context.new_page()
    open_story(page, live_server, article)
    page.get_by_text(OFFERED, exact=True).wait_for()
    page.get_by_role("link", name="Go on with it").click()
    page.wait_for_selector("#article_form[data-keeps]")
    assert page.input_value("#id_headline") == "Written at sea"
    page.wait_for_function("!Object.keys(localStorage).some(name => name.startsWith('newsroom.unsent.'))")


def test_leaving_asks_only_where_something_would_be_lost(browser_of: Any, live_server: LiveServer) -> None:
    article = make_article()
    page = browser_of(ada())
    asked = asked_on_leaving(page)
    open_story(page, live_server, article)
    page.fill("#id_headline", "Left in a hurry")
    page.goto(live_server.url + reverse("admin:index"))
    assert asked == []
    open_story(page, live_server, article)
    page.get_by_text(OFFERED).first.wait_for()
    page.context.set_offline(True)
    page.fill("#id_kicker", "At sea")
    wait_for_state(page, "Offline")
    # What a browser cannot send it cannot load either; so the connection comes back, and only keeping fails.
    page.context.route("**/autosave/", lambda route: route.abort())
    page.context.set_offline(False)
    page.reload()
    assert asked == ["beforeunload"]


def test_a_story_that_was_never_saved_survives_a_crash(browser_of: Any, live_server: LiveServer) -> None:
    page = browser_of(ada())
    open_story(page, live_server, None)
    page.fill("#id_headline", "Ferry sails")
    wait_for_state(page, "Kept")
    context = page.context
    page.close()
    page = context.new_page()
    open_story(page, live_server, None)
    page.get_by_text("Ferry sails").wait_for()
    page.get_by_role("link", name="Go on with it").click()
    page.wait_for_selector("#article_form[data-keeps]")
    assert page.input_value("#id_headline") == "Ferry sails"
    assert not Article.objects.exists()


def test_two_people_in_one_story_lose_nothing(browser_of: Any, live_server: LiveServer) -> None:
    article = make_article(body=[paragraph("One.", 1), paragraph("Two.", 2)])
    adas, eds = browser_of(ada()), browser_of(ed())
    for page in (adas, eds):
        open_story(page, live_server, article)
    eds.fill("#id_headline", "Ed's headline")
    eds.fill("#id_kicker", "Leith")
    adas.fill("#id_headline", "Ada's headline")
    adas.fill("#id_dateline", "LEITH")
    for page in (eds, adas):
        with page.expect_navigation():
            page.click("#submit-row button[name=_save]")
    adas.get_by_role("heading", name="Two people changed the same parts").wait_for()
    assert violations(adas) == []
    adas.get_by_role("radio", name="What was typed").check()
    with adas.expect_navigation():
        adas.get_by_role("button", name="Save both together").click()
    article.refresh_from_db()
    assert (article.headline, article.kicker, article.dateline) == ("Ada's headline", "Leith", "LEITH")
    assert [it.content["headline"] for it in article.revisions.all()][:2] == ["Ada's headline", "Ed's headline"]


def test_whoever_types_hears_that_somebody_else_has_saved(browser_of: Any, live_server: LiveServer) -> None:
    article = make_article()
    adas, eds = browser_of(ada()), browser_of(ed())
    for page in (adas, eds):
        open_story(page, live_server, article)
    eds.fill("#id_kicker", "Leith")
    with eds.expect_navigation():
        eds.click("#submit-row button[name=_save]")
    adas.fill("#id_dateline", "LEITH")
    adas.get_by_text("ed saved version 2").first.wait_for()
    with adas.expect_navigation():
        adas.click("#submit-row button[name=_save]")
    article.refresh_from_db()
    assert (article.kicker, article.dateline, article.version) == ("Leith", "LEITH", 3)
    adas.get_by_text("version 3 has both").wait_for()


def test_two_people_see_each_other_and_screen_readers_are_told(browser_of: Any, live_server: LiveServer) -> None:
    article = make_article()
    eds = browser_of(ed())
    open_story(eds, live_server, article)
    adas = browser_of(ada())
    open_story(adas, live_server, article)
    adas.get_by_text("ed has this open, since").wait_for()
    expect(adas.locator("#presence [role=status]")).to_contain_text("ed has this story open")
    eds.goto(live_server.url + reverse("admin:index"))
    # With the next beat.
    adas.wait_for_function("document.getElementById('presence').hidden")


def test_another_window_of_mine_is_no_text_that_was_left(browser_of: Any, live_server: LiveServer) -> None:
    article = make_article()
    one = browser_of(ada())
    open_story(one, live_server, article)
    one.fill("#id_headline", "In the first window")
    wait_for_state(one, "Kept")
    other = one.context.new_page()
    open_story(other, live_server, article)
    other.get_by_text("You have this open in another window").wait_for()
    expect(other.locator("#presence li")).to_have_count(1)
    expect(other.get_by_text(OFFERED, exact=True)).to_be_hidden()
    third = one.context.new_page()
    open_story(third, live_server, article)
    third.get_by_text("You have this open in another window").wait_for()
    expect(third.locator("#presence li")).to_have_count(1)
    third.fill("#id_headline", "In the third window")
    wait_for_state(third, "Kept")
    with third.expect_navigation():
        third.click("#submit-row button[name=_save]")
    one.close()
    expect(other.get_by_text(OFFERED, exact=True)).to_be_visible()
    expect(other.locator(".kept-offer:visible")).to_have_count(1)


def test_when_adas_machine_has_died_ed_compares_what_she_typed_and_saves_it(
    browser_of: Any, live_server: LiveServer
) -> None:
    article = make_article(body=[paragraph("The ferry left at noon.")])
    article.body = [paragraph("The ferry left at dusk.")]
    article.save()
    save_revision(article, by=ed())
    adas = browser_of(ada())
    open_story(adas, live_server, article)
    adas.locator(".be-body p").first.click()
    adas.keyboard.press("End")
    adas.keyboard.type(" It came back at dawn.")
    wait_for_state(adas, "Kept")
    adas.context.close()
    eds = browser_of(ed(), viewport={"width": 390, "height": 844})
    eds.goto(live_server.url + reverse("admin:articles_article_history", args=[article.pk]))
    expect(eds.locator(".history-unsaved")).to_contain_text("Typed and not saved by Ada, over version 2")
    assert violations(eds) == []
    eds.get_by_role("link", name="Compare with any version").click()
    eds.get_by_role("heading", name="From version 2 to what Ada typed").wait_for()
    expect(eds.locator("ins:visible")).to_contain_text("It came back at dawn.")
    eds.get_by_label("with version").fill("1")
    eds.get_by_role("button", name="Compare").click()
    eds.get_by_role("heading", name="From version 1 to what Ada typed").wait_for()
    expect(eds.locator("del:visible").first).to_contain_text("noon")
    assert violations(eds) == []
    assert eds.evaluate("document.documentElement.scrollWidth") <= 390
    eds.get_by_role("link", name="Save it as a new version").click()
    with eds.expect_navigation():
        eds.get_by_role("button", name="Save it as version 3").click()
    article.refresh_from_db()
    assert (article.version, article.revisions.first().by) == (3, ed())
    assert article.body[0]["text"] == [{"text": "The ferry left at dusk. It came back at dawn."}]
