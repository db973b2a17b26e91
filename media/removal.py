"""How a picture goes for good, which only one that nothing uses may."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from django.core.files.storage import storages
from django.db import transaction

from cms.publishing import lock_log
from media.models import Image, original_name
from media.publishing import is_public, withdraw_image
from media.renditions import PREFIX_LENGTH
from media.usage import uses_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class PictureInUse(Exception):
    def __init__(self, image: Image) -> None:
        super().__init__(f"“{image}” is in use, so it cannot be deleted. Take it out of what uses it first.")


def delete_image(image: Image, *, by: AbstractBaseUser | None) -> None:
    """Deletes the row and, once that is certain, its files; readers learn that it is gone. Raises PictureInUse."""
    with transaction.atomic():
        # Nothing is published with it between the look and the deletion.
        lock_log()
        if uses_of(image):
            raise PictureInUse(image)
        if is_public(image.key):
            withdraw_image(image, by=by)
        transaction.on_commit(partial(remove_files, image.digest, original_name(image)), robust=True)
        image.delete()


def remove_files(digest: str, original: str) -> None:
    # The same file may have come in again since, under the same names.
    if Image.objects.filter(digest=digest).exists():
        return
    storages["default"].delete(original)
    folder, prefix = digest[:2], digest[:PREFIX_LENGTH]
    with suppress(FileNotFoundError):
        for name in storages["renditions"].listdir(folder)[1]:
            # Those, too, that were made before the picture was last changed.
            if name.startswith(prefix):
                storages["renditions"].delete(f"{folder}/{name}")
