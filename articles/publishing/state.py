from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from articles import workflow
from articles.ledger import record
from articles.models import Article

if TYPE_CHECKING:
    from articles.models import Revision
    from authors.models import User


def locked(article: Article) -> Article:
    """The stored article, held until the transaction ends: what is decided about it stays true until it is done."""
    return Article.objects.select_for_update(of=("self",)).select_related("published_revision").get(pk=article.pk)


def take_step(held: Article, action: str, *, by: User | None, note: str = "", revision: Revision | None = None) -> None:
    """Sets the state to which the step leads, and records it; storing the state is the caller's. Raises
    TransitionRefused."""
    transition = workflow.require(held, action, by)
    if transition.needs_note and not note.strip():
        raise workflow.TransitionRefused(f"{transition.label}: write a note that says what is to be done.")
    before, held.state = held.state, transition.target
    record(held, action, by=by, change=(before, held.state), note=note, revision=revision)


def move_article(article: Article, action: str, *, by: User | None, note: str = "") -> None:
    """A step of the workflow that readers do not notice: submit, approve, send back, hold, spike …"""
    with transaction.atomic():
        held = locked(article)
        take_step(held, action, by=by, note=note)
        held.save(update_fields=["state"])
    article.refresh_from_db()
