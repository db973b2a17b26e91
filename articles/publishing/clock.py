"""What stories were told to do at a time: in the order of their times, exactly once however many workers there are."""

from __future__ import annotations

import logging
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from articles.models import Article, TimedStep
from cms.publishing import PublishingError

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Errand:
    action: TimedStep.Action
    waiting: QuerySet[Article]
    # Which of a story's times it waits for.
    column: str
    do: Callable[[Article], object]

    def due(self) -> QuerySet[Article]:
        return self.waiting.filter(**{f"{self.column}__lte": timezone.now()})


def run_errand(errand: Errand) -> int:
    """Does it for each story whose time has come, oldest first; returns how many.

    One that cannot be done says why and waits for somebody. One that fails for another reason fails alone: all have had
    their turn before the worker hears of it.
    """
    done: list[str] = []
    with ExitStack() as turns:
        # What is pushed last runs first, and all of it runs whatever is raised.
        for key in errand.due().order_by(f"-{errand.column}", "-pk").values_list("pk", flat=True):
            turns.callback(take_turn, errand, key, done)
    return len(done)


def take_turn(errand: Errand, key: str, done: list[str]) -> None:
    """Other workers wait for the story that is at hand before they go on to the next: so the order holds for all."""
    with transaction.atomic():
        article = errand.due().filter(pk=key).select_for_update(of=("self",)).first()
        if article is None:
            return
        due_at, problem = getattr(article, errand.column), ""
        try:
            with transaction.atomic():
                errand.do(article)
        except PublishingError as error:
            problem = str(error)[:500]
            logger.warning("Not done at %s, %s of story %s: %s", due_at, errand.action, key, problem)
            Article.objects.filter(pk=key).update(schedule_problem=problem)
        TimedStep.objects.create(
            article_id=key, action=errand.action, due_at=due_at, at=timezone.now(), problem=problem
        )
    if not problem:
        done.append(key)
