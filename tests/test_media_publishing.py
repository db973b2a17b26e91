"""When pictures become public, change before readers' eyes, and go."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from authors.publishing import publish_authors
from cms.dependents import recompile_stale
from cms.events import feed_subscribers
from cms.models import Document, Event
from cms.publishing import NotLive
from media.compile import card_image, compile_image, image_object
from media.intake import add_image
from media.models import Image
from media.publishing import (
    is_public,
    publish_image,
    publish_images,
    recompile_images,
    republish_if_public,
    withdraw_image,
)
from tests.drawing import picture_upload
from tests.factories import ada, ed, make_author

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER = datetime(2026, 11, 23, 12, tzinfo=UTC)


def harbour(**fields: Any) -> Image:
    words = {"alt": "Boats at a pier.", "caption": "Boats leave on Sunday.", "credit": "Cal Lens/Example News"}
    return add_image(picture_upload(size=(1000, 500)), by=ada(), **{**words, **fields})


def live(image: Image) -> Document:
    return Document.objects.live().get(kind="image", key=image.key)


def types() -> list[str]:
    return list(Event.objects.order_by("sequence").values_list("type", flat=True))


def test_a_picture_says_all_that_a_reader_needs_to_show_it() -> None:
    image = harbour(focal_x=0.42, focal_y=0.31, copyright_notice="© Cal Lens")
    names = {
        (format_, width): f"https://api.news.example/files/{image.digest[:2]}/{image.digest[:32]}-r1-{width}.{format_}"
        for format_ in ("webp", "jpg")
        for width in (320, 640, 960)
    }
    assert image_object(image) == {
        "id": image.key,
        "type": "image",
        "alt": "Boats at a pier.",
        "decorative": False,
        "width": 1000,
        "height": 500,
        "focal_point": {"x": 0.42, "y": 0.31},
        "placeholder": None,
        "src": names["jpg", 960],
        "sources": [
            {"type": media_type, "srcset": [{"url": names[it, width], "width": width} for width in (320, 640, 960)]}
            for media_type, it in (("image/webp", "webp"), ("image/jpeg", "jpg"))
        ],
        "crops": {},
        "caption": [{"text": "Boats leave on Sunday."}],
        "credit": "Cal Lens/Example News",
        "copyright_notice": "© Cal Lens",
    }


def test_the_keys_are_the_same_for_a_picture_of_which_nothing_is_known() -> None:
    full, bare = image_object(harbour()), image_object(add_image(picture_upload("PNG", (90, 60)), by=None))
    assert list(bare) == list(full)
    assert (bare["alt"], bare["caption"], bare["credit"], bare["copyright_notice"]) == ("", [], None, None)
    assert bare["src"].endswith("-90.jpg")


def test_a_card_carries_what_lists_need() -> None:
    image = harbour()
    whole = image_object(image)
    wanted = ["id", "alt", "width", "height", "focal_point", "src", "sources"]
    assert card_image(image) == {key: whole[key] for key in wanted}


def test_the_plain_address_is_a_jpeg_of_middling_size() -> None:
    image = add_image(picture_upload(size=(2500, 1000)), by=ada())
    assert image_object(image)["src"].endswith("-1280.jpg")


def test_a_decorative_picture_has_no_alternative_text() -> None:
    assert image_object(harbour(decorative=True))["alt"] == ""


def test_a_picture_without_a_date_of_publication_is_not_compiled() -> None:
    with pytest.raises(ValueError, match="publish_image"):
        compile_image(harbour())


def test_publishing_makes_a_document_with_its_dates() -> None:
    image = harbour()
    with time_machine.travel(NOON, tick=False):
        document = publish_image(image, by=ed())
    body = json.loads(document.body)
    assert {key: body[key] for key in image_object(image)} == image_object(image)
    assert body["version"] == 1
    assert body["api_url"] == f"https://api.news.example/api/v1/images/{image.key}/"
    assert body["dates"] == dict.fromkeys(
        ["first_published_at", "published_at", "updated_at", "modified_at"], "2026-11-22T12:00:00Z"
    )
    assert json.loads(document.card)["src"] == body["src"]
    assert (document.path, document.title, document.listed) == ("", "Boats at a pier.", True)


def test_publishing_it_again_unchanged_makes_no_event() -> None:
    image = harbour()
    publish_image(image, by=ed())
    publish_image(Image.objects.get(), by=ed())
    assert types() == ["image.published"]


def test_an_edit_of_a_public_picture_reaches_readers_and_keeps_its_first_date() -> None:
    image = harbour()
    with time_machine.travel(NOON, tick=False):
        publish_image(image, by=ed())
    with time_machine.travel(LATER, tick=False):
        image.credit = "Ben Writer"
        image.save()
        republish_if_public(image, by=ed())
    body = json.loads(live(image).body)
    assert (body["credit"], body["version"]) == ("Ben Writer", 2)
    assert body["dates"]["first_published_at"] == "2026-11-22T12:00:00Z"
    assert body["dates"]["modified_at"] == "2026-11-23T12:00:00Z"
    assert types() == ["image.published", "image.updated"]


def test_an_edit_of_a_picture_that_readers_do_not_have_publishes_nothing() -> None:
    image = harbour()
    republish_if_public(image, by=ed())
    publish_image(image, by=ed())
    withdraw_image(image, by=ed())
    image.credit = "Ben Writer"
    image.save()
    republish_if_public(image, by=ed())
    recompile_images([image.key])
    assert types() == ["image.published", "image.unpublished"]


def test_what_is_published_is_what_is_stored_and_not_what_the_editor_last_saw() -> None:
    seen_by_ed = harbour()
    publish_image(Image.objects.get(), by=ada())
    Image.objects.update(caption="Boats leave at noon.")
    seen_by_ed.credit = "Ben Writer"
    seen_by_ed.save(update_fields=["credit"])
    republish_if_public(seen_by_ed, by=ed())
    body = json.loads(live(seen_by_ed).body)
    assert (body["credit"], body["caption"]) == ("Ben Writer", [{"text": "Boats leave at noon."}])


def test_a_story_brings_along_only_what_readers_do_not_have() -> None:
    public, fresh = harbour(), add_image(picture_upload("PNG"), by=ada())
    publish_image(public, by=ed())
    public.credit = "Not yet for readers"
    public.save()
    publish_images([public, fresh, fresh], by=ed())
    assert types() == ["image.published", "image.published"]
    assert json.loads(live(public).body)["credit"] == "Cal Lens/Example News"
    assert is_public(fresh.key)


def test_a_story_that_brings_nothing_new_neither_writes_nor_waits_for_the_log() -> None:
    image = harbour()
    publish_image(image, by=ed())
    by = ed()
    with CaptureQueriesContext(connection) as asked:
        publish_images([image], by=by)
    selected = [it["sql"] for it in asked if "SAVEPOINT" not in it["sql"]]
    assert len(selected) == 1
    assert "cms_document" in selected[0]


def test_withdrawing_takes_the_picture_away() -> None:
    image = harbour()
    publish_image(image, by=ed())
    withdraw_image(image, by=ed(), reason="taken_down", notice="By order of a court.")
    assert not is_public(image.key)
    assert types()[-1] == "image.taken_down"
    with pytest.raises(NotLive):
        withdraw_image(image, by=ed())


def test_a_changed_credit_reaches_the_profiles_that_show_the_picture() -> None:
    image = harbour()
    author = make_author(portrait=image)
    publish_authors([author], by=ed())
    image.credit = "Ben Writer"
    image.save()
    republish_if_public(image, by=ed())
    while feed_subscribers() + recompile_stale():
        pass
    profile = Document.objects.live().get(kind="author", key=author.key)
    assert json.loads(profile.body)["portrait"]["credit"] == "Ben Writer"
    assert types()[-2:] == ["image.updated", "author.updated"]


def test_recompiling_brings_public_pictures_up_to_date() -> None:
    image = harbour()
    publish_image(image, by=ed())
    Image.objects.update(alt="Boats.")
    recompile_images([image.key])
    recompile_images([image.key])
    assert json.loads(live(image).body)["alt"] == "Boats."
    assert types() == ["image.published", "image.updated"]
