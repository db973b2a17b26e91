"""When pictures become public, change before readers' eyes, and go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from cms.models import Document
from cms.publishing import lock_log, publish_many, withdraw
from media.compile import compile_image
from media.models import Image

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import AbstractBaseUser

    from cms.publishing import Removal


def publish_image(image: Image, *, by: AbstractBaseUser | None) -> Document:
    """Makes the picture public as it is now; its files can be fetched from then on."""
    with transaction.atomic():
        date([image])
        return publish_many([compile_image(image)], by=by)[0]


def publish_images(images: Iterable[Image], *, by: AbstractBaseUser | None) -> None:
    """Makes those public that readers never had: what a story brings along.

    One that was withdrawn stays so: only `publish_image`, which says so by name, brings it back.
    """
    wanted = {image.key: image for image in images}
    with transaction.atomic():
        known = Document.objects.filter(kind="image", key__in=list(wanted)).values_list("key", flat=True)
        for key in set(known):
            del wanted[key]
        if wanted:
            date(wanted.values())
            publish_many([compile_image(image) for image in wanted.values()], by=by)


def republish_if_public(image: Image, *, by: AbstractBaseUser | None) -> None:
    """After an edit, in its transaction. A picture that readers do not have waits for its first story.

    What is compiled is the row: the object at hand may not know what others have saved meanwhile.
    """
    stored = Image.objects.get(pk=image.pk)
    if stored.published_at:
        publish_many([compile_image(stored)], by=by, only_live=True)


def recompile_images(keys: list[str]) -> None:
    """After a change of how pictures are compiled; the rows are locked, so that no edit is overtaken."""
    with transaction.atomic():
        images = Image.objects.filter(key__in=keys, published_at__isnull=False).select_for_update(of=("self",))
        publish_many([compile_image(image) for image in images], by=None, only_live=True)


def withdraw_image(
    image: Image, *, by: AbstractBaseUser | None, reason: Removal = "unpublished", notice: str = ""
) -> None:
    """Takes the picture and its files away from readers, in whichever story they stand."""
    withdraw("image", image.key, by=by, reason=reason, notice=notice)


def is_public(key: str) -> bool:
    return bool(live_keys([key]))


def live_keys(keys: Iterable[str]) -> list[str]:
    return list(Document.objects.live().filter(kind="image", key__in=list(keys)).values_list("key", flat=True))


def date(images: Iterable[Image]) -> None:
    """The first publication stays the first, whatever is withdrawn and published again."""
    # The log's lock comes before any row's, as wherever a story brings its pictures along.
    now = lock_log().now
    undated = {image.pk: image for image in images if image.published_at is None}
    Image.objects.filter(pk__in=list(undated), published_at=None).update(published_at=now)
    for key, published_at in Image.objects.filter(pk__in=list(undated)).values_list("pk", "published_at"):
        undated[key].published_at = published_at
