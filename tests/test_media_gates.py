"""What keeps a picture from readers, what only warns the desk, and what a file says that has a field of its own."""

from __future__ import annotations

import importlib
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.core.files.base import ContentFile

from articles.publishing import publish_article
from cms.publishing import PublishingError
from media.models import Image
from media.publishing import NotFit, bring_up_to_date, follow_the_clock, is_public, publish_image
from tests.admin_forms import fields_of
from tests.drawing import encoded, picture_upload, quarters
from tests.factories import ed, make_article, take_in
from tests.packets import alt, bag, xmp
from tests.test_media_describing import page_of

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db

RIGHTS = "/admin/media/image/rights/"
WORDS = {"alt": "Boats.", "credit": "Cal Lens", "title": "Harbour", "caption": "Boats.", "copyright_notice": "© Cal"}


def harbour(**fields: Any) -> Image:
    return take_in(picture_upload(), by=None, **{**WORDS, **fields})


@pytest.fixture
def desk(client: Client) -> Client:
    """Ed at work."""
    client.force_login(ed())
    return client


def save(client: Client, image: Image, **changes: Any) -> str:
    answer = client.post(page_of(image), {**fields_of(client.get(page_of(image))), **changes}, follow=True)
    return unescape(" ".join(answer.content.decode().split()))


@pytest.mark.parametrize("source", ["trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia"])
def test_a_picture_by_generative_ai_is_not_published_before_readers_are_told(source: str) -> None:
    image = harbour(digital_source_type=source)
    with pytest.raises(NotFit, match="needs a line that tells readers of the generative AI"):
        publish_image(image, by=ed())
    image.ai_label = "Made with generative AI"
    image.save()
    publish_image(image, by=ed())
    assert is_public(image.key)


def test_a_story_does_not_bring_it_along_either() -> None:
    image = harbour(digital_source_type="trainedAlgorithmicMedia")
    with pytest.raises(PublishingError, match="generative AI"):
        publish_article(make_article(lead_image=image), by=ed())


def test_the_clock_does_not_bring_what_lacks_something_or_was_killed(desk: Client) -> None:
    for fields in ({"digital_source_type": "trainedAlgorithmicMedia"}, {"instructions": "Mandatory Kill"}):
        Image.objects.all().delete()
        image = harbour(**fields)
        Image.objects.update(stands_alone=True, embargo_until="2026-01-01T00:00Z")
        assert follow_the_clock() == 0
        assert not is_public(image.key)


def test_what_readers_have_does_not_become_untold_ai_on_its_page(desk: Client) -> None:
    image = harbour()
    publish_image(image, by=ed())
    page = save(desk, image, digital_source_type="trainedAlgorithmicMedia")
    assert "write here what they are told of that" in page
    save(desk, image, digital_source_type="trainedAlgorithmicMedia", ai_label="Made by software")
    assert Image.objects.get().ai_label == "Made by software"
    assert "write here what they are told of that" in save(desk, image, ai_label="")


@pytest.mark.parametrize("words", ["MANDATORY KILL", "Mandatory  kill: wrong person", "mandatory-kill"])
def test_a_killed_picture_leaves_readers_at_once(desk: Client, words: str) -> None:
    image = harbour()
    publish_image(image, by=ed())
    assert "Killed by its agency" in save(desk, image, instructions=words, _continue="1")
    assert not is_public(image.key)
    with pytest.raises(NotFit, match="was killed by its agency"):
        publish_image(image, by=ed())
    assert "Harbour" in desk.get("/admin/media/image/?rights_state=killed").content.decode()
    assert "Harbour" not in desk.get("/admin/media/image/?rights_state=fine").content.decode()


@pytest.mark.parametrize(
    ("instructions", "told"),
    [
        ("NO SALES. No archives.", "Its instructions say NO SALES: do not pass it on to partners."),
        ("Embargoed till Sunday", "Its instructions speak of an embargo: read them, and set “embargo until”."),
    ],
)
def test_restrictions_warn_on_the_page_and_on_publishing_and_stop_nothing(
    desk: Client, instructions: str, told: str
) -> None:
    image = harbour(instructions=instructions)
    assert told in unescape(desk.get(page_of(image)).content.decode())
    page = save(desk, image, media_image_save_and_publish="1", _continue="1")
    assert f"Harbour: {told}" in page
    assert is_public(image.key)


