"""Links for outsiders: made, revoked, and followed."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from articles.models import PreviewLink
from articles.preview.rights import NEVER_SHOWN, may_preview
from articles.workflow import may
from cms.publishing import PublishingError
from cms.wire import digest_of

if TYPE_CHECKING:
    from articles.models import Article, Revision
    from authors.models import User

LONGEST_DAYS = 30
TOKEN_BYTES = 32


class PreviewRefused(PublishingError):
    """The message says what stands against it."""


def make_link(article: Article, *, by: User, days: int, revision: Revision | None = None) -> tuple[PreviewLink, str]:
    """The link and its token, which cannot be had again. Without a revision it shows always the newest."""
    if not may_preview(article, by):
        raise PreviewRefused("Preview link: only whoever may change the story can share it, and not a spiked one.")
    if not 1 <= days <= LONGEST_DAYS:
        raise PreviewRefused(f"Preview link: choose from 1 to {LONGEST_DAYS} days.")
    if not article.revisions.exists():
        raise PreviewRefused("Preview link: save the story first.")
    if revision and revision.article_id != article.pk:
        raise PreviewRefused("Preview link: this version is of another story.")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    made_at = timezone.now()
    link = PreviewLink.objects.create(
        article=article,
        revision=revision,
        digest=digest_of(token),
        made_by=by,
        made_at=made_at,
        expires_at=made_at + timedelta(days=days),
    )
    return link, token


def revoke_link(link: PreviewLink, *, by: User) -> None:
    if not may(link.article, "change", by):
        raise PreviewRefused("Preview link: only whoever may change the story can revoke it.")
    PreviewLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now())
    link.refresh_from_db()


def link_for(token: str) -> PreviewLink | None:
    """The link while it may be followed.

    One query asks for all that may have ended it, so that the time it takes does not tell an unknown address from one
    that has ended. It goes with the right of whoever made it.
    """
    now = timezone.now()
    usable = PreviewLink.objects.filter(revoked_at=None, expires_at__gt=now, made_by__is_active=True)
    usable = usable.exclude(article__state__in=NEVER_SHOWN)
    link = usable.select_related("article", "revision__article", "made_by").filter(digest=digest_of(token)).first()
    return link if link and may_preview(link.article, link.made_by) else None


def shown_revision(link: PreviewLink) -> Revision:
    return link.revision or link.article.revisions.select_related("article").latest("number")
