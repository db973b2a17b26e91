"""Makes the files that readers get: all of a picture's by the worker, or one on its first request."""

from __future__ import annotations

import fcntl
import hashlib
import threading
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db.models import Q
from django.utils import timezone

from cms.turns import standing_aside
from media import sandbox
from media.inspection import Refused
from media.models import Image, original_name
from media.renditions import renditions_of, state_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from django.core.files import File

    from media.renditions import Original, Rendition

# Each web process has the files of one picture made at a time.
MAKING = threading.BoundedSemaphore(1)
# Who waits for a file, or brings one in over a slow line, stands aside, but has a thread, as has the upload that is
# looked at. Of all (`BLOCKING_THREADS`), a quarter stays free of these: whoever wants a story must find one.
IN_LINE = threading.BoundedSemaphore(23)
PATIENCE = 30
LOCKS = 4096
# What could not be made will not be tried again before the picture changes.
FAILED = "failed"
# For so long, caches and pages that are open may go on naming files that the picture has no more.
GRACE = timedelta(days=1)


class Busy(Exception):
    """Other files are being made; this one can be asked for a little later."""


class Batch:
    """Files of one picture that are wanted at once: who came first has all made in one go, the others wait for that."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.over = threading.Event()
        self.was_tried = False
        self.failed_together = False


# Those to which more names can still be added: by their picture, or by a name that is to be made alone. A picture whose
# crops have changed meanwhile has a batch of its own.
OPEN: dict[Original | str, Batch] = {}
OPENING = threading.Lock()


def file_of(key: str, name: str) -> bytes | None:
    """The file of this name, made now if need be; None where the picture has no such file, or it cannot be made.

    Raises Busy.
    """
    stored = read(name)
    if stored is not None:
        return stored
    image = Image.objects.filter(pk=key).first()
    if image is None or not has_file(image, name):
        return None
    if not IN_LINE.acquire(blocking=False):
        raise Busy
    try:
        have_made(image, name)
    finally:
        IN_LINE.release()
    return read(name)


def has_file(image: Image, name: str) -> bool:
    return name == image.manifest_name or any(it.name == name for it in renditions_of(image.original))


def have_made(image: Image, name: str) -> None:
    if name == image.manifest_name:
        have_made_with_others(image, name, name)
    elif have_made_with_others(image, name, image.original).failed_together:
        # One of them may have been too much, and the others must not go without for that.
        have_made_with_others(image, name, name)


def have_made_with_others(image: Image, name: str, subject: Original | str) -> Batch:
    with OPENING:
        is_first = subject not in OPEN
        batch = OPEN.setdefault(subject, Batch())
        batch.names.add(name)
    if is_first:
        make_batch(batch, image, subject)
        return batch
    with standing_aside():
        batch.over.wait(PATIENCE)
    if not batch.was_tried:
        raise Busy
    return batch


def make_batch(batch: Batch, image: Image, subject: Original | str) -> None:
    try:
        with one_at_a_time(image):
            with OPENING:
                del OPEN[subject]
            # Whoever had the lock before has perhaps made some.
            missing = [name for name in batch.names if not storages["renditions"].exists(name)]
            try:
                make_named(missing, image)
            except (Refused, FileNotFoundError):
                batch.failed_together = len(missing) > 1
            batch.was_tried = True
    finally:
        with OPENING:
            if OPEN.get(subject) is batch:
                del OPEN[subject]
        batch.over.set()


def make_named(missing: Collection[str], image: Image) -> None:
    if image.manifest_name in missing:
        with original_of(image) as original:
            keep(image.manifest_name, sandbox.manifest(original, sandbox.ON_REQUEST))
    elif missing:
        make_those([it for it in renditions_of(image.original) if it.name in missing], image, sandbox.ON_REQUEST)


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
            make_those(missing, image, sandbox.IN_BACKGROUND)
    except (Refused, FileNotFoundError):
        state = FAILED
    unchanged = Image.objects.filter(pk=image.pk, rendered="", **{name: getattr(image, name) for name in DECIDING})
    # By then nobody asks for those that it had before.
    unchanged.update(rendered=state, tidy_at=None if state == FAILED else timezone.now() + GRACE)


def make_those(missing: Sequence[Rendition], image: Image, limits: sandbox.Limits) -> None:
    with original_of(image) as original:
        for rendition, content in sandbox.rendered(original, missing, image.original.credits, limits):
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
def one_at_a_time(image: Image) -> Iterator[None]:
    """Of all pictures in this process, and of this one among all processes of this machine.

    The lock file says nothing and stays.
    """
    folder = settings.DATA_DIR / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    place = int.from_bytes(hashlib.sha256(image.digest.encode()).digest()[:4]) % LOCKS
    with taken(MAKING), (folder / f"{place}").open("w") as lock:
        with standing_aside():
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def taken(place: threading.BoundedSemaphore) -> Iterator[None]:
    with standing_aside():
        is_mine = place.acquire(timeout=PATIENCE)
    if not is_mine:
        raise Busy
    try:
        yield
    finally:
        place.release()
