"""Several people work on one story in any order: whatever the newsroom has acknowledged can be found again."""

from __future__ import annotations

import copy
import json
import os
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import product
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from articles.autosaving import (
    Typed,
    drop_autosaves,
    is_new,
    keep_autosave,
    merge_of,
    save_autosave,
    waiting_autosaves,
)
from articles.editing import SavedMeanwhile
from articles.models import Article, Autosave, Revision, State
from articles.publishing import publish_article, schedule_article
from articles.restoring import restore_revision, save_content
from articles.snapshot import snapshot_of
from cms.keys import new_key
from tests.factories import ada, ed, make_article, paragraph

if TYPE_CHECKING:
    from authors.models import User

# `make soak` asks for thousands.
INTERLEAVINGS = int(os.environ.get("INTERLEAVINGS", "40"))

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(300 + INTERLEAVINGS)]


@dataclass
class Editor:
    """Somebody at a page, which shows what was saved when they opened it and what they have typed since."""

    by: User
    key: str = ""
    version: int = 0
    content: dict[str, Any] = field(default_factory=dict)
    # Words on the page that nobody else has heard of yet.
    unheard: list[str] = field(default_factory=list)

    def open(self, article: Article) -> None:
        left = waiting_autosaves(article, by=self.by).exclude(pk=self.key).first()
        self.key, self.version, self.unheard = new_key(), article.version, []
        self.content = copy.deepcopy(article.revisions.first().content)
        if left:
            self.version, self.content = left.opened_version, left.content

    def type(self, word: str, place: int) -> None:
        body = self.content["body"]
        if place == len(body):
            body.append({**paragraph(word), "id": f"new{word}00000"})
        elif place > len(body):
            self.content["headline"] += f" {word}"
        else:
            body[place]["text"] = [{"text": f"{body[place]['text'][0]['text']} {word}"}]
        self.unheard.append(word)

    def keep(self, article: Article) -> list[str]:
        typed = Typed(copy.deepcopy(self.content), self.version)
        if is_new(article, typed):
            keep_autosave(article, typed, key=self.key, by=self.by)
        else:
            drop_autosaves(article, by=self.by, keys=[self.key])
        heard, self.unheard = self.unheard, []
        return heard

    def save(self, article: Article, choice: str) -> list[str]:
        """As the desk does: over the version that was opened, or joined with what was saved meanwhile."""
        heard = self.unheard
        try:
            save_content(article, copy.deepcopy(self.content), expected=self.version, by=self.by, note="")
            drop_autosaves(article, by=self.by, keys=[self.key])
        except SavedMeanwhile:
            article.refresh_from_db()
            typed = Typed(copy.deepcopy(self.content), self.version)
            if is_new(article, typed):
                kept = keep_autosave(article, typed, key=self.key, by=self.by)
                merge = merge_of(kept)
                parts = [*merge.clashes, *(merge.body.clashes if merge.body else [])]
                choices = {it.name: choice if choice in it.choices else "mine" for it in parts}
                save_autosave(kept, choices=choices, expected=article.version, by=self.by)
        self.unheard = []
        return heard


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [*["type"] * 6, *["save"] * 3, "keep", "keep", "open", "crash", "restore", "publish", "schedule"]
        ),
        st.integers(0, 2),
        # Mostly in one and the same block: there people meet.
        st.sampled_from([0, 0, 0, 1, 2, 4]),
        st.sampled_from(["mine", "theirs", "both"]),
    ),
    min_size=6,
    max_size=30,
)


@settings(
    max_examples=INTERLEAVINGS,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@example([("type", 0, 0, "mine"), ("type", 1, 0, "mine"), ("save", 0, 0, "mine"), ("save", 1, 0, "theirs")])
@example([("type", 0, 0, "mine"), ("keep", 0, 0, "mine"), ("type", 2, 0, "mine"), ("keep", 2, 0, "mine")])
@given(STEPS)
def test_no_acknowledged_word_is_lost(steps: list[tuple[str, int, int, str]]) -> None:
    with transaction.atomic():
        play(steps)
        transaction.set_rollback(True)


def play(steps: list[tuple[str, int, int, str]]) -> None:
    article = make_article(body=[paragraph("One.", 1), paragraph("Two.", 2)])
    # Two people, one of them in two windows.
    editors = [Editor(ada()), Editor(ed()), Editor(ada())]
    for editor in editors:
        editor.open(article)
    heard: list[str] = []
    # No figures: of a published one that changes, somebody would have to say whether it is a correction.
    words = ("word" + "".join(letters) for letters in product(ascii_lowercase, repeat=4))
    for what, who, place, choice in steps:
        editor = editors[who]
        article.refresh_from_db()
        if what == "type":
            editor.type(next(words), place)
        elif what == "keep":
            heard += editor.keep(article)
        elif what == "save":
            heard += editor.save(article, choice)
            article.refresh_from_db()
            editor.open(article)
        elif what in {"open", "crash"}:
            editor.open(article)
        else:
            meanwhile(article, what)
    everything = json.dumps([*Revision.objects.values_list("content", flat=True),
                             *Autosave.objects.values_list("content", flat=True)])  # fmt: skip
    assert [word for word in heard if word not in everything] == []


def meanwhile(article: Article, what: str) -> None:
    """What others do to the story that is no typing."""
    if what == "restore" and article.version > 1:
        restore_revision(article, article.revisions.last(), expected=article.version, by=ed())
    elif what == "publish":
        publish_article(article, by=ed())
    elif what == "schedule" and article.state != State.PUBLISHED:
        schedule_article(article, at=timezone.now() + timedelta(hours=1), by=ed())


def test_of_stale_saves_each_is_refused_and_kept() -> None:
    """Each of eight people has the first version open and saves: seven are told, and all eight texts exist."""
    article = make_article()
    editors = [Editor(ada() if number % 2 else ed()) for number in range(8)]
    for number, editor in enumerate(editors):
        editor.open(article)
        editor.content["headline"] = f"Headline of {number}"
    refused = 0
    for editor in editors:
        article.refresh_from_db()
        try:
            save_content(article, editor.content, expected=editor.version, by=editor.by, note="")
        except SavedMeanwhile:
            refused += 1
            keep_autosave(article, Typed(editor.content, editor.version), key=editor.key, by=editor.by)
    kept = {it.content["headline"] for it in [*Autosave.objects.all(), *Revision.objects.all()]}
    assert refused == 7
    assert {f"Headline of {number}" for number in range(8)} <= kept
    assert snapshot_of(Article.objects.get(pk=article.pk))["headline"] == "Headline of 0"
