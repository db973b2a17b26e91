"""What decides a story's way, as people meet it: the checklist beside it, a clearance, and a second person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from articles.gates import set_gate
from articles.models import Article, Gate, State
from articles.publishing import propose_retraction
from tests.accessibility import violations
from tests.factories import ed, eve, make_article, make_category, paragraph

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sign_in(page: Page, server: LiveServer, name: str) -> None:
    page.goto(f"{server.url}{reverse('admin:login')}?next={reverse('admin:index')}")
    page.fill("[name=username]", name)
    page.fill("[name=password]", name)
    page.press("[name=password]", "Enter")
    page.get_by_role("heading", name="Drafts").wait_for()


def test_a_story_goes_out_past_its_checklist_and_is_retracted_by_two(page: Page, live_server: LiveServer) -> None:
    embed = {
        "id": "embed000001", "type": "embed", "provider": "youtube", "url": "https://youtube.example/watch",
        "consent": {"required": False}, "fallback": {"text": "A film."},
    }  # fmt: skip
    article = make_article(category=make_category("News"), body=[paragraph("See."), embed])
    set_gate(article, Gate.Kind.LEGAL, Gate.Status.NEEDED, by=ed())
    sign_in(page, live_server, "ed")
    story = f"{live_server.url}{reverse('admin:articles_article_change', args=[article.pk])}"
    page.goto(story)
    page.get_by_text("loads without asking readers").wait_for()
    assert page.locator(".finding a[href='#block-embed000001']").count() == 1
    assert violations(page) == []

    page.get_by_role("link", name="Legal").click()
    page.get_by_label("Cleared").check()
    assert violations(page) == []
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Legal: cleared.").wait_for()

    page.get_by_role("link", name="Publish …").click()
    page.get_by_label("Publish in spite of the checklist, because").fill("It is needed now.")
    assert violations(page) == []
    page.get_by_role("button", name="Publish").click()
    page.get_by_text("Published: readers see this version now.").wait_for()

    propose_retraction(Article.objects.get(), notice="It is not so.", by=eve())
    page.goto(story)
    page.get_by_text("Waiting for a second person").wait_for()
    assert violations(page) == []
    page.get_by_role("button", name="Confirm").click()
    page.get_by_text("Confirmed.").wait_for()
    assert Article.objects.get().state == State.RETRACTED
