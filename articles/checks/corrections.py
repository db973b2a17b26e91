"""“Is this a correction?”, asked when readers were told a figure, a name or a quotation that has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models, transaction

from articles.checks.facts import changed_facts, told
from articles.checks.finding import Finding
from articles.ledger import record
from articles.workflow import TransitionRefused, require_right

if TYPE_CHECKING:
    from collections.abc import Iterator

    from articles.models import Article, Revision
    from authors.models import User

ACTION = "answer"


class Answer(models.TextChoices):
    CORRECTION = "correction", "Yes: readers are told by a correction"
    UPDATE = "update", "No, an update: the facts are new, and what we wrote was right"
    STYLE = "style", "No, only style: it says the same"


def correction_findings(article: Article, revision: Revision) -> Iterator[Finding]:
    # Whatever readers had last: nobody takes a story away first to be asked nothing.
    live = article.published_revision
    if live is None or live.pk == revision.pk:
        return
    changes = changed_facts(live.content, revision.content)
    if not changes or has_note(article, live):
        return
    answer = answer_for(article, revision)
    block = changes[0].block
    if answer is None:
        said = f"Published words have changed: {told(changes)}. Say whether this is a correction."
        yield Finding("corrections", said, block)
    elif answer == Answer.CORRECTION:
        yield Finding(
            "corrections", "Write the correction that readers will see, under “Corrections to publish”.", block
        )


def has_note(article: Article, live: Revision) -> bool:
    """Readers will be told by a note that was written since."""
    return article.corrections.filter(created_at__gt=live.at).exists()


def answer_for(article: Article, revision: Revision) -> str | None:
    given = article.desk_entries.filter(action=ACTION, revision=revision).order_by("-pk").first()
    return given.after if given else None


def is_asked(findings: list[Finding]) -> bool:
    return any(it.field == "corrections" for it in findings)


def answer_correction(article: Article, answer: str, *, by: User | None, revision: Revision | None = None) -> None:
    """Kept with the version that it was given for, and asked again for the next one."""
    if answer not in Answer.values:
        raise TransitionRefused(f"Correction: answer one of {', '.join(Answer.values)}.")
    with transaction.atomic():
        require_right(article, "publish", by)
        about = revision or article.revisions.latest("number")
        live = article.published_revision
        changes = changed_facts(live.content, about.content) if live else []
        record(
            article,
            ACTION,
            by=by,
            change=("", answer),
            revision=about,
            details={"changed": [[it.block, *it.fact] for it in changes[:100]]},
        )
