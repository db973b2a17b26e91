"""The page of a picture in a browser: focal point, crops by hand, and what readers get of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from articles.publishing import publish_article
from cms.models import Document
from cms.worker import Worker
from media.models import Image
from media.publishing import publish_image
from media.renditions import CROPS, Original, crop_of
from tests.accessibility import violations
from tests.drawing import picture_upload
from tests.factories import ed, make_article, take_in

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import Locator, Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def harbour(**fields: Any) -> Image:
    words = {"alt": "Boats at a pier.", "credit": "Cal Lens", "title": "Harbour"}
    return take_in(picture_upload(size=(1200, 800)), by=ed(), **{**words, **fields})


def open_picture(page: Page, live_server: LiveServer, image: Image) -> None:
    page.goto(live_server.url + reverse("admin:media_image_change", args=[image.pk]))
    page.wait_for_selector(".picture-stage-active")


def save(page: Page) -> None:
    with page.expect_navigation():
        page.click("button[name=_continue]")
    page.wait_for_selector(".picture-stage-active")


def place(page: Page, across: float, down: float) -> tuple[float, float]:
    """Where on the screen a point of the picture lies."""
    box = page.locator("[data-focal-point] img").bounding_box()
    assert box
    return box["x"] + box["width"] * across, box["y"] + box["height"] * down


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*place(page, *start))
    page.mouse.down()
    page.mouse.move(*place(page, *end), steps=4)
    page.mouse.up()


def crop(page: Page, ratio: str) -> Locator:
    return page.locator(f"[data-ratio='{ratio}']")


def cut(page: Page, ratio: str) -> None:
    crop(page, ratio).locator("[data-cut]").click()


def drawn(page: Page, image: Image, ratio: str) -> list[float]:
    """Left, top, width and height of what the preview of a crop shows, in pixels of the picture, as it is drawn."""
    shown: list[float] = (
        crop(page, ratio)
        .locator("[data-window]")
        .evaluate(
            """(window) => {
            const outer = window.getBoundingClientRect(), inner = window.firstElementChild.getBoundingClientRect();
            const parts = [outer.left - inner.left, outer.top - inner.top, outer.width, outer.height];
            return parts.map((part, at) => part / (at % 2 ? inner.height : inner.width));
        }"""
        )
    )
    return [share * (image.height if at % 2 else image.width) for at, share in enumerate(shown)]


def expected(image: Image, ratio: str, **fields: Any) -> Any:
    picture = Original(digest=image.digest, width=image.width, height=image.height, **fields)
    return pytest.approx(list(crop_of(picture, ratio)), abs=2.5)


def told(page: Page) -> str:
    return page.locator("[data-told]").inner_text().replace("\xa0", " ")


def test_a_click_sets_the_focal_point_and_all_crops_follow(desk: Page, live_server: LiveServer) -> None:
    image = harbour()
    open_picture(desk, live_server, image)
    assert {it: drawn(desk, image, it) for it in CROPS} == {it: expected(image, it) for it in CROPS}
    desk.mouse.click(*place(desk, 0.2, 0.75))
    assert "20 % from the left, 75 % from the top" in told(desk)
    after = {it: expected(image, it, focal_point=(0.2, 0.75)) for it in CROPS}
    assert {it: drawn(desk, image, it) for it in CROPS} == after
    save(desk)
    image.refresh_from_db()
    assert (image.focal_x, image.focal_y) == pytest.approx((0.2, 0.75), abs=0.005)
    assert {it: drawn(desk, image, it) for it in CROPS} == after


def test_the_ring_is_dragged_and_moved_by_arrow_keys(desk: Page, live_server: LiveServer) -> None:
    image = harbour()
    open_picture(desk, live_server, image)
    drag(desk, (0.5, 0.5), (0.7, 0.4))
    assert "70 % from the left, 40 % from the top" in told(desk)
    ring = desk.get_by_role("slider", name="Focal point")
    ring.focus()
    for key in ("ArrowLeft", "ArrowDown", "Shift+ArrowDown"):
        desk.keyboard.press(key)
    assert ring.get_attribute("aria-valuetext").replace("\xa0", " ") == "69 % from the left, 51 % from the top"
    for _ in range(8):
        desk.keyboard.press("Shift+ArrowLeft")
    assert desk.locator("#id_focal_x").input_value() == "0.0000"
    assert drawn(desk, image, "1:1") == expected(image, "1:1", focal_point=(0, 0.51))


def test_typed_numbers_move_the_ring_and_the_crops(desk: Page, live_server: LiveServer) -> None:
    image = harbour()
    open_picture(desk, live_server, image)
    desk.fill("#id_focal_x", "0.9")
    assert drawn(desk, image, "4:5") == expected(image, "4:5", focal_point=(0.9, 0.5))


def test_a_crop_is_dragged_and_resized_by_hand_and_put_back_to_automatic(desk: Page, live_server: LiveServer) -> None:
    image = harbour()
    open_picture(desk, live_server, image)
    cut(desk, "16:9")
    # The whole width, from 62.5 to 737.5 pixels down: its lower right corner goes to the middle.
    drag(desk, (0.99, 0.9), (0.5, 0.5))
    drag(desk, (0.2, 0.2), (0.3, 0.3))
    crop(desk, "16:9").get_by_role("button", name="Done").click()
    assert crop(desk, "16:9").get_by_text("By hand", exact=True).is_visible()
    seen = drawn(desk, image, "16:9")
    save(desk)
    image.refresh_from_db()
    left, top, width, height = image.crops["16:9"]
    assert left == pytest.approx(0.1, abs=0.02)
    assert width * 1200 / (height * 800) == pytest.approx(16 / 9, rel=0.001)
    assert width == pytest.approx(0.51, abs=0.03)
    assert seen == expected(image, "16:9", cuts=(("16:9", (left, top, width, height)),))
    assert set(image.crops) == {"16:9"}
    crop(desk, "16:9").locator("[data-automatic]").click()
    assert drawn(desk, image, "16:9") == expected(image, "16:9")
    save(desk)
    image.refresh_from_db()
    assert image.crops == {}


def test_a_crop_is_moved_and_resized_by_keys_alone(desk: Page, live_server: LiveServer) -> None:
    image = harbour()
    open_picture(desk, live_server, image)
    crop(desk, "1:1").locator("[data-cut]").press("Enter")
    for key in ("-", "ArrowLeft", "Shift+ArrowLeft", "ArrowUp"):
        desk.keyboard.press(key)
    assert "Crop 1:1: 788 × 788 pixels" in told(desk)
    desk.get_by_role("slider", name="Size of the crop 1:1").press("Shift+ArrowLeft")
    assert "Crop 1:1: 728 × 728 pixels" in told(desk)
    desk.keyboard.press("Escape")
    assert desk.locator(".picture-cut").count() == 0
    assert desk.evaluate("document.activeElement.closest('[data-ratio]').dataset.ratio") == "1:1"
    save(desk)
    image.refresh_from_db()
    assert image.crops["1:1"] == pytest.approx([134 / 1200, 0, 728 / 1200, 728 / 800], abs=0.001)


def test_a_crop_never_leaves_the_picture_nor_vanishes(desk: Page, live_server: LiveServer) -> None:
    image = harbour()
    open_picture(desk, live_server, image)
    cut(desk, "4:5")
    drag(desk, (0.5, 0.5), (1.6, 1.4))
    drag(desk, (0.48, 0.02), (0.99, 0.97))
    left, top, width, height = json.loads(desk.locator("#id_crops").input_value())["4:5"]
    assert left + width <= 1.00001
    assert top + height <= 1.00001
    assert width * 1200 == pytest.approx(64, abs=1)
    assert "few, it will look soft" in crop(desk, "4:5").inner_text()
    save(desk)
    assert Image.objects.get().crops["4:5"] == [left, top, width, height]


def test_a_finger_moves_the_ring_and_a_crop(desk: Page, live_server: LiveServer) -> None:
    image = harbour()
    open_picture(desk, live_server, image)
    finger = desk.context.new_cdp_session(desk)
    finger.send("Emulation.setTouchEmulationEnabled", {"enabled": True})

    def swipe(start: tuple[float, float], end: tuple[float, float]) -> None:
        for kind, point in (("touchStart", start), ("touchMove", end), ("touchEnd", None)):
            points = [dict(zip(("x", "y"), place(desk, *point), strict=True))] if point else []
            finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    swipe((0.5, 0.5), (0.3, 0.6))
    assert "30 % from the left, 60 % from the top" in told(desk)
    cut(desk, "1:1")
    swipe((0.3, 0.5), (0.6, 0.5))
    assert json.loads(desk.locator("#id_crops").input_value())["1:1"] == pytest.approx([0.3, 0, 0.6667, 1], abs=0.01)


def test_readers_of_a_published_story_get_the_new_crop_once_the_worker_has_run(
    desk: Page, live_server: LiveServer, client: Client
) -> None:
    image = harbour()
    article = make_article("Ferry sails", lead_image=image)
    publish_article(article, by=ed())

    def lead() -> Any:
        return client.get(f"/api/v1/articles/{article.slug}/").json()["lead_media"]["image"]

    before = lead()
    open_picture(desk, live_server, image)
    desk.mouse.click(*place(desk, 0.1, 0.5))
    cut(desk, "16:9")
    drag(desk, (0.99, 0.9), (0.5, 0.5))
    save(desk)
    assert Worker().run_once() == []
    after = lead()
    assert after["focal_point"] == {"x": pytest.approx(0.1, abs=0.005), "y": pytest.approx(0.5, abs=0.005)}
    assert after["crops"]["16:9"]["width"] == pytest.approx(612, abs=20)
    assert (before["crops"]["1:1"]["x"], after["crops"]["1:1"]["x"]) == (200, 0)
    assert after["crops"]["16:9"]["src"] != before["crops"]["16:9"]["src"]
    assert json.loads(Document.objects.live().get(kind="image").body)["crops"] == after["crops"]


def test_what_the_browser_shows_is_what_the_server_cuts(desk: Page, live_server: LiveServer) -> None:
    """To the pixel, for sizes and points at which halves must be rounded, and crops at the very edge."""
    image = harbour()
    open_picture(desk, live_server, image)
    asked = [
        {"width": width, "height": height, "ratio": ratio, "x": x, "y": y, "cut": by_hand}
        for width, height in ((1200, 800), (801, 601), (333, 1001), (7, 5), (19999, 4999))
        for ratio in CROPS
        for x, y in ((0.5, 0.5), (0, 1), (0.3333, 0.6667), (0.125, 0.875))
        for by_hand in (None, [0.1, 0.2, 0.33333, 0.25], [0.66667, 0.5, 0.33333, 0.5])
    ]
    module = live_server.url + "/static/media/crop-rule.js"
    answers = desk.evaluate(
        """async ([module, asked]) => {
            const { cropOf } = await import(module);
            return asked.map((it) => Object.values(cropOf(it, it.ratio, it, it.cut)));
        }""",
        [module, asked],
    )
    wanted = [
        list(
            crop_of(
                Original(
                    digest="",
                    width=it["width"],
                    height=it["height"],
                    focal_point=(it["x"], it["y"]),
                    cuts=((it["ratio"], tuple(it["cut"])),) if it["cut"] else (),
                ),
                it["ratio"],
            )
        )
        for it in asked
    ]
    assert answers == wanted


def test_where_the_script_is_missing_the_numbers_can_be_typed(desk: Page, live_server: LiveServer) -> None:
    image = harbour()
    desk.route("**/focal-point.js*", lambda route: route.abort())
    desk.goto(live_server.url + reverse("admin:media_image_change", args=[image.pk]))
    desk.fill("#id_focal_x", "0.25")
    desk.fill("#id_crops", '{"1:1": [0, 0, 0.5, 0.75]}')
    with desk.expect_navigation():
        desk.click("button[name=_save]")
    image.refresh_from_db()
    assert (image.focal_x, image.crops) == (0.25, {"1:1": [0, 0, 0.5, 0.75]})


def test_the_pages_break_no_rule_of_accessibility(desk: Page, live_server: LiveServer) -> None:
    image = harbour(keywords=["ferry"])
    publish_image(image, by=ed())
    Image.objects.update(
        found={"caption": "Boats."},
        credentials={"state": "valid", "issuer": "Agency"},
        crops={"1:1": [0, 0, 0.5, 0.75]},
    )
    publish_article(make_article("Ferry sails", lead_image=image), by=ed())
    pages = [
        (reverse("admin:media_image_change", args=[image.pk]), "[data-ratio='4:5'] [data-cut]"),
        (reverse("admin:media_image_change", args=[image.pk]), "details summary"),
        (reverse("admin:media_image_delete", args=[image.pk]), ""),
        (reverse("admin:media_image_rights"), ""),
    ]
    for address, click in pages:
        desk.goto(live_server.url + address)
        desk.wait_for_load_state("load")
        if click:
            desk.locator(click).first.click()
        assert violations(desk) == [], address


def test_the_pages_fit_a_phone(desk: Page, live_server: LiveServer) -> None:
    image = harbour(title="A title that is far longer than what a phone could ever show in one line of a heading")
    publish_article(make_article("Ferry sails", lead_image=image), by=ed())
    desk.set_viewport_size({"width": 390, "height": 844})
    for name, keys in (("change", [image.pk]), ("delete", [image.pk]), ("rights", []), ("changelist", [])):
        desk.goto(live_server.url + reverse(f"admin:media_image_{name}", args=keys))
        desk.wait_for_timeout(300)
        assert desk.evaluate("document.documentElement.scrollWidth") <= 390, name
