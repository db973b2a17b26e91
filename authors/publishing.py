from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from authors.compile import compile_author
from authors.models import Author
from cms.models import Document
from cms.publishing import publish_many
from media.publishing import publish_images

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import AbstractBaseUser


def publish_authors(authors: Iterable[Author], *, by: AbstractBaseUser | None) -> None:
    """Makes the profiles public, portraits first: who follows the log never meets a name without its picture."""
    profiles = list(authors)
    with transaction.atomic():
        publish_images([author.portrait for author in profiles if author.portrait], by=by)
        publish_many([compile_author(author) for author in profiles], by=by)


def bring_up_to_date(author: Author, *, by: AbstractBaseUser | None) -> None:
    """After an edit. A profile that readers do not know yet waits for its first story."""
    if is_public(author):
        publish_authors([author], by=by)


def is_public(author: Author) -> bool:
    return Document.objects.live().filter(kind="author", key=author.key).exists()


def recompile_authors(keys: list[str]) -> None:
    """After something that the profiles mention has changed; the rows are locked, so that no edit is overtaken."""
    with transaction.atomic():
        authors = Author.objects.filter(key__in=keys).select_related("portrait").select_for_update(of=("self",))
        publish_many([compile_author(author) for author in authors], by=None, only_live=True)
