"""Many pictures at once: taken in file by file, told from those that are here, described and edited together."""

from __future__ import annotations

import io
import json
import logging
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image as Picture

from authors.publishing import publish_authors
from cms.keys import make_key
from cms.models import Document
from media import incoming
from media.admin.doors import PLACES
from media.admin.uploading import RAW
from media.inspection import MAX_BYTES
from media.intake import add_image
from media.making import IN_LINE
from media.models import Image
from media.publishing import is_public, publish_image
from media.renditions import renditions_of
from tests.drawing import encoded, files_in, picture_upload, quarters, told_everything, upload
from tests.factories import ada, ed, make_article, make_author
from tests.test_media_admin import ADD, LIST, file, harbour, page_of, someone

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db

UPLOAD = f"{LIST}upload/"
TAKE = f"{UPLOAD}take/"
WORDS = f"{UPLOAD}words/"


@pytest.fixture
def desk(client: Client) -> Client:
    """Ed at work."""
    client.force_login(ed())
    return client


def bring(client: Client, content: bytes | None = None, **more: Any) -> Any:
    """The bytes of a file, which nobody looks at yet."""
    return bring_from(client, io.BytesIO(encoded(quarters()) if content is None else content), **more)


def bring_from(client: Client, connection: Any, size: int | None = None, **more: Any) -> Any:
    """Over a connection that ends when it likes."""
    length = str(len(connection.getbuffer()) if size is None else size)
    sent: Any = {"CONTENT_TYPE": RAW, "CONTENT_LENGTH": length, "wsgi.input": connection}
    return client.generic("POST", UPLOAD, **sent, **more)


def send(client: Client, content: bytes | None = None, name: str = "boats.jpg") -> Any:
    brought = bring(client, content)
    if brought.status_code != 201:
        return brought
    return client.post(TAKE, {"key": brought.json()["key"], "filename": name})


def save_words(client: Client, words: Any) -> Any:
    return client.post(WORDS, json.dumps(words), content_type="application/json")


def smaller(content: bytes) -> bytes:
    """The same picture, as another agency sends it."""
    with Picture.open(SimpleUploadedFile("a.jpg", content)) as picture:
        return encoded(picture.resize((400, 300)), quality=60)


def photograph() -> Picture.Image:
    """With enough in it to have a likeness of its own."""
    return Picture.radial_gradient("L").resize((800, 600)).convert("RGB")


def test_a_file_that_is_sent_is_stored_and_described_by_what_it_says_of_itself(desk: Client) -> None:
    xmp = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        b'<rdf:Description xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:Credit="Cal Lens/Agency"/>'
        b"</rdf:RDF></x:xmpmeta>"
    )
    answer = send(desk, encoded(quarters(), xmp=xmp))
    image = Image.objects.get()
    assert answer.status_code == 201
    told = answer.json()
    assert (told["state"], told["picture"]["key"]) == ("stored", image.pk)
    assert told["picture"]["words"] == {"alt": "", "decorative": False, "caption": "", "credit": "Cal Lens/Agency"}
    assert told["picture"]["shortcomings"] == ["needs alternative text, or to be marked as decorative"]
    assert image.uploaded_by == ed()


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"<svg/>", "a.svg", "SVG drawing"),
        (b"", "a.jpg", "empty"),
        (encoded(quarters())[:2000], "a.jpg", "damaged"),
        (encoded(quarters(), "PNG"), "a.jpg", "is a PNG picture"),
    ],
)
def test_a_file_that_is_refused_is_answered_by_field_and_message(
    desk: Client, content: bytes, name: str, told: str, tmp_path: Path
) -> None:
    answer = send(desk, content, name)
    assert answer.status_code == 400
    assert answer.json()["field"] == "file"
    assert told in answer.json()["message"]
    assert not files_in(tmp_path)


@pytest.mark.parametrize("fields", [{}, {"file": "words"}, {"file": file()}])
def test_a_page_from_before_files_were_sent_as_they_are_is_told_to_load_anew(
    desk: Client, fields: dict[str, Any], tmp_path: Path
) -> None:
    answer = desk.post(UPLOAD, fields)
    assert (answer.status_code, files_in(tmp_path)) == (400, [])
    assert "Load it anew" in answer.json()["message"]
    assert desk.get(UPLOAD).status_code == 405


