"""The other forms of a story's text are made when it is published, live as long as it does, and follow it."""

from __future__ import annotations

import hashlib
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.core.management import call_command

from articles.editing import save_revision
from articles.publishing import publish_article, take_down_article, unpublish_article
from cms.dependents import recompile_stale
from cms.models import Document, Event, Representation, Stale
from tests.factories import ada, ed, make_article, make_author, paragraph

if TYPE_CHECKING:
    from articles.models import Article

pytestmark = pytest.mark.django_db


def forms(article: Article) -> dict[str, str]:
    document = Document.objects.live().get(kind="article", key=article.key)
    return dict(document.representations.values_list("form", "content"))


def test_the_text_is_written_in_each_form():
    article = make_article(body=[paragraph("Rope & tar <cost> more.")])
    publish_article(article, by=ed())
    written = forms(article)
    assert written["body.html"] == "<p>Rope &amp; tar &lt;cost&gt; more.</p>"
    assert written["body.text"] == "Rope & tar <cost> more."
    assert written["body.markdown"] == "Rope & tar \\<cost\\> more."
    for it in Representation.objects.all():
        assert it.digest == hashlib.sha256(it.content.encode()).hexdigest()


def test_a_new_version_brings_its_own_and_the_old_ones_go():
    article = make_article(body=[paragraph("Once.")])
    publish_article(article, by=ed())
    article.body = [paragraph("Twice.")]
    article.save()
    save_revision(article, by=ada())
    publish_article(article, by=ed())
    assert forms(article)["body.text"] == "Twice."
    assert not Representation.objects.filter(content__contains="Once").exists()


@pytest.mark.parametrize("remove", [unpublish_article, lambda it, by: take_down_article(it, notice="Gone.", by=by)])
def test_they_leave_with_the_story(remove):
    article = make_article()
    publish_article(article, by=ed())
    remove(article, by=ed())
    assert not Representation.objects.exists()


def test_a_form_that_is_written_otherwise_reaches_stories_that_are_the_same():
    article = make_article(authors=[make_author()])
    publish_article(article, by=ed())
    before = forms(article)
    Representation.objects.filter(form="body.html").delete()
    Representation.objects.filter(form="body.text").update(content="Old.", digest="")
    events = Event.objects.count()
    call_command("recompile", kind="article", verbosity=0)
    assert recompile_stale() == 1
    assert forms(article) == before
    assert before["body.text"] == "The harbour reopened on Sunday."
    assert Event.objects.count() == events


def test_an_upgrade_marks_every_published_story():
    published, gone = make_article("One"), make_article("Two")
    publish_article(published, by=ed())
    publish_article(gone, by=ed())
    unpublish_article(gone, by=ed())
    Stale.objects.all().delete()
    import_module("cms.migrations.0005_mark_stories").mark_stories(apps, None)
    assert list(Stale.objects.values_list("kind", "key")) == [("article", published.key)]
