"""What `manage.py load_sample` does in a newsroom that is not empty, in production, and when it breaks off."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from django.core.management import CommandError
from django.utils import timezone

from articles.models import Article, Category
from articles.sample import bulk, corpus, load_content
from articles.sample.gallery import PORTRAIT, add_drawing, drawings_of, in_library
from articles.sample.loader import is_loaded, load, store_masthead
from cms.models import Document
from tests.factories import make_author, make_category
from tests.test_import_page import everything
from tests.test_load_sample import sample

pytestmark = pytest.mark.django_db


ROOT = Path(__file__).parent.parent


def test_a_load_that_breaks_off_leaves_pictures_and_no_half_newsroom():
    content = load_content()
    drawings = drawings_of(content)
    drawn = dict(add_drawing(it, shrunk=20) for it in drawings[:3])
    with pytest.raises(KeyError):
        load(content, drawn, now=timezone.now())
    assert not is_loaded(content)
    assert (Document.objects.count(), Article.objects.count(), Category.objects.count()) == (0, 0, 0)
    assert in_library(drawings) == drawn


def test_terms_that_are_there_already_are_used():
    content = load_content()
    sport = make_category("Games of ours", slug="sport")
    portraits = [it for it in drawings_of(content) if it.scene == PORTRAIT]
    keys = store_masthead(content, dict(map(partial(add_drawing, shrunk=20), portraits)))
    assert keys.categories["sport"] == sport.pk
    assert Category.objects.get(slug="football").parent == sport
    assert Category.objects.count() == len(content.categories)


def test_production_is_left_alone_unless_somebody_insists(settings):
    settings.DEBUG = False
    before = everything()
    for options in ([], ["--articles", "10"]):
        with pytest.raises(CommandError, match="--into-production"):
            sample(*options)
    assert everything() == before


@pytest.mark.parametrize("number", ["0", "-5", "99999999999"])
def test_an_archive_has_a_sensible_size(number, settings):
    settings.DEBUG = True
    with pytest.raises(CommandError, match="from 1 to"):
        sample("--articles", number)


def test_an_archive_comes_into_a_newsroom_that_has_such_names():
    games = make_category("Games")
    namesake = make_author(corpus.writers()[0].name)
    list(bulk.load(bulk.missing(5)))
    assert Category.objects.filter(name="Games").count() == 2
    assert Article.objects.filter(category=games).count() == 0
    assert namesake.articles.count() == 0


@pytest.mark.timeout(500)
def test_a_large_archive_is_made_by_several_processes(tmp_path):
    """In a newsroom of its own, because they are other programs than this one."""
    environment = {
        **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        "DJANGO_SETTINGS_MODULE": "cms.settings",
        "DATA_DIR": str(tmp_path),
        "DEBUG": "1",
    }

    def manage(*arguments: str) -> str:
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    manage("migrate", "--verbosity", "0")
    number = bulk.BATCH + 1
    assert f"{number:,} stories in" in manage("load_sample", "--articles", str(number))
    with contextlib.closing(sqlite3.connect(tmp_path / "newsroom.sqlite3")) as database:
        stories = database.execute("SELECT count(*) FROM articles_article WHERE state = 'published'").fetchone()
        events = database.execute("SELECT count(*), max(sequence), count(DISTINCT previous_digest) FROM cms_event")
        assert stories == (number,)
        assert len(set(events.fetchone())) == 1, "numbered without a gap, and each follows another"