def test_a_file_that_breaks_off_is_not_kept(desk: Client, tmp_path: Path) -> None:
    content = encoded(quarters())
    answer = bring_from(desk, io.BytesIO(content), len(content) + 1)
    assert (answer.status_code, files_in(tmp_path)) == (400, [])
    assert "did not arrive whole" in answer.json()["message"]


class Gone:
    """What comes from a browser whose owner has walked into a lift."""

    def read(self, *_: Any) -> bytes:
        raise ConnectionResetError

    readline = read


def test_a_connection_that_ends_too_early_leaves_nothing(desk: Client, tmp_path: Path) -> None:
    answer = bring_from(desk, Gone(), 100)
    assert (answer.status_code, files_in(tmp_path)) == (400, [])


@pytest.mark.parametrize("key", ["", "../default/x", make_key(0, 0)])
def test_only_what_was_sent_is_looked_at(desk: Client, key: str) -> None:
    answer = desk.post(TAKE, {"key": key})
    assert (answer.status_code, Image.objects.exists()) == (400, False)
    assert "did not arrive whole" in answer.json()["message"]


def test_what_was_sent_and_never_asked_for_goes_after_a_day(desk: Client, tmp_path: Path) -> None:
    assert incoming.forget_stale() == 0
    cache.clear()
    with time_machine.travel(datetime.now(UTC) - timedelta(hours=25)):
        old, _ = incoming.parts_of(bring(desk).json()["key"])
    new, _ = incoming.parts_of(bring(desk).json()["key"])
    assert files_in(tmp_path / "incoming") == [old, new]
    assert incoming.forget_stale() == 1
    assert files_in(tmp_path / "incoming") == [new]


class Unread:
    """A body that nobody may read."""

    def read(self, *_: Any) -> bytes:
        raise AssertionError("It was read.")

    readline = read


