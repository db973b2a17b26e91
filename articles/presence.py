"""Who has a story open. It keeps nobody out: it only tells people of each other."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from articles.models import Presence
from cms.hourly import is_turn_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from articles.models import Article
    from authors.models import User

# A page says every ten seconds that it is there, and whether something was typed since.
HERE_FOR, TYPING_FOR = timedelta(seconds=45), timedelta(seconds=15)
FORGOTTEN_AFTER = timedelta(days=1)


def be_present(article: Article, *, key: str, by: User, typing: bool) -> None:
    now = timezone.now()
    typed = {"typed_at": now} if typing else {}
    mine = Presence.objects.filter(pk=key, by=by, article=article)
    if not mine.update(seen_at=now, **typed):
        page = Presence(pk=key, article=article, by=by, since=now, seen_at=now, **typed)
        # A key that is somebody else's stays theirs.
        Presence.objects.bulk_create([page], ignore_conflicts=True)


def leave(article: Article, *, key: str, by: User) -> None:
    Presence.objects.filter(pk=key, by=by, article=article).delete()


def others_on(article: Article, *, but: str) -> Iterator[tuple[User, datetime, bool]]:
    """Everybody with another page on it, or several: who, since when, and whether they are typing in one."""
    now = timezone.now()
    found = Presence.objects.filter(article=article, seen_at__gte=now - HERE_FOR).exclude(pk=but)
    pages: dict[User, list[Presence]] = {}
    for page in found.select_related("by"):
        pages.setdefault(page.by, []).append(page)
    for by, theirs in pages.items():
        typing = any(it.typed_at is not None and it.typed_at >= now - TYPING_FOR for it in theirs)
        yield by, theirs[0].since, typing


def forget_absent() -> int:
    """A job of the worker: the pages of which nothing was heard for a day."""
    if not is_turn_of("articles.presence.forget_absent"):
        return 0
    return Presence.objects.filter(seen_at__lt=timezone.now() - FORGOTTEN_AFTER).delete()[0]
