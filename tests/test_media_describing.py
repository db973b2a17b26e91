"""The page of a picture: what Ed writes there, cuts by hand and reads of its rights."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.urls import reverse

from articles.publishing import publish_article
from authors.models import User
from authors.publishing import publish_authors
from cms.models import Document
from media.compile import image_object
from media.models import Image
from media.publishing import bring_up_to_date, is_public, publish_image, withdraw_image
from tests.admin_forms import fields_of
from tests.drawing import picture_upload
from tests.factories import ada, ed, make_article, make_author, take_in

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
# Of a picture of 800 × 600 pixels.
WIDE = {"16:9": [0.1, 0.2, 0.5, 0.375]}


def harbour(**fields: Any) -> Image:
    words = {"alt": "Boats at a pier.", "credit": "Cal Lens", "title": "Harbour"}
    return take_in(picture_upload(), by=ada(), **{**words, **fields})


def page_of(image: Image) -> str:
    return reverse("admin:media_image_change", args=[image.pk])


def save(client: Client, image: Image, **changes: Any) -> Any:
    """As a browser sends the page that was loaded, with these fields filled in anew."""
    return client.post(page_of(image), {**fields_of(client.get(page_of(image))), **changes})


def shown(client: Client, image: Image) -> str:
    return " ".join(client.get(page_of(image)).content.decode().split())


def body_of(image: Image) -> Any:
    return json.loads(Document.objects.live().get(kind="image", key=image.pk).body)


@pytest.fixture
def desk(client: Client) -> Client:
    """Ed at work."""
    client.force_login(ed())
    return client


@pytest.fixture
def cal(client: Client) -> Client:
    """Cal, who describes pictures and publishes none."""
    user = User.objects.create_user("cal", is_staff=True)
    rights = ["view_image", "change_image", "delete_image"]
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="media", codename__in=rights))
    client.force_login(user)
    return client


def test_everything_that_is_known_of_a_picture_can_be_written(desk: Client) -> None:
    image = harbour()
    written = {
        "caption": "Boats leave.", "long_description": "A chart of tides.", "creator": "Cal Lens", "source": "Agency",
        "copyright_notice": "© Agency", "place": "Leith", "country": "Scotland", "rights": "agency",
        "digital_source_type": "digitalCapture", "usage_terms": "Online only.", "instructions": "Not for covers.",
    }  # fmt: skip
    times = {
        f"{name}_{part}": value
        for name, day in (("taken_at", "2026-11-20"), ("embargo_until", "2026-11-21"), ("expires_at", "2027-01-31"))
        for part, value in ((0, day), (1, "12:30:00"))
    }
    assert save(desk, image, **written, **times, keywords="ferry, Leith,  harbour wall ,ferry,").status_code == 302
    image.refresh_from_db()
    assert {name: getattr(image, name) for name in written} == written
    assert image.keywords == ["ferry", "Leith", "harbour wall"]
    assert image.expires_at == datetime(2027, 1, 31, 12, 30, tzinfo=UTC)
    assert 'value="ferry, Leith, harbour wall"' in shown(desk, image)


def test_a_page_that_nobody_touched_changes_nothing(desk: Client) -> None:
    image = harbour(keywords=["ferry"], crops=WIDE, expires_at=datetime(2027, 1, 31, 12, 30, 15, tzinfo=UTC))
    publish_image(image, by=ed())
    before = Image.objects.filter(pk=image.pk).values().get()
    assert save(desk, image).status_code == 302
    assert Image.objects.filter(pk=image.pk).values().get() == before
    assert Document.objects.filter(kind="image").count() == 1


def test_a_crop_by_hand_is_what_readers_get(desk: Client) -> None:
    image = harbour()
    publish_image(image, by=ed())
    assert save(desk, image, crops=json.dumps(WIDE)).status_code == 302
    cut = body_of(image)["crops"]["16:9"]
    assert [cut[name] for name in ("x", "y", "width", "height")] == [80, 120, 400, 225]
    assert "By hand" in shown(desk, image)
    for nothing in ("", "{}"):
        save(desk, image, crops=json.dumps(WIDE))
        save(desk, image, crops=nothing)
        assert Image.objects.get().crops == {}
    assert body_of(image)["crops"]["16:9"]["width"] == 800


@pytest.mark.parametrize(
    ("crops", "told"),
    [
        ('{"16:9": [0.1, 0.2, 0.5, 0.5]}', "The crop of 16:9 does not have this ratio: it is 400 × 300 pixels."),
        ('{"1:1": [0, 0, 0.75, 1], "4:5": [0, 0, 0.5, 0.9]}', "The crop of 4:5 does not have this ratio"),
        ('{"1:1": [0.5, 0, 0.75, 1]}', "The crop of 1:1 does not lie in the picture"),
        ('{"1:1": [0, 0, 0.75, "1"]}', "The crop of 1:1 does not lie in the picture"),
        ('{"1:1": [NaN, 0, 0.75, 1]}', "The crop of 1:1 does not lie in the picture"),
        (f'{{"1:1": [0.5, 0, 1{"0" * 400}, 1]}}', "The crop of 1:1 does not lie in the picture"),
        ('{"3:2": [0, 0, 1, 1]}', "there is no crop of 3:2; there are 16:9, 4:3, 1:1, 4:5"),
        ("[1]", "Crops: write them by ratio"),
        ("{", "Enter a valid JSON"),
        ("[" * 500, "Enter a valid JSON"),
        (f"[{'1' * 5000}]", "more than four crops need"),
    ],
)
def test_a_crop_that_does_not_fit_is_refused_by_name(desk: Client, crops: str, told: str) -> None:
    image = harbour()
    response = save(desk, image, crops=crops)
    assert response.status_code == 200
    assert told in " ".join(response.content.decode().split())
    assert Image.objects.get().crops == {}


def test_rounding_makes_no_crop_wrong(desk: Client) -> None:
    image = harbour()
    assert save(desk, image, crops='{"16:9": [0.1, 0.2, 0.5, 0.378]}').status_code == 302


@pytest.mark.parametrize(
    ("keywords", "told"),
    [(", ".join(str(n) for n in range(101)), "101 keywords; at most 100"), ("x" * 201, "longer than 200 characters")],
)
def test_too_many_or_too_long_keywords_are_refused(desk: Client, keywords: str, told: str) -> None:
    assert told in save(desk, harbour(), keywords=keywords).content.decode()


def test_rights_that_end_before_the_embargo_are_refused_at_their_field(desk: Client) -> None:
    image = harbour()
    response = save(
        desk, image, embargo_until_0="2026-12-02", embargo_until_1="08:00",
        expires_at_0="2026-12-01", expires_at_1="08:00",
    )  # fmt: skip
    assert "nobody would ever see it" in str(response.context["adminform"].form.errors["expires_at"])


def test_what_readers_have_keeps_its_credit_and_its_words(desk: Client) -> None:
    image = harbour()
    assert save(desk, image, credit="", alt="").status_code == 302
    save(desk, image, credit="Cal Lens", alt="Boats.")
    publish_image(Image.objects.get(), by=ed())
    errors = save(desk, image, credit="", alt="").context["adminform"].form.errors
    assert set(errors) == {"credit", "alt"}
    assert save(desk, image, alt="", decorative="on").status_code == 302


@pytest.mark.parametrize(
    ("fields", "colour", "told"),
    [
        ({}, "warning", "Not public yet: no public story shows it."),
        ({"credit": ""}, "warning", "Not public yet: it needs a credit."),
        ({"embargo_until": datetime(2026, 11, 23, 9, tzinfo=UTC)}, "warning", "until 23 November 2026, 18:00."),
        ({"expires_at": datetime(2026, 11, 21, 22, tzinfo=UTC)}, "danger", "Rights ended on 22 November 2026, 07:00."),
    ],
)  # fmt: skip
def test_the_page_says_in_words_how_readers_stand_to_it(
    desk: Client, fields: dict[str, Any], colour: str, told: str
) -> None:
    """By the clock of whoever looks: Ed is in Tokyo."""
    User.objects.filter(username="ed").update(time_zone="Asia/Tokyo")
    with time_machine.travel(NOW, tick=False):
        desk.force_login(ed())
        page = shown(desk, harbour(**fields))
    assert told in page
    assert f"picture-state-{colour}" in page


def test_the_page_says_that_readers_have_it_until_its_rights_end(desk: Client) -> None:
    with time_machine.travel(NOW, tick=False):
        image = harbour(expires_at=datetime(2026, 12, 1, 9, tzinfo=UTC))
        publish_image(image, by=ed())
        desk.force_login(ed())
        assert "Readers have it until 1 December 2026, 09:00, when its rights end." in shown(desk, image)
        withdraw_image(image, by=ed())
        assert "Withdrawn by the desk" in shown(desk, image)


@pytest.mark.parametrize(
    ("credentials", "colour", "told"),
    [
        ({}, "none", "The file came without any."),
        ({"state": "valid", "issuer": "Agency"}, "success", "Signed by “Agency”, whose certificate is on our list"),
        ({"state": "untrusted", "issuer": "Agency"}, "warning", "Nobody whom we trust says who that is."),
        ({"state": "invalid", "issuer": "Agency"}, "danger", "The signature of “Agency” does not hold"),
        ({"state": "unreadable"}, "warning", "could not be read here"),
    ],
)
def test_only_trusted_credentials_look_verified(
    desk: Client, credentials: dict[str, Any], colour: str, told: str
) -> None:
    image = harbour()
    Image.objects.update(credentials=credentials)
    [line] = [it for it in desk.get(page_of(image)).content.decode().splitlines() if "are not signed" in it]
    assert told in line
    assert ("Verified" in line) == (colour == "success")
    assert (f"state-{colour}" in line) == bool(credentials)


def test_what_the_file_said_is_told_as_words_only(desk: Client) -> None:
    image = harbour()
    Image.objects.update(found={"headline": "<script>alert(1)</script>", "keywords": ["a", "b"], "city": ""})
    page = shown(desk, image)
    assert "<dt>Headline</dt><dd>&lt;script&gt;alert(1)&lt;/script&gt;</dd>" in page
    assert "<dt>Keywords</dt><dd>a, b</dd>" in page
    assert "<dt>City</dt>" not in page


def test_who_may_only_look_sees_it_all_and_finds_nothing_to_fill_in(client: Client) -> None:
    image = harbour(keywords=["ferry", "Leith"], crops=WIDE)
    looker = User.objects.create_user("vera", is_staff=True)
    looker.user_permissions.set(Permission.objects.filter(codename="view_image"))
    client.force_login(looker)
    page = shown(client, image)
    for seen in ("ferry, Leith", "By hand", "picture-desk", "Not public yet"):
        assert seen in page
    assert 'name="focal_x"' not in page


@pytest.mark.parametrize("change", [{"credit": "Somebody"}, {"embargo_until_0": "", "embargo_until_1": ""}])
def test_what_would_come_to_readers_is_changed_only_by_those_who_may_publish(
    cal: Client, change: dict[str, str]
) -> None:
    """A story shows it already, and only the embargo stands between it and readers."""
    image = harbour()
    publish_article(make_article(lead_image=image), by=ed())
    image.embargo_until = datetime(2100, 1, 1, tzinfo=UTC)
    image.save()
    bring_up_to_date(image, by=ed())
    assert not is_public(image.key)
    assert cal.post(page_of(image), {"focal_x": "0.5", "focal_y": "0.5", **change}).status_code == 403
    assert not is_public(image.key)


@pytest.mark.parametrize("name", ["embargo_until", "expires_at"])
def test_a_moment_that_was_set_is_moved_only_by_those_who_may_publish(cal: Client, name: str) -> None:
    moment = datetime(2100, 1, 1, tzinfo=UTC)
    image = harbour(**{name: moment})
    assert save(cal, image, credit="Cal", **{f"{name}_0": "", f"{name}_1": ""}).status_code == 302
    image.refresh_from_db()
    assert (image.credit, getattr(image, name)) == ("Cal", moment)


def test_a_used_picture_can_be_withdrawn_where_it_cannot_be_deleted(desk: Client) -> None:
    image = harbour()
    article = make_article("Ferry sails", lead_image=image)
    publish_article(article, by=ed())
    address = reverse("admin:media_image_delete", args=[image.pk])
    page = desk.get(address).content.decode()
    assert page.index("Ferry sails") < page.index("Withdraw it from readers")
    desk.post(address, {"withdraw": "1"})
    assert not is_public(image.key)
    assert Image.objects.get().withheld
    assert "Withdraw it from readers" not in desk.get(address).content.decode()


def test_only_who_may_publish_withdraws(cal: Client) -> None:
    image = harbour()
    publish_article(make_article(lead_image=image), by=ed())
    address = reverse("admin:media_image_delete", args=[image.pk])
    assert cal.post(address, {"withdraw": "1"}).status_code == 403
    assert is_public(image.key)


def said(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_picture_leads_to_the_profile_of_whoever_took_it(desk: Client) -> None:
    image, cal, unknown = harbour(creator="Cal Lens"), make_author("Cal Lens"), make_author("Ben Newcomer")
    publish_authors([cal], by=ed())
    page = desk.get(page_of(image)).content.decode()
    assert f'<option value="{cal.key}">Cal Lens</option>' in page
    assert unknown.key not in page, "readers do not know this profile yet"
    assert "Readers do not have this profile" in said(save(desk, image, creator_author=unknown.key))
    assert "Write the creator" in said(save(desk, image, creator_author=cal.key, creator=""))
    save(desk, image, creator_author=cal.key)
    image.refresh_from_db()
    assert image_object(image)["creator"] == {"name": "Cal Lens", "author_id": cal.key}


def test_no_partner_gets_what_its_agency_forbids_to_sell(desk: Client) -> None:
    image = harbour(instructions="NO SALES")
    assert "partners may not have it" in said(save(desk, image, syndicate="on"))
    save(desk, image, syndicate="on", instructions="")
    image.refresh_from_db()
    assert image_object(image)["rights"]["syndicate"] is True