def test_a_file_that_is_too_large_is_refused_before_it_is_read(desk: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = desk.cookies
    strict.get(ADD)
    token = {"X-CSRFToken": strict.cookies["csrftoken"].value}
    answer = bring_from(strict, Unread(), MAX_BYTES + 1, headers=token)
    assert answer.status_code == 400
    assert "at most 50 MB" in answer.json()["message"]


def test_only_a_page_of_ours_may_send_a_file(client: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ed())
    assert send(strict).status_code == 403
    assert not Image.objects.exists()
    strict.get(ADD)
    token = strict.cookies["csrftoken"].value
    assert bring(strict, headers={"X-CSRFToken": token}).status_code == 201


def test_only_who_may_add_pictures_sends_files(client: Client) -> None:
    assert send(client).status_code == 302
    client.force_login(someone("view_image", "change_image", "delete_image"))
    for address in (UPLOAD, f"{UPLOAD}offer/", f"{UPLOAD}take/"):
        assert client.post(address, b"x", content_type=RAW).status_code == 403
    assert not Image.objects.exists()


def test_the_very_same_file_is_answered_by_the_picture_that_is_there(desk: Client, tmp_path: Path) -> None:
    image = harbour()
    make_article("Not yet for readers", lead_image=image)
    files = files_in(tmp_path)
    answer = send(desk, name="copy.jpg")
    assert answer.status_code == 200
    told = answer.json()
    assert (told["state"], told["picture"]["key"], told["picture"]["name"]) == ("same", image.pk, "Harbour")
    assert told["picture"]["used"] == "Used in Not yet for readers"
    assert files_in(tmp_path) == files
    assert Image.objects.count() == 1


def test_pictures_that_look_alike_are_told_of(desk: Client) -> None:
    first = add_image(upload(encoded(photograph())), by=ada(), title="Tunnel", credit="Cal Lens")
    add_image(picture_upload(), by=ada(), title="Nothing like it")
    publish_authors([make_author("Ada Reporter", portrait=first)], by=ed())
    [alike] = send(desk, smaller(encoded(photograph()))).json()["lookalikes"]
    assert (alike["key"], alike["name"], alike["size"]) == (first.pk, "Tunnel", "800 × 600 JPEG")
    assert (alike["credit"], alike["used"]) == ("Cal Lens", "Used in Ada Reporter")


def test_drafts_that_use_a_lookalike_are_named_only_to_those_who_may_see_them(client: Client) -> None:
    first = add_image(upload(encoded(photograph())), by=ada())
    make_article("Secret merger", lead_image=first)
    client.force_login(someone("add_image", "view_image"))
    [alike] = send(client, smaller(encoded(photograph()))).json()["lookalikes"]
    assert alike["used"] == "Used in one that you may not see"


def test_the_page_of_a_picture_shows_what_looks_like_it(desk: Client) -> None:
    first = add_image(upload(encoded(photograph())), by=ada(), title="Tunnel", credit="Cal Lens")
    second = add_image(upload(smaller(encoded(photograph()))), by=ada())
    page = desk.get(page_of(second)).content.decode()
    assert "Looks like" in page
    for words in (page_of(first), "Tunnel", "800 × 600 JPEG", "Cal Lens", "Not used yet"):
        assert words in page
    Image.objects.filter(pk=first.pk).delete()
    assert "Looks like" not in desk.get(page_of(second)).content.decode()


def test_an_upload_is_taken_back_for_one_that_was_here(client: Client, tmp_path: Path) -> None:
    client.force_login(someone("add_image", "view_image"))
    key = send(client).json()["picture"]["key"]
    answer = client.post(f"{UPLOAD}{key}/take-back/")
    assert answer.json() == {"removed": key}
    assert not Image.objects.exists()


def test_nobody_takes_back_what_somebody_else_brought_or_what_is_used(client: Client) -> None:
    image = harbour()
    client.force_login(someone("add_image", "view_image"))
    assert client.post(f"{UPLOAD}{image.pk}/take-back/").status_code == 403
    client.force_login(ed())
    make_article(lead_image=image)
    answer = client.post(f"{UPLOAD}{image.pk}/take-back/")
    assert answer.status_code == 400
    assert "is in use" in answer.json()["message"]
    assert Image.objects.exists()
    assert client.post(f"{UPLOAD}{'0' * 26}/take-back/").status_code == 404


def test_what_came_in_long_ago_is_not_taken_back_by_whoever_may_only_add(client: Client) -> None:
    client.force_login(someone("add_image"))
    key = send(client).json()["picture"]["key"]
    Image.objects.update(created_at=timezone.now() - timedelta(days=2))
    assert client.post(f"{UPLOAD}{key}/take-back/").status_code == 403
    assert save_words(client, {key: {"alt": "Late."}}).status_code == 403


def test_texts_of_several_pictures_are_saved_at_once(desk: Client) -> None:
    one, other = harbour(), add_image(picture_upload("PNG"), by=ada())
    publish_image(one, by=ed())
    answer = save_words(desk, {one.pk: {"credit": "Ben"}, other.pk: {"alt": "Four colours.", "credit": "Ada"}})
    assert answer.status_code == 200
    assert answer.json()["pictures"][other.pk]["shortcomings"] == []
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.credit, one.alt, other.alt, other.credit) == ("Ben", "Boats at a pier.", "Four colours.", "Ada")
    assert json.loads(Document.objects.live().get(kind="image").body)["credit"] == "Ben"


def test_where_one_text_does_not_fit_none_is_saved(desk: Client) -> None:
    one, other = harbour(), add_image(picture_upload("PNG"), by=ada())
    answer = save_words(desk, {one.pk: {"credit": "Ben"}, other.pk: {"credit": "x" * 201}})
    assert answer.status_code == 400
    [[field, message]] = answer.json()["problems"][other.pk]
    assert field == "credit"
    assert "200 characters" in message
    one.refresh_from_db()
    assert one.credit == "Cal Lens"


