"""Saving a story: every save is a revision, and no save overwrites another unseen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from articles import blocks
from articles.gates import ask_for_required
from articles.links import note_links
from articles.models import Article, Revision
from articles.snapshot import snapshot_of
from articles.workflow import require_right
from media.models import Image

if TYPE_CHECKING:
    from authors.models import User


def name_of(user: User | None) -> str:
    return (user.get_full_name() or user.get_username()) if user else "the system"


class SavedMeanwhile(Exception):
    """Somebody else saved the story since this version of it was opened; `newest` is what they saved."""

    def __init__(self, newest: Revision | None) -> None:
        self.who = name_of(newest.by) if newest and newest.by else "Somebody"
        super().__init__(
            f"{self.who} saved this story while you were editing it. Your text is still below, and kept. Mend what is"
            " marked and save again: then you see both versions together."
        )
        self.newest = newest


def claim_version(article: Article, *, expected: int) -> None:
    """Begins a save: counts the version up, or raises SavedMeanwhile where the stored one is not the expected one.

    Call it first in the transaction that stores the article.
    """
    changed = Article.objects.filter(pk=article.pk, version=expected).update(version=F("version") + 1)
    if not changed:
        raise SavedMeanwhile(Revision.objects.filter(article=article.pk).first())
    article.version = expected + 1


def record_revision(article: Article, *, by: User | None, note: str = "") -> Revision:
    """Ends a save: keeps what the stored article and its relations hold now. Raises TransitionRefused.

    Only here is it known where the story is to stand: nobody moves one into a category in which they may not write.
    """
    require_right(article, "change" if article.version > 1 else "write", by)
    keep_pictures(article)
    note_links(article.body)
    revision = Revision.objects.create(
        article=article, number=article.version, content=snapshot_of(article), by=by, at=timezone.now(), note=note
    )
    ask_for_required(article, revision, by=by)
    return revision


def keep_pictures(article: Article) -> None:
    """Of the text as it is now, and of the one that waits to be published."""
    waiting = article.scheduled_revision
    keys = pictures_in(article.body, article.lead_image_id)
    if waiting:
        keys |= pictures_in(waiting.content["body"], waiting.content["lead_image"])
    article.pictures.set(Image.objects.filter(pk__in=keys))


def pictures_in(body: list[Any], lead: str | None) -> set[str]:
    return {*blocks.mentions(body).images, *([lead] if lead else [])}


def save_revision(article: Article, *, by: User | None, note: str = "") -> Revision:
    """Both in one, for code that has changed the stored article itself."""
    with transaction.atomic():
        claim_version(article, expected=article.version)
        return record_revision(article, by=by, note=note)
