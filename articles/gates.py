"""Clearances beside a story's state: which it needs, who gave them, and whether they hold for what is published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from articles.ledger import record, record_all
from articles.models import Article, Category, Gate, GateRule, Revision, State
from articles.rights import children, with_all_below
from articles.sources import Sources
from articles.workflow import WRITING, TransitionRefused, require_right

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from django.db.models import QuerySet

    from articles.snapshot import Content
    from authors.models import User

# What a flag of the story requires; categories and genres have rules that the newsroom writes.
REQUIRED_BY_FLAG = {"legally_sensitive": Gate.Kind.LEGAL}
# With a reason, which is kept for ever.
REASONED = {Gate.Status.REFUSED: "refused", Gate.Status.NOT_NEEDED: "not needed"}
REQUIRED = (
    "the story’s flags, its category or its genre require it, so nobody can say that it is not needed. Give it, or"
    " change the story first."
)
# Given for the words that were read, and for no others.
BOUND_TO_VERSION = {Gate.Kind.LEGAL}
# Where a new rule asks at once; of others, when they are taken up again and saved.
WORKED_ON = WRITING | {State.SCHEDULED}
BATCH = 1000
SHUT = {Gate.Status.NEEDED, Gate.Status.IN_PROGRESS, Gate.Status.REFUSED}


@dataclass(frozen=True)
class Standing:
    """How it is with one clearance, for one version of a story."""

    kind: Gate.Kind
    status: Gate.Status
    is_required: bool
    # Cleared once, and edited since.
    is_reopened: bool = False
    gate: Gate | None = None

    @property
    def is_shut(self) -> bool:
        return self.status in SHUT

    @property
    def label(self) -> str:
        return "Reopened" if self.is_reopened else self.status.label

    @property
    def words(self) -> str:
        """What stands against publishing."""
        name = self.kind.label
        if self.is_reopened and self.gate and self.gate.revision:
            return f"{name}: version {self.gate.revision.number} was cleared, and the story was edited since."
        if self.status == Gate.Status.REFUSED:
            return f"{name}: the clearance was refused. {self.gate.note if self.gate else ''}".strip()
        return f"{name}: the story waits for a clearance."


def set_gate(
    article: Article,
    kind: Gate.Kind,
    status: Gate.Status,
    *,
    by: User | None,
    note: str = "",
    revision: Revision | None = None,
) -> Gate:
    """Asks for a clearance, gives it, refuses it or waives it, for the newest version unless one is given.

    What was asked for stays asked for until one of these: to take the flag away, or the story out of the category whose
    stories need it, changes nothing.
    """
    kind, status = Gate.Kind(kind), Gate.Status(status)
    with transaction.atomic():
        held = type(article).objects.select_for_update(of=("self",)).get(pk=article.pk)
        require_right(held, "ask_gate" if status == Gate.Status.NEEDED else f"clear_{kind}", by)
        if status in REASONED and not note.strip():
            raise TransitionRefused(f"{kind.label} clearance: write why it is {REASONED[status]}.")
        if status == Gate.Status.NOT_NEEDED and is_required(held, kind):
            raise TransitionRefused(f"{kind.label} clearance: {REQUIRED}")
        seen = revision or held.revisions.first()
        if seen is None or seen.article_id != held.pk:
            raise TransitionRefused(f"{kind.label} clearance: there is no such version of this story. Save it first.")
        before = held.gates.filter(kind=kind).first()
        gate, _ = Gate.objects.update_or_create(
            article=held,
            kind=kind,
            defaults={"status": status, "revision": seen, "note": note.strip(), "by": by, "at": timezone.now()},
        )
        record(held, f"gate_{kind}", by=by, change=(before.status if before else "", status), note=note, revision=seen)
    return gate


def ask_for_required(article: Article, revision: Revision, *, by: User | None) -> None:
    """For what this version needs, and for what the one before it did: no save takes a story out of a rule's reach."""
    shape = ["content__category", "content__genre", *(f"content__{flag}" for flag in REQUIRED_BY_FLAG)]
    before = article.revisions.filter(number__lt=revision.number).values(*shape)[:1]
    contents = [revision.content, *({name.removeprefix("content__"): it[name] for name in it} for it in before)]
    rules = list(GateRule.objects.all())
    sources = Sources(categories=Category.objects.in_bulk() if rules else {})
    needed: set[str] = set().union(*(required_by(it, lineage_in(sources, it), rules) for it in contents))
    if not needed:
        return
    asked = {it.kind: it.status for it in article.gates.all()}
    for kind in sorted(needed):
        # One that was waived was waived before anything required it.
        if asked.get(kind, Gate.Status.NOT_NEEDED) == Gate.Status.NOT_NEEDED:
            values = {"status": Gate.Status.NEEDED, "revision": revision, "note": "", "by": by, "at": timezone.now()}
            Gate.objects.update_or_create(article=article, kind=kind, defaults=values)
            change = (asked.get(kind, ""), Gate.Status.NEEDED)
            record(article, f"gate_{kind}", by=by, change=change, revision=revision)


