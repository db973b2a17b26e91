from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from articles.models import Category, Publication, Tag
from articles.publishing import publish_article, publish_sections
from authors.models import Author, User
from cms.models import Document, Event
from tests.admin_forms import fields_of
from tests.factories import ed, make_article, make_author, make_category, make_tag

if TYPE_CHECKING:
    from typing import Any

    from django.test import Client

pytestmark = pytest.mark.django_db


def change(client: Client, name: str, thing: Any, /, **fields: Any) -> Any:
    url = reverse(f"admin:{name}_change", args=[thing.pk])
    return client.post(url, fields_of(client.get(url)) | fields)


def page_of(client: Client, name: str, thing: Any) -> str:
    return client.get(reverse(f"admin:{name}_change", args=[thing.pk]), follow=True).content.decode()


def delete(client: Client, name: str, thing: Any) -> str:
    url = reverse(f"admin:{name}_delete", args=[thing.pk])
    return client.post(url, {"post": "yes"}, follow=True).content.decode()


def live(kind: str, key: str) -> Document | None:
    return Document.objects.live().filter(kind=kind, key=key).first()


def test_a_new_section_is_public_at_once(client: Client) -> None:
    client.force_login(ed())
    client.post(reverse("admin:articles_category_add"), {"name": "Sport", "slug": "sport", "position": 0})
    assert live("category", Category.objects.get().pk) is not None


def test_a_moved_section_tells_how_many_stories_move(client: Client) -> None:
    world, europe = make_category("World"), make_category("Europe")
    for number in range(2):
        publish_article(make_article(f"Story {number}", category=europe), by=ed())
    client.force_login(ed())
    response = change(client, "articles_category", europe, parent=world.pk)
    assert response.status_code == 302
    assert "2 stories get a new address within moments" in client.get(response.url).content.decode()
    document = live("category", europe.pk)
    assert document is not None
    assert document.path == "/world/europe"


def test_a_section_cannot_lie_in_itself(client: Client) -> None:
    world = make_category("World")
    europe = make_category("Europe", world)
    client.force_login(ed())
    assert change(client, "articles_category", world, parent=europe.pk).status_code == 200
    world.refresh_from_db()
    assert world.parent is None


def test_an_address_that_is_taken_is_told_at_the_slug_and_nothing_is_saved(client: Client) -> None:
    category = make_category("News")
    publish_article(make_article(category=category, slug="storm"), by=ed())
    # The path of another live document, as a category of old may leave it.
    other = make_category("Storm", category, slug="storm")
    client.force_login(ed())
    response = change(client, "articles_category", other, name="Storms")
    assert response.status_code == 200
    assert "/news/storm" in response.content.decode()
    other.refresh_from_db()
    assert other.name == "Storm"


def test_only_an_empty_section_can_be_deleted_and_readers_learn_of_it(client: Client) -> None:
    news, empty = make_category("News"), make_category("Empty")
    make_article(category=news)
    publish_sections(by=None)
    client.force_login(ed())
    assert "cannot be deleted: it has stories" in delete(client, "articles_category", news)
    delete(client, "articles_category", empty)
    assert list(Category.objects.all()) == [news]
    assert live("category", empty.pk) is None
    assert Event.objects.filter(type="category.unpublished", key=empty.pk).exists()


def test_a_section_of_sections_stays(client: Client) -> None:
    world = make_category("World")
    make_category("Europe", world)
    client.force_login(ed())
    assert "other categories are part of it" in delete(client, "articles_category", world)


def test_sections_are_listed_as_a_tree(client: Client) -> None:
    world, art = make_category("World"), make_category("Art")
    make_category("Europe", world)
    make_category("Music", art)
    client.force_login(ed())
    rows = client.get(reverse("admin:articles_category_changelist")).context["cl"].result_list
    assert [(row.name, row.tree_depth) for row in rows] == [("Art", 0), ("Music", 1), ("World", 0), ("Europe", 1)]


def test_a_renamed_tag_is_new_to_readers_only_if_they_know_it(client: Client) -> None:
    known, unknown = make_tag("Storms"), make_tag("Secret")
    publish_article(make_article(tags=[known]), by=ed())
    client.force_login(ed())
    change(client, "articles_tag", known, name="Great storms")
    change(client, "articles_tag", unknown, name="Still secret")
    assert live("tag", known.pk).title == "Great storms"
    assert live("tag", unknown.pk) is None


def test_a_tag_in_use_stays_and_another_is_withdrawn_first(client: Client) -> None:
    used, unused = make_tag("Storms"), make_tag("Ferries")
    article = make_article(tags=[used, unused])
    publish_article(article, by=ed())
    article.tags.set([used])
    client.force_login(ed())
    assert "stories have it" in delete(client, "articles_tag", used)
    assert "published stories show it" in delete(client, "articles_tag", unused)
    assert Tag.objects.count() == 2
    lonely = make_tag("Lonely")
    client.post(reverse("admin:articles_tag_changelist"), {"action": "publish", "_selected_action": [lonely.pk]})
    assert live("tag", lonely.pk) is not None
    delete(client, "articles_tag", lonely)
    assert Event.objects.filter(type="tag.unpublished", key=lonely.pk).exists()
    assert not Tag.objects.filter(pk=lonely.pk).exists()


