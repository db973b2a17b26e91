"""Publishing in spite of the checklist: by whoever may, with a reason that is kept for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from articles.checks.checklist import OVERRIDDEN, checklist
from articles.checks.corrections import answer_correction, is_asked
from articles.checks.finding import NotReady
from articles.ledger import record
from articles.workflow import TransitionRefused, require_right

if TYPE_CHECKING:
    from articles.models import Article, Revision
    from authors.models import User


def decide(article: Article, *, by: User | None, answer: str = "", reason: str = "") -> None:
    """What the checklist leaves open, in the transaction in which the story goes out: it counts for nothing else."""
    if answer and is_asked(checklist(article, article.revisions.latest("number"))):
        answer_correction(article, answer, by=by)
    if reason:
        if by is None:
            raise TransitionRefused("Override: name who decides it. The name is kept for ever.")
        override(article, reason=reason, by=by)


def override(article: Article, *, reason: str, by: User, revision: Revision | None = None) -> None:
    """Lets this version (the newest, unless one is given) go out in spite of what stands against it now.

    Raises NotReady with what nobody can pass over, and TransitionRefused.
    """
    if not reason.strip():
        raise TransitionRefused("Override: write the reason. It is kept for ever.")
    with transaction.atomic():
        about = revision or article.revisions.latest("number")
        against = [it for it in checklist(article, about) if it.blocks]
        if firm := [it for it in against if not it.override]:
            raise NotReady(firm)
        for act in sorted({it.override for it in against}):
            require_right(article, act, by)
        if against:
            passed = {"findings": [it.name for it in against]}
            record(article, OVERRIDDEN, by=by, note=reason, revision=about, details=passed)