def ask_by_rules(rules: Iterable[GateRule], *, by: User | None) -> None:
    """Once a rule, or where a category lies, has changed: of all stories that are worked on, in a few queries."""
    below = children()
    for rule in rules:
        stories = Article.objects.filter(state__in=WORKED_ON, version__gt=0)
        if rule.category_id:
            stories = stories.filter(category__in=list(with_all_below(rule.category_id, below)))
        if rule.genre:
            stories = stories.filter(genre=rule.genre)
        asked = Gate.objects.filter(kind=rule.gate).exclude(status=Gate.Status.NOT_NEEDED)
        with transaction.atomic():
            ask_all(stories.exclude(gates__in=asked), rule.gate, by=by)


def ask_all(stories: QuerySet[Article], kind: str, *, by: User | None) -> None:
    newest = Revision.objects.filter(article=OuterRef("pk")).order_by("-number").values("pk")[:1]
    found = dict(stories.annotate(newest=Subquery(newest)).values_list("pk", "newest"))
    waived = Gate.objects.filter(article__in=stories, kind=kind)
    before = dict(waived.values_list("article", "status"))
    about = {"status": Gate.Status.NEEDED, "by": by, "at": timezone.now()}
    waived.update(**about, note="")
    gates = [Gate(article_id=key, kind=kind, revision_id=revision, **about) for key, revision in found.items()]
    Gate.objects.bulk_create(gates, batch_size=BATCH, ignore_conflicts=True)
    record_all(found, f"gate_{kind}", by=by, changes={key: (before.get(key, ""), Gate.Status.NEEDED) for key in found})


def lineage_in(sources: Sources, content: Content) -> list[str]:
    """The category and those above it."""
    category = content["category"]
    return [it.pk for it in sources.lineage(category)] if category in sources.categories else []


def standings(article: Article, content: Content, lineage: Collection[str], revision: int | None) -> list[Standing]:
    """Of all clearances that this version needs or has been given. `lineage` are its category and those above it."""
    required = required_by(content, lineage, GateRule.objects.all())
    known = {it.kind: it for it in article.gates.select_related("by", "revision").defer("revision__content")}
    found = []
    for kind in Gate.Kind:
        gate = known.get(kind)
        if gate is None and kind not in required:
            continue
        found.append(standing(kind, gate, is_required=kind in required, revision=revision))
    return found


def standings_of(article: Article) -> list[Standing]:
    """Of the story as it was saved last, for those who work on it."""
    newest = article.revisions.first()
    return standings(article, newest.content, lineage_of(newest.content), newest.pk) if newest else []


def is_required(article: Article, kind: Gate.Kind) -> bool:
    return any(it.kind == kind and it.is_required for it in standings_of(article))


def lineage_of(content: Content) -> list[str]:
    category = Category.objects.filter(pk=content["category"] or "").first()
    return [it.pk for it in category.ancestors(include_self=True)] if category else []  # type: ignore[no-untyped-call]


def standing(kind: Gate.Kind, gate: Gate | None, *, is_required: bool, revision: int | None) -> Standing:
    status = Gate.Status(gate.status) if gate else Gate.Status.NOT_NEEDED
    if status == Gate.Status.NOT_NEEDED and is_required:
        # Waived before there was a rule for it.
        status = Gate.Status.NEEDED
    stale = bool(gate) and kind in BOUND_TO_VERSION and gate is not None and gate.revision_id != revision
    if status == Gate.Status.CLEARED and stale:
        return Standing(kind, Gate.Status.NEEDED, is_required, is_reopened=True, gate=gate)
    return Standing(kind, status, is_required, gate=gate)


def required_by(content: Content, lineage: Collection[str], rules: Iterable[GateRule]) -> set[str]:
    required: set[str] = {gate for flag, gate in REQUIRED_BY_FLAG.items() if content.get(flag)}
    for rule in rules:
        in_category = rule.category_id is None or rule.category_id in lineage
        if in_category and rule.genre in ("", content["genre"]):
            required.add(rule.gate)
    return required
