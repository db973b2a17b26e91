"""`manage.py load_sample --articles N`: an archive of any size to measure the product with."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command
from django.db import transaction

from articles import blocks
from articles.models import Article, Category, Tag
from articles.publishing import publish_article
from articles.sample import bulk, corpus
from articles.snapshot import snapshot_of
from authors.models import Author
from cms.events import feed_subscribers
from cms.models import Document, Event, Stale
from media.models import Image
from tests.factories import ed
from tests.test_import_page import everything
from tests.test_load_sample import sample

if TYPE_CHECKING:
    from collections.abc import Iterator


pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def archive(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Its first twenty stories, likewise."""
    with django_db_blocker.unblock(), transaction.atomic():
        list(bulk.load(bulk.missing(20)))
        yield
        transaction.set_rollback(True)


def bodies() -> dict[str, dict[str, Any]]:
    """What readers get, but for the times at which it was loaded and the pictures' keys."""
    found = {}
    for document in Document.objects.live().filter(kind="article"):
        body = json.loads(document.body)
        body["dates"].pop("modified_at")
        found[document.key] = body
    return found


@pytest.mark.usefixtures("archive")
def test_the_archive_has_the_proportions_of_a_newspaper():
    assert (Category.objects.count(), Author.objects.count(), Tag.objects.count()) == (20, 200, 500)
    assert Image.objects.count() == 20
    assert set(Category.objects.filter(parent=None).values_list("name", flat=True)) == set(corpus.TREE)
    for body in bodies().values():
        kinds = [block["type"] for block in body["body"]["blocks"]]
        assert (kinds.count("paragraph"), kinds.count("heading"), kinds.count("quote")) == (10, 1, 1)
        assert 500 < body["body"]["word_count"] < 750
        assert len(body["byline"]["contributors"]) in (1, 2)
        assert all(it["author"]["bio"] for it in body["byline"]["contributors"])
        assert 3 <= len(body["tags"]) <= 5
        assert body["lead_media"]["image"]["alt"]
    dates = Article.objects.order_by("published_at").values_list("published_at", flat=True)
    assert dates.last() - dates.first() > timedelta(days=7 * 365)


@pytest.mark.usefixtures("archive")
def test_a_small_archive_is_the_beginning_of_a_larger_one(settings):
    settings.DEBUG = True
    small = bodies()
    assert len(small) == 20
    out = sample("--articles", "45")
    assert "20 stories of the archive are here already" in out
    assert "25 stories in" in out
    large = bodies()
    assert len(large) == 45
    assert {key: large[key] for key in small} == small
    assert bulk.missing(45) == []
    before = everything()
    assert "here already" in sample("--articles", "45")
    assert everything() == before


def test_a_story_of_the_archive_depends_on_its_number_only():
    assert len({corpus.story_key(number) for number in range(1000)}) == 1000
    alone = corpus.story(77)
    assert [corpus.story(number) for number in range(70, 80)][7] == alone
    assert alone.key == corpus.story_key(77)


@pytest.mark.usefixtures("archive")
def test_a_story_of_the_archive_is_as_real_as_one_that_ed_published(client):
    call_command("verify_log", stdout=io.StringIO())
    for article in Article.objects.all():
        revision = article.published_revision
        assert revision.content == snapshot_of(article)
        assert (revision.number, article.version, article.revisions.count()) == (1, 1, 1)
        article.full_clean()
        blocks.validate(article.body)
        assert blocks.clean(article.body) == article.body
        assert client.get(f"/api/v1/articles/{article.slug}/").json()["headline"] == article.headline
    events = Event.objects.count()
    publish_article(article, by=ed())
    assert Event.objects.count() == events, "nothing changed, so nothing is told"
    author = article.contributors.first()
    listed = client.get(f"/api/v1/articles/?author={author.slug}&limit=100").json()["results"]
    assert article.pk in {card["id"] for card in listed}
    assert article.category.pk in {card["category"]["id"] for card in listed}


@pytest.mark.usefixtures("archive")
def test_the_archive_leaves_the_worker_no_story_to_compile_anew():
    while feed_subscribers():
        pass
    assert not Stale.objects.filter(kind="article").exists()


@pytest.mark.usefixtures("archive")
def test_an_archive_that_broke_off_is_filled_up_wherever_it_has_holes():
    later = bulk.missing(40)[10:]
    bulk.load_batch(bulk.publish_stock(), later)
    holes = bulk.missing(40)
    assert len(holes) == 10
    list(bulk.load(holes))
    assert bulk.missing(40) == []
    assert Article.objects.count() == Document.objects.live().filter(kind="article").count() == 40
    call_command("verify_log", stdout=io.StringIO())
