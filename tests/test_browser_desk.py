"""From the empty page to what a reader's program gets, in a browser; and whether everybody can use the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.files.base import ContentFile
from django.urls import reverse

from articles.models import Article, Collection, PictureRequest
from articles.publishing import publish_article
from media.intake import add_image
from tests.block_examples import EXAMPLES
from tests.factories import ed, make_article, make_author, make_category, picture_file

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Of Unfold's own frame: parts outside of landmarks, two navigations of one name, the empty head of the column that
# holds the bin.
NOT_OURS = {"region", "landmark-unique", "empty-table-header"}


def choose(page: Page, field: str, words: str) -> None:
    """In a chooser of the admin, as a person does: open, type, take."""
    page.locator(f"#{field} + .select2-container").click()
    page.locator(".select2-container--open input.select2-search__field").last.fill(words)
    page.locator(".select2-results__option", has_text=words).first.click()


def test_a_story_goes_from_the_empty_page_to_the_reader(page: Page, live_server: LiveServer, client: Client) -> None:
    ed()
    make_category("Scotland", make_category("World"))
    make_author("Ada Reporter", bio="Ada knows every ferry.")
    add_image(
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


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_desk_breaks_no_rule_of_accessibility(
    page: Page, live_server: LiveServer, client: Client, scheme: Any
) -> None:
    client.force_login(ed())
    article = make_article(body=list(EXAMPLES.values()), authors=[make_author()])
    live = make_article("Live")
    publish_article(live, by=ed())
    PictureRequest.objects.create(article=article, caption="A ferry.")
    front = Collection.objects.create(title="Home", slug="home")
    front.items.create(article=live)
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    page.emulate_media(color_scheme=scheme)
    for address in [
        reverse("admin:index"),
        reverse("admin:articles_article_changelist"),
        reverse("admin:articles_article_change", args=[article.pk]),
        reverse("admin:articles_article_step", args=[live.pk, "propose_retract"]),
        reverse("admin:articles_article_step", args=[live.pk, "expire"]),
        reverse("admin:articles_category_changelist"),
        reverse("admin:articles_picturerequest_changelist"),
        reverse("admin:authors_author_add"),
        reverse("admin:articles_liveupdate_add"),
        reverse("admin:articles_collection_changelist"),
        reverse("admin:articles_collection_change", args=[front.pk]),
        reverse("admin:articles_tag_add"),
    ]:
        page.goto(live_server.url + address)
        page.wait_for_load_state("load")
        page.wait_for_timeout(300)
        found = [it for it in Axe().run(page).response["violations"] if it["id"] not in NOT_OURS]
        assert not found, (address, [(it["id"], [node["target"] for node in it["nodes"]]) for it in found])


def test_the_desk_fits_a_phone(page: Page, live_server: LiveServer, client: Client) -> None:
    client.force_login(ed())
    article = make_article(body=list(EXAMPLES.values()), authors=[make_author()])
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    page.set_viewport_size({"width": 390, "height": 844})
    for address in [
        reverse("admin:index"),
        reverse("admin:articles_article_changelist"),
        reverse("admin:articles_article_change", args=[article.pk]),
    ]:
        page.goto(live_server.url + address)
        page.wait_for_timeout(300)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
    assert Article.objects.get().version == 1
