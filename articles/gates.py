"""Clearances beside a story's state: which it needs, who gave them, and whether they hold for what is published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from articles.ledger import record
from articles.models import Category, Gate, GateRule
from articles.workflow import TransitionRefused, require_right

if TYPE_CHECKING:
    from collections.abc import Collection

    from articles.models import Article, Revision
    from articles.snapshot import Content
    from authors.models import User

# What a flag of the story requires; categories and genres have rules that the newsroom writes.
REQUIRED_BY_FLAG = {"legally_sensitive": Gate.Kind.LEGAL}
# Given for the words that were read, and for no others.
BOUND_TO_VERSION = {Gate.Kind.LEGAL}
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
    """Asks for a clearance, gives it or refuses it, for the newest version unless one is given."""
    kind, status = Gate.Kind(kind), Gate.Status(status)
    with transaction.atomic():
        held = type(article).objects.select_for_update(of=("self",)).get(pk=article.pk)
        require_right(held, "ask_gate" if status == Gate.Status.NEEDED else f"clear_{kind}", by)
        if status == Gate.Status.REFUSED and not note.strip():
            raise TransitionRefused(f"{kind.label} clearance: write why it is refused.")
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


def ask_for_flagged(article: Article, revision: Revision, *, by: User | None) -> None:
    """Whoever sets such a flag asks for its clearance: to take the flag away again does not take that back."""
    for flag, kind in REQUIRED_BY_FLAG.items():
        if revision.content.get(flag) and not article.gates.filter(kind=kind).exists():
            status = Gate.Status.NEEDED
            Gate.objects.create(article=article, kind=kind, status=status, revision=revision, by=by, at=timezone.now())
            record(article, f"gate_{kind}", by=by, change=("", status), revision=revision)


def standings(article: Article, content: Content, lineage: Collection[str], revision: int | None) -> list[Standing]:
    """Of all clearances that this version needs or has been given. `lineage` are its category and those above it."""
    required = required_by(content, lineage)
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
    newest, lineage = article.revisions.first(), []
    if newest and newest.content["category"]:
        category = Category.objects.filter(pk=newest.content["category"]).first()
        lineage = [it.pk for it in category.ancestors(include_self=True)] if category else []  # type: ignore[no-untyped-call]
    return standings(article, newest.content, lineage, newest.pk) if newest else []


def standing(kind: Gate.Kind, gate: Gate | None, *, is_required: bool, revision: int | None) -> Standing:
    status = Gate.Status(gate.status) if gate else Gate.Status.NOT_NEEDED
    if status == Gate.Status.NOT_NEEDED and is_required:
        # What a rule requires nobody declares unnecessary.
        status = Gate.Status.NEEDED
    stale = bool(gate) and kind in BOUND_TO_VERSION and gate is not None and gate.revision_id != revision
    if status == Gate.Status.CLEARED and stale:
        return Standing(kind, Gate.Status.NEEDED, is_required, is_reopened=True, gate=gate)
    return Standing(kind, status, is_required, gate=gate)


def required_by(content: Content, lineage: Collection[str]) -> set[str]:
    required: set[str] = {gate for flag, gate in REQUIRED_BY_FLAG.items() if content.get(flag)}
    for rule in GateRule.objects.all():
        in_category = rule.category_id is None or rule.category_id in lineage
        if in_category and rule.genre in ("", content["genre"]):
            required.add(rule.gate)
    return required
