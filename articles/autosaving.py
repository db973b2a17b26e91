"""What is typed and not saved yet: kept beside the story, offered again to whoever typed it, joined with what others
saved meanwhile. It changes no story and no revision until somebody saves it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from articles.blocks.characters import tidy
from articles.editing import SavedMeanwhile, name_of
from articles.merging import merge_contents
from articles.models import Article, Autosave, Correction
from articles.restoring import LONGEST_NOTE, save_content
from articles.snapshot import snapshot_of
from cms.hourly import is_turn_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from articles.merging import Merge
    from articles.snapshot import Content
    from authors.models import User

# How long it is kept after somebody threw it away, or after nobody came back to it.
DISCARDED_FOR, FORGOTTEN_AFTER = timedelta(days=30), timedelta(days=180)


class NotYours(Exception):
    """This sitting is somebody else's, or that of another story."""


@dataclass(frozen=True)
class Typed:
    """What stands in an editor now."""

    content: Content
    # The version that it was typed over; 0 for a story that was never saved.
    opened_version: int
    # What no revision keeps: `internal_note` as it was and is, new `corrections`, and the names of `others`.
    beside: dict[str, Any] = field(default_factory=dict)
    # The fields of a form as they were typed, so that it can be filled again; another editor has none.
    form: dict[str, list[str]] = field(default_factory=dict)


def keep_autosave(article: Article | None, typed: Typed, *, key: str, by: User, continues: str = "") -> Autosave:
    """Keeps the newest of what is typed in one sitting: one row, however often. Raises NotYours.

    `continues` is an earlier sitting whose text was taken up in this one, which takes its place.
    """
    with transaction.atomic():
        held = Autosave.objects.select_for_update().filter(pk=key).first()
        if held and (held.by_id != by.pk or held.article_id != (article and article.pk)):
            raise NotYours
        autosave = held or Autosave(key=key, article=article, by=by, begun_at=timezone.now())
        autosave.opened_version, autosave.form = typed.opened_version, storable(typed.form)
        autosave.content, autosave.beside = storable(typed.content), storable(typed.beside)
        autosave.saved_at, autosave.discarded_at = timezone.now(), None
        autosave.save(force_insert=held is None)
        drop_autosaves(article, by=by, keys=[continues])
    return autosave


def storable(value: Any) -> Any:
    """Without the characters that no database keeps in JSON: they are in what nobody has checked yet."""
    if isinstance(value, str):
        return value if value.isprintable() else tidy(value)
    if isinstance(value, list):
        return [storable(it) for it in value]
    return {name: storable(it) for name, it in value.items()} if isinstance(value, dict) else value


def drop_autosaves(article: Article | None, *, by: User, keys: list[str]) -> None:
    """What was typed in these sittings is saved now, or is as it was before: nothing waits to be saved."""
    of_story = Q(article=None) | Q(article=article) if article else Q(article=None)
    Autosave.objects.filter(of_story, pk__in=[key for key in keys if key], by=by).delete()


def discard_autosave(autosave: Autosave, *, by: User) -> None:
    """Offered no more; for a while the history of the story still has it. Raises NotYours."""
    if autosave.by_id != by.pk:
        raise NotYours
    Autosave.objects.filter(pk=autosave.pk).update(discarded_at=timezone.now())


def waiting_autosaves(article: Article | None, *, by: Any) -> QuerySet[Autosave]:
    """What this person may want to take up again, newest first."""
    found = Autosave.objects.filter(by=by, discarded_at=None).defer("form")
    return found.filter(article=article) if article else found.filter(article=None)


def merge_of(autosave: Autosave) -> Merge:
    """What was typed, joined with the newest saved version."""
    article = autosave.article
    if article is None:
        raise ValueError("A story that was never saved has nothing to be joined with.")
    return merge_contents(base_of(article, autosave.opened_version), autosave.content, saved_content(article))


def saved_content(article: Article) -> Content:
    newest = article.revisions.first()
    return newest.content if newest and newest.number == article.version else snapshot_of(article)


def is_new(article: Article, typed: Typed) -> bool:
    """Whether it holds anything that no saved version has."""
    merge = merge_contents(base_of(article, typed.opened_version), storable(typed.content), saved_content(article))
    return bool(typed.beside) or merge.has_mine


def base_of(article: Article, opened_version: int) -> Content:
    if opened_version == article.version:
        return saved_content(article)
    base = article.revisions.filter(number=opened_version).first()
    return base.content if base else {}


def save_autosave(autosave: Autosave, *, choices: dict[str, str], expected: int, by: User) -> list[str]:
    """Makes it the newest version, joined with what was saved meanwhile; returns what could not come along, in words.

    Raises SavedMeanwhile where that is no longer the expected version, NotChosen and Unfit.
    """
    if autosave.article_id is None:
        raise ValueError("A story that was never saved is saved by its form.")
    with transaction.atomic():
        article = Article.objects.select_for_update(of=("self",)).get(pk=autosave.article_id)
        if article.version != expected:
            raise SavedMeanwhile(article.revisions.select_related("by").first())
        autosave.article = article
        merge = merge_of(autosave)
        note = f"Joined with version {expected}" if autosave.is_stale else "Taken up again"
        if autosave.by_id != by.pk:
            note = f"{note}: text of {name_of(autosave.by)}"
        lost = save_content(article, merge.settled(choices), expected=expected, by=by, note=note[:LONGEST_NOTE])
        lost += save_beside(article, autosave.beside, by=by)
        # Only what was joined here: whoever typed it may have typed more since.
        joined = Autosave.objects.filter(pk=autosave.pk, saved_at=autosave.saved_at)
        if lost or merge.leaves_out(choices):
            joined.update(discarded_at=timezone.now())
        else:
            joined.delete()
    return lost


def save_beside(article: Article, beside: dict[str, Any], *, by: User) -> list[str]:
    note = beside.get("internal_note")
    if note and note["is"] != article.internal_note:
        both = [it for it in (article.internal_note, note["is"]) if it]
        article.internal_note = note["is"] if article.internal_note == note["was"] else "\n\n".join(both)
        article.save(update_fields=["internal_note"])
    Correction.objects.bulk_create(
        Correction(article=article, raised_by=by, **it) for it in beside.get("corrections", [])
    )
    return [f"{name}: set it again, what you had typed was not taken over." for name in beside.get("others", [])]


def forget_autosaves() -> int:
    """A job of the worker: what was thrown away, and what nobody came back to."""
    if not is_turn_of("articles.autosaving.forget_autosaves"):
        return 0
    now = timezone.now()
    thrown_away = Q(discarded_at__lt=now - DISCARDED_FOR)
    left = Q(discarded_at=None, saved_at__lt=now - FORGOTTEN_AFTER)
    return Autosave.objects.filter(thrown_away | left).delete()[0]
