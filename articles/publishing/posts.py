"""The posts of a live coverage follow their story: they are public with it, and leave with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from articles.compile.live import as_story, compile_update
from articles.models import LiveUpdate
from articles.sources import Sources
from cms.publishing import lock_log, publish_many, withdraw_live

if TYPE_CHECKING:
    from collections.abc import Iterable

    from authors.models import User
    from cms.compiled import Compiled


def compiled(updates: Iterable[LiveUpdate]) -> list[Compiled]:
    """From what was published of them, not from their drafts."""
    contents = {it.key: (it, it.published_content) for it in updates if it.published_content is not None}
    sources = Sources.of({key: as_story(content) for key, (_, content) in contents.items()})
    return [compile_update(update, content, sources) for update, content in contents.values()]


def restore_updates(article: str, *, by: User | None) -> None:
    """Readers have again what they had of the coverage."""
    posts = list(LiveUpdate.objects.filter(article=article, published_content__isnull=False).order_by("published_at"))
    if posts:
        publish_many(compiled(posts), by=by)


def withdraw_updates(article: str, *, by: User | None) -> None:
    posts = LiveUpdate.objects.filter(article=article, published_content__isnull=False)
    if keys := list(posts.values_list("key", flat=True)):
        withdraw_live("update", keys, by=by)


def recompile_updates(keys: list[str]) -> None:
    """Brings posts up to date with what they mention."""
    with transaction.atomic():
        lock_log()
        posts = LiveUpdate.objects.filter(pk__in=keys, published_content__isnull=False).order_by("pk")
        publish_many(compiled(posts.select_for_update()), by=None, only_live=True)
