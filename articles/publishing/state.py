from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from articles import workflow
from articles.models import Article

if TYPE_CHECKING:
    from authors.models import User


def locked(article: Article) -> Article:
    """The stored article, held until the transaction ends: what is decided about it stays true until it is done."""
    return Article.objects.select_for_update(of=("self",)).select_related("published_revision").get(pk=article.pk)


def move_article(article: Article, action: str, *, by: User | None) -> None:
    """A step of the workflow that readers do not notice: submit, approve, send back, hold, spike …"""
    with transaction.atomic():
        held = locked(article)
        held.state = workflow.require(held, action, by).target
        held.save(update_fields=["state"])
    article.refresh_from_db()
