"""The body editor as tests use it: opened, written in, saved; and what was stored."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from articles.models import Article

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page
    from pytest_django.live_server_helper import LiveServer

# Only what the editor says of itself, so that tests need not wait for a pause.
FLUSH = "document.querySelector('[name=body]').dispatchEvent(new Event('editor:flush'))"


def open_story(page: Page, live_server: LiveServer, article: Article, *, block: str = "") -> None:
    address = live_server.url + reverse("admin:articles_article_change", args=[article.pk])
    page.goto(address + (f"#block-{block}" if block else ""))
    page.wait_for_selector(".be-body")


def save(page: Page) -> None:
    with page.expect_navigation():
        page.click("#submit-row button[name=_save]")
    page.wait_for_selector(".be-body")


def written(page: Page) -> list[Any]:
    """What the form would send now."""
    page.evaluate(FLUSH)
    return json.loads(page.locator("#id_body").input_value())


def stored(article: Article) -> list[Any]:
    return Article.objects.get(pk=article.pk).body


def texts(blocks: list[Any]) -> list[str]:
    return ["".join(span["text"] for span in block["text"]) for block in blocks]


def types(blocks: list[Any]) -> list[str]:
    return [block["type"] for block in blocks]


def block_at(page: Page, place: int) -> Locator:
    return page.locator(".be-body > [data-block]").nth(place)


def cursor_to(page: Page, place: int, key: str = "End") -> None:
    """Into the text of a block, to its start (Home) or its end."""
    block = block_at(page, place)
    text = block.locator(".be-content").first
    (text if text.count() else block).click()
    page.keyboard.press(key)


def paste(page: Page, html: str = "", text: str = "") -> None:
    page.locator(".be-body").evaluate(
        """(element, [html, text]) => {
            const data = new DataTransfer();
            if (html) data.setData('text/html', html);
            data.setData('text/plain', text);
            element.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        [html, text],
    )


def insert(page: Page, label: str) -> None:
    """By the tool above the text."""
    page.get_by_role("button", name="Insert a block").click()
    page.locator(".be-choice-type").filter(has=page.get_by_text(label, exact=True)).click()
