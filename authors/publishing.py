from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from authors.compile import compile_author
from authors.models import Author
from cms.models import Document
from cms.publishing import lock_log, publish_many
from media.publishing import publish_images, withdraw_all_with_pictures

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import AbstractBaseUser

    from cms.models import DocumentQuerySet


def publish_authors(authors: Iterable[Author], *, by: AbstractBaseUser | None) -> None:
    """Makes the profiles public by name: readers have them whether a story names them or not."""
    profiles = list(authors)
    with transaction.atomic():
        # The log's lock comes before any row's, as wherever a story brings its authors along.
        lock_log()
        Author.objects.filter(pk__in=[author.pk for author in profiles]).update(stands_alone=True)
        bring_authors(profiles, by=by)
    for author in profiles:
        author.stands_alone = True


def bring_authors(authors: Iterable[Author], *, by: AbstractBaseUser | None) -> None:
    """What a story brings along, portraits first: who follows the log never meets a name without its picture."""
    profiles = list(authors)
    with transaction.atomic():
        publish_images([author.portrait for author in profiles if author.portrait], by=by)
        publish_many([compile_author(author) for author in profiles], by=by)


def leave_to_stories(authors: Iterable[Author], *, by: AbstractBaseUser | None) -> None:
    """Takes back that they were published by name: readers have those that something names."""
    with transaction.atomic():
        lock_log()
        keys = [author.pk for author in authors]
        Author.objects.filter(pk__in=keys).update(stands_alone=False)
        withdraw_all_with_pictures(
            "author", list(unused_profiles().filter(key__in=keys).values_list("key", flat=True)), by=by
        )


def unused_profiles() -> DocumentQuerySet:
    return Document.objects.unmentioned("author").exclude(
        key__in=Author.objects.filter(stands_alone=True).values("key")
    )


def bring_up_to_date(author: Author, *, by: AbstractBaseUser | None) -> None:
    """After an edit. A profile that readers do not know yet waits for its first story."""
    with transaction.atomic():
        # Nobody takes the last story that names them away between the look and the edit.
        lock_log()
        if is_public(author):
            bring_authors([author], by=by)


def is_public(author: Author) -> bool:
    return Document.objects.live().filter(kind="author", key=author.key).exists()


def recompile_authors(keys: list[str]) -> None:
    """After something that the profiles mention has changed; the rows are locked, so that no edit is overtaken."""
    with transaction.atomic():
        authors = Author.objects.filter(key__in=keys).select_related("portrait").select_for_update(of=("self",))
        publish_many([compile_author(author) for author in authors], by=None, only_live=True)
