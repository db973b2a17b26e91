"""Ed keeps fronts and series in the desk: drafts are saved, published, and taken away, with a button for each."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from articles.models import Collection
from articles.publishing import publish_article, publish_collection
from cms.models import Document
from tests.admin_forms import fields_of
from tests.factories import ada, ed, make_article
from tests.test_roles import person

pytestmark = pytest.mark.django_db

ADD = reverse("admin:articles_collection_add")


def change(collection: Collection) -> str:
    return reverse("admin:articles_collection_change", args=[collection.pk])


@pytest.fixture
def front(client) -> Collection:
    client.force_login(ed())
    story = make_article("Harbour reopens")
    publish_article(story, by=ed())
    front = Collection.objects.create(title="Home", slug="home")
    front.items.create(order=1, article=story)
    return front


def send(client, collection: Collection, **fields):
    sent = {**fields_of(client.get(change(collection))), **fields}
    return client.post(change(collection), sent, follow=True)


def live_title() -> str | None:
    return Document.objects.live().filter(kind="collection").values_list("title", flat=True).first()


def test_a_front_is_made_from_the_empty_page(client):
    client.force_login(ed())
    story = make_article("Harbour reopens")
    sent = fields_of(client.get(ADD)) | {
        "title": "Home", "slug": "home", "kind": "front", "items-TOTAL_FORMS": "1", "items-0-article": story.pk,
        "items-0-order": "1", "_save": "1",
    }  # fmt: skip
    client.post(ADD, sent)
    assert [str(it) for it in Collection.objects.get().items.all()] == ["Harbour reopens"]


def test_saving_is_a_draft_and_publishing_is_what_readers_get(client, front):
    send(client, front, title="Front", _save="1")
    assert live_title() is None
    page = send(client, front, _publish="1")
    assert "Readers have “Front” as it is here." in page.content.decode()
    assert live_title() == "Front"
    send(client, front, title="Draft", _save="1")
    assert live_title() == "Front"
    listing = client.get(reverse("admin:articles_collection_changelist")).content.decode()
    assert "An earlier version" in listing


def test_items_are_published_with_the_form_that_they_came_in(client, front):
    send(client, front, **{"items-0-headline": "Boats sail again", "_publish": "1"})
    assert "Boats sail again" in Document.objects.live().get(kind="collection").body


def test_what_keeps_it_from_going_out_is_told_and_the_draft_is_kept(client, front):
    page = send(client, front, **{"title": "Front", "items-0-is_sublink": "on", "_publish": "1"})
    assert "It was saved, and no more than that. The first item cannot stand under another" in page.content.decode()
    assert Collection.objects.get().title == "Front"
    assert live_title() is None


def test_an_item_that_is_neither_story_nor_link_is_named(client, front):
    page = send(client, front, **{"items-0-article": "", "_save": "1"})
    assert "Choose a story, or else give a link and its headline." in page.content.decode()


def test_it_is_taken_away_before_it_can_be_deleted(client, front):
    publish_collection(front, by=ed())
    delete = reverse("admin:articles_collection_delete", args=[front.pk])
    assert "Take it away from them first" in client.get(delete, follow=True).content.decode()
    assert "Readers no longer have" in send(client, front, _unpublish="1").content.decode()
    assert live_title() is None
    client.post(delete, {"post": "yes"})
    assert not Collection.objects.exists()


def test_whoever_may_not_publish_sees_no_button_and_is_refused(client, front):
    writer = ada()
    writer.user_permissions.add(*permissions("change_collection", "view_collection", "view_collectionitem"))
    client.force_login(writer)
    assert 'name="_publish"' not in client.get(change(front)).content.decode()
    page = send(client, front, _publish="1")
    assert "You need the permission" in page.content.decode()
    assert live_title() is None


def permissions(*codenames: str):
    return Permission.objects.filter(codename__in=codenames)


def test_the_list_costs_the_same_queries_however_long(client, front, django_assert_max_num_queries):
    for i in range(10):
        other = Collection.objects.create(title=f"C{i}", slug=f"c{i}")
        other.items.create(article=make_article(f"A{i}"))
    with django_assert_max_num_queries(12):
        client.get(reverse("admin:articles_collection_changelist"))


@pytest.mark.parametrize(("group", "publishes"), [("Section editor", False), ("Chief editor", True)])
def test_the_newsrooms_groups_may_do_their_part(client, front, group, publishes):
    writer = ada()
    writer.groups.add(Group.objects.get(name=group))
    client.force_login(writer)
    page = client.get(change(front)).content.decode()
    assert 'name="_save"' in page
    assert ('name="_publish"' in page) is publishes


def test_nobody_chooses_a_story_that_they_may_not_see_and_one_that_is_there_stays(client, front):
    hidden = make_article("Secret talks")
    cora = person("Contributor")
    of_collections = Permission.objects.filter(content_type__model__in=["collection", "collectionitem"])
    cora.user_permissions.set(of_collections)
    client.force_login(cora)
    added = {"items-TOTAL_FORMS": "2", "items-1-order": "2", "items-1-article": hidden.pk}
    page = send(client, front, title="Mine", **added)
    assert "ecret" not in page.content.decode()
    assert front.items.count() == 1
    send(client, front, title="Mine")
    front.refresh_from_db()
    assert (front.title, front.items.get().article.headline) == ("Mine", "Harbour reopens")
