"""When pictures become public, change before readers' eyes, and go."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.publishing import publish_article
from authors.publishing import publish_authors
from cms.dependents import recompile_stale
from cms.events import feed_subscribers
from cms.keys import new_key
from cms.models import Document, Event
from cms.publishing import NotLive, withdraw
from cms.worker import Worker
from media.compile import card_image, compile_image, image_object
from media.models import SOURCE_TYPES, Image
from media.publishing import (
    bring_up_to_date,
    is_public,
    publish_image,
    publish_images,
    recompile_images,
    withdraw_image,
)
from media.renditions import renditions_of, state_of
from tests.drawing import encoded, picture_upload, quarters, upload
from tests.factories import ada, ed, make_article, make_author, take_in

if TYPE_CHECKING:
    from cms.keys import Name

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER = datetime(2026, 11, 23, 12, tzinfo=UTC)


def harbour(**fields: Any) -> Image:
    words = {"alt": "Boats at a pier.", "caption": "Boats leave on Sunday.", "credit": "Cal Lens/Example News"}
    return take_in(picture_upload(size=(1000, 500)), by=ada(), **{**words, **fields})


def live(image: Image) -> Document:
    return Document.objects.live().get(kind="image", key=image.key)


def types() -> list[str]:
    return list(Event.objects.order_by("sequence").values_list("type", flat=True))


def addresses(image: Image, ratio: str = "") -> list[dict[str, Any]]:
    """As readers should get them: by format, best first, each in rising widths."""
    made = [it for it in renditions_of(image.original) if it.ratio == ratio]
    root = "https://api.news.example/files/"
    return [
        {
            "type": f"image/{format_}",
            "srcset": [{"url": f"{root}{it.name}", "width": it.width} for it in made if it.format == format_],
        }
        for format_ in ("avif", "webp", "jpeg")
    ]


def crop(image: Image, ratio: str, box: tuple[int, int, int, int], src: str) -> dict[str, Any]:
    sources = addresses(image, ratio)
    return {
        **dict(zip(("x", "y", "width", "height"), box, strict=True)),
        "src": next(it["url"] for it in sources[-1]["srcset"] if it["url"].endswith(src)),
        "sources": sources,
    }


def test_a_picture_says_all_that_a_reader_needs_to_show_it() -> None:
    image = harbour(focal_x=0.42, focal_y=0.31, copyright_notice="© Cal Lens")
    sources = addresses(image)
    assert [it["width"] for it in sources[0]["srcset"]] == [320, 640, 960]
    assert image_object(image) == {
        "id": image.key,
        "type": "image",
        "alt": "Boats at a pier.",
        "decorative": False,
        "long_description": None,
        "width": 1000,
        "height": 500,
        "animated": False,
        "focal_point": {"x": 0.42, "y": 0.31},
        "placeholder": {"thumbhash": image.thumbhash, "color": image.colour},
        "src": sources[-1]["srcset"][-1]["url"],
        "sources": sources,
        "crops": {
            "16:9": crop(image, "16:9", (0, 0, 889, 500), "-640.jpg"),
            "4:3": crop(image, "4:3", (87, 0, 667, 500), "-640.jpg"),
            "1:1": crop(image, "1:1", (170, 0, 500, 500), "-320.jpg"),
            "4:5": crop(image, "4:5", (220, 0, 400, 500), "-400.jpg"),
        },
        "caption": [{"text": "Boats leave on Sunday."}],
        "credit": "Cal Lens/Example News",
        "copyright_notice": "© Cal Lens",
        "creator": None,
        "source": None,
        "taken_at": None,
        "location": None,
        "rights": {
            **dict.fromkeys(["category", "usage_terms", "licence_url", "acquire_url", "data_mining", "expires_at"]),
            "syndicate": False,
        },
        "digital_source_type": None,
        "ai": {"generated": False, "system": None, "label": None},
        "content_credentials": None,
    }


def test_it_says_where_it_comes_from_and_what_may_be_done_with_it() -> None:
    profile = new_key()
    image = harbour(
        creator="Cal Lens",
        creator_author=profile,
        syndicate=True,
        source="Example News",
        taken_at=NOON,
        place="Leith",
        region="Midlothian",
        licence_url="https://agency.example/licence",
        acquire_url="https://agency.example/buy",
        data_mining=Image.DataMining.PROHIBITED,
        ai_system="Painter 3",
        ai_label="Made with generative AI",
        rights=Image.Rights.HANDOUT,
        usage_terms="Only with this story.",
        expires_at=LATER,
        digital_source_type=Image.SourceType.COMPOSITE_TRAINED,
        long_description="Two boats, and a third behind them.",
    )
    image.credentials = {"state": "valid", "issuer": "Example News", "more": "for the desk"}
    told = image_object(image)
    wanted = {
        "creator": {"name": "Cal Lens", "author_id": profile},
        "source": "Example News",
        "taken_at": "2026-11-22T12:00:00Z",
        "location": {"name": "Leith", "region": "Midlothian", "country": None},
        "rights": {
            "category": "handout",
            "usage_terms": "Only with this story.",
            "licence_url": "https://agency.example/licence",
            "acquire_url": "https://agency.example/buy",
            "data_mining": "DMI-PROHIBITED",
            "expires_at": "2026-11-23T12:00:00Z",
            "syndicate": True,
        },
        "digital_source_type": f"{SOURCE_TYPES}compositeWithTrainedAlgorithmicMedia",
        "ai": {"generated": True, "system": "Painter 3", "label": "Made with generative AI"},
        "content_credentials": {
            "state": "valid",
            "issuer": "Example News",
            "manifest_url": None,
            "renditions_signed": False,
        },
        "long_description": "Two boats, and a third behind them.",
    }
    assert {name: told[name] for name in wanted} == wanted


def test_what_an_agency_forbids_to_sell_is_not_offered_to_partners() -> None:
    image = harbour(syndicate=True, instructions="NO SALES, no archives")
    assert image_object(image)["rights"]["syndicate"] is False


def test_what_is_for_the_desk_alone_is_told_nobody() -> None:
    image = harbour(
        title="Sekrit title", instructions="Sekrit instructions", keywords=["sekrit"], people=["sekrit"], event="sekrit"
    )
    image.found = {"gps": "sekrit"}
    with time_machine.travel(NOON, tick=False):
        document = publish_image(image, by=ed())
    assert "sekrit" not in f"{document.body}{document.card}{document.title}".lower()


def test_a_picture_that_moves_says_so() -> None:
    frames = [quarters((100, 80)), quarters((100, 80)).rotate(180)]
    moving = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    told = image_object(take_in(upload(moving, "boats.gif"), by=ada()))
    assert told["animated"] is True
    assert [it["type"] for it in told["sources"]] == ["image/webp", "image/gif"]
    assert told["crops"]["1:1"]["sources"][0]["type"] == "image/avif"


def test_the_keys_are_the_same_for_a_picture_of_which_nothing_is_known() -> None:
    full, bare = image_object(harbour()), image_object(take_in(picture_upload("PNG", (90, 60)), by=None))
    assert list(bare) == list(full)
    assert (bare["alt"], bare["caption"], bare["credit"], bare["copyright_notice"]) == ("", [], None, None)
    assert bare["src"].endswith("-90.jpg")
    assert list(bare["crops"]) == list(full["crops"])


def test_a_card_carries_what_lists_need() -> None:
    image = harbour()
    whole = image_object(image)
    wanted = ["id", "alt", "width", "height", "focal_point", "placeholder", "src", "sources"]
    assert card_image(image) == {
        **{key: whole[key] for key in wanted},
        "crops": {"16:9": whole["crops"]["16:9"]},
    }


def test_the_plain_address_is_a_jpeg_of_middling_size() -> None:
    image = take_in(picture_upload(size=(2500, 1000)), by=ada())
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
        bring_up_to_date(image, by=ed())
    body = json.loads(live(image).body)
    assert (body["credit"], body["version"]) == ("Ben Writer", 2)
    assert body["dates"]["first_published_at"] == "2026-11-22T12:00:00Z"
    assert body["dates"]["modified_at"] == "2026-11-23T12:00:00Z"
    assert types() == ["image.published", "image.updated"]


def test_an_edit_of_a_picture_that_readers_do_not_have_publishes_nothing() -> None:
    image = harbour()
    bring_up_to_date(image, by=ed())
    publish_image(image, by=ed())
    withdraw_image(image, by=ed())
    image.credit = "Ben Writer"
    image.save()
    bring_up_to_date(image, by=ed())
    recompile_images([image.key])
    assert types() == ["image.published", "image.unpublished"]


@pytest.mark.parametrize("field", ["focal_x", "crops", "credit"])
def test_an_edit_has_the_files_made_anew_where_it_changes_them(field: str) -> None:
    image = harbour()
    Image.objects.update(rendered=state_of(image.original))
    image.refresh_from_db()
    image.caption = "Boats leave at noon."
    image.save()
    bring_up_to_date(image, by=ed())
    assert Image.objects.get().rendered
    setattr(image, field, {"focal_x": 0.1, "crops": {"1:1": [0, 0, 0.5, 1]}, "credit": "Ben Writer"}[field])
    image.save()
    bring_up_to_date(image, by=ed())
    assert not Image.objects.get().rendered


def test_what_is_published_is_what_is_stored_and_not_what_the_editor_last_saw() -> None:
    seen_by_ed = harbour()
    publish_image(Image.objects.get(), by=ada())
    Image.objects.update(caption="Boats leave at noon.")
    seen_by_ed.credit = "Ben Writer"
    seen_by_ed.save(update_fields=["credit"])
    bring_up_to_date(seen_by_ed, by=ed())
    body = json.loads(live(seen_by_ed).body)
    assert (body["credit"], body["caption"]) == ("Ben Writer", [{"text": "Boats leave at noon."}])


def test_a_story_brings_along_only_what_readers_do_not_have() -> None:
    public, fresh = harbour(), take_in(picture_upload("PNG"), by=ada(), alt="Boats.", credit="Cal")
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
    bring_up_to_date(image, by=ed())
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


def creators(*names: Name) -> list[Any]:
    """What readers are told of who took it: by the picture, and by the story that shows it."""
    bodies = [json.loads(Document.objects.live().get(kind=kind, key=key).body) for kind, key in names]
    return [(body["lead_media"]["image"] if body["type"] == "article" else body)["creator"] for body in bodies]


def test_no_picture_leads_to_a_profile_that_is_gone() -> None:
    cal, ben = make_author("Cal Lens"), make_author("Ben Writer")
    publish_authors([cal, ben], by=ed())
    image = harbour(creator="Cal Lens", creator_author=cal.key)
    drafted = take_in(picture_upload("PNG"), by=ada(), creator="Cal Lens", creator_author=cal.key)
    other = take_in(picture_upload("GIF"), by=ada(), creator="Ben Writer", creator_author=ben.key)
    story = make_article(lead_image=image)
    publish_article(story, by=ed())
    names = [("image", image.key), ("article", story.key)]
    cal.name = "Cal M. Lens"
    cal.save()
    publish_authors([cal], by=ed())
    Worker().run_once()
    assert creators(*names) == [{"name": "Cal Lens", "author_id": cal.key}] * 2
    withdraw("author", cal.key, by=ed())
    cal.delete()
    Worker().run_once()
    assert creators(*names) == [{"name": "Cal Lens", "author_id": None}] * 2
    told = dict(Image.objects.values_list("key", "creator_author"))
    assert told == {image.key: "", drafted.key: "", other.key: ben.key}
