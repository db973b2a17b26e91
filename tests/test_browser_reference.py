"""Whoever reads how the API works can: in the light and in the dark, on a phone, with a program that reads it aloud."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.accessibility import violations

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# On a busy machine, Swagger UI takes its time.
PATIENCE = 60_000
DRAWN = "(dark) => document.documentElement.classList.contains('dark-mode') === dark"


@pytest.mark.timeout(600)
def test_the_reference_breaks_no_rule_and_fits_a_phone(page: Page, live_server: LiveServer) -> None:
    page.set_default_timeout(PATIENCE)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}/api/docs/")
    page.wait_for_selector(".opblock")
    page.evaluate("document.querySelectorAll('.opblock-summary-control')[3].click()")
    page.wait_for_selector(".opblock.is-open .opblock-body table")
    assert page.url.endswith("#/Articles/list_articles")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.timeout(600)
def test_the_reference_follows_the_colours_that_a_reader_prefers(page: Page, live_server: LiveServer) -> None:
    page.set_default_timeout(PATIENCE)
    for path in ("docs/", "docs/problems/"):
        page.goto(f"{live_server.url}/api/{path}")
        shades = []
        for scheme in ("light", "dark", "light"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            shades.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
            if path == "docs/":
                # Pages hear of it a moment later.
                page.wait_for_function(DRAWN, arg=scheme == "dark")
        assert shades == ["rgb(255, 255, 255)", "rgb(28, 32, 34)", "rgb(255, 255, 255)"]


@pytest.mark.timeout(600)
def test_the_page_of_problems_breaks_no_rule_and_fits_a_phone(page: Page, live_server: LiveServer) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}/api/docs/problems/#not-found")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390
