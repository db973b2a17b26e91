"""A picture that any story needs stays in the library, whether readers see that story or not."""

from __future__ import annotations

import importlib
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.utils import timezone

from articles.editing import save_revision
from articles.models import Article, PictureRequest
from articles.picture_desk import fill_request
from articles.publishing import publish_article, schedule_article, unschedule_article
from media.models import Image
from media.removal import PictureInUse, delete_image
from media.usage import uses_of
from tests.factories import ada, ed, make_article, make_author, make_picture, paragraph, picture_block

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


def titles(image: Image) -> list[str]:
    return [use.title for use in uses_of(image)]


def kept(image: Image) -> bool:
    try:
        delete_image(image, by=ed())
    except PictureInUse:
        return True
    return False


def gallery(*images: Image) -> dict:
    items = [{"image": picture_block(image)["image"]} for image in images]
    return {"id": "gallery0001", "type": "gallery", "variant": "grid", "items": items}


def test_one_that_stands_in_a_drafts_text_is_not_deleted():
    image = make_picture()
    make_article("Harbour reopens", body=[paragraph("Boats left."), picture_block(image)])
    assert titles(image) == ["Harbour reopens"]
    assert kept(image)


def test_one_that_lies_deep_in_it_is_not_either():
    images = [make_picture(f"Boat {number}.") for number in range(3)]
    make_article("Gallery", body=[gallery(*images)])
    assert [titles(image) for image in images] == [["Gallery"]] * 3


def test_one_that_a_draft_leads_with_is_named_once():
    image = make_picture()
    make_article("Harbour reopens", lead_image=image, body=[picture_block(image)])
    assert titles(image) == ["Harbour reopens"]
    assert kept(image)


def test_one_that_was_taken_out_again_can_go():
    image = make_picture()
    article = make_article(lead_image=image, body=[picture_block(image)])
    article.lead_image, article.body = None, [paragraph("Boats left.")]
    article.save()
    save_revision(article, by=ada())
    assert titles(image) == []
    assert not kept(image)


def test_one_in_the_version_that_is_scheduled_waits_for_it():
    image = make_picture()
    article = make_article("Budget at noon", body=[picture_block(image)])
    schedule_article(article, at=timezone.now() + timedelta(hours=1), by=ed())
    article.body = [paragraph("Typed later.")]
    article.save()
    save_revision(article, by=ada())
    assert titles(image) == ["Budget at noon"]
    assert kept(image)
    unschedule_article(article, by=ed())
    save_revision(article, by=ada())
    assert not kept(image)


def test_one_that_readers_see_stays_while_the_next_version_does_without():
    image = make_picture()
    article = make_article("Harbour reopens", body=[picture_block(image)])
    publish_article(article, by=ed())
    article.body = [paragraph("Boats left.")]
    article.save()
    save_revision(article, by=ada())
    assert [(use.title, use.public) for use in uses_of(image)] == [("Harbour reopens", True)]
    assert kept(image)


def test_one_that_the_picture_desk_puts_into_a_story_is_in_use():
    image, article = make_picture(), make_article("Harbour reopens")
    request = PictureRequest.objects.create(article=article, caption="A pier", after_block="paragraph0001")
    fill_request(request, image, by=ed())
    assert "Harbour reopens" in titles(image)
    assert list(article.pictures.all()) == [image]


def test_a_portrait_is_in_use():
    image = make_picture("Ada at her desk.")
    make_author("Ada Reporter", portrait=image)
    assert titles(image) == ["Ada Reporter"]
    assert kept(image)


def test_one_that_is_no_longer_in_the_library_does_not_keep_a_draft_from_being_saved():
    image = make_picture()
    block = picture_block(image)
    delete_image(image, by=ed())
    article = make_article(body=[block])
    assert not article.pictures.exists()


def test_saving_a_draft_costs_the_same_for_any_number_of_pictures(django_assert_max_num_queries):
    article = make_article(body=[gallery(*(make_picture(f"Boat {number}.") for number in range(12)))])
    by = ada()
    with django_assert_max_num_queries(20):
        save_revision(article, by=by)


def test_ed_is_told_the_story_instead_of_deleting(client: Client):
    image = make_picture()
    make_article("Harbour reopens", body=[picture_block(image)])
    client.force_login(ed())
    page = client.post(f"/admin/media/image/{image.pk}/delete/", {"post": "yes"}, follow=True).content.decode()
    assert "Harbour reopens" in page
    assert Image.objects.filter(pk=image.pk).exists()


def test_stories_from_before_are_taken_into_account():
    """As the migration finds them: saved by a version that did not note their pictures."""
    lead, shown, waiting, other = (make_picture(f"Boat {number}.") for number in range(4))
    article = make_article(lead_image=lead, body=[gallery(shown, waiting)])
    schedule_article(article, at=timezone.now() + timedelta(hours=1), by=ed())
    Article.objects.update(body=[gallery(shown)])
    Article.pictures.through.objects.all().delete()
    migration = importlib.import_module("articles.migrations.0005_note_pictures_of_stories")
    for _ in range(2):
        migration.note_pictures(apps, None)
    assert set(article.pictures.all()) == {lead, shown, waiting}
    assert not titles(other)
