"""Who may show a story before it is public, asked again at every request that somebody makes in their name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from articles.models import State
from articles.workflow import may

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from articles.models import Article
    from authors.models import User

# What the newsroom has given up or must not show: it is shown to nobody outside the desk.
NEVER_SHOWN = (State.SPIKED, State.TAKEN_DOWN)


def may_preview(article: Article, by: User | AnonymousUser) -> bool:
    """Whoever may change the story, while it may be shown at all."""
    return by.is_active and by.is_staff and may(article, "share", by)
