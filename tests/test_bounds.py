"""No page of the desk grows without end, and whoever comes to its end is told."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from articles.admin.collections import ItemInline
from articles.admin.inlines import ContributionInline, CorrectionInline
from articles.admin.people import RolesInCategory
from articles.models import Collection, CollectionItem, Contribution, Correction, LiveUpdate, RoleInCategory
from authors.models import User
from cms.bounded import Bounded
from tests.admin_forms import fields_of, formsets_of
from tests.factories import ed, make_article, make_author, make_category
from tests.test_roles import person

pytestmark = pytest.mark.django_db

if TYPE_CHECKING:
    from django.db.models import Model


@pytest.fixture
def client() -> Client:
    desk = Client()
    desk.force_login(ed())
    return desk


def page_of(thing: Model) -> str:
    return reverse(f"admin:{thing._meta.label_lower.replace('.', '_')}_change", args=[thing.pk])


def rows_of_story() -> tuple[Model, str, Any]:
    article = make_article()
    authors = [make_author(f"Author {number}") for number in range(ContributionInline.most)]
    Contribution.objects.bulk_create(
        Contribution(article=article, author=it, order=at) for at, it in enumerate(authors, 1)
    )
    new = {"author": make_author("One more").pk, "role": "author", "order": 900, "article": article.pk}
    return article, "contributions", new


def corrections_of_story() -> tuple[Model, str, Any]:
    article = make_article()
    Correction.objects.bulk_create(
        Correction(article=article, text=f"It was {number}.") for number in range(CorrectionInline.most)
    )
    chosen = ("kind", "severity", "placement", "error_type", "location")
    new = {name: Correction._meta.get_field(name).default.value for name in chosen}
    new |= {"article": article.pk, "text": "It was May."}
    return article, "corrections", new


def items_of_front() -> tuple[Model, str, Any]:
    front = Collection.objects.create(title="Front", slug="front")
    CollectionItem.objects.bulk_create(
        CollectionItem(collection=front, url="https://news.example/", headline=f"Link {number}", order=number)
        for number in range(1, ItemInline.most + 1)
    )
    new = {"collection": front.pk, "url": "https://news.example/", "headline": "One more", "order": 900}
    return front, "items", new


def roles_of_people() -> tuple[Model, str, Any]:
    courts, reporter = make_category("Courts"), Group.objects.get(name="Reporter")
    people = User.objects.bulk_create(User(username=f"p{number}") for number in range(RolesInCategory.most))
    RoleInCategory.objects.bulk_create(RoleInCategory(user=it, role=reporter, category=courts) for it in people)
    return courts, "roles", {"user": person("", "Cora").pk, "role": reporter.pk, "category": courts.pk}


@pytest.mark.parametrize("make", [rows_of_story, corrections_of_story, items_of_front, roles_of_people])
def test_one_row_too_many_is_refused_with_the_number_and_one_less_is_taken(client: Client, make: Any) -> None:
    thing, prefix, new = make()
    page = page_of(thing)
    sent = fields_of(client.get(page))
    number = int(sent[f"{prefix}-INITIAL_FORMS"])
    more = sent | {f"{prefix}-TOTAL_FORMS": number + 1} | {f"{prefix}-{number}-{name}": it for name, it in new.items()}
    rows = type_of(prefix).objects
    before = rows.count()
    said = client.post(page, more).content.decode()
    assert f"There can be {before} " in said
    assert f"and these are {before + 1}: take some away." in said
    assert rows.count() == before
    # One of those that are not shown: what is on other pages counts as well.
    rows.filter(pk=rows.order_by("-pk").first().pk).delete()
    sent = fields_of(client.get(page))
    number = int(sent[f"{prefix}-INITIAL_FORMS"])
    more = sent | {f"{prefix}-TOTAL_FORMS": number + 1} | {f"{prefix}-{number}-{name}": it for name, it in new.items()}
    answer = client.post(page, more)
    assert answer.status_code == 302
    assert rows.count() == before


def type_of(prefix: str) -> Any:
    return {
        "contributions": Contribution,
        "corrections": Correction,
        "items": CollectionItem,
        "roles": RoleInCategory,
    }[prefix]


def test_every_inline_of_the_desk_is_bounded_or_shows_pages() -> None:
    inlines = [it for model_admin in admin.site._registry.values() for it in all_inlines(model_admin)]
    assert {it.__name__ for it in inlines} >= {"ContributionInline", "ItemInline", "RolesInCategory", "RolesOfPerson"}
    assert [it for it in inlines if not issubclass(it, Bounded) and not it.per_page] == []


def all_inlines(model_admin: Any) -> list[Any]:
    class Request:
        user = ed()

    return model_admin.get_inlines(Request(), model_admin.model()) or list(model_admin.inlines)


def test_what_there_was_too_much_of_before_stays_and_grows_no_more(client: Client) -> None:
    front, prefix, new = items_of_front()
    CollectionItem.objects.create(collection=front, url="https://news.example/", headline="Of old", order=901)
    sent = fields_of(client.get(page_of(front)))
    assert client.post(page_of(front), sent | {"title": "Renamed"}).status_code == 302
    more = sent | {f"{prefix}-TOTAL_FORMS": 102} | {f"{prefix}-101-{name}": it for name, it in new.items()}
    assert "and these are 102" in client.post(page_of(front), more).content.decode()


def test_a_request_that_names_very_many_rows_is_told_the_bound(client: Client) -> None:
    front = Collection.objects.create(title="Front", slug="front")
    sent = fields_of(client.get(page_of(front))) | {"items-TOTAL_FORMS": 100_000}
    assert "There can be 100 items, in order here at most" in client.post(page_of(front), sent).content.decode()


def test_many_roles_are_shown_page_by_page_and_saved_without_the_others(client: Client) -> None:
    courts, prefix, _ = roles_of_people()
    page = page_of(courts)
    first, second = client.get(page), client.get(page, {f"{prefix}-page": 2})
    shown = [len(formsets_of(it)[0].forms) for it in (first, second)]
    assert shown == [50, 50]
    sent = fields_of(second) | {f"{prefix}-page": 2, f"{prefix}-0-DELETE": "on"}
    gone = formsets_of(second)[0].forms[0].instance.pk
    assert client.post(page, sent).status_code == 302
    assert RoleInCategory.objects.count() == RolesInCategory.most - 1
    assert not RoleInCategory.objects.filter(pk=gone).exists()


def test_published_corrections_are_shown_page_by_page(client: Client) -> None:
    article = make_article()
    Correction.objects.bulk_create(
        Correction(article=article, text=f"It was {number}.", published_at=article.created_at) for number in range(45)
    )
    shown = client.get(page_of(article))
    assert [len(it.forms) for it in formsets_of(shown) if it.model is Correction] == [0, 20]
    assert client.post(page_of(article), fields_of(shown) | {"kicker": "Later"}).status_code == 302
    article.refresh_from_db()
    assert article.kicker == "Later"


def test_live_posts_are_a_list_of_pages(client: Client) -> None:
    article = make_article(kind="live")
    LiveUpdate.objects.bulk_create(LiveUpdate(article=article, headline=f"Post {number}") for number in range(150))
    page = client.get(reverse("admin:articles_liveupdate_changelist"))
    assert len(page.context["cl"].result_list) == 100


# What cannot be taken at all


def test_a_form_with_too_many_fields_gets_a_page_that_explains(client: Client) -> None:
    sent = {f"field{number}": "1" for number in range(4001)}
    answer = client.post(page_of(make_article()), sent)
    page = unescape(answer.content.decode())
    assert answer.status_code == 413
    assert "It has more than 4,000 fields. Go back, take some of its rows away, and save it again." in page
    assert "Nothing was saved." in page


def test_so_does_one_that_is_too_long(client: Client) -> None:
    sent = "text=" + "w" * (6 * 1024 * 1024)
    answer = client.post(page_of(make_article()), sent, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413
    assert "It has more than 5 MB of text." in answer.content.decode()


def test_a_stranger_is_told_no_more_than_that() -> None:
    answer = Client().post(reverse("admin:login"), {f"field{number}": "1" for number in range(4001)})
    assert (answer.status_code, "4,000 fields" in answer.content.decode()) == (413, True)


def test_the_largest_form_that_is_allowed_can_be_sent(client: Client, settings: Any) -> None:
    front, _, _ = items_of_front()
    sent = fields_of(client.get(page_of(front)))
    assert len(sent) < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS / 2
    assert client.post(page_of(front), sent).status_code == 302
