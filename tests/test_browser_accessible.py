"""Every page of the desk breaks no rule of accessibility that axe knows, and fits a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from articles.models import Collection, GateRule, LiveUpdate, PictureRequest, Publication, RoleInCategory
from articles.publishing import publish_article
from cms.models import Cursor, FailedLogin
from tests.accessibility import violations
from tests.block_examples import EXAMPLES
from tests.factories import ada, ed, make_article, make_author, make_category, make_picture, make_tag, paragraph

if TYPE_CHECKING:
    from django.db.models import Model
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

    from articles.models import Article

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def whole_newsroom() -> tuple[Article, Article]:
    """Something of everything that the desk has a page for: a draft, a live coverage, and what is around them."""
    scotland = make_category("Scotland", make_category("World"))
    draft = make_article(
        "Ferry sails again",
        category=scotland,
        body=list(EXAMPLES.values()),
        authors=[make_author(portrait=make_picture())],
        tags=[make_tag("Storms"), make_tag("Ferries")],
        lead_image=make_picture("A ferry."),
        related=[make_article("Ferry stays in port", category=scotland)],
    )
    live = make_article("Harbour reopens", category=scotland, kind="live", lead_image=draft.lead_image)
    publish_article(live, by=ed())
    Cursor.objects.get_or_create(name="cms.search.index")
    PictureRequest.objects.create(article=draft, caption="A ferry.")
    Collection.objects.create(title="Home", slug="home").items.create(article=live)
    GateRule.objects.create(category=scotland, gate="legal")
    LiveUpdate.objects.create(article=live, body=[paragraph("The first boats are out.")])
    Publication.objects.get_or_create()
    now = timezone.now()
    FailedLogin.objects.create(
        username="ada", address="192.0.2.7", day=now.date(), first_at=now, last_at=now, attempts=3
    )
    ada().groups.add(Group.objects.get(name="Reporter"))
    RoleInCategory.objects.create(user=ada(), role=Group.objects.get(name="Section editor"), category=scotland)
    return draft, live


def pages_of(model: type[Model]) -> list[str]:
    """List, empty form and filled one, as far as an administrator may open them."""
    name, request = f"admin:{model._meta.app_label}_{model._meta.model_name}", RequestFactory().get("/")
    request.user = ed()
    thing = model._default_manager.order_by("pk").first()
    assert thing is not None, f"whole_newsroom() has to make a {model._meta.verbose_name}"
    added = [reverse(f"{name}_add")] if admin.site._registry[model].has_add_permission(request) else []
    return [reverse(f"{name}_changelist"), *added, reverse(f"{name}_change", args=[thing.pk])]


def pages_beside(draft: Article, live: Article) -> list[str]:
    person, storms, step = ada(), draft.tags.all()[0], "admin:articles_article_step"
    return [
        reverse("admin:index"),
        reverse("admin:password_change"),
        reverse("admin:auth_user_password_change", args=[person.pk]),
        reverse("admin:authors_user_change", args=[person.pk]),
        reverse("admin:articles_article_change", args=[draft.pk]),
        reverse("admin:articles_article_change", args=[live.pk]),
        *(reverse(step, args=[live.pk, name]) for name in ("propose_retract", "expire", "take_down")),
        reverse(step, args=[draft.pk, "schedule"]),
        reverse("admin:articles_article_gate", args=[draft.pk, "legal"]),
        reverse("admin:articles_tag_history", args=[storms.pk]),
        reverse("admin:articles_tag_delete", args=[storms.pk]),
        reverse("admin:media_image_rights"),
        reverse("admin:articles_tag_add") + "?_popup=1",
    ]


APPS = sorted({model._meta.app_label for model in admin.site._registry})


@pytest.mark.parametrize("app", [*APPS, "beside"])
def test_no_page_breaks_a_rule_or_is_too_wide_for_a_phone(desk: Page, live_server: LiveServer, app: str) -> None:
    """At a desk each rule is asked, on a phone what only its width can break."""
    draft, live = whole_newsroom()
    models = [model for model in admin.site._registry if model._meta.app_label == app]
    pages = [address for model in models for address in pages_of(model)] or pages_beside(draft, live)
    broken, widths = {}, {}
    for address in pages:
        desk.set_viewport_size({"width": 1500, "height": 950})
        answer = desk.goto(live_server.url + address)
        assert answer
        assert answer.status == 200, address
        broken[address] = violations(desk)
        desk.set_viewport_size({"width": 390, "height": 844})
        widths[address] = desk.evaluate("document.documentElement.scrollWidth")
    assert {address: found for address, found in broken.items() if found} == {}
    assert {address: width for address, width in widths.items() if width > 390} == {}


def test_nor_does_the_page_that_one_comes_in_by(page: Page, live_server: LiveServer) -> None:
    page.goto(live_server.url + reverse("admin:login"))
    assert violations(page) == []


def test_the_frame_is_used_by_keyboard_alone(desk: Page, live_server: LiveServer) -> None:
    desk.set_viewport_size({"width": 1500, "height": 950})
    desk.goto(live_server.url + reverse("admin:articles_article_changelist"))
    desk.get_by_role("button", name="Show or hide the navigation").press("Enter")
    navigation = desk.get_by_role("navigation").get_by_role("link", name="Live posts")
    navigation.wait_for(state="hidden")
    desk.get_by_role("button", name="Show or hide the navigation").press("Space")
    navigation.wait_for()
    desk.locator("#nav-sidebar").get_by_role("button", name="ed").press("Enter")
    desk.get_by_role("button", name="Dark", exact=True).press("Enter")
    desk.wait_for_function("document.documentElement.classList.contains('dark')")
    desk.get_by_role("button", name="Log out").press("Enter")
    desk.get_by_role("heading", name="Log back in").or_(desk.get_by_text("logged out")).first.wait_for()
