"""What an editor can do with a story beside saving it: the verbs of publishing, their questions and their answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from unfold.widgets import UnfoldAdminExpandableTextareaWidget, UnfoldAdminSplitDateTimeVerticalWidget

from articles.admin.moments import MomentField
from articles.checks import Fault, NotReady
from articles.models import State
from articles.publishing import (
    expire_article,
    move_article,
    publish_article,
    retract_article,
    schedule_article,
    take_down_article,
    unpublish_article,
    unschedule_article,
)
from articles.publishing.article import UnderEmbargo
from articles.workflow import ACTS, TRANSITIONS, allowed_actions, may
from authors.time_zones import zones_told
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


def date_and_time(label: str) -> forms.Widget:
    """Named for screen readers, to whom the label that is drawn says nothing of its two parts."""
    return UnfoldAdminSplitDateTimeVerticalWidget(
        date_attrs={"aria-label": f"{label}: date"}, time_attrs={"aria-label": f"{label}: time"}
    )


class ScheduleForm(forms.Form):
    at = MomentField(
        label="Publish at",
        widget=date_and_time("Publish at"),
        error_messages={"required": "Choose a day and a time."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at"].help_text = zones_told()


class ExpiryForm(forms.Form):
    at = MomentField(label="Take away at", required=False, widget=date_and_time("Take away at"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at"].help_text = f"{zones_told()} Empty both to let it stay."


@dataclass(frozen=True)
class Step:
    """A step that asks before it is taken."""

    form: type[forms.Form]
    take: Callable[[Article, User, dict[str, Any]], object]
    question: str
    consequence: str
    done: str
    grave: bool = True
    # What the form begins with.
    initial: Callable[[Article], dict[str, Any]] = lambda _: {}


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
        initial=lambda article: {"at": article.scheduled_for},
    ),
    "expire": Step(
        ExpiryForm,
        lambda article, by, given: expire_article(article, by=by, at=given["at"]),
        "When should this story be taken away from readers?",
        "At that time its address answers that the story is gone, as after Unpublish. Until then readers’ programs can"
        " see when that will be.",
        "It is noted when the story is taken away.",
        grave=False,
        initial=lambda article: {"at": article.expires_at},
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
    allowed += [name for name in ("expire",) if article.version and may(article, name, by)]
    # A new time for what has one is one step.
    labels = {name: ACTS[name].label for name in allowed}
    if article.state == State.SCHEDULED and "schedule" in labels:
        labels["schedule"] = "Reschedule"
    return {
        "at_once": [(name, labels[name]) for name in SIMPLE if name in labels],
        "asked": [(name, labels[name]) for name in ASKED if name in labels],
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
