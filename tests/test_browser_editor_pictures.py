"""Pictures in the body editor: chosen from the library, dropped in, described, refused."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from playwright.sync_api import expect

from media.models import Image
from tests.editor_page import block_at, insert, open_story, save, stored, types, written
from tests.factories import ed, make_article, make_picture, paragraph, picture_file, take_in
from tests.test_browser_keeping import browser_of
from tests.test_roles import person

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

# A fixture of theirs, which is ours by its name.
__all__ = ["browser_of"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def drop(page: Page, place: int, content: bytes, name: str = "boats.jpg", kind: str = "image/jpeg") -> None:
    block_at(page, place).evaluate(
        """(element, [content, name, kind]) => {
            const bytes = Uint8Array.from(atob(content), (it) => it.charCodeAt(0));
            const data = new DataTransfer();
            data.items.add(new File([bytes], name, {type: kind}));
            const box = element.getBoundingClientRect();
            const at = {clientX: box.left + 5, clientY: box.top + 5, bubbles: true, cancelable: true};
            element.dispatchEvent(new DragEvent('drop', {dataTransfer: data, ...at}));
        }""",
        [base64.b64encode(content).decode(), name, kind],
    )


def test_a_picture_is_chosen_and_described(desk: Page, live_server: LiveServer) -> None:
    picture = take_in(
        ContentFile(picture_file().read(), name="boats.jpg"),
        by=ed(),
        title="Boats",
        alt="Two boats.",
        credit="Cal Lens",
    )
    article = make_article()
    open_story(desk, live_server, article)
    block_at(desk, 0).click()
    insert(desk, "Picture")
    desk.get_by_role("dialog").get_by_role("button", name="Boats").click()
    card = block_at(desk, 1)
    expect(card.get_by_text("Alternative text: Two boats.")).to_be_visible()
    card.locator("figcaption").click()
    desk.keyboard.type("Boats leave.")
    card.get_by_role("button", name="Details of picture").click()
    desk.get_by_label("Alternative text").fill("Two fishing boats.")
    desk.keyboard.press("Escape")
    save(desk)
    block = stored(article)[1]
    assert (block["image"]["id"], block["image"]["alt"]) == (picture.pk, "Two fishing boats.")
    assert block["caption"] == [{"text": "Boats leave."}]


def test_a_dropped_picture_is_brought_in_and_asks_for_its_description(desk: Page, live_server: LiveServer) -> None:
    article = make_article(body=[paragraph("One", 1), paragraph("Two", 2)])
    open_story(desk, live_server, article)
    drop(desk, 0, picture_file().read())
    dialog = desk.get_by_role("dialog", name="Describe the picture")
    expect(dialog).to_be_visible(timeout=60_000)
    dialog.get_by_role("button", name="Use the picture").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Say what the picture shows")
    dialog.get_by_label("Alternative text").fill("Boats at a pier.")
    dialog.get_by_role("button", name="Use the picture").click()
    expect(block_at(desk, 1).get_by_text("Alternative text: Boats at a pier.")).to_be_visible(timeout=30_000)
    picture = Image.objects.get()
    assert picture.alt == "Boats at a pier."
    blocks = written(desk)
    assert types(blocks) == ["paragraph", "image", "paragraph"]
    assert blocks[1]["image"] == {"id": picture.pk, "alt": picture.alt, "width": 1200, "height": 800}


def test_what_is_no_picture_is_refused_with_words(desk: Page, live_server: LiveServer) -> None:
    article = make_article(body=[paragraph("One", 1)])
    open_story(desk, live_server, article)
    drop(desk, 0, b"not a picture at all", name="fake.jpg")
    refusal = desk.locator(".be-arriving .be-problem")
    expect(refusal).to_contain_text("fake.jpg:", timeout=60_000)
    desk.get_by_role("button", name="Understood").click()
    expect(desk.locator(".be-arriving")).to_have_count(0)
    assert written(desk) == stored(article)


def test_pictures_of_a_gallery_are_added_ordered_and_removed(desk: Page, live_server: LiveServer) -> None:
    one, two = make_picture("One."), make_picture("Two.", size=(300, 300))
    items = [{"image": {"id": it.pk, "alt": it.alt}, "mood": "calm"} for it in (one, two)]
    gallery: Any = {"id": "gallery00001", "type": "gallery", "variant": "grid", "items": items}
    open_story(desk, live_server, make_article(body=[paragraph("One")]))
    desk.evaluate(
        """(body) => {
            const area = document.querySelector('[name=body]');
            area.value = JSON.stringify(body);
            area.dispatchEvent(new Event('editor:reset'));
        }""",
        [gallery],
    )
    desk.get_by_role("button", name="Move picture down").first.click()
    assert written(desk)[0]["items"] == items[::-1]
    desk.locator(".be-gallery_item figcaption").first.click()
    desk.keyboard.type("Second")
    assert written(desk)[0]["items"][0] == {**items[1], "caption": [{"text": "Second"}]}
    desk.get_by_role("button", name="Add a picture").click()
    desk.get_by_role("dialog").locator(".be-choice").first.click()
    expect(desk.locator(".be-gallery_item")).to_have_count(3)
    desk.get_by_role("button", name="Remove picture").last.click()
    assert [it["image"]["id"] for it in written(desk)[0]["items"]] == [two.pk, one.pk]


def test_a_picture_of_the_library_that_nobody_described_is_described_for_both(
    desk: Page, live_server: LiveServer
) -> None:
    bare = make_picture("", title="Boats")
    article = make_article()
    open_story(desk, live_server, article)
    block_at(desk, 0).click()
    insert(desk, "Picture")
    desk.get_by_role("dialog").get_by_role("button", name="Boats").click()
    desk.get_by_label("Alternative text").fill("Two boats.")
    desk.get_by_role("button", name="Use the picture").click()
    expect(block_at(desk, 1).get_by_text("Alternative text: Two boats.")).to_be_visible()
    bare.refresh_from_db()
    assert bare.alt == "Two boats."


def test_whoever_may_not_change_the_library_is_told_that_the_words_are_for_the_story(
    browser_of: Any, live_server: LiveServer
) -> None:
    bare = make_picture("", title="Boats")
    ravi = browser_of(person("Contributor", "ravi"))
    ravi.goto(live_server.url + reverse("admin:articles_article_add"))
    ravi.wait_for_selector(".be-body")
    block_at(ravi, 0).click()
    insert(ravi, "Picture")
    ravi.get_by_role("dialog").get_by_role("button", name="Boats").click()
    expect(ravi.get_by_role("dialog")).to_contain_text("This is for your story alone")
    ravi.get_by_label("Alternative text").fill("Two boats.")
    ravi.get_by_role("button", name="Use the picture").click()
    expect(block_at(ravi, 0).get_by_text("Alternative text: Two boats.")).to_be_visible()
    bare.refresh_from_db()
    assert bare.alt == ""
