"""Deletes the files that a picture has no more: of old crops, old credits, old ways of encoding."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.core.files.storage import storages
from django.db.models import Q
from django.utils import timezone

from cms.models import Document
from media.making import GRACE
from media.models import Image
from media.renditions import PREFIX_LENGTH, STAMP_LENGTH, renditions_of

if TYPE_CHECKING:
    from collections.abc import Iterable

BATCH = 100


def clear_outdated() -> int:
    """For the worker, a day after all files of a picture were made. Returns how many pictures it looked at."""
    now = timezone.now()
    due = Image.objects.filter(tidy_at__lte=now)
    first = due.order_by("tidy_at").first()
    if first is None:
        return 0
    # Those that share a folder, which is listed once.
    folder = first.digest[:2]
    images = list(due.filter(digest__startswith=folder).order_by("tidy_at")[:BATCH])
    names = names_in(folder)
    for image in images:
        cleared = clear(image, [name for name in names if name.startswith(beginning_of(image))])
        # Changed meanwhile, it has been given another time.
        same = Image.objects.filter(pk=image.pk, tidy_at=image.tidy_at)
        same.update(tidy_at=None if cleared else now + GRACE)
    return len(images)


def names_in(folder: str) -> list[str]:
    try:
        return [f"{folder}/{name}" for name in storages["renditions"].listdir(folder)[1]]
    except FileNotFoundError:
        return []


def beginning_of(image: Image) -> str:
    return f"{image.digest[:2]}/{image.digest[:PREFIX_LENGTH]}-"


def clear(image: Image, names: Iterable[str]) -> bool:
    """False where something that readers see still names one of them: it has yet to be compiled anew."""
    outdated = set(names) - {it.name for it in renditions_of(image.original)}
    if not outdated:
        return True
    if is_named(image, {name[: len(beginning_of(image)) + STAMP_LENGTH] for name in outdated}):
        return False
    for name in outdated:
        storages["renditions"].delete(name)
    return True


def is_named(image: Image, beginnings: Iterable[str]) -> bool:
    shows = Q(kind="image", key=image.key) | Q(references__kind="image", references__key=image.key)
    names = reduce(or_, (Q(body__contains=it) | Q(card__contains=it) for it in beginnings))
    return Document.objects.live().filter(shows, names).exists()
