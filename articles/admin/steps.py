"""What an editor can do with a story beside saving it: the verbs of publishing, their questions and their answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from unfold.widgets import UnfoldAdminExpandableTextareaWidget, UnfoldAdminSplitDateTimeVerticalWidget

from articles.checks import Fault, NotReady
from articles.publishing import (
    move_article,
    publish_article,
    retract_article,
    schedule_article,
    take_down_article,
    unpublish_article,
    unschedule_article,
)
from articles.publishing.article import UnderEmbargo
from articles.workflow import TRANSITIONS, allowed_actions
from cms.publishing import AddressTaken

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.contrib.auth.models import AnonymousUser

    from articles.models import Article
    from authors.models import User
    from cms.publishing import PublishingError


class ConfirmForm(forms.Form):
    """Only asks."""


class NoticeForm(forms.Form):
    notice = forms.CharField(
        max_length=2000,
        strip=True,
        widget=UnfoldAdminExpandableTextareaWidget({"rows": 4}),
        help_text="Readers will see it. Say what is withdrawn and why, without repeating what was wrong.",
        error_messages={"required": "Write the notice that readers will see."},
    )


class ScheduleForm(forms.Form):
    at = forms.SplitDateTimeField(
        label="Publish at",
        widget=UnfoldAdminSplitDateTimeVerticalWidget(),
        error_messages={"required": "Choose a day and a time."},
    )


@dataclass(frozen=True)
class Step:
    """A step that asks before it is taken."""

    form: type[forms.Form]
    take: Callable[[Article, User, dict[str, Any]], object]
    question: str
    consequence: str
    done: str
    grave: bool = True


ASKED = {
    "unpublish": Step(
        ConfirmForm,
        lambda article, by, _: unpublish_article(article, by=by),
        "Take this story away from readers?",
        "Its address will answer that the story is gone. You can publish it again later.",
        "Readers no longer see this story.",
    ),
    "retract": Step(
        NoticeForm,
        lambda article, by, given: retract_article(article, by=by, notice=given["notice"]),
        "Retract this story?",
        "The notice takes the place of the text, at the same address. The story leaves all lists and feeds."
        " This cannot be undone.",
        "The story is retracted: readers see the notice in place of the text.",
    ),
    "take_down": Step(
        NoticeForm,
        lambda article, by, given: take_down_article(article, by=by, notice=given["notice"]),
        "Take this story down for legal reasons?",
        "The story and all its earlier versions disappear; its address answers with the notice. This cannot be undone.",
        "The story is taken down.",
    ),
    "schedule": Step(
        ScheduleForm,
        lambda article, by, given: schedule_article(article, by=by, at=given["at"]),
        "When should this story be published?",
        "What is saved now goes out at that time. Later edits wait until the story is scheduled again or published.",
        "The story is scheduled.",
        grave=False,
    ),
}


def take(article: Article, action: str, *, by: User) -> None:
    """A step that needs no more words than its name. Raises PublishingError."""
    if action == "publish":
        publish_article(article, by=by)
    elif action == "unpublish":
        unpublish_article(article, by=by)
    elif action == "unschedule":
        unschedule_article(article, by=by)
    else:
        move_article(article, action, by=by)


SIMPLE = [name for name in TRANSITIONS if name not in {*ASKED, "publish"}]


def offered(article: Article, by: User | AnonymousUser) -> dict[str, list[tuple[str, str]]]:
    """Name and label of what this person may do with the story now: at once, and after a question."""
    allowed = allowed_actions(article, by) if article.version else []
    return {
        "at_once": [(name, TRANSITIONS[name].label) for name in SIMPLE if name in allowed],
        "asked": [(name, TRANSITIONS[name].label) for name in ASKED if name in allowed],
    }


def faults_of(error: PublishingError) -> list[Fault]:
    """At which fields the error can be mended."""
    if isinstance(error, NotReady):
        return error.faults
    if isinstance(error, AddressTaken):
        return [Fault("slug", str(error))]
    if isinstance(error, UnderEmbargo):
        return [Fault("embargo_until", str(error))]
    return []
