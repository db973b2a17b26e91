"""What goes out and what comes down next, day by day, for the desk's first page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.formats import date_format

from articles.models import State, TimedStep

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

    from articles.models import Article

SHOWN = 12
# How long the desk is told of what went out or came down late.
TOLD_FOR = timedelta(days=1)
# The worker looks every second: what waits longer than this waits for a worker that is not there.
OVERDUE = timedelta(minutes=1)


@dataclass(frozen=True)
class Coming:
    at: datetime
    story: Article
    goes_out: bool
    problem: str


def coming_up(mine: QuerySet[Article]) -> dict[str, Any]:
    """`mine` are the stories that whoever asks may see."""
    light = mine.select_related("category").defer("body", "standfirst")
    out = light.filter(state=State.SCHEDULED).order_by("scheduled_for")[: SHOWN + 1]
    down = light.filter(state=State.PUBLISHED, expires_at__isnull=False).order_by("expires_at")[: SHOWN + 1]
    found = [*(entry(it, it.scheduled_for, goes_out=True) for it in out),
             *(entry(it, it.expires_at, goes_out=False) for it in down)]  # fmt: skip
    found.sort(key=lambda it: it.at)
    shown = found[:SHOWN]
    as_planned = [it for it in shown if not it.problem]
    return {
        "problems": [it for it in shown if it.problem],
        "days": [
            {"day": day_told(day), "entries": list(entries)}
            for day, entries in groupby(as_planned, key=lambda it: timezone.localdate(it.at))
        ],
        "late": late_steps(mine),
        "is_more": len(found) > SHOWN,
    }


def entry(story: Article, at: datetime | None, *, goes_out: bool) -> Coming:
    at = at or timezone.now()
    overdue = "Its time has come and nothing happened: is the worker running?" if at < timezone.now() - OVERDUE else ""
    return Coming(at, story, goes_out, story.schedule_problem or overdue)


def late_steps(mine: QuerySet[Article]) -> list[TimedStep]:
    recent = TimedStep.objects.filter(article__in=mine, problem="", at__gte=timezone.now() - TOLD_FOR)
    steps = recent.select_related("article").defer("article__body", "article__standfirst")[:SHOWN]
    return [it for it in steps if it.minutes_late]


def day_told(day: date) -> str:
    today = timezone.localdate()
    named = {today: "Today", today + timedelta(days=1): "Tomorrow"}
    return named.get(day, date_format(day, "l j F"))
