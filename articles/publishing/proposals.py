"""What takes two people: retracting a story, and letting it out before its embargo ends.

The database holds the law: nobody confirms what they proposed, and neither happens without a confirmed proposal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from articles import workflow
from articles.ledger import record
from articles.models import Proposal
from articles.publishing.article import retract_article
from articles.publishing.state import locked
from cms.publishing import PublishingError

if TYPE_CHECKING:
    from datetime import datetime

    from articles.models import Article
    from authors.models import User

OPEN = {"confirmed_at": None, "given_up_at": None}


class ProposalRefused(PublishingError):
    """The message says what stands against it."""


def propose_retraction(article: Article, *, notice: str, by: User) -> Proposal:
    if not notice.strip():
        raise ProposalRefused("Retract: write the notice that readers will see in place of the text.")
    return propose(article, Proposal.Kind.RETRACT, notice, by=by)


def propose_embargo(article: Article, *, until: datetime | None, reason: str, by: User) -> Proposal:
    """That the embargo ends at another time than now, or (without one) at once."""
    if not reason.strip():
        raise ProposalRefused("Embargo: write the reason, for whoever is to confirm it.")
    if not is_loosened(article.embargo_until, until):
        raise ProposalRefused("Embargo: choose a time before the embargo ends now. To lengthen it, save the story.")
    return propose(article, Proposal.Kind.EMBARGO, reason, by=by, until=until)


def propose(article: Article, kind: Proposal.Kind, text: str, *, by: User, until: datetime | None = None) -> Proposal:
    with transaction.atomic():
        held = locked(article)
        workflow.require_right(held, f"propose_{kind}", by)
        if held.proposals.filter(kind=kind, **OPEN).exists():
            raise ProposalRefused("This has been proposed already: confirm it or withdraw it first.")
        record(held, f"propose_{kind}", by=by, note=text)
        return Proposal.objects.create(
            article=held, kind=kind, text=text.strip(), until=until, proposed_by=by, proposed_at=timezone.now()
        )


def confirm(proposal: Proposal, *, by: User) -> None:
    """Does what somebody else proposed."""
    with transaction.atomic():
        held = locked(proposal.article)
        held_proposal = open_proposal(proposal)
        if held_proposal.proposed_by_id == by.pk:
            raise ProposalRefused("You proposed this yourself: it takes a second person to confirm it.")
        workflow.require_right(held, f"confirm_{held_proposal.kind}", by)
        held_proposal.confirmed_by, held_proposal.confirmed_at = by, timezone.now()
        held_proposal.save(update_fields=["confirmed_by", "confirmed_at"])
        if held_proposal.kind == Proposal.Kind.RETRACT:
            retract_article(held_proposal)
        else:
            held.embargo_until = held_proposal.until
            held.save(update_fields=["embargo_until"])
            record(held, "confirm_embargo", by=by, note=held_proposal.text)
    proposal.refresh_from_db()


def withdraw_proposal(proposal: Proposal, *, by: User) -> None:
    """By whoever proposed it, or whoever could confirm it."""
    with transaction.atomic():
        held, held_proposal = locked(proposal.article), open_proposal(proposal)
        if held_proposal.proposed_by_id != by.pk:
            workflow.require_right(held, f"confirm_{held_proposal.kind}", by)
        held_proposal.given_up_by, held_proposal.given_up_at = by, timezone.now()
        held_proposal.save(update_fields=["given_up_by", "given_up_at"])
        record(held, f"withdraw_{held_proposal.kind}", by=by)
    proposal.refresh_from_db()


def open_proposal(proposal: Proposal) -> Proposal:
    found = Proposal.objects.select_for_update(of=("self",)).filter(pk=proposal.pk, **OPEN).first()
    if found is None:
        raise ProposalRefused("This is no longer waiting: somebody has confirmed or withdrawn it.")
    return found


def is_loosened(before: datetime | None, after: datetime | None) -> bool:
    """An embargo that still holds would end sooner."""
    return before is not None and before > timezone.now() and (after is None or after < before)
