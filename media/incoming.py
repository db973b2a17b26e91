"""What browsers have sent and nobody has looked at yet: it came through our web server, or straight into the bucket.

Where there is a bucket, the desk asks for an `offer` and the browser sends the file with it; else `keep` stores what
comes. Then `take` gives it to `media.intake.add_image`, as soon as there is a place for it: it is sent once.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, cast

from django.core.files.base import File
from django.core.files.storage import storages
from django.http import UnreadablePostError

from cms.hourly import is_turn_of
from cms.keys import is_key, make_key, new_key
from cms.turns import standing_aside
from media.inspection import Refused, check_size

if TYPE_CHECKING:
    from django.http import HttpRequest

    from cms.bucket import PrivateBucket

STALE_AFTER = 24 * 60 * 60
INCOMPLETE = "The file did not arrive whole. Try again."


@dataclass(frozen=True)
class Offer:
    """What a browser posts as multipart/form-data to `url`: these fields, and then the file, in a field `file`."""

    key: str
    url: str
    fields: dict[str, str]


def bucket() -> PrivateBucket | None:
    found = storages["incoming"]
    return cast("PrivateBucket", found) if hasattr(found, "offer_upload") else None


def offer(size: int, content_type: str) -> Offer | None:
    """Leave to store one file, for a quarter of an hour; None where there is no bucket to send it to.

    Raises Refused where the file is too large, before anybody sends it in vain.
    """
    check_size(size)
    store = bucket()
    if store is None:
        return None
    key = new_key()
    # Fields are headers in the end, which take plain letters alone, and a signature bears no line breaks.
    plain = content_type if content_type.isascii() and content_type.isprintable() else ""
    signed = store.offer_upload(key, content_type=plain, size=size)
    return Offer(key, signed["url"], signed["fields"])


def keep(request: HttpRequest) -> str:
    """Stores the body of a request as it comes, and returns its key. Raises Refused."""
    said = request.headers.get("Content-Length", "")
    size = int(said) if said.isdecimal() else 0
    check_size(size)
    key, store = new_key(), storages["incoming"]
    try:
        with standing_aside():
            store.save(key, File(cast("IO[bytes]", request)))
    except UnreadablePostError as error:
        raise Refused("incomplete", INCOMPLETE) from error
    if store.size(key) != size:
        store.delete(key)
        raise Refused("incomplete", INCOMPLETE)
    return key


def take(key: str, filename: str) -> File[bytes]:
    """What has come in, under the name that its sender gives it, read only when asked. Raises FileNotFoundError."""
    if not is_key(key):
        raise FileNotFoundError(f"Nothing has come in as {key}.")
    return File(storages["incoming"].open(key), name=filename)


def forget(key: str) -> None:
    if is_key(key):
        storages["incoming"].delete(key)


def forget_stale() -> int:
    """Uploads that nobody took within a day go. To ask a bucket more often than each hour would only cost."""
    if not is_turn_of("media.incoming.forget_stale"):
        return 0
    # Keys rise with time, by our own clock.
    oldest_kept = make_key(int((time.time() - STALE_AFTER) * 1000), 0)
    stale = [name for name in names() if is_key(name) and name < oldest_kept]
    for key in stale:
        forget(key)
    return len(stale)


def names() -> list[str]:
    try:
        return storages["incoming"].listdir("")[1]
    except FileNotFoundError:
        return []
