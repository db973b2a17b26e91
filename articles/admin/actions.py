"""Steps for several stories at once: each is tried by itself, and what happened is told for each."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from unfold.admin import ModelAdmin

from articles.admin.steps import take
from articles.ledger import TOLD
from articles.workflow import TRANSITIONS, may_somewhere
from cms.publishing import PublishingError

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from articles.models import Article

MANY = ["publish", "unpublish", "submit", "approve", "hold", "resume", "spike", "unspike", "unschedule"]
TOLD_BY_NAME = 10


class StepActions(ModelAdmin):
    """The actions of the list of stories."""

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Those that this person has the right to; whether a story is in the right state is told for each story."""
        actions: dict[str, Any] = super().get_actions(request)
        for name in MANY:
            transition = TRANSITIONS[name]
            if may_somewhere(name, request.user):
                actions[name] = (step_for_many, name, f"{transition.label} the chosen stories")
        return actions


def step_for_many(modeladmin: StepActions, request: HttpRequest, chosen: QuerySet[Article]) -> None:
    action = request.POST["action"]
    done: list[str] = []
    refused: dict[str, list[str]] = defaultdict(list)
    for article in chosen.order_by("pk"):
        try:
            take(article, action, by=request.user)  # type: ignore[arg-type]
        except PublishingError as error:
            refused[str(error)].append(article.headline)
        else:
            done.append(article.headline)
    if done:
        modeladmin.message_user(request, f"{TOLD[action]}: {listed(done)}", messages.SUCCESS)
    for reason, headlines in refused.items():
        modeladmin.message_user(request, f"{listed(headlines)}: {reason}", messages.ERROR)


def listed(headlines: list[str]) -> str:
    named = ", ".join(f"“{headline}”" for headline in headlines[:TOLD_BY_NAME])
    more = len(headlines) - TOLD_BY_NAME
    return f"{named} and {more} more" if more > 0 else named
