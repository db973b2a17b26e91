"""What can be seen of a story before it is public: by whom, for how long, and that nobody else learns of it."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings as django_settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core import signing
from django.db import IntegrityError, connections, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.editing import save_revision
from articles.models import Article, Correction, PreviewLink, State
from articles.preview import preview_document, preview_of
from articles.preview.links import PreviewRefused, make_link, revoke_link
from articles.preview.tokens import token_for
from articles.publishing import move_article, publish_article, take_down_article, unpublish_article
from articles.snapshot import snapshot_of
from authors.models import User
from cms.models import Document, Event, Reference
from cms.wire import digest_of
from media.renditions import renditions_of
from tests.admin_forms import fields_of
from tests.factories import (
    ada,
    ed,
    make_article,
    make_author,
    make_category,
    make_picture,
    make_tag,
    paragraph,
    picture_block,
    retract,
)

if TYPE_CHECKING:
    from media.models import Image

pytestmark = pytest.mark.django_db

API = "/api/preview/v1/articles/"


def newest(article: Article) -> Any:
    return article.revisions.latest("number")


def shared(article: Article, days: int = 7, **more: Any) -> str:
    return f"/preview/{make_link(article, by=ada(), days=days, **more)[1]}/"


def file_name(image: Image) -> str:
    return renditions_of(image.original)[-1].name


def public_world() -> list[list[Any]]:
    return [list(model.objects.order_by("pk").values()) for model in (Document, Event, Reference)]


# The document.


def test_a_preview_is_the_document_that_publishing_makes(client: Client) -> None:
    article = make_article(
        body=[paragraph("Boats."), picture_block(make_picture())],
        authors=[make_author()],
        tags=[make_tag("Leith")],
        lead_image=make_picture("A pier."),
        kicker="Ports",
    )
    preview = preview_of(newest(article))
    published = publish_article(article, by=ed())
    answer = client.get(f"/api/v1/articles/{article.pk}/").json()
    assert preview.pop("preview") == {"state": "draft", "embargo_until": None, "faults": []}
    assert preview.pop("state") == "preview"
    assert answer.pop("state") == "published"
    assert preview["version"] == published.version == 1
    for each in (preview, answer):
        each["dates"] = {name: each["dates"][name] is not None for name in each["dates"]}
        # Which are dates as well.
        each["seo"]["meta"] = [it for it in each["seo"]["meta"] if not it.get("property", "").endswith("_time")]
    assert preview == answer


def test_the_next_version_is_previewed_with_its_dates_and_its_corrections() -> None:
    article = make_article()
    publish_article(article, by=ed())
    first = article.updated_at
    Correction.objects.create(article=article, text="The harbour reopened on Monday.", raised_by=ada())
    preview = preview_of(newest(article))
    assert preview["version"] == 2
    assert [it["text"] for it in preview["corrections"]] == [[{"text": "The harbour reopened on Monday."}]]
    assert preview["dates"]["updated_at"] is not None
    article.refresh_from_db()
    assert article.updated_at == first
    assert Correction.objects.get().published_at is None


def test_a_story_that_lacks_nearly_everything_can_be_previewed() -> None:
    preview = preview_document(Article(), snapshot_of(make_article("", category=None, body=[], slug="x")))
    assert preview["category"]["name"] == "No category yet"
    assert {fault["field"] for fault in preview["preview"]["faults"]} == {"headline", "category", "body"}


def test_a_block_that_is_not_finished_is_left_out_and_named() -> None:
    unfinished = {"id": "embed0000001", "type": "embed", "provider": "youtube", "url": ""}
    article = make_article(body=[paragraph("Boats."), unfinished])
    preview = preview_of(newest(article))
    assert [block["type"] for block in preview["body"]["blocks"]] == ["paragraph"]
    assert any(fault["field"] == "body" for fault in preview["preview"]["faults"])


@pytest.mark.parametrize("state", [State.DRAFT, State.PUBLISHED, State.RETRACTED])
def test_previewing_changes_nothing(client: Client, state: State) -> None:
    article = make_article()
    if state != State.DRAFT:
        publish_article(article, by=ed())
    if state == State.RETRACTED:
        retract(article, "It was wrong.")
    before, row = public_world(), Article.objects.values().get()
    page = client.get(shared(article))
    assert page.status_code == 200
    assert client.get(API, {"token": token_for(article, ada())}).status_code == 200
    assert public_world() == before
    assert Article.objects.values().get() == row


# Links for outsiders.


def test_an_outsider_with_the_link_reads_the_story(client: Client) -> None:
    article = make_article(body=[paragraph("The <ferry> sailed.")], authors=[make_author(bio="Knows boats.")])
    page = client.get(shared(article))
    text = page.content.decode()
    assert "Preview, not published" in text
    assert "The &lt;ferry&gt; sailed." in text
    assert "Knows boats." in text


def test_nobody_keeps_or_frames_or_lists_a_preview(client: Client) -> None:
    page = client.get(shared(make_article()))
    assert page["Cache-Control"] == "private, no-store"
    assert page["X-Robots-Tag"].startswith("noindex")
    assert page["Referrer-Policy"] == "no-referrer"
    assert page["X-Frame-Options"] == "SAMEORIGIN"
    assert "default-src 'none'" in page["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in page["Content-Security-Policy"]
    assert not {"ETag", "Last-Modified", "Surrogate-Key", "Cache-Tag", "Set-Cookie", "Vary"} & set(page.headers)
    assert not page.cookies


def test_a_link_shows_the_newest_or_the_version_that_was_chosen(client: Client) -> None:
    article = make_article("Old headline")
    pinned, following = shared(article, revision=newest(article)), shared(article)
    article.headline = "New headline"
    article.save()
    save_revision(article, by=ada())
    assert "<h1>Old headline</h1>" in client.get(pinned).content.decode()
    assert "<h1>New headline</h1>" in client.get(following).content.decode()


def dead_links(article: Article) -> dict[str, str]:
    expired, revoked, leaver, spiked = (make_link(it, by=by, days=1) for it, by in [
        (article, ada()), (article, ada()), (article, ed()), (make_article("Spiked"), ada()),
    ])  # fmt: skip
    long_ago = timezone.now() - timedelta(days=9)
    PreviewLink.objects.filter(pk=expired[0].pk).update(made_at=long_ago, expires_at=long_ago + timedelta(days=1))
    revoke_link(revoked[0], by=ada())
    ed_ = ed()
    move_article(spiked[0].article, "spike", by=ed_)
    ed_.is_active = False
    ed_.save()
    tokens = {"expired": expired, "revoked": revoked, "maker left": leaver, "spiked": spiked}
    return {name: f"/preview/{token}/" for name, (_, token) in tokens.items()} | {"unknown": f"/preview/{'x' * 43}/"}


def test_a_link_that_ended_looks_like_one_that_never_was(client: Client, django_assert_num_queries: Any) -> None:
    links = dead_links(make_article())
    answers = {}
    for name, address in links.items():
        for part in ("", "files/ab/abcdef.jpg"):
            with django_assert_num_queries(1):
                answer = client.get(address + part)
            headers = dict(answer.headers.items())
            answers[name, part] = (answer.status_code, headers, answer.content)
    first = answers["unknown", ""]
    assert first[0] == 404
    assert all(answer == first for answer in answers.values())


def test_a_link_ends_when_its_maker_loses_the_right(client: Client) -> None:
    address = shared(make_article())
    assert client.get(address).status_code == 200
    ada().user_permissions.clear()
    assert client.get(address).status_code == 404


def test_a_story_that_was_taken_down_is_shown_to_nobody(client: Client) -> None:
    article = make_article()
    address, token = shared(article), token_for(article, ada())
    publish_article(article, by=ed())
    take_down_article(article, notice="Removed.", by=ed())
    assert client.get(address).status_code == 404
    assert client.get(API, {"token": token}).status_code == 401
    with pytest.raises(PreviewRefused):
        make_link(article, by=ed(), days=1)


@pytest.mark.parametrize("days", [0, -1, 31])
def test_a_link_lasts_a_month_at_most(days: int) -> None:
    with pytest.raises(PreviewRefused):
        make_link(make_article(), by=ada(), days=days)


def test_only_who_may_change_the_story_makes_and_revokes_links() -> None:
    article = make_article()
    link, _ = make_link(article, by=ada(), days=1)
    other = newest(make_article("Other"))
    ada().user_permissions.clear()
    with pytest.raises(PreviewRefused):
        make_link(article, by=ada(), days=1)
    with pytest.raises(PreviewRefused):
        revoke_link(link, by=ada())
    with pytest.raises(PreviewRefused):
        make_link(article, by=ed(), days=1, revision=other)


def test_the_token_is_long_and_stored_nowhere() -> None:
    _, token = make_link(make_article(), by=ada(), days=1)
    assert len(token) >= 43
    stored = str(PreviewLink.objects.values().get())
    assert token not in stored
    assert digest_of(token) in stored


def test_the_database_refuses_a_link_that_ends_before_it_begins() -> None:
    link, _ = make_link(make_article(), by=ada(), days=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        PreviewLink.objects.filter(pk=link.pk).update(expires_at=link.made_at)


# Pictures.


def test_pictures_of_the_story_are_shown_and_those_of_others_are_not(client: Client) -> None:
    lead, inside, face, other = (make_picture(alt) for alt in ("Lead.", "Inside.", "Ada.", "Other."))
    article = make_article(body=[picture_block(inside)], lead_image=lead, authors=[make_author(portrait=face)])
    address = shared(article)
    text = client.get(address).content.decode()
    for image in (lead, inside, face):
        name = file_name(image)
        assert f"{address}files/" in text
        answer = client.get(f"{address}files/{name}")
        assert answer.status_code == 200, image
        assert answer["Cache-Control"] == "private, no-store"
        assert client.get(f"/files/{name}").status_code == 404
    assert client.get(f"{address}files/{file_name(other)}").status_code == 404
    make_article("Other", lead_image=other)
    assert client.get(f"{address}files/{file_name(other)}").status_code == 404


@pytest.mark.usefixtures("committed_db")
def test_each_picture_of_a_page_comes_at_its_first_opening(client: Client) -> None:
    """The page has no script that could ask again, and browsers ask for all its pictures at once."""
    pictures = [make_picture(f"{number}.", size=(1300, 800 + number)) for number in range(6)]
    blocks = [picture_block(it, number) for number, it in enumerate(pictures)]
    address = shared(make_article(body=blocks))
    page = client.get(address).content.decode()
    # What the different browsers of several outsiders choose from.
    names = {name for it in pictures for name in re.findall(rf"files/([^\s\",]*{it.digest[:32]}[^\s\",]*)", page)}
    chosen = sorted(names, key=digest_of)[:20]

    def status_of(name: str) -> int:
        try:
            return Client().get(f"{address}files/{name}").status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as threads:
        assert list(threads.map(status_of, chosen)) == [200] * 20


def test_a_pinned_link_shows_no_picture_that_came_later(client: Client) -> None:
    article = make_article()
    address = shared(article, revision=newest(article))
    later = make_picture()
    article.lead_image = later
    article.save()
    save_revision(article, by=ada())
    assert client.get(f"{address}files/{file_name(later)}").status_code == 404


def test_a_picture_that_may_not_be_shown_is_not_shown_to_outsiders_either(client: Client) -> None:
    lead = make_picture(embargo_until=timezone.now() + timedelta(days=1))
    address = shared(make_article(lead_image=lead))
    assert "<img" not in client.get(address).content.decode()
    assert client.get(f"{address}files/{file_name(lead)}").status_code == 404


# In a frontend.


def test_a_frontend_gets_the_document_with_its_token(client: Client) -> None:
    article = make_article(lead_image=make_picture())
    answer = client.get(API, headers={"Authorization": f"Bearer {token_for(article, ada())}"})
    document = answer.json()
    assert document["state"] == "preview"
    assert document["headline"] == article.headline
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Robots-Tag"].startswith("noindex")
    source = document["lead_media"]["image"]["src"]
    assert source.startswith(f"{django_settings.API_URL}/api/preview/v1/files/")
    assert client.get(source.removeprefix(django_settings.API_URL)).status_code == 200


def test_a_token_is_bound_to_its_story_and_purpose(client: Client) -> None:
    mine, other = make_article("Mine", lead_image=make_picture()), make_article("Other", lead_image=make_picture())
    token, pictures = token_for(mine, ada()), token_for(mine, ada(), "pictures")
    assert client.get(API, {"token": token}).json()["headline"] == "Mine"
    assert client.get(API, {"token": pictures}).status_code == 401
    own, foreign = file_name(mine.lead_image), file_name(other.lead_image)
    assert client.get(f"/api/preview/v1/files/{pictures}/{own}").status_code == 200
    assert client.get(f"/api/preview/v1/files/{pictures}/{foreign}").status_code == 404
    assert client.get(f"/api/preview/v1/files/{token}/{own}").status_code == 404


def forged(article: Article) -> list[str]:
    token, other = token_for(article, ada()), token_for(make_article("Other"), ada())
    payload, _, rest = token.partition(":")
    swapped = f"{other.partition(':')[0]}:{rest}"
    return ["", "x", token[:-1], swapped, signing.dumps([article.pk, ada().pk, "x"], salt="another"), f"{payload}:x:y"]


def test_a_token_that_is_not_ours_is_refused_in_the_same_words(client: Client) -> None:
    answers = [client.get(API, {"token": token}) for token in forged(make_article())]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1
    assert answers[0]["Content-Type"] == "application/problem+json"


def deactivate() -> None:
    user = ada()
    user.is_active = False
    user.save()


def take_right() -> None:
    ada().user_permissions.clear()


def change_password() -> None:
    user = ada()
    user.set_password("another")
    user.save()


def spike() -> None:
    move_article(Article.objects.get(), "spike", by=ed())


@pytest.mark.parametrize("what_happens", [deactivate, take_right, change_password, spike])
def test_a_token_ends_with_what_it_stands_on(client: Client, what_happens: Any) -> None:
    article = make_article(lead_image=make_picture())
    token, pictures = token_for(article, ada()), token_for(article, ada(), "pictures")
    what_happens()
    assert client.get(API, {"token": token}).status_code == 401
    assert client.get(f"/api/preview/v1/files/{pictures}/{file_name(article.lead_image)}").status_code == 404


def test_a_token_lasts_a_quarter_of_an_hour(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    token = token_for(make_article(), ada())
    now = timezone.now().timestamp()
    monkeypatch.setattr(signing.time, "time", lambda: now + 14 * 60)
    assert client.get(API, {"token": token}).status_code == 200
    monkeypatch.setattr(signing.time, "time", lambda: now + 16 * 60)
    assert client.get(API, {"token": token}).status_code == 401


# At the desk.


def desk_address(name: str, *args: Any) -> str:
    return reverse(f"admin:articles_article_preview{name}", args=args)


def form_of(client: Client, article: Article) -> dict[str, Any]:
    return fields_of(client.get(reverse("admin:articles_article_change", args=[article.pk])))


def test_the_pane_shows_what_is_typed_and_saves_nothing(client: Client) -> None:
    client.force_login(ed())
    article, ben = make_article("Ferry sails", authors=[make_author()]), make_author("Ben Writer")
    before = (Article.objects.values().get(), article.revisions.count())
    sent = form_of(client, article) | {
        "headline": "Ferry sails again",
        "contributions-TOTAL_FORMS": "2",
        "contributions-1-author": ben.pk,
        "contributions-1-role": "author",
        "contributions-1-order": "2",
        "corrections-TOTAL_FORMS": "1",
        "corrections-0-kind": "correction",
        "corrections-0-severity": "minor",
        "corrections-0-placement": "bottom",
        "corrections-0-text": "It sailed on Monday.",
    }
    answer = client.post(desk_address("", article.pk), sent)
    page = answer.json()["page"]
    assert "<h1>Ferry sails again</h1>" in page
    assert "By Ada Reporter and Ben Writer" in page
    assert "It sailed on Monday." in page
    assert "no-store" in answer["Cache-Control"]
    assert (Article.objects.values().get(), article.revisions.count()) == before
    assert not Correction.objects.exists()
    assert public_world() == [[], [], []]


def test_the_pane_shows_what_its_reader_may_not_change(client: Client) -> None:
    client.force_login(ada())
    article = make_article(authors=[make_author()])
    Correction.objects.create(article=article, text="It sailed on Monday.", raised_by=ada())
    page = client.post(desk_address("", article.pk), form_of(client, article)).json()["page"]
    assert "By Ada Reporter" in page
    assert "It sailed on Monday." in page


def test_the_pane_survives_whatever_is_sent(client: Client) -> None:
    client.force_login(ada())
    article = make_article()
    page = desk_address("", article.pk)
    for sent in [{}, {"body": "{"}, {"body": "[1]"}, {"category": "x", "tags": "y"}, {"headline": "x" * 999}]:
        for given in (sent, form_of(client, article) | sent):
            answer = client.post(page, given)
            assert answer.status_code == 200, sent
            assert answer.json()["problems"] or given == form_of(client, article), sent


def test_an_unfinished_block_does_not_keep_the_others_from_being_shown(client: Client) -> None:
    client.force_login(ada())
    article = make_article()
    unfinished = {"id": "embed0000001", "type": "embed", "provider": "youtube", "url": ""}
    body = json.dumps([paragraph("New words."), unfinished])
    answer = client.post(desk_address("", article.pk), form_of(client, article) | {"body": body}).json()
    assert "New words." in answer["page"]
    assert any(it["field"] == "body" and "Block 2" in it["message"] for it in answer["problems"])


def test_the_pane_is_for_those_who_may_change_the_story(client: Client) -> None:
    article = make_article(lead_image=make_picture())
    reader = User.objects.create_user("reader", is_staff=True)
    reader.user_permissions.set(Permission.objects.filter(codename="view_article"))
    client.force_login(reader)
    assert client.post(desk_address("", article.pk), {}).status_code == 403
    assert client.post(desk_address("_new"), {}).status_code == 403
    assert client.get(desk_address("_links", article.pk)).status_code == 403
    assert client.get(desk_address("_file", article.pk, file_name(article.lead_image))).status_code == 403
    client.force_login(ada())
    assert client.get(desk_address("", article.pk)).status_code == 405
    assert client.post(desk_address("", "unknown"), {}).status_code == 404
    strict = type(client)(enforce_csrf_checks=True)
    strict.force_login(ada())
    assert strict.post(desk_address("", article.pk), {}).status_code == 403


def test_a_writer_sees_the_pictures_of_the_story_and_no_others(client: Client) -> None:
    client.force_login(ada())
    article, other = make_article(lead_image=make_picture()), make_picture("Other.")
    own, foreign = file_name(article.lead_image), file_name(other)
    assert client.get(desk_address("_file", article.pk, own)).status_code == 200
    assert client.get(desk_address("_file", article.pk, foreign)).status_code == 404
    assert client.get(desk_address("_new_file", own)).status_code == 404
    client.force_login(ed())
    assert client.get(desk_address("_file", article.pk, foreign)).status_code == 200


def test_the_address_of_a_link_is_told_once(client: Client) -> None:
    client.force_login(ada())
    article = make_article()
    page = desk_address("_links", article.pk)
    address = client.post(page, {"days": "7", "shows": "pinned"}).context["address"]
    token = address.removesuffix("/").rpartition("/")[2]
    assert client.get(address.removeprefix(django_settings.API_URL)).status_code == 200
    link = PreviewLink.objects.get()
    assert (link.revision, link.made_by) == (newest(article), ada())
    assert token not in client.get(page).content.decode()
    assert token not in str(list(LogEntry.objects.values()))
    for wrong in ({"days": "31", "shows": "newest"}, {"days": "x"}, {}):
        assert client.post(page, wrong).context["address"] == ""
    assert PreviewLink.objects.count() == 1


def test_a_link_is_revoked_on_the_page_of_its_own_story(client: Client) -> None:
    client.force_login(ada())
    article, other = make_article(), make_article("Other")
    link, _ = make_link(article, by=ed(), days=1)
    assert client.post(desk_address("_links", other.pk), {"revoke": link.pk}).status_code == 404
    assert client.post(desk_address("_links", article.pk), {"revoke": link.pk}).status_code == 302
    link.refresh_from_db()
    assert link.revoked_at


def test_a_story_opens_in_a_frontend_of_ours(client: Client, settings: Any) -> None:
    settings.PREVIEW_SITES = ["Website=https://www.news.example/preview?token={token}"]
    client.force_login(ada())
    article = make_article("Ferry sails")
    story = client.get(reverse("admin:articles_article_change", args=[article.pk])).content.decode()
    page = desk_address("_open", article.pk, "Website")
    assert page in story
    leads_to = client.get(page)
    assert "no-store" in leads_to["Cache-Control"]
    assert leads_to["Referrer-Policy"] == "same-origin"
    address, _, token = leads_to["Location"].partition("=")
    assert address == "https://www.news.example/preview?token"
    assert client.get(API, {"token": token}).json()["headline"] == "Ferry sails"
    assert client.get(desk_address("_open", article.pk, "Elsewhere")).status_code == 404
    move_article(article, "spike", by=ed())
    assert client.get(page).status_code == 403


# What stays closed.


def test_the_delivery_api_learns_nothing_of_a_preview(client: Client) -> None:
    article = make_article("Unheard-of ferry", category=make_category("Ports"), lead_image=make_picture())
    client.get(shared(article))
    client.get(API, {"token": token_for(article, ada())})
    assert public_world() == [[], [], []]
    for address in ("articles/", f"articles/{article.pk}/", f"articles/{article.slug}/", "categories/", "images/"):
        assert b"Unheard-of" not in client.get(f"/api/v1/{address}").content
    link = make_link(article, by=ada(), days=1)[1]
    for address in (f"articles/{article.pk}/?token={link}", f"articles/?token={link}", f"articles/{link}/"):
        assert client.get(f"/api/v1/{address}").status_code in (400, 404)


def test_an_unpublished_story_can_be_shown_again(client: Client) -> None:
    article = make_article()
    publish_article(article, by=ed())
    unpublish_article(article, by=ed())
    assert client.get(shared(article)).status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_previews_are_for_reading(client: Client, method: str) -> None:
    article = make_article()
    for address in (shared(article), f"{API}?token={token_for(article, ada())}"):
        assert getattr(client, method)(address).status_code == 405


def test_a_browser_may_ask_with_a_header_from_another_site(client: Client) -> None:
    answer = client.options(API)
    assert answer.status_code == 204
    assert answer["Access-Control-Allow-Headers"] == "Authorization"
