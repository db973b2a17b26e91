from __future__ import annotations

import logging
from contextlib import ExitStack
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils import timezone

from articles import workflow
from articles.models import Article, State
from articles.publishing.article import latest_revision, publish_article
from articles.publishing.state import locked
from cms.publishing import PublishingError

if TYPE_CHECKING:
    from datetime import datetime

    from authors.models import User

logger = logging.getLogger(__name__)


def schedule_article(article: Article, *, at: datetime, by: User | None) -> None:
    """Publishes at that time what is saved now: later edits wait until they are scheduled themselves."""
    with transaction.atomic():
        held = locked(article)
        transition = workflow.require(held, "schedule", by)
        if at <= timezone.now():
            raise PublishingError("Schedule: choose a time that is still to come, or publish now.")
        if held.embargo_until and at < held.embargo_until:
            raise PublishingError("Schedule: choose a time after the embargo ends.")
        held.state, held.scheduled_for, held.schedule_problem = transition.target, at, ""
        held.scheduled_revision = latest_revision(held, by=by)
        held.save(update_fields=["state", "scheduled_for", "scheduled_revision", "schedule_problem"])
    article.refresh_from_db()


def unschedule_article(article: Article, *, by: User | None) -> None:
    with transaction.atomic():
        held = locked(article)
        held.state = workflow.require(held, "unschedule", by).target
        clear_schedule(held)
    article.refresh_from_db()


def clear_schedule(article: Article) -> None:
    article.scheduled_for, article.scheduled_revision, article.schedule_problem = None, None, ""
    article.save(update_fields=["state", "scheduled_for", "scheduled_revision", "schedule_problem"])


def publish_due() -> int:
    """Publishes the stories whose time has come, oldest first; returns how many.

    One that cannot go out keeps its schedule and says why; it is tried again once it is scheduled anew. One that fails
    for another reason fails alone: all have had their turn before the worker hears of it.
    """
    due = Article.objects.filter(state=State.SCHEDULED, scheduled_for__lte=timezone.now(), schedule_problem="")
    done: list[str] = []
    with ExitStack() as turns:
        # What is pushed last runs first, and all of it runs whatever is raised.
        for key in due.order_by("-scheduled_for").values_list("pk", flat=True):
            turns.callback(take_turn, key, done)
    return len(done)


def take_turn(key: str, done: list[str]) -> None:
    if publish_one(key):
        done.append(key)


def publish_one(key: str) -> bool:
    with transaction.atomic():
        skip = connection.features.has_select_for_update_skip_locked
        article = (
            Article.objects.select_for_update(skip_locked=skip, of=("self",))
            .filter(pk=key, state=State.SCHEDULED, scheduled_for__lte=timezone.now())
            .first()
        )
        if article is None:
            return False
        try:
            with transaction.atomic():
                publish_article(article, by=None, revision=article.scheduled_revision)
        except PublishingError as error:
            logger.warning("Scheduled story %s was not published: %s", key, error)
            Article.objects.filter(pk=key).update(schedule_problem=str(error)[:500])
            return False
        return True