def test_what_readers_have_keeps_its_credit(desk: Client) -> None:
    image = harbour()
    publish_image(image, by=ed())
    answer = save_words(desk, {image.pk: {"credit": ""}})
    assert answer.json()["problems"][image.pk] == [["credit", "Readers have this picture, so it needs a credit."]]


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'{"x": {}}', b'{"' + b"0" * 26 + b'": 1}', b"\xff", b'{"\\u0000": {}}', b"[" * 100_000]
)
def test_malformed_texts_are_refused(desk: Client, body: bytes) -> None:
    answer = desk.post(WORDS, body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["message"]


def test_texts_of_odd_kinds_end_in_no_error(desk: Client) -> None:
    image = harbour()
    for value in (None, 1, [], {}, "a\x00b", "Half \ud83d", True):
        assert save_words(desk, {image.pk: {"alt": value, "credit": value}}).status_code in {200, 400}
    gone = save_words(desk, {"0" * 26: {"alt": "x"}})
    assert gone.json()["problems"] == {"0" * 26: [["", "This picture is gone."]]}


def test_whoever_adds_a_picture_describes_it_and_nobody_elses(client: Client) -> None:
    theirs = harbour()
    client.force_login(someone("add_image"))
    mine = send(client, encoded(quarters(), "PNG"), "a.png").json()["picture"]
    assert mine["may_describe"]
    assert save_words(client, {mine["key"]: {"alt": "Mine."}}).status_code == 200
    assert save_words(client, {mine["key"]: {"alt": "No."}, theirs.pk: {"alt": "No."}}).status_code == 403
    assert {it.alt for it in Image.objects.all()} == {"Mine.", "Boats at a pier."}


def test_the_page_without_script_is_the_plain_form(desk: Client) -> None:
    page = desk.get(ADD).content.decode()
    assert 'type="file"' in page
    assert "<script>" not in page.split('id="picture-upload"')[1].split('id="image_form"')[0]
    answer = desk.post(ADD, {"file": file(told_everything()), "alt": "Four colours.", "credit": ""})
    assert answer.status_code == 302
    assert Image.objects.get().alt == "Four colours."
    assert 'id="picture-upload" hidden data-popup' in desk.get(f"{ADD}?_popup=1").content.decode()


def test_what_the_plain_form_leaves_empty_is_taken_from_the_file(desk: Client) -> None:
    xmp = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        b'<rdf:Description xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:Credit="Cal Lens/Agency"/>'
        b"</rdf:RDF></x:xmpmeta>"
    )
    desk.post(ADD, {"file": file(encoded(quarters(), xmp=xmp)), "alt": "Four colours.", "credit": ""})
    assert Image.objects.get().credit == "Cal Lens/Agency"


def test_without_a_bucket_nothing_is_offered(desk: Client) -> None:
    sent = {"filename": "a.jpg", "size": 1000, "content_type": "image/jpeg"}
    assert desk.post(f"{UPLOAD}offer/", sent).json() == {}
    assert desk.post(f"{UPLOAD}offer/", {**sent, "size": "many"}).status_code == 400
    assert "at most 50 MB" in desk.post(f"{UPLOAD}offer/", {**sent, "size": MAX_BYTES + 1}).json()["message"]
    for key in ("", "../secret", "0" * 26):
        assert desk.post(f"{UPLOAD}take/", {"key": key}).status_code == 400
    assert "data-offer" not in desk.get(ADD).content.decode()


def chosen(*images: Image, **given: Any) -> dict[str, Any]:
    return {"action": "edit_selected", "_selected_action": [it.pk for it in images], **given}


def edit(client: Client, *images: Image, **given: Any) -> str:
    ticks = {f"set_{name.removesuffix('_0').removesuffix('_1')}": "on" for name in given}
    return client.post(LIST, chosen(*images, apply="1", **ticks, **given), follow=True).content.decode()


def two() -> list[Image]:
    return [harbour(keywords=["ferry"]), add_image(picture_upload("PNG"), by=ada(), title="Squares", credit="Ada")]


def test_the_page_for_many_asks_what_to_set(desk: Client) -> None:
    page = desk.post(LIST, chosen(*two())).content.decode()
    assert "Edit 2 pictures at once" in page
    for name in ("credit", "creator", "rights", "usage_terms", "expires_at_0", "embargo_until_1", "keywords"):
        assert f'name="{name}"' in page


def test_what_is_ticked_is_set_in_all_and_nothing_else(desk: Client) -> None:
    images = two()
    publish_image(images[0], by=ed())
    given = {
        "credit": "Cal Lens/Agency", "rights": "agency", "keywords": "harbour, ferry",
        "expires_at_0": "2031-05-01", "expires_at_1": "12:00",
    }  # fmt: skip
    page = desk.post(
        LIST,
        chosen(
            *images, apply="1", set_credit="on", set_rights="on", set_keywords="on", set_expires_at="on",
            copyright_notice="Not ticked", **given,
        ),
        follow=True,
    ).content.decode()  # fmt: skip
    assert "2 pictures changed: credit, rights, rights end, keywords." in page
    for image in images:
        image.refresh_from_db()
        assert (image.credit, image.rights, image.copyright_notice) == ("Cal Lens/Agency", "agency", "")
        assert image.expires_at
        assert timezone.localtime(image.expires_at).isoformat() == "2031-05-01T12:00:00+00:00"
    assert [it.keywords for it in images] == [["ferry", "harbour"], ["harbour", "ferry"]]
    assert json.loads(Document.objects.live().get(kind="image").body)["credit"] == "Cal Lens/Agency"


