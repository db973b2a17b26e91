"""Whatever happens in the newsroom, an app that applies changes has what an app has that loads everything anew."""

from __future__ import annotations

import threading
from functools import partial

import pytest
from django.db import connections, transaction
from django.test import Client
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from cms.models import Document
from cms.publishing import publish, withdraw
from tests.published import compiled_story, minutes, publish_category, publish_story, publish_term, retract_story
from tests.test_sync import App, follow, publish_collection

SCOPES = [
    {},
    {"category": "world"},
    {"category": "europe"},
    {"tag": "leith"},
    {"author": "ada"},
    {"category": "world", "tag": "leith"},
    {"collection": "front"},
    {"category": "world", "fields": "headline,body.blocks"},
]
STORIES = 5
SOME = st.integers(0, STORIES - 1)


def versions(app: App, kind: str | None = None) -> dict[tuple[str, str], int]:
    return {name: it["version"] for name, it in app.kept.items() if kind in (None, name[0])}


def of_stories(app: App) -> dict[tuple[str, str], dict]:
    return {name: it for name, it in app.kept.items() if name[0] == "article"}


def assert_equal(app: App) -> None:
    fresh = App(Client(), app.scope).sync()
    assert of_stories(app) == of_stories(fresh), app.scope
    assert versions(fresh).items() <= versions(app).items(), app.scope
    live = set(Document.objects.live().values_list("kind", "key"))
    assert set(app.kept) <= live


class Newsroom(RuleBasedStateMachine):
    """Each run is one transaction, which leaves nothing behind."""

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        world = publish_category("world")
        self.categories = [(world,), (world, publish_category("europe", world)), (publish_category("sport"),)]
        self.tags = [publish_term("tag", name) for name in ("leith", "storms")]
        self.authors = [publish_term("author", name) for name in ("ada", "ben")]
        self.stories = [compiled_story(slug=f"s{number}").key for number in range(STORIES)]
        self.names = 0
        publish_collection()
        follow()
        self.apps = [App(Client(), scope, limit=3) for scope in SCOPES]

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    @rule(story=SOME, category=st.integers(0, 2), tags=st.sets(st.integers(0, 1)), authors=st.sets(st.integers(0, 1)))
    def publish(self, story, category, tags, authors):
        self.names += 1
        publish_story(
            key=self.stories[story],
            slug=f"s{story}-{self.names}",
            headline=f"Version {self.names}",
            at=minutes(story),
            categories=self.categories[category],
            tags=tuple(self.tags[it] for it in tags),
            authors=tuple(self.authors[it] for it in authors),
        )

    @rule(story=SOME, reason=st.sampled_from(["unpublished", "taken_down"]))
    def remove(self, story, reason):
        if self.live(story):
            withdraw("article", self.stories[story], by=None, reason=reason)

    @rule(story=SOME)
    def retract(self, story):
        if document := self.live(story):
            retract_story(document)

    @rule(tag=st.integers(0, 1))
    def rename_tag(self, tag):
        self.names += 1
        document = self.tags[tag]
        self.tags[tag] = publish_term("tag", document.slug, key=document.key, name=f"Tag {self.names}")

    @rule(author=st.integers(0, 1))
    def change_profile(self, author):
        self.names += 1
        document = self.authors[author]
        self.authors[author] = publish_term("author", document.slug, key=document.key, name=f"Author {self.names}")

    @rule(stories=st.sets(SOME))
    def curate(self, stories):
        publish_collection(*filter(None, map(self.live, sorted(stories))))

    @rule(app=st.integers(0, len(SCOPES) - 1))
    def ask(self, app):
        follow()
        self.apps[app].ask()

    @rule(app=st.integers(0, len(SCOPES) - 1))
    def ask_while_changes_are_not_noted(self, app):
        self.apps[app].ask()

    def live(self, story: int) -> Document | None:
        return Document.objects.live().filter(kind="article", key=self.stories[story]).first()

    @rule()
    def compare(self):
        follow()
        for app in self.apps:
            assert_equal(app.sync())


@pytest.mark.django_db
def test_whoever_applies_changes_equals_who_loads_everything():
    bounds = settings(
        max_examples=6, stateful_step_count=20, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Newsroom, settings=bounds)


class Busy(threading.Thread):
    """Does its work beside the test, and says afterwards what went wrong."""

    def __init__(self, work) -> None:
        super().__init__()
        self.work = work
        self.failure: Exception | None = None

    def run(self) -> None:
        try:
            self.work()
        except Exception as error:  # noqa: BLE001 (a thread's failure would go unseen)
            self.failure = error
        finally:
            connections.close_all()


def test_nothing_is_skipped_while_several_publish(committed_db):
    world = publish_category("world")
    done = threading.Event()

    def write(name: str) -> None:
        for number in range(12):
            story = publish(compiled_story(slug=f"{name}-{number}", categories=(world,)), by=None)
            if number % 3 == 0:
                withdraw("article", story.key, by=None)

    def note() -> None:
        while not done.is_set():
            follow()

    writers = [Busy(partial(write, name)) for name in ("ada", "ben", "cal")]
    worker = Busy(note)
    apps = [App(Client(), scope, limit=2) for scope in ({}, {"category": "world"})]
    for thread in (*writers, worker):
        thread.start()
    while any(thread.is_alive() for thread in writers):
        for app in apps:
            app.ask()
    done.set()
    worker.join()
    follow()
    assert [thread.failure for thread in (*writers, worker)] == [None] * 4
    for app in apps:
        assert_equal(app.sync())
        assert len(versions(app, "article")) == 24
