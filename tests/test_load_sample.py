"""`manage.py load_sample`: a newsroom to try the product with."""

from __future__ import annotations

import io
import json
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from articles import blocks
from articles.models import Article, Category, Correction, Publication, State
from articles.publishing import publish_due
from articles.sample import load_content
from articles.sample.gallery import add_drawing, drawings_of
from articles.sample.loader import load
from authors.models import Author, User
from cms.dependents import recompile_stale
from cms.events import feed_subscribers
from cms.models import Document
from tests.test_import_page import everything

if TYPE_CHECKING:
    from collections.abc import Iterator

    from articles.sample import SampleContent

pytestmark = pytest.mark.django_db


def sample(*options: str) -> str:
    out = io.StringIO()
    call_command("load_sample", *options, stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def content() -> SampleContent:
    return load_content()


@pytest.fixture(scope="module")
def newsroom(django_db_setup: None, django_db_blocker: Any, content: SampleContent) -> Iterator[None]:
    """Loaded once; each test is a transaction inside this one."""
    with django_db_blocker.unblock(), transaction.atomic():
        # A tenth as wide, so that they take no time to draw.
        drawn = dict(map(partial(add_drawing, shrunk=10), drawings_of(content)))
        load(content, drawn, now=timezone.now().replace(microsecond=0))
        yield
        transaction.set_rollback(True)


def live_body(article: Article) -> dict[str, Any]:
    return json.loads(Document.objects.live().get(kind="article", key=article.pk).body)


def only(**facts: Any) -> Article:
    return Article.objects.get(**facts)


@pytest.mark.usefixtures("newsroom")
def test_the_sample_is_a_whole_newsroom():
    assert Publication.objects.get().name == "The Harbour Gazette"
    assert Article.objects.count() >= 60
    assert Category.objects.count() >= 8
    assert Category.objects.filter(parent__isnull=False).exists()
    assert Author.objects.filter(portrait__isnull=False).count() >= 6
    assert set(Article.objects.values_list("state", flat=True)) >= {
        State.DRAFT, State.IN_REVIEW, State.READY, State.HOLD, State.SPIKED, State.SCHEDULED, State.PUBLISHED,
        State.UNPUBLISHED, State.RETRACTED,
    }  # fmt: skip
    used = {block["type"] for body in Article.objects.values_list("body", flat=True) for block in body}
    assert used >= set(blocks.BLOCK_TYPES) - {"note"}
    assert User.objects.filter(groups__name="Section editor").exists()
    assert not [it for it in User.objects.all() if it.has_usable_password()], "nobody has one that everybody knows"
    call_command("verify_log", stdout=io.StringIO())


@pytest.mark.usefixtures("newsroom")
def test_readers_see_what_is_published_and_nothing_else(client):
    public = set(Article.objects.filter(state__in=[State.PUBLISHED, State.RETRACTED]).values_list("pk", flat=True))
    assert set(Document.objects.live().filter(kind="article").values_list("key", flat=True)) == public
    for article in Article.objects.all():
        answer = client.get(f"/api/v1/articles/{article.slug}/")
        expected = 200 if article.pk in public else 410 if article.state == State.UNPUBLISHED else 404
        assert answer.status_code == expected, article.slug


@pytest.mark.usefixtures("newsroom")
def test_the_sample_tells_times_as_its_writers_gave_them(content):
    newest = max((it for it in content.stories if it.state == "published"), key=lambda it: -it.minutes_ago)
    expected = timezone.now() - timedelta(minutes=newest.minutes_ago)
    assert abs(only(slug=newest.slug).published_at - expected) < timedelta(minutes=5)
    order = list(Article.objects.filter(state=State.PUBLISHED).order_by("-published_at").values_list("slug", flat=True))
    listed = Document.objects.listed().filter(kind="article").order_by("-published_at").values_list("slug", flat=True)
    assert list(listed) == order


@pytest.mark.usefixtures("newsroom")
def test_the_live_story_shows_its_posts_at_their_times(client, content):
    sample = next(it for it in content.stories if it.kind == "live")
    story = client.get(f"/api/v1/articles/{sample.slug}/").json()
    posts = story["live"]["updates"]
    assert [it["headline"] or "" for it in posts] == [it.headline for it in reversed(sample.posts)]
    [pinned] = [it for it in posts if it["id"] == story["live"]["pinned"]]
    assert pinned["headline"] == next(it.headline for it in sample.posts if it.pinned)
    for told, written in zip(posts, reversed(sample.posts), strict=True):
        expected = timezone.now() - timedelta(minutes=written.minutes_ago)
        assert abs(datetime.fromisoformat(told["dates"]["published_at"]) - expected) < timedelta(minutes=5)
        assert told["dates"]["updated_at"] == told["dates"]["published_at"], "nothing was put right in it"


@pytest.mark.usefixtures("newsroom")
def test_the_front_page_and_the_series_are_there_for_readers(client, content):
    front, series = content.collections
    page = client.get("/api/v1/resolve/", {"path": "/"}).json()["page"]
    assert page["collection"]["slug"] == front.slug
    items = client.get(f"/api/v1/collections/{front.slug}/").json()["items"]
    assert [it["headline"] for it in items][:1] == [only(slug=front.items[0].story).headline]
    assert sum(1 + len(it["sublinks"]) for it in items) == len(front.items)
    assert all(it["image"] for it in items)
    parts = client.get("/api/v1/articles/", {"series": series.slug}).json()["results"]
    assert {it["slug"] for it in parts} == {it.story for it in series.items}
    second = client.get(f"/api/v1/articles/{series.items[1].story}/").json()["series"]
    assert second["part"] == 2


@pytest.mark.usefixtures("newsroom")
def test_the_corrected_story_was_wrong_before():
    correction = Correction.objects.get(kind="correction")
    body = live_body(correction.article)
    assert correction.now in blocks.to_text(body["body"]["blocks"])
    assert body["corrections"][0]["text"][0]["text"] == correction.text
    first = Document.objects.get(kind="article", key=correction.article_id, version=1)
    assert json.loads(first.body)["corrections"] == []
    assert correction.article.updated_at == correction.published_at
    revised, original = correction.article.revisions.all()
    assert original.content["body"] != revised.content["body"]
    assert correction.was in blocks.to_text(original.content["body"])


@pytest.mark.usefixtures("newsroom")
def test_the_retracted_story_shows_its_notice_only(content):
    story = next(it for it in content.stories if it.state == "retracted")
    body = live_body(only(slug=story.slug))
    assert body["state"] == "retracted"
    assert [block["type"] for block in body["body"]["blocks"]] == ["note"]
    assert story.notice in blocks.to_text(body["body"]["blocks"])


@pytest.mark.usefixtures("newsroom")
def test_the_scheduled_story_goes_out_at_its_time(time_machine):
    story = only(state=State.SCHEDULED)
    assert publish_due() == 0
    time_machine.move_to(story.scheduled_for + timedelta(seconds=1))
    assert publish_due() == 1
    assert live_body(story)["headline"] == story.headline


@pytest.mark.usefixtures("newsroom")
def test_links_lead_to_stories_that_were_published_later_too():
    assert recompile_stale() + feed_subscribers() == 0
    cards = [
        item
        for document in Document.objects.live().filter(kind="article")
        for block in json.loads(document.body)["body"]["blocks"]
        if block["type"] == "related"
        for item in block["items"]
        if item["type"] == "article"
    ]
    assert cards
    assert all(card["headline"] and card["id"] for card in cards)


@pytest.mark.usefixtures("newsroom")
def test_the_sample_is_loaded_once(settings, content):
    settings.DEBUG = True
    before = everything()
    Article.objects.filter(slug=content.stories[0].slug).update(slug="renamed-by-ed")
    assert "here already" in sample()
    Article.objects.filter(slug="renamed-by-ed").update(slug=content.stories[0].slug)
    assert everything() == before
