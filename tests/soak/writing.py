"""The writer of `tests.soak.edge`: publishes, renames, retracts, withdraws and takes down, and keeps the ledger."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import Error, connection

from cms.keys import new_key
from cms.publishing import withdraw
from tests.published import publish_story, publish_term, retract_story

if TYPE_CHECKING:
    import random

    from cms.models import Document
    from tests.soak.ledger import Ledger

LONG = "Boats left at first light. " * 40
REVISE, RENAME, RETRACT, WITHDRAW, TAKE_DOWN = range(5)
WEIGHTS = (60, 12, 6, 12, 4)


@dataclass
class Writer:
    ledger: Ledger
    chance: random.Random
    live: dict[str, Document] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)
    changes: int = 0

    def publish_first(self, count: int) -> None:
        self.tag = publish_term("tag", "leith")
        for _ in range(count):
            self.publish(new_key(), "")

    def publish(self, key: str, slug: str) -> None:
        """Every version has its number in headline and text, so that each of its bytes can be told from others'."""
        self.changes += 1
        number, slug = self.changes, slug or f"story-{self.changes}"
        with self.ledger.change(key, 200, number, slug, is_listed=True):
            self.live[key] = publish_story(
                key=key, slug=slug, headline=f"No. {number}.", text=f"No. {number}. {LONG}", tags=(self.tag,)
            )

    def change_something(self) -> None:
        try:
            self.change()
        except Error:
            # Killed with the readers' connections: what was begun is tried again.
            connection.close()
            self.change()

    def change(self) -> None:
        if self.gone and self.chance.random() < 0.2:
            self.publish(self.gone.pop(), "")
            return
        key = self.chance.choice(list(self.live))
        story = self.live[key]
        what = self.chance.choices(range(5), WEIGHTS)[0]
        if what in (REVISE, RENAME) or len(self.live) < 10:
            self.publish(key, "" if what == RENAME else story.slug)
        elif what == RETRACT:
            self.changes += 1
            with self.ledger.change(key, 200, 0, story.slug, is_listed=False):
                retract_story(story)
        else:
            self.changes += 1
            reason, status = ("taken_down", 451) if what == TAKE_DOWN else ("unpublished", 410)
            with self.ledger.change(key, status, 0, story.slug, is_listed=False):
                withdraw("article", key, by=None, reason=reason, notice="Gone.")
            del self.live[key]
            self.gone.append(key)