def test_many_are_given_to_partners_or_to_none(desk: Client) -> None:
    images = two()
    publish_image(images[0], by=ed())
    assert "2 pictures changed: partners may have it." in edit(desk, *images, syndicate="True")
    assert Image.objects.filter(syndicate=True).count() == 2
    assert json.loads(Document.objects.live().get(kind="image").body)["rights"]["syndicate"] is True
    edit(desk, *images, credit="Ada")
    assert Image.objects.filter(syndicate=True).count() == 2
    assert "2 pictures changed: partners may have it." in edit(desk, *images, syndicate="False")
    assert not Image.objects.filter(syndicate=True).exists()


def test_where_an_agency_forbids_to_sell_one_partners_get_none(desk: Client) -> None:
    images = two()
    Image.objects.filter(pk=images[1].pk).update(instructions="NO SALES")
    page = edit(desk, *images, syndicate="True")
    assert "Partners may have it: The instructions say NO SALES" in page
    assert "(“Squares”)" in page
    assert not Image.objects.filter(syndicate=True).exists()


def test_it_says_which_had_it_already(desk: Client) -> None:
    page = edit(desk, *two(), credit="Cal Lens")
    assert "1 picture changed: credit. 1 picture had it already." in page


def test_where_it_does_not_fit_one_none_is_changed(desk: Client) -> None:
    images = two()
    publish_image(images[0], by=ed())
    page = edit(desk, *images, credit="", creator="Ben")
    assert "Nothing has been changed yet." in page
    assert "Credit: Readers have this picture, so it needs a credit. (“Harbour”)" in page
    assert {it.creator for it in Image.objects.all()} == {""}


def test_rights_that_end_before_an_embargo_of_one_of_them_are_refused(desk: Client) -> None:
    images = two()
    Image.objects.filter(pk=images[1].pk).update(embargo_until="2032-01-01T00:00Z")
    page = edit(desk, *images, expires_at_0="2031-05-01", expires_at_1="12:00")
    assert "Rights end: The rights end before the embargo does" in page
    assert "“Squares”" in page
    assert not Image.objects.exclude(expires_at=None).exists()


def test_wrong_values_are_named_by_field(desk: Client) -> None:
    page = edit(desk, *two(), credit="x" * 201, rights="stolen", expires_at_0="soon", keywords="y" * 201)
    for label in ("Credit:", "Rights:", "Rights end:", "Keywords:"):
        assert label in page
    assert "Tick what is to be set." in desk.post(LIST, chosen(*two(), apply="1", credit="Ben")).content.decode()


def test_an_embargo_for_many_takes_them_from_readers(desk: Client) -> None:
    images = two()
    publish_image(images[0], by=ed())
    edit(desk, *images, embargo_until_0="2031-05-01", embargo_until_1="12:00")
    assert not is_public(images[0].pk)


def test_only_who_may_publish_edits_what_readers_have(client: Client) -> None:
    images = two()
    publish_image(images[0], by=ed())
    client.force_login(someone("view_image", "change_image"))
    assert "1 of those chosen is left out" in client.post(LIST, chosen(*images)).content.decode()
    page = edit(client, *images, credit="Cal")
    assert "1 picture changed: credit." in page
    assert "1 picture left out" in page
    assert [Image.objects.get(pk=it.pk).credit for it in images] == ["Cal Lens", "Cal"]
    assert "You may change none of these pictures." in edit(client, images[0], credit="Cal")


def test_an_embargo_that_is_set_is_not_lifted_by_who_may_not_publish(client: Client) -> None:
    images = two()
    Image.objects.filter(pk=images[0].pk).update(embargo_until="2032-01-01T00:00Z")
    client.force_login(someone("view_image", "change_image"))
    page = edit(client, *images, embargo_until_0="", embargo_until_1="")
    assert "Embargo until: one is set, which only those who may publish can alter. (“Harbour”)" in page
    assert Image.objects.exclude(embargo_until=None).count() == 1


