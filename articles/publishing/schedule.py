from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from articles import workflow
from articles.checks import require_ready
from articles.models import Article, State, TimedStep
from articles.publishing.article import latest_revision, publish_article, recompiled, unpublish_article
from articles.publishing.clock import Errand, run_errand
from articles.publishing.state import locked, take_step
from articles.sources import Sources
from cms.publishing import PublishingError, publish

if TYPE_CHECKING:
    from datetime import datetime

    from authors.models import User

SCHEDULE = ["state", "scheduled_for", "scheduled_revision", "schedule_problem"]


def schedule_article(article: Article, *, at: datetime, by: User | None) -> None:
    """Publishes at that time what is saved now: later edits wait until they are scheduled themselves."""
    with transaction.atomic():
        held = locked(article)
        take_step(held, "schedule", by=by, note=f"For {timezone.localtime(at):%d %B %Y, %H:%M %Z}")
        if at <= timezone.now():
            raise PublishingError("Schedule: choose a time that is still to come, or publish now.")
        if held.embargo_until and at < held.embargo_until:
            raise PublishingError("Schedule: choose a time after the embargo ends.")
        if held.expires_at and at >= held.expires_at:
            raise PublishingError("Schedule: it comes down before that. Choose an earlier time, or let it stay longer.")
        held.scheduled_for, held.schedule_problem = at, ""
        held.scheduled_revision = latest_revision(held, by=by)
        sources = Sources.of({held.key: held.scheduled_revision.content}, moment=at)
        require_ready(held, held.scheduled_revision, sources)
        held.save(update_fields=SCHEDULE)
    article.refresh_from_db()


def unschedule_article(article: Article, *, by: User | None) -> None:
    with transaction.atomic():
        held = locked(article)
        take_step(held, "unschedule", by=by)
        held.scheduled_for, held.scheduled_revision, held.schedule_problem = None, None, ""
        held.save(update_fields=SCHEDULE)
    article.refresh_from_db()


def expire_article(article: Article, *, at: datetime | None, by: User | None) -> None:
    """Takes the story away from readers at that time, who are told of it in its dates; None lets it stay."""
    with transaction.atomic():
        held = locked(article)
        workflow.require_right(held, "expire", by)
        if at and at <= timezone.now():
            raise PublishingError("Take away later: choose a time that is still to come, or unpublish now.")
        if at and held.scheduled_for and at <= held.scheduled_for:
            raise PublishingError("Take away later: choose a time after it goes out.")
        held.expires_at = at.replace(microsecond=0) if at else None
        held.save(update_fields=["expires_at"])
        if held.state == State.PUBLISHED:
            publish(recompiled([held])[0], by=by)
    article.refresh_from_db()


def publish_due() -> int:
    """Publishes what is due. A story that cannot go out keeps its schedule, and is tried again once scheduled anew."""
    waiting = Article.objects.filter(state=State.SCHEDULED, schedule_problem="")
    return run_errand(Errand(TimedStep.Action.PUBLISH, waiting, "scheduled_for", publish_scheduled))


def publish_scheduled(article: Article) -> None:
    publish_article(article, by=None, revision=article.scheduled_revision)


def unpublish_due() -> int:
    waiting = Article.objects.filter(state=State.PUBLISHED, schedule_problem="")
    return run_errand(Errand(TimedStep.Action.UNPUBLISH, waiting, "expires_at", unpublish_expired))


def unpublish_expired(article: Article) -> None:
    unpublish_article(article, by=None)
    # It is done: whoever publishes it again says anew how long it stays.
    Article.objects.filter(pk=article.pk).update(expires_at=None)
