"""Who may do what with a story now: one table and one function, asked by admin, commands and APIs alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from articles.models import Article, Gate, State
from articles.rights import holds, holds_for, holds_for_own, holds_somewhere
from cms.publishing import PublishingError

if TYPE_CHECKING:
    from django.db.models import Q

    from articles.rights import Person

ANY = frozenset(State)
WRITING = frozenset({State.DRAFT, State.IN_REVIEW, State.READY, State.HOLD})
# Where a story has been public, or can be made so.
PUBLISHABLE = WRITING | {State.SCHEDULED, State.PUBLISHED, State.UNPUBLISHED}
LIVE = frozenset({State.PUBLISHED})


@dataclass(frozen=True)
class Act:
    """What a person does with a story, in which states, by which permission."""

    label: str
    sources: frozenset[State]
    permission: str
    # Where the right over one's own stories alone is enough.
    own: frozenset[State] = frozenset()
    # Instead of the permission.
    implied_by: str = ""
    # Then it takes the right where readers have the story as well.
    reaches_readers: bool = False

    def is_open_to(self, article: Article) -> bool:
        return article.state in self.sources


@dataclass(frozen=True, kw_only=True)
class Transition(Act):
    target: State
    needs_note: bool = False

    def is_open_to(self, article: Article) -> bool:
        """What takes something away from readers needs something that they once had, whatever became of it since."""
        return super().is_open_to(article) and (self.target != State.TAKEN_DOWN or bool(article.first_published_at))


def step(label: str, sources: frozenset[State], target: State, verb: str, **more: Any) -> Transition:
    return Transition(label, sources, f"articles.{verb}_article", target=target, **more)


DRAFT = frozenset({State.DRAFT})

TRANSITIONS = {
    "submit": step("Submit for review", DRAFT, State.IN_REVIEW, "submit", own=DRAFT),
    "send_back": step("Send back", frozenset({State.IN_REVIEW, State.READY}), State.DRAFT, "approve", needs_note=True),
    "approve": step("Approve", frozenset({State.DRAFT, State.IN_REVIEW}), State.READY, "approve"),
    "hold": step("Put on hold", WRITING - {State.HOLD}, State.HOLD, "approve"),
    "resume": step("Take up again", frozenset({State.HOLD}), State.DRAFT, "approve"),
    "spike": step("Spike", WRITING, State.SPIKED, "approve"),
    "unspike": step("Bring back", frozenset({State.SPIKED}), State.DRAFT, "approve"),
    "schedule": step("Schedule", PUBLISHABLE - {State.PUBLISHED}, State.SCHEDULED, "schedule"),
    "unschedule": step("Take off the schedule", frozenset({State.SCHEDULED}), State.READY, "schedule"),
    "publish": step("Publish", PUBLISHABLE, State.PUBLISHED, "publish"),
    "unpublish": step("Unpublish", frozenset({State.PUBLISHED}), State.UNPUBLISHED, "publish"),
    "retract": step("Retract", frozenset({State.PUBLISHED}), State.RETRACTED, "retract"),
    "take_down": step("Take down", ANY - {State.TAKEN_DOWN}, State.TAKEN_DOWN, "take_down"),
}
# What changes no state.
ACTS: dict[str, Act] = {
    "view": Act("See", ANY, "articles.view_article", own=ANY, implied_by="articles.change_article"),
    "write": Act("Write", ANY, "articles.add_article"),
    "change": Act("Change", ANY, "articles.change_article", own=DRAFT),
    # The newsroom's own page of it shows a spiked story too; nobody outside it sees what the newsroom gave up.
    "share": Act("Share a preview", ANY - {State.SPIKED, State.TAKEN_DOWN}, "articles.change_article", own=DRAFT),
    # Which only says when it will be unpublished.
    "expire": Act("Take away later", PUBLISHABLE, "articles.publish_article", reaches_readers=True),
    # Two people: whoever may publish proposes, and another who has the permission confirms.
    "propose_retract": Act("Propose a retraction", LIVE, "articles.publish_article", reaches_readers=True),
    "confirm_retract": Act("Confirm a retraction", LIVE, "articles.retract_article", reaches_readers=True),
    "propose_embargo": Act(
        "Propose to lift the embargo", PUBLISHABLE, "articles.publish_article", reaches_readers=True
    ),
    "confirm_embargo": Act("Lift the embargo", PUBLISHABLE, "articles.lift_embargo_article", reaches_readers=True),
    # Whoever writes asks for a clearance; giving it is each desk's own.
    "ask_gate": Act("Ask for a clearance", PUBLISHABLE, "articles.change_article", own=DRAFT),
    **{
        f"clear_{kind}": Act(f"{kind.label} clearance", PUBLISHABLE, f"articles.clear_{kind}_article")
        for kind in Gate.Kind
    },
    "override_gate": Act("Override a clearance", PUBLISHABLE, "articles.override_gate"),
    "override_checklist": Act("Override the checklist", PUBLISHABLE, "articles.override_checklist"),
    **TRANSITIONS,
}


class TransitionRefused(PublishingError):
    """The message names the action and what stands against it."""


def may(article: Article, action: str, by: Person) -> bool:
    return not refusal(article, action, by)


def require_right(article: Article, action: str, by: Person | None) -> None:
    """Raises TransitionRefused unless this may be done now."""
    if said := refusal(article, action, by):
        raise TransitionRefused(said)


def require(article: Article, action: str, by: Person | None) -> Transition:
    """For what changes the state: returns the transition, or raises TransitionRefused."""
    require_right(article, action, by)
    return TRANSITIONS[action]


def refusal(article: Article, action: str, by: Person | None) -> str:
    """What stands against it, in words; nothing when it may be done.

    The one decision of who may do what: whatever else asks about rights asks here. The system itself (`by=None`) needs
    no permission.
    """
    act = ACTS[action]
    if by is not None and not is_allowed(article, act, by):
        return f"{act.label}: you need the permission “{called(act.permission)}” for this{whereabouts(article, by)}."
    if not act.is_open_to(article):
        possible = ", ".join(sorted(state.label.lower() for state in act.sources))
        return f"{act.label}: this story is {State(article.state).label.lower()}; it has to be {possible}."
    return ""


def called(permission: str) -> str:
    """As people find it where rights are given."""
    codename = permission.removeprefix("articles.")
    own: dict[str, str] = dict(Article._meta.permissions)
    return own.get(codename) or f"Can {codename.removesuffix('_article')} {Article._meta.verbose_name}"


def is_allowed(article: Article, act: Act, by: Person) -> bool:
    wanted = [it for it in (act.permission, act.implied_by) if it]
    if any(by.has_perm(it) for it in wanted):
        return True
    reaches_readers = isinstance(act, Transition) or act.reaches_readers
    places: set[str | None] = categories_of(article) if reaches_readers else {article.category_id}
    if any(holds(by, it, places) for it in wanted):
        return True
    return article.state in act.own and any(holds_for_own(by, it, article) for it in wanted)


def categories_of(article: Article) -> set[str | None]:
    """Where it stands now, and where readers have it or will: nobody takes a story out of a section by moving it."""
    waiting = article.scheduled_revision if article.state == State.SCHEDULED else None
    return {article.category_id, *(it.content["category"] for it in (article.published_revision, waiting) if it)}


def whereabouts(article: Article, by: Person) -> str:
    if not by.is_authenticated or not article.category_id:
        return ""
    return f" in “{article.category}”"


def may_somewhere(action: str, by: Person) -> bool:
    """With some story, whatever its state: whether to show the way there at all."""
    act = ACTS[action]
    return holds_somewhere(by, *(it for it in (act.permission, act.implied_by) if it))


def visible_to(by: Person) -> Q:
    """The stories that this person may see: what `refusal` says of each, for a queryset."""
    act = ACTS["view"]
    return holds_for(by, act.permission, act.implied_by)


def choosable_by(by: Person, there: Q) -> Q:
    """The stories that this person may choose: those that they may see, and those that somebody has put there."""
    seen = visible_to(by)
    # Without a condition, which means every story, `or` would leave what is there alone.
    return seen | there if seen else seen
