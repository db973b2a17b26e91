"""Reads originals again for what nobody asked of them when they came in: whether readers may have their manifests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db import transaction

from cms.publishing import lock_log
from media import sandbox
from media.inspection import Refused
from media.making import original_of
from media.models import Image
from media.publishing import bring_up_to_date

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from media.credentials import Credentials

# How far it has come; and that it has come to the end, so that nobody looks again before the next day.
PLACE, THROUGH = "media.rereading.place", "media.rereading.through"
DAY = 24 * 60 * 60


def read_next() -> int:
    """For the worker: one picture, in the order of keys. Those that could not be read come again on another day."""
    if cache.get(THROUGH):
        return 0
    image = unread().filter(key__gt=cache.get(PLACE, "")).order_by("key").first()
    if image is None:
        cache.set(THROUGH, True, DAY)  # noqa: FBT003 (the value)
        cache.delete(PLACE)
        return 0
    cache.set(PLACE, image.key, DAY)
    read(image)
    return 1


def unread() -> QuerySet[Image]:
    """Signed, and from before manifests were told of. What comes in now says it from the start."""
    return Image.objects.filter(credentials__state__in=["valid", "untrusted"]).exclude(credentials__has_key="manifest")


def read(image: Image) -> None:
    try:
        with original_of(image) as original:
            found = sandbox.proven(original, image.format, sandbox.IN_BACKGROUND)
    except (Refused, FileNotFoundError):
        return
    # The package that reads them may have gone since.
    if found.state != "unreadable":
        note(image, found)


def note(image: Image, found: Credentials) -> None:
    """Nothing else of what was found when it came in is changed."""
    with transaction.atomic():
        lock_log()
        Image.objects.filter(pk=image.pk).update(credentials={**image.credentials, "manifest": found.manifest})
        if found.manifest:
            bring_up_to_date(image, by=None)