def test_who_may_not_change_pictures_is_not_offered_to(client: Client) -> None:
    images = two()
    client.force_login(someone("view_image", "add_image"))
    assert "edit_selected" not in client.get(LIST).content.decode()
    edit(client, *images, credit="Cal")
    assert not Image.objects.filter(credit="Cal").exists()


def many(number: int) -> list[Image]:
    rows = [
        Image(file="none", digest=f"{at:064x}", format="JPEG", width=80, height=60, title=f"Picture {at}")
        for at in range(number)
    ]
    return Image.objects.bulk_create(rows)


def test_five_hundred_are_edited_at_once_and_no_more(desk: Client) -> None:
    images = many(501)
    page = edit(desk, *images[:500], credit="Cal Lens", keywords="archive")
    assert "500 pictures changed: credit, keywords." in page
    assert Image.objects.filter(credit="Cal Lens").count() == 500
    assert "At most 500 pictures can be edited at once, and these are 501." in edit(desk, *images, credit="Ben")
    assert not Image.objects.filter(credit="Ben").exists()


def test_hostile_words_are_only_words_on_these_pages(desk: Client) -> None:
    words = '"><script>alert(1)</script>{{ 7 }}'
    first = add_image(upload(encoded(photograph())), by=ada(), title=words, credit=words)
    second = add_image(upload(smaller(encoded(photograph()))), by=ada(), title=words)
    pages = [
        desk.get(page_of(second)),
        desk.post(LIST, chosen(first, second)),
        desk.post(LIST, chosen(first, second, apply="1", set_rights="on", rights=words)),
    ]
    for page in pages:
        assert "<script>alert(1)" not in page.content.decode()


def test_while_another_picture_is_looked_at_an_upload_is_asked_to_come_again(desk: Client) -> None:
    logger, said = logging.getLogger("django.request"), io.StringIO()
    handler = logging.StreamHandler(said)
    logger.addHandler(handler)
    key = {"key": bring(desk).json()["key"], "filename": "boats.jpg"}
    with PLACES:
        answer = desk.post(TAKE, key)
        logger.removeHandler(handler)

        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "1"
        assert answer.json()["busy"]
        assert not Image.objects.exists()
        assert not said.getvalue(), "to ask somebody to come again is no error"
    assert desk.post(TAKE, key).status_code == 201, "and nothing is sent twice"
    assert send(desk, told_everything(), "told.jpg").status_code == 201


def test_where_too_many_wait_an_upload_is_asked_to_come_again_before_it_is_read(desk: Client) -> None:
    content = io.BytesIO(encoded(quarters()))
    with ExitStack() as line:
        for _ in range(IN_LINE._initial_value):
            line.enter_context(IN_LINE)
        answer = bring_from(desk, content)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
        assert answer.json()["busy"]
        assert content.tell() == 0
    assert bring_from(desk, content).status_code == 201


def test_whoever_wants_a_file_finds_no_place_among_too_many_uploads(desk: Client) -> None:
    image = add_image(picture_upload(), by=ada(), alt="Boats.", credit="Ada")
    publish_image(image, by=ed())
    wanted = f"/files/{renditions_of(image.original)[0].name}"
    asked: list[int] = []

    class Slow(io.BytesIO):
        def read(self, *size: Any) -> bytes:
            if not asked:
                asked.append(Client().get(wanted).status_code)
            return super().read(*size)

    with ExitStack() as line:
        for _ in range(IN_LINE._initial_value - 1):
            line.enter_context(IN_LINE)
        assert bring_from(desk, Slow(encoded(quarters()))).status_code == 201
        assert asked == [503]
        assert Client().get(wanted).status_code == 200


def test_what_a_picture_looks_like_costs_the_same_for_any_number(
    desk: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(2):
        add_image(upload(encoded(photograph(), quality=70 + number)), by=ada())
    key = {"key": bring(desk, encoded(photograph(), quality=80)).json()["key"]}
    with CaptureQueriesContext(connection) as few:
        assert len(desk.post(TAKE, key).json()["lookalikes"]) == 2
    number_of_queries = len(few)
    for number in range(7):
        add_image(upload(encoded(photograph(), quality=85 + number)), by=ada())
    key = {"key": bring(desk, encoded(photograph(), quality=60)).json()["key"]}
    with django_assert_max_num_queries(number_of_queries):
        assert len(desk.post(TAKE, key).json()["lookalikes"]) == 10
