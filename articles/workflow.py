"""Who may do what with a story now: one table, asked by admin, commands and APIs alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from articles.models import State
from cms.publishing import PublishingError

if TYPE_CHECKING:
    from articles.models import Article
    from authors.models import User

WRITING = frozenset({State.DRAFT, State.IN_REVIEW, State.READY, State.HOLD})
# Where a story has been public, or can be made so.
PUBLISHABLE = WRITING | {State.SCHEDULED, State.PUBLISHED, State.UNPUBLISHED}


@dataclass(frozen=True)
class Transition:
    label: str
    sources: frozenset[State]
    target: State
    permission: str

    def is_open_to(self, article: Article) -> bool:
        """What takes something away from readers needs something that they once had, whatever became of it since."""
        return article.state in self.sources and (self.target != State.TAKEN_DOWN or bool(article.first_published_at))


TRANSITIONS = {
    "submit": Transition("Submit for review", frozenset({State.DRAFT}), State.IN_REVIEW, "articles.submit_article"),
    "send_back": Transition(
        "Send back", frozenset({State.IN_REVIEW, State.READY}), State.DRAFT, "articles.approve_article"
    ),
    "approve": Transition(
        "Approve", frozenset({State.DRAFT, State.IN_REVIEW}), State.READY, "articles.approve_article"
    ),
    "hold": Transition("Put on hold", WRITING - {State.HOLD}, State.HOLD, "articles.approve_article"),
    "resume": Transition("Take up again", frozenset({State.HOLD}), State.DRAFT, "articles.approve_article"),
    "spike": Transition("Spike", WRITING, State.SPIKED, "articles.approve_article"),
    "unspike": Transition("Bring back", frozenset({State.SPIKED}), State.DRAFT, "articles.approve_article"),
    "schedule": Transition("Schedule", PUBLISHABLE - {State.PUBLISHED}, State.SCHEDULED, "articles.schedule_article"),
    "unschedule": Transition(
        "Take off the schedule", frozenset({State.SCHEDULED}), State.READY, "articles.schedule_article"
    ),
    "publish": Transition("Publish", PUBLISHABLE, State.PUBLISHED, "articles.publish_article"),
    "unpublish": Transition("Unpublish", frozenset({State.PUBLISHED}), State.UNPUBLISHED, "articles.publish_article"),
    "retract": Transition("Retract", frozenset({State.PUBLISHED}), State.RETRACTED, "articles.retract_article"),
    "take_down": Transition(
        "Take down",
        frozenset(State) - {State.TAKEN_DOWN},
        State.TAKEN_DOWN,
        "articles.take_down_article",
    ),
}


class TransitionRefused(PublishingError):
    """The message names the action and what stands against it."""


def require(article: Article, action: str, by: User | None) -> Transition:
    """Returns the transition, or raises TransitionRefused. The system itself (`by=None`) needs no permission."""
    transition = TRANSITIONS[action]
    if by is not None and not by.has_perm(transition.permission):
        raise TransitionRefused(f"{transition.label}: you need the permission “{transition.permission}” for this.")
    if not transition.is_open_to(article):
        possible = ", ".join(sorted(state.label.lower() for state in transition.sources))
        raise TransitionRefused(
            f"{transition.label}: this story is {State(article.state).label.lower()}; it has to be {possible}."
        )
    return transition


def allowed_actions(article: Article, by: User) -> list[str]:
    return [
        action
        for action, transition in TRANSITIONS.items()
        if transition.is_open_to(article) and by.has_perm(transition.permission)
    ]
