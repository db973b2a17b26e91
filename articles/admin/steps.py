"""What an editor can do with a story beside saving it: the verbs of publishing, their questions and their answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.db import transaction
from unfold.widgets import (
    UnfoldAdminExpandableTextareaWidget,
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSplitDateTimeVerticalWidget,
)

from articles.admin.moments import MomentField
from articles.checks import Answer, Finding, NotReady, decide, is_asked
from articles.models import State
from articles.publishing import (
    expire_article,
    move_article,
    propose_embargo,
    propose_retraction,
    publish_article,
    schedule_article,
    take_down_article,
    unpublish_article,
    unschedule_article,
)
from articles.publishing.article import UnderEmbargo
from articles.workflow import ACTS, TRANSITIONS, may
from authors.time_zones import zones_told
from cms.publishing import AddressTaken

if TYPE_CHECKING:
    from collections.abc import Callable

    from articles.models import Article
    from articles.rights import Person
    from authors.models import User
    from cms.publishing import PublishingError


class StepForm(forms.Form):
    """Only asks, unless it has fields."""

    def __init__(self, data: Any, article: Article, by: Person, findings: list[Finding]) -> None:
        super().__init__(data)


class NoteForm(StepForm):
    note = forms.CharField(
        max_length=2000,
        strip=True,
        widget=UnfoldAdminExpandableTextareaWidget({"rows": 4}),
        help_text="Whoever wrote it reads this beside the story.",
        error_messages={"required": "Write what is to be done."},
    )


class NoticeForm(StepForm):
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


class EmbargoForm(StepForm):
    until = MomentField(
        label="New end of the embargo",
        required=False,
        widget=date_and_time("New end of the embargo"),
        help_text="Empty to lift it at once.",
    )
    reason = forms.CharField(
        max_length=2000,
        strip=True,
        widget=UnfoldAdminExpandableTextareaWidget({"rows": 3}),
        error_messages={"required": "Write the reason, for whoever is to confirm it."},
    )


class ReadyForm(StepForm):
    """Asks what the checklist leaves open, and nothing where it leaves nothing."""

    answer = forms.ChoiceField(
        label="Is this a correction?",
        choices=Answer.choices,
        widget=UnfoldAdminRadioSelectWidget(),
        error_messages={"required": "Say whether this is a correction."},
    )
    reason = forms.CharField(
        label="Publish in spite of the checklist, because",
        required=False,
        max_length=2000,
        strip=True,
        widget=UnfoldAdminExpandableTextareaWidget({"rows": 2}),
        help_text="Kept for ever, with your name. Empty to mend it first.",
    )

    def __init__(self, data: Any, article: Article, by: Person, findings: list[Finding]) -> None:
        super().__init__(data, article, by, findings)
        if not is_asked(findings):
            del self.fields["answer"]
        overrides = {it.override for it in findings if it.blocks and it.override}
        if not overrides or not all(may(article, it, by) for it in overrides):
            del self.fields["reason"]


class ScheduleForm(ReadyForm):
    at = MomentField(
        label="Publish at",
        widget=date_and_time("Publish at"),
        error_messages={"required": "Choose a day and a time."},
    )
    field_order = ["at"]

    def __init__(self, data: Any, article: Article, by: Person, findings: list[Finding]) -> None:
        super().__init__(data, article, by, findings)
        self.initial["at"], self.fields["at"].help_text = article.scheduled_for, zones_told()


class ExpiryForm(StepForm):
    at = MomentField(label="Take away at", required=False, widget=date_and_time("Take away at"))

    def __init__(self, data: Any, article: Article, by: Person, findings: list[Finding]) -> None:
        super().__init__(data, article, by, findings)
        self.initial["at"] = article.expires_at
        self.fields["at"].help_text = f"{zones_told()} Empty both to let it stay."


@dataclass(frozen=True)
class Step:
    """A step that asks before it is taken."""

    form: type[StepForm]
    take: Callable[[Article, User, dict[str, Any]], object]
    question: str
    consequence: str
    done: str
    grave: bool = True
    # Where the checklist is looked through first.
    goes_out: bool = False


def ready(article: Article, by: User, given: dict[str, Any], go: Callable[[], object]) -> None:
    """What was answered and passed over counts only if the story goes out by it."""
    with transaction.atomic():
        decide(article, by=by, answer=given.get("answer", ""), reason=given.get("reason", ""))
        go()


ASKED = {
    "publish": Step(
        ReadyForm,
        lambda article, by, given: ready(article, by, given, lambda: publish_article(article, by=by)),
        "Publish this story?",
        "Readers see the version that is saved now.",
        "Published: readers see this version now.",
        grave=False,
        goes_out=True,
    ),
    "send_back": Step(
        NoteForm,
        lambda article, by, given: move_article(article, "send_back", by=by, note=given["note"]),
        "Send this story back?",
        "It is a draft again, and whoever wrote it sees your note.",
        "The story is sent back.",
        grave=False,
    ),
    "unpublish": Step(
        StepForm,
        lambda article, by, _: unpublish_article(article, by=by),
        "Take this story away from readers?",
        "Its address will answer that the story is gone. You can publish it again later.",
        "Readers no longer see this story.",
    ),
    "propose_retract": Step(
        NoticeForm,
        lambda article, by, given: propose_retraction(article, by=by, notice=given["notice"]),
        "Propose to retract this story?",
        "When somebody else has confirmed it, the notice takes the place of the text, at the same address. The story"
        " leaves all lists and feeds. That cannot be undone.",
        "The retraction is proposed. Somebody else has to confirm it.",
    ),
    "propose_embargo": Step(
        EmbargoForm,
        lambda article, by, given: propose_embargo(article, by=by, until=given["until"], reason=given["reason"]),
        "Propose to lift or shorten the embargo?",
        "Nothing changes until somebody else has confirmed it.",
        "It is proposed. Somebody else has to confirm it.",
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
        lambda article, by, given: ready(article, by, given, lambda: schedule_article(article, by=by, at=given["at"])),
        "When should this story be published?",
        "What is saved now goes out at that time. Later edits wait until the story is scheduled again or published.",
        "The story is scheduled.",
        grave=False,
        goes_out=True,
    ),
    "expire": Step(
        ExpiryForm,
        lambda article, by, given: expire_article(article, by=by, at=given["at"]),
        "When should this story be taken away from readers?",
        "At that time its address answers that the story is gone, as after Unpublish. Until then readers’ programs can"
        " see when that will be.",
        "It is noted when the story is taken away.",
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


SIMPLE = [name for name in TRANSITIONS if name not in {*ASKED, "retract"}]


def offered(article: Article, by: Person) -> dict[str, list[tuple[str, str]]]:
    """Name and label of what this person may do with the story now: at once, and after a question."""
    if not article.version:
        return {"at_once": [], "asked": []}
    asked = [name for name in ASKED if may(article, name, by) and (name != "propose_embargo" or article.is_embargoed)]
    # A new time for what has one is one step.
    labels = {name: ACTS[name].label for name in ACTS}
    if article.state == State.SCHEDULED:
        labels["schedule"] = "Reschedule"
    return {
        "at_once": [(name, labels[name]) for name in SIMPLE if may(article, name, by)],
        "asked": [(name, labels[name]) for name in asked],
    }


def findings_of(error: PublishingError) -> list[Finding]:
    """At which fields the error can be mended."""
    if isinstance(error, NotReady):
        return error.findings
    if isinstance(error, AddressTaken):
        return [Finding("slug", str(error))]
    if isinstance(error, UnderEmbargo):
        return [Finding("embargo_until", str(error))]
    return []
