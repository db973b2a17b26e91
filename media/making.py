"""Makes the files that readers get: all of a picture's by the worker, or one on its first request."""

from __future__ import annotations

import fcntl
import hashlib
import threading
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db.models import Q
from django.utils import timezone

from media import sandbox
from media.inspection import Refused
from media.models import Image, original_name
from media.renditions import renditions_of, state_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from django.core.files import File

    from media.metadata import Credits
    from media.renditions import Rendition

# Each web process makes one file at a time, and one more may wait for that: whoever wants a story must find a thread
# that is free.
MAKING = threading.BoundedSemaphore(1)
MAKING_OR_WAITING = threading.BoundedSemaphore(2)
PATIENCE = 20
LOCKS = 4096
# What could not be made will not be tried again before the picture changes.
FAILED = "failed"
# For so long, caches and pages that are open may go on naming files that the picture has no more.
GRACE = timedelta(days=1)


class Busy(Exception):
    """Other files are being made; this one can be asked for a little later."""


def file_of(key: str, name: str) -> bytes | None:
    """The file of this name, made now if need be; None where the picture has no such file, or it cannot be made.

    Raises Busy.
    """
    stored = read(name)
    if stored is not None:
        return stored
    image = Image.objects.filter(pk=key).first()
    make = maker_of(image, name) if image else None
    if image is None or make is None:
        return None
    with one_at_a_time(name):
        # Whoever had the lock before has perhaps made it.
        stored = read(name)
        if stored is None:
            stored = made(image, name, make)
    return stored


def maker_of(image: Image, name: str) -> Callable[[File[bytes]], bytes] | None:
    """What makes this file of the original; None where the picture has none of this name."""
    if name == image.manifest_name:
        return partial(sandbox.manifest, limits=sandbox.ON_REQUEST)
    rendition = next((it for it in renditions_of(image.original) if it.name == name), None)
    return partial(render_one, rendition, image.original.credits) if rendition else None


def render_one(rendition: Rendition, credits_: Credits, original: File[bytes]) -> bytes:
    [(_, content)] = sandbox.rendered(original, [rendition], credits_, sandbox.ON_REQUEST)
    return content


def made(image: Image, name: str, make: Callable[[File[bytes]], bytes]) -> bytes | None:
    try:
        with original_of(image) as original:
            content = make(original)
    except (Refused, FileNotFoundError):
        return None
    keep(name, content)
    return content


def make_next() -> int:
    """For the worker: all files of the next picture that lacks some. Returns how many pictures it did."""
    image = Image.objects.filter(Q(rendered="")).order_by("key").first()
    if image is None:
        return 0
    make_all(image)
    return 1


def make_all(image: Image) -> None:
    """Every file that is not there yet. What has changed meanwhile is left for another time."""
    state = state_of(image.original)
    missing = [it for it in renditions_of(image.original) if not storages["renditions"].exists(it.name)]
    try:
        if missing:
            make_those(missing, image)
    except (Refused, FileNotFoundError):
        state = FAILED
    unchanged = Image.objects.filter(pk=image.pk, rendered="", **{name: getattr(image, name) for name in DECIDING})
    # By then nobody asks for those that it had before.
    unchanged.update(rendered=state, tidy_at=None if state == FAILED else timezone.now() + GRACE)


def make_those(missing: Sequence[Rendition], image: Image) -> None:
    with original_of(image) as original:
        for rendition, content in sandbox.rendered(original, missing, image.original.credits, sandbox.IN_BACKGROUND):
            keep(rendition.name, content)


# What the names of the files depend on and the desk can change.
DECIDING = ("focal_x", "focal_y", "crops", "credit", "creator", "copyright_notice", "digital_source_type")


def make_anew(keys: Sequence[str]) -> None:
    """Has the worker look at these pictures again: their files have other names now."""
    Image.objects.filter(pk__in=keys).exclude(rendered="").update(rendered="")


def original_of(image: Image) -> File[bytes]:
    return storages["default"].open(original_name(image))


def read(name: str) -> bytes | None:
    try:
        with storages["renditions"].open(name) as file:
            return bytes(file.read())
    except FileNotFoundError:
        return None


def keep(name: str, content: bytes) -> None:
    # A file of this name can only have these bytes: whoever was faster did the same.
    if not storages["renditions"].exists(name):
        storages["renditions"].save(name, ContentFile(content))


@contextmanager
def one_at_a_time(name: str) -> Iterator[None]:
    """Among all processes of this machine; the lock file says nothing and stays."""
    with taken(MAKING_OR_WAITING, patience=0), taken(MAKING, patience=PATIENCE):
        folder = settings.DATA_DIR / "locks"
        folder.mkdir(parents=True, exist_ok=True)
        place = int.from_bytes(hashlib.sha256(name.encode()).digest()[:4]) % LOCKS
        with (folder / f"{place}").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


@contextmanager
def taken(places: threading.BoundedSemaphore, *, patience: float) -> Iterator[None]:
    if not places.acquire(timeout=patience):
        raise Busy
    try:
        yield
    finally:
        places.release()
