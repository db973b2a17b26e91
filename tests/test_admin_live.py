"""Ed posts to a live coverage from the desk: a draft is saved, published, changed, taken back."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from articles.models import Article, LiveUpdate
from articles.publishing import delete_update, publish_article, publish_update
from cms.models import Document
from cms.publishing import PublishingError
from tests.admin_forms import fields_of
from tests.factories import ada, ed, make_article, make_category, paragraph
from tests.test_roles import give, person

pytestmark = pytest.mark.django_db

ADD = reverse("admin:articles_liveupdate_add")


@pytest.fixture
def story(client) -> Article:
    client.force_login(ed())
    story = make_article("Storm", kind="live")
    publish_article(story, by=ed())
    return story


def change(update: LiveUpdate) -> str:
    return reverse("admin:articles_liveupdate_change", args=[update.pk])


def send(client, update: LiveUpdate, **fields) -> str:
    sent = {**fields_of(client.get(change(update))), **fields}
    return client.post(change(update), sent, follow=True).content.decode()


def shown() -> list[str]:
    return list(Document.objects.listed().filter(kind="update").values_list("title", flat=True))


def test_a_post_goes_from_the_empty_page_to_the_reader(client, story):
    sent = fields_of(client.get(ADD)) | {
        "article": story.pk, "headline": "First boat leaves", "body": json.dumps([paragraph("At noon.")]),
        "_publish": "1",
    }  # fmt: skip
    page = client.post(ADD, sent, follow=True).content.decode()
    assert "Readers have this post as it is here." in page
    assert shown() == ["First boat leaves"]
    assert LiveUpdate.objects.get().created_by == ed()


def test_a_draft_is_not_published_and_a_post_can_be_changed_and_taken_back(client, story):
    update = LiveUpdate.objects.create(article=story, headline="First", body=[paragraph("At noon.")])
    send(client, update, headline="Second", _save="1")
    assert shown() == []
    send(client, update, _publish="1")
    send(client, update, headline="Draft", _save="1")
    assert shown() == ["Second"]
    assert "An earlier version" in client.get(reverse("admin:articles_liveupdate_changelist")).content.decode()
    assert "The post was taken back" in send(client, update, _take_back="1")
    assert shown() == []
    assert "That it is gone" in client.get(reverse("admin:articles_liveupdate_changelist")).content.decode()


def test_what_readers_had_is_not_deleted(client, story):
    update = LiveUpdate.objects.create(article=story, headline="First")
    publish_update(update, by=ed())
    delete = reverse("admin:articles_liveupdate_delete", args=[update.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 403
    draft = LiveUpdate.objects.create(article=story, headline="Draft")
    client.post(reverse("admin:articles_liveupdate_delete", args=[draft.pk]), {"post": "yes"})
    assert list(LiveUpdate.objects.all()) == [update]


def test_the_coverage_is_ended_and_resumed(client, story):
    update = LiveUpdate.objects.create(article=story, headline="First")
    assert "the coverage has ended" in send(client, update, _end="1")
    story.refresh_from_db()
    assert story.coverage_ended_at
    assert "The coverage goes on." in send(client, update, _resume="1")


def test_a_post_to_a_story_that_is_not_out_is_refused_and_kept(client, story):
    other = make_article("Other", kind="live")
    update = LiveUpdate.objects.create(article=other, headline="First")
    page = send(client, update, headline="Second", _publish="1")
    assert "It was saved, and no more than that. Publish the story as live coverage first" in page
    assert LiveUpdate.objects.get().headline == "Second"


def test_whoever_may_not_publish_sees_no_button_and_is_refused(client, story):
    update = LiveUpdate.objects.create(article=story, headline="First")
    writer = ada()
    writer.user_permissions.add(*Permission.objects.filter(codename__in=["change_liveupdate", "view_liveupdate"]))
    client.force_login(writer)
    assert 'name="_publish"' not in client.get(change(update)).content.decode()
    assert "no more than that" in send(client, update, _publish="1")
    assert shown() == []


def test_nobody_takes_a_post_out_of_a_coverage_by_moving_it_to_their_own_first(client, story):
    sport = make_category("Sport")
    own = make_article("Match", kind="live", category=sport)
    publish_article(own, by=ed())
    update = LiveUpdate.objects.create(article=story, headline="First", body=[paragraph("At noon.")])
    publish_update(update, by=ed())
    sanna = person("Section editor")
    give(sanna, "Section editor", sport)
    client.force_login(sanna)
    for button in ("_take_back", "_publish"):
        send(client, update, article=own.pk, **{button: "1"})
        assert LiveUpdate.objects.get().article == story
    LiveUpdate.objects.update(article=own)
    for step in (delete_update, publish_update):
        with pytest.raises(PublishingError, match="in another coverage"):
            step(LiveUpdate.objects.get(), by=sanna)
    assert client.get(f"/api/v1/articles/{story.pk}/updates/").json()["results"][0]["op"] == "upsert"


def test_a_draft_can_be_moved_to_another_coverage(client, story):
    other = make_article("Flood", kind="live")
    update = LiveUpdate.objects.create(article=story, headline="First", body=[paragraph("At noon.")])
    send(client, update, article=other.pk, _save="1")
    assert LiveUpdate.objects.get().article == other


def test_posts_are_shown_with_the_stories_that_one_may_see_and_to_those_alone(client, story):
    update = LiveUpdate.objects.create(article=story, headline="First", body=[paragraph("At noon.")])
    cora = person("Contributor")
    cora.user_permissions.set(Permission.objects.filter(content_type__model="liveupdate"))
    client.force_login(cora)
    assert "Storm" not in client.get(reverse("admin:articles_liveupdate_changelist")).content.decode()
    assert client.get(change(update)).status_code == 302
    page = client.post(ADD, {"article": story.pk, "headline": "Mine", "body": "[]"})
    assert page.status_code == 200
    assert LiveUpdate.objects.count() == 1