@pytest.mark.parametrize(
    ("rows", "kept"),
    [
        ([{"url": "https://www.wikidata.org/entity/Q1"}, {"url": " "}], ["https://www.wikidata.org/entity/Q1"]),
        ([{"url": "javascript:alert(1)"}], None),
        ([{"url": "ftp://files.example/"}], None),
    ],
)
def test_the_same_thing_elsewhere_is_an_address_of_the_web(client: Client, rows: list[Any], kept: Any) -> None:
    tag = make_tag("Storms")
    client.force_login(ed())
    response = change(client, "articles_tag", tag, same_as=json.dumps(rows))
    tag.refresh_from_db()
    assert (response.status_code, tag.matches) == ((302, kept) if kept else (200, []))


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ('[{"label": "Site", "url": "javascript:alert(1)"}]', "Row 1: Give the full address"),
        ('[{"label": "", "url": "https://ada.example/"}]', "Row 1: say what https://ada.example/ is."),
        ("{", "This list could not be read"),
        ("[1]", "This list could not be read"),
        ('[{"label": "Half \\ud83d", "url": "https://ada.example/"}]', "This list could not be read"),
        ("[" * 100_000, "This list could not be read"),
    ],
)
def test_a_wrong_link_of_an_author_is_told_by_its_row(client: Client, sent: str, message: str) -> None:
    author = make_author()
    client.force_login(ed())
    response = change(client, "authors_author", author, links=sent)
    assert message in response.content.decode()
    author.refresh_from_db()
    assert author.links == []


def test_an_authors_new_biography_reaches_readers_with_the_save(client: Client) -> None:
    author = make_author()
    publish_article(make_article(authors=[author]), by=ed())
    client.force_login(ed())
    links = [{"label": "Site", "url": "https://ada.example/"}]
    assert change(client, "authors_author", author, bio="Knows ferries.", links=json.dumps(links)).status_code == 302
    body = json.loads(live("author", author.pk).body)
    assert (body["bio"], body["links"]) == ("Knows ferries.", links)


def test_saving_an_author_unchanged_changes_nothing(client: Client) -> None:
    author = make_author(links=[{"label": "Site", "url": "https://ada.example/"}])
    publish_article(make_article(authors=[author]), by=ed())
    before = Event.objects.count()
    client.force_login(ed())
    change(client, "authors_author", author)
    assert Event.objects.count() == before


def test_an_author_who_is_named_stays(client: Client) -> None:
    author = make_author()
    make_article(authors=[author])
    client.force_login(ed())
    assert "a story names this author" in delete(client, "authors_author", author)
    assert Author.objects.exists()


def test_a_profile_is_published_before_its_first_story(client: Client) -> None:
    author = make_author()
    client.force_login(ed())
    client.post(reverse("admin:authors_author_changelist"), {"action": "publish", "_selected_action": [author.pk]})
    assert live("author", author.pk) is not None


def test_there_is_one_publication_and_its_page_is_its_form(client: Client) -> None:
    client.force_login(ed())
    client.post(
        reverse("admin:articles_publication_add"), {"name": "The Courier", "language": "en-GB", "policies": "[]"}
    )
    only = Publication.objects.get()
    assert client.get(reverse("admin:articles_publication_changelist")).url.endswith(f"{only.pk}/change/")
    assert client.get(reverse("admin:articles_publication_add")).status_code == 403
    policies = [{"label": "Ethics", "url": "https://courier.example/ethics"}]
    change(client, "articles_publication", only, name="The Coast Courier", policies=json.dumps(policies))
    assert "The Coast Courier" in Document.objects.live().get(kind="site").body
    assert "The Coast Courier" in client.get(reverse("admin:index")).content.decode()


def test_nobody_gives_themselves_rights_that_they_lack(client: Client) -> None:
    clerk = User.objects.create_user("clerk", is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename__in=["change_user", "view_user"]))
    client.force_login(clerk)
    change(client, "authors_user", clerk, first_name="Clara", is_superuser="on")
    clerk.refresh_from_db()
    assert (clerk.first_name, clerk.is_superuser) == ("Clara", False)
    chief = ed()
    assert client.post(reverse("admin:authors_user_change", args=[chief.pk]), {"username": "x"}).status_code == 403
    assert client.get(reverse("admin:auth_user_password_change", args=[chief.pk])).status_code == 403
    assert client.post(reverse("admin:authors_user_delete", args=[chief.pk]), {"post": "yes"}).status_code == 403
