"""The page that takes in many pictures, and the one that edits many, as people with a mouse, a keyboard or a phone."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.sessions.models import Session
from PIL import Image as Picture
from playwright.sync_api import expect

from media.inspection import MAX_BYTES
from media.intake import add_image
from media.models import Image
from tests.accessibility import violations
from tests.drawing import encoded, quarters, upload
from tests.factories import ada, make_article
from tests.test_media_admin import ADD, LIST, harbour, page_of
from tests.test_media_bucket import bucket, names_in, s3
from tests.test_media_upload_page import photograph, smaller

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page
    from pytest_django.live_server_helper import LiveServer

# Fixtures of theirs, which are ours by their names.
__all__ = ["bucket", "s3"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

UNDER_WAY = "[data-state='sending'], [data-state='examining']"
DROP = """([name, type, content]) => {
  const data = new DataTransfer();
  data.items.add(new File([Uint8Array.from(atob(content), (it) => it.charCodeAt(0))], name, { type }));
  const over = document.querySelector(".upload-drop");
  for (const event of ["dragover", "drop"]) {
    over.dispatchEvent(new DragEvent(event, { bubbles: true, cancelable: true, dataTransfer: data }));
  }
}"""


def a_file(content: bytes, name: str = "boats.jpg", type_: str = "image/jpeg") -> Any:
    return {"name": name, "mimeType": type_, "buffer": content}


@pytest.fixture
def desk(desk: Page, live_server: LiveServer) -> Page:
    """The page for adding pictures."""
    expect.set_options(timeout=15_000)
    desk.goto(live_server.url + ADD)
    expect(desk.get_by_role("button", name="Choose pictures")).to_be_visible()
    return desk


def choose(page: Page, *files: Any) -> None:
    page.set_input_files("[data-files]", list(files))


def row(page: Page, name: str) -> Locator:
    return page.locator(".upload-row").filter(has_text=name)


def field(page: Page, label: str) -> Locator:
    return page.locator(".upload-list").get_by_label(label)


def test_several_files_are_sent_and_described_and_saved_together(desk: Page) -> None:
    choose(desk, a_file(encoded(quarters())), a_file(encoded(photograph(), "PNG"), "tunnel.png", "image/png"))
    expect(row(desk, "boats.jpg").get_by_text("Stored")).to_be_visible()
    expect(row(desk, "tunnel.png").get_by_text("Stored")).to_be_visible()
    choose(desk, a_file(b"<svg/>", "drawing.svg", "image/svg+xml"))
    expect(row(desk, "drawing.svg")).to_contain_text("This is an SVG drawing")
    expect(desk.get_by_role("status")).to_contain_text("drawing.svg was refused.")
    row(desk, "boats.jpg").get_by_label("Alternative text").fill("Four colours.")
    row(desk, "boats.jpg").get_by_label("Credit").fill("Cal Lens")
    row(desk, "tunnel.png").get_by_label("It is decorative").check()
    row(desk, "tunnel.png").get_by_label("Caption").fill("A tunnel.\nIt is long.")
    expect(desk.get_by_text("2 pictures have texts that are not saved yet.")).to_be_visible()
    desk.get_by_role("button", name="Save all").click()
    expect(desk.get_by_text("All texts are saved.")).to_be_visible()
    expect(row(desk, "boats.jpg").get_by_text("Before readers can have it")).to_be_hidden()
    boats, tunnel = Image.objects.order_by("format")
    assert (boats.alt, boats.credit) == ("Four colours.", "Cal Lens")
    assert (tunnel.decorative, tunnel.caption.splitlines()) == (True, ["A tunnel.", "It is long."])
    row(desk, "drawing.svg").get_by_role("button", name="Remove drawing.svg").click()
    expect(desk.locator(".upload-row")).to_have_count(2)
    assert desk.evaluate("document.activeElement.closest('.upload-row').textContent").startswith("tunnel.png")


def test_a_dropped_file_is_taken_wherever_it_falls(desk: Page) -> None:
    desk.evaluate(DROP, ["boats.jpg", "image/jpeg", base64.b64encode(encoded(quarters())).decode()])
    expect(row(desk, "boats.jpg").get_by_text("Stored")).to_be_visible()
    assert Image.objects.get().format == "JPEG"


def test_how_far_each_is_can_be_seen_and_two_are_sent_at_once(desk: Page) -> None:
    network = desk.context.new_cdp_session(desk)
    slowly = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 300_000}
    network.send("Network.emulateNetworkConditions", slowly)
    desk.evaluate(
        """(selector) => {
          Object.assign(window, { most: 0, shares: new Set() });
          const look = () => {
            window.most = Math.max(window.most, document.querySelectorAll(selector).length);
            for (const bar of document.querySelectorAll("[data-state='sending'] progress")) shares.add(bar.value);
          };
          new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
        }""",
        UNDER_WAY,
    )
    noise = [Picture.effect_noise((500 + at, 400), 90).convert("RGB") for at in range(4)]
    choose(desk, *(a_file(encoded(it, quality=98), f"{at}.jpg") for at, it in enumerate(noise)))
    expect(desk.get_by_text("4 pictures on the way.")).to_be_visible()
    expect(desk.locator("[data-state='stored']")).to_have_count(4, timeout=60_000)
    assert desk.evaluate("window.most") == 2
    assert any(0 < share < 1 for share in desk.evaluate("[...window.shares]"))


def test_a_file_that_is_too_large_is_not_even_sent(desk: Page) -> None:
    asked = []
    desk.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    desk.evaluate(
        """(size) => {
          const data = new DataTransfer();
          data.items.add(new File([new Uint8Array(size)], "huge.tif", { type: "image/tiff" }));
          const input = document.querySelector("[data-files]");
          input.files = data.files;
          input.dispatchEvent(new Event("change"));
        }""",
        MAX_BYTES + 1,
    )
    expect(row(desk, "huge.tif")).to_contain_text("at most 50.0 MB can be uploaded")
    assert not asked


def test_a_file_is_sent_again_after_the_connection_broke_off(desk: Page) -> None:
    desk.route("**/upload/", lambda route: route.abort())
    choose(desk, a_file(encoded(quarters())))
    expect(row(desk, "boats.jpg")).to_contain_text("The connection broke off.")
    desk.unroute("**/upload/")
    desk.get_by_role("button", name="Try boats.jpg again").press("Enter")
    expect(row(desk, "boats.jpg").get_by_text("Stored")).to_be_visible()
    expect(row(desk, "boats.jpg").get_by_role("link")).to_be_focused()


def test_whoever_was_logged_out_is_told(desk: Page) -> None:
    Session.objects.all().delete()
    choose(desk, a_file(encoded(quarters())))
    expect(row(desk, "boats.jpg")).to_contain_text("You have been logged out.")


@pytest.mark.bucket
def test_where_there_is_a_bucket_files_go_straight_there(bucket: Any, desk: Page, s3: str) -> None:
    asked: dict[str, Any] = {}
    desk.on("request", lambda request: asked.setdefault(request.url, request) if request.method == "POST" else None)
    choose(desk, a_file(encoded(quarters())), a_file(b"<svg/>", "drawing.svg", "image/svg+xml"))
    expect(row(desk, "boats.jpg").get_by_text("Stored")).to_be_visible()
    expect(row(desk, "drawing.svg")).to_contain_text("This is an SVG drawing")
    straight = [request for address, request in asked.items() if s3 in address]
    assert straight
    assert not any("x-csrftoken" in request.headers or "cookie" in request.headers for request in straight)
    assert not any(address.endswith("/upload/") for address in asked)
    assert names_in(bucket) == {f"news/originals/{Image.objects.get().file.name}"}


def test_a_file_that_is_here_is_not_stored_again(desk: Page) -> None:
    image = harbour()
    choose(desk, a_file(encoded(quarters()), "copy.jpg"))
    expect(row(desk, "copy.jpg")).to_contain_text("This very file is here already")
    expect(row(desk, "copy.jpg").get_by_role("link", name="Harbour")).to_have_attribute("href", page_of(image))
    row(desk, "copy.jpg").get_by_role("button", name="Use that one").click()
    expect(field(desk, "Credit")).to_have_value("Cal Lens")
    field(desk, "Credit").fill("Ben")
    desk.get_by_role("button", name="Save all").click()
    expect(desk.get_by_text("All texts are saved.")).to_be_visible()
    assert Image.objects.get().credit == "Ben"
    choose(desk, a_file(encoded(quarters()), "again.jpg"))
    expect(row(desk, "again.jpg")).to_contain_text("This picture is in this list already")


@pytest.mark.parametrize("keeps_both", [True, False])
def test_pictures_that_look_alike_stand_side_by_side(desk: Page, keeps_both: bool) -> None:
    first = add_image(upload(encoded(photograph())), by=ada(), title="Tunnel", credit="Cal Lens")
    make_article("Not yet for readers", lead_image=first)
    choose(desk, a_file(smaller(encoded(photograph())), "small.jpg"))
    alike = desk.get_by_role("region", name="Looks like these")
    for words in (
        "This upload",
        "400 × 300 JPEG",
        "Tunnel",
        "800 × 600 JPEG",
        "Cal Lens",
        "Used in Not yet for readers",
    ):
        expect(alike).to_contain_text(words)
    if keeps_both:
        alike.get_by_role("button", name="Keep both").click()
        expect(alike).to_have_count(0)
        assert Image.objects.count() == 2
    else:
        alike.get_by_role("button", name="Use Tunnel, and delete this upload").click()
        expect(desk.get_by_text("Was here already")).to_be_visible()
        expect(field(desk, "Credit")).to_have_value("Cal Lens")
        assert Image.objects.get() == first


def test_a_text_that_does_not_fit_is_marked_and_nothing_is_lost(desk: Page) -> None:
    choose(desk, a_file(encoded(quarters())))
    credit = field(desk, "Credit")
    credit.evaluate("(field) => field.removeAttribute('maxlength')")
    credit.fill("x" * 201)
    desk.get_by_role("button", name="Save all").click()
    expect(desk.get_by_text("Nothing is saved yet").first).to_be_visible()
    expect(credit).to_have_attribute("aria-invalid", "true")
    expect(credit).to_be_focused()
    expect(credit).to_have_value("x" * 201)


def test_leaving_with_unsaved_texts_asks_first(desk: Page, live_server: LiveServer) -> None:
    asked: list[str] = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.accept()

    desk.on("dialog", stay)
    choose(desk, a_file(encoded(quarters())))
    field(desk, "Credit").press_sequentially("Ben")
    desk.goto(live_server.url + LIST)
    assert asked == ["beforeunload"]
    desk.goto(live_server.url + ADD)
    choose(desk, a_file(encoded(quarters(), "PNG"), "a.png"))
    field(desk, "Credit").press_sequentially("Ben")
    desk.get_by_role("button", name="Save all").click()
    expect(desk.get_by_text("All texts are saved.")).to_be_visible()
    desk.goto(live_server.url + LIST)
    assert asked == ["beforeunload"]


def test_all_of_it_can_be_done_with_the_keyboard(desk: Page) -> None:
    # Known from the start: a chooser that opens before the browser knows that somebody waits for it is lost.
    desk.on("filechooser", lambda chooser: chooser.set_files([a_file(encoded(quarters()))]))
    desk.locator("body").press("Tab")
    for _ in range(40):
        if desk.evaluate("document.activeElement.matches('[data-choose]')"):
            break
        desk.keyboard.press("Tab")
    expect(desk.get_by_role("button", name="Choose pictures")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(row(desk, "boats.jpg").get_by_text("Stored")).to_be_visible()
    for _ in range(2):
        desk.keyboard.press("Tab")
    desk.keyboard.type("Four colours.")
    for _ in range(3):
        desk.keyboard.press("Tab")
    desk.keyboard.type("Cal Lens")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("All texts are saved.")).to_be_visible()
    assert [(it.alt, it.credit) for it in Image.objects.all()] == [("Four colours.", "Cal Lens")]


def choose_all(page: Page, live_server: LiveServer) -> None:
    page.goto(live_server.url + LIST)
    for box in page.locator("input.action-select").all():
        box.check()
    page.select_option("select[name=action]", "edit_selected")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("heading", name="Edit 2 pictures at once")).to_be_visible()


def test_many_are_edited_at_once_and_writing_ticks_the_box(desk: Page, live_server: LiveServer) -> None:
    images = [harbour(), add_image(upload(encoded(photograph())), by=ada(), credit="Ada")]
    choose_all(desk, live_server)
    desk.get_by_role("textbox", name="Credit", exact=True).fill("Cal Lens/Agency")
    expect(desk.get_by_role("checkbox", name="Set Credit")).to_be_checked()
    expect(desk.get_by_role("checkbox", name="Set Creator")).not_to_be_checked()
    desk.get_by_role("textbox", name="Rights end, date").fill("2031-05-01")
    desk.get_by_role("textbox", name="Rights end, time").fill("12:00")
    desk.get_by_role("combobox", name="Partners may have it").focus()
    desk.keyboard.press("Tab")
    expect(desk.get_by_role("checkbox", name="Set Partners may have it")).not_to_be_checked()
    desk.get_by_role("combobox", name="Partners may have it").select_option("Yes")
    desk.get_by_role("button", name="Set it in 2 pictures").click()
    expect(desk.get_by_text("2 pictures changed: credit, partners may have it, rights end.")).to_be_visible()
    for image in images:
        image.refresh_from_db()
        assert (image.credit, image.rights, image.syndicate) == ("Cal Lens/Agency", "", True)
        assert image.expires_at


def fill_the_page(page: Page) -> None:
    """With a row in each state in which one stays."""
    choose(
        page,
        a_file(encoded(quarters()), "copy.jpg"),
        a_file(smaller(encoded(photograph())), f"{'a long name ' * 9}.jpg"),
        a_file(b"<svg/>", "drawing.svg", "image/svg+xml"),
    )
    for state in ("same", "stored", "refused"):
        expect(page.locator(f"[data-state='{state}']")).to_have_count(1)


def test_these_pages_break_no_rule_of_accessibility(desk: Page, live_server: LiveServer) -> None:
    harbour()
    second = add_image(upload(encoded(photograph())), by=ada(), title="Tunnel")
    desk.reload()
    assert violations(desk) == []
    fill_the_page(desk)
    assert violations(desk) == []
    desk.goto(live_server.url + page_of(second))
    expect(desk.get_by_role("region", name="Looks like")).to_be_visible()
    Image.objects.exclude(pk=second.pk).exclude(title="Harbour").delete()
    choose_all(desk, live_server)
    assert violations(desk) == []
    desk.get_by_role("button", name="Set it in 2 pictures").click()
    expect(desk.get_by_role("alert")).to_contain_text("Tick what is to be set.")
    assert violations(desk) == []


def test_these_pages_fit_a_phone(desk: Page, live_server: LiveServer) -> None:
    harbour()
    add_image(upload(encoded(photograph())), by=ada(), title="Tunnel")
    desk.set_viewport_size({"width": 390, "height": 844})
    desk.reload()
    fill_the_page(desk)
    assert desk.evaluate("document.documentElement.scrollWidth") <= 390
    Image.objects.exclude(title="Harbour").exclude(title="Tunnel").delete()
    choose_all(desk, live_server)
    assert desk.evaluate("document.documentElement.scrollWidth") <= 390
