"""What happened to a story, newest first: saves, what readers got or lost, what the clock did, what was never saved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from articles.admin.article_list import moment
from articles.editing import name_of
from articles.models import Autosave, Revision, State, TimedStep
from authors.models import User
from authors.time_zones import told
from cms.models import Event

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from articles.models import Article

EVENTS_A_PAGE = 200
THE_SYSTEM = "the system"
HAPPENED = {
    "article.published": "Published",
    "article.updated": "Changes published",
    "article.corrected": "Corrections published",
    "article.unpublished": "Taken away from readers",
    "article.retracted": "Retracted",
    "article.taken_down": "Taken down",
}


@dataclass(frozen=True)
class Entry:
    """A saved version, what readers got or lost, or what somebody typed and did not save: all of one sitting in one."""

    at: datetime
    who: str
    revision: Revision | None = None
    happened: str = ""
    notice: str = ""
    badges: tuple[tuple[str, str], ...] = ()
    unsaved: Autosave | None = None


def entries(
    article: Article, revisions: list[Revision], *, since: datetime | None, until: datetime | None
) -> list[Entry]:
    """Newest first. An event counts for the whole of its second, so that it comes after the save that led to it."""
    saved = [Entry(it.at, name_of(it.by), it, badges=badges(article, it)) for it in revisions]
    events = events_of(article, since=since, until=until)
    users = {it.username: it for it in User.objects.filter(username__in={event.actor for event in events})}
    public = [
        Entry(
            event.at,
            name_of(users[event.actor]) if event.actor in users else event.actor or THE_SYSTEM,
            happened=HAPPENED.get(event.type, event.type),
            notice=event.notice,
        )
        for event in events
    ]
    left = [Entry(it.saved_at, name_of(it.by), unsaved=it) for it in unsaved_of(article, since=since, until=until)]
    timed = [
        Entry(it.at, THE_SYSTEM, happened=told_step(it), notice=it.problem)
        for it in timed_steps_of(article, since, until)
    ]
    return sorted([*saved, *public, *left, *timed], key=when, reverse=True)


def when(entry: Entry) -> datetime:
    return entry.at + timedelta(seconds=1) if entry.happened else entry.at


def told_step(step: TimedStep) -> str:
    """What readers saw of it stands in the entry beside: here is whether it came at its time."""
    said = {TimedStep.Action.PUBLISH: "go out", TimedStep.Action.UNPUBLISH: "come down"}[TimedStep.Action(step.action)]
    if step.problem:
        return f"Did not {said} at {told(step.due_at)}"
    done = f"Was to {said} at {told(step.due_at)}"
    return f"{done}: {step.minutes_late} minutes late" if step.minutes_late else f"{done}: on time"


def timed_steps_of(article: Article, since: datetime | None, until: datetime | None) -> list[TimedStep]:
    found = TimedStep.objects.filter(article=article)
    found = found.filter(at__gte=since) if since else found
    return list((found.filter(at__lt=until) if until else found)[:EVENTS_A_PAGE])


def unsaved_of(article: Article, *, since: datetime | None, until: datetime | None) -> list[Autosave]:
    found = Autosave.objects.filter(article=article).select_related("by").defer("content", "form", "beside")
    found = found.filter(saved_at__gte=since) if since else found
    return list((found.filter(saved_at__lt=until) if until else found)[:EVENTS_A_PAGE])


def events_of(article: Article, *, since: datetime | None, until: datetime | None) -> list[Event]:
    """Without those by which the system brought the public story up to date with what it mentions."""
    found: QuerySet[Event] = Event.objects.filter(kind="article", key=article.pk)
    found = found.exclude(type="article.updated", actor="").order_by("-sequence")
    if since:
        found = found.filter(at__gte=since - timedelta(seconds=1))
    if until:
        found = found.filter(at__lt=until - timedelta(seconds=1))
    return list(found[:EVENTS_A_PAGE])


def badges(article: Article, revision: Revision) -> tuple[tuple[str, str], ...]:
    """Colour and words."""
    found = []
    if revision.number == article.version:
        found.append(("default", "Newest"))
    if revision.pk == article.published_revision_id:
        is_live = article.state == State.PUBLISHED
        found.append(("success", "Live now") if is_live else ("warning", "Public last"))
    if revision.pk == article.scheduled_revision_id:
        found.append(("primary", f"Goes out {moment(article.scheduled_for)}"))
    return tuple(found)