def test_what_a_picture_should_have_is_said_and_not_asked_for(desk: Client) -> None:
    image = harbour(caption="", copyright_notice="", digital_source_type="dataDrivenMedia")
    page = desk.get(page_of(image)).content.decode()
    for told in ("It has no caption.", "It has no copyright notice.", "It is a graphic: tell in the long description"):
        assert told in page
    publish_image(image, by=ed())
    assert "It has no caption." not in desk.get(page_of(harbour_again())).content.decode()


def harbour_again() -> Image:
    return take_in(picture_upload("PNG"), by=None, **WORDS)


def test_a_credit_that_a_script_empties_takes_no_picture_away_and_the_desk_is_told(desk: Client) -> None:
    image = harbour()
    publish_image(image, by=ed())
    assert "Every public picture has a credit" in desk.get(RIGHTS).content.decode()
    Image.objects.update(credit="")
    bring_up_to_date(image, by=None)
    assert is_public(image.key)
    page = desk.get(RIGHTS).content.decode()
    assert "Lacking: readers have it without what it needs" in page
    assert "It needs a credit." in page
    assert "Readers have this picture, so it needs a credit." not in save(desk, image, caption="Boats leave.")
    assert Image.objects.get().caption == "Boats leave."


def agency() -> ContentFile[bytes]:
    said = xmp(
        alt("Iptc4xmpExt:Event", x_default="Harbour day")
        + bag("Iptc4xmpExt:PersonInImage", ["Ada Author", "Ed Editor"])
        + '<xmpRights:WebStatement rdf:resource="https://agency.example/licence"/>'
        + '<plus:Licensor><rdf:Seq><rdf:li plus:LicensorURL="https://agency.example/buy"/></rdf:Seq></plus:Licensor>'
        + "<photoshop:State>Midlothian</photoshop:State>"
        + "<plus:DataMining>http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED</plus:DataMining>"
    )
    return ContentFile(encoded(quarters(), xmp=said), "agency.jpg")


def test_what_the_file_says_has_fields_that_the_desk_can_change(desk: Client) -> None:
    image = take_in(agency(), by=None)
    assert (image.event, image.people, image.region) == ("Harbour day", ["Ada Author", "Ed Editor"], "Midlothian")
    assert (image.licence_url, image.acquire_url) == ("https://agency.example/licence", "https://agency.example/buy")
    assert image.data_mining == "DMI-PROHIBITED"
    for word in ("harbour", "author", "midlothian"):
        assert str(image.key) in desk.get("/admin/media/image/", {"q": word}).content.decode()
    save(desk, image, people="Ada Author,  Cal Lens ", event="", region="Fife", licence_url="https://x.example/y")
    image.refresh_from_db()
    assert (image.people, image.event, image.region) == (["Ada Author", "Cal Lens"], "", "Fife")
    assert image.licence_url == "https://x.example/y"
    assert "Enter a valid URL" in save(desk, image, licence_url="javascript:alert(1)")


def test_pictures_from_before_get_what_was_kept_beside_their_fields() -> None:
    image = take_in(agency(), by=None)
    Image.objects.update(event="", people=[], licence_url="", data_mining="")
    written = take_in(picture_upload("PNG"), by=None, event="By the desk")
    Image.objects.filter(pk=written.pk).update(found={"event": "By the file", "licence_url": "nowhere"})
    importlib.import_module("media.migrations.0009_fill_from_what_files_said").fill(apps, None)
    image.refresh_from_db()
    written.refresh_from_db()
    assert (image.event, image.people, image.data_mining) == (
        "Harbour day",
        ["Ada Author", "Ed Editor"],
        "DMI-PROHIBITED",
    )
    assert image.licence_url == "https://agency.example/licence"
    assert (written.event, written.licence_url) == ("By the desk", "")
