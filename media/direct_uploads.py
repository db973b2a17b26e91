"""Uploads that go from the browser straight into the bucket, past our web server, and are looked at afterwards.

The desk asks for an `offer`, the browser sends the file with it, and `take` gives that to `media.intake.add_image`.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast
from urllib.parse import quote, unquote

from django.conf import settings
from django.core.cache import cache
from django.core.files.base import File
from django.core.files.storage import storages

from cms.keys import is_key, make_key, new_key
from media.inspection import check_size

if TYPE_CHECKING:
    from cms.bucket import PrivateBucket

HOUR = 60 * 60
STALE_AFTER = 24 * HOUR


@dataclass(frozen=True)
class Offer:
    """What a browser posts as multipart/form-data to `url`: these fields, and then the file, in a field `file`."""

    key: str
    url: str
    fields: dict[str, str]


def incoming() -> PrivateBucket | None:
    return cast("PrivateBucket", storages["incoming"]) if "incoming" in settings.STORAGES else None


def offer(filename: str, size: int, content_type: str) -> Offer | None:
    """Leave to store one file, for a quarter of an hour; None where there is no bucket to send it to.

    Raises Refused where the file is too large, before anybody sends it in vain.
    """
    check_size(size)
    bucket = incoming()
    if bucket is None:
        return None
    key = new_key()
    # Metadata are headers, which take plain letters alone; a signature bears no line breaks.
    signed = bucket.offer_upload(
        key,
        content_type=content_type if content_type.isascii() and content_type.isprintable() else "",
        metadata={"filename": quote(filename[-100:])},
        size=size,
    )
    return Offer(key, signed["url"], signed["fields"])


def take(key: str) -> File[bytes]:
    """What has come in by an offer, under the name that it had, read only when asked. Raises FileNotFoundError."""
    bucket = incoming()
    if bucket is None or not is_key(key):
        raise FileNotFoundError(f"Nothing has come in as {key}.")
    return File(bucket.open(key), name=unquote(bucket.metadata_of(key).get("filename", "")))


def forget(key: str) -> None:
    bucket = incoming()
    if bucket is not None and is_key(key):
        bucket.delete(key)


def forget_stale() -> int:
    """Uploads that nobody took within a day go. To ask the bucket more often than each hour would only cost."""
    bucket = incoming()
    if bucket is None or not cache.add("media.direct_uploads.forget_stale", value=True, timeout=HOUR):
        return 0
    # Keys rise with time, by our own clock.
    oldest_kept = make_key(int((time.time() - STALE_AFTER) * 1000), 0)
    stale = [name for name in bucket.listdir("")[1] if is_key(name) and name < oldest_kept]
    for key in stale:
        bucket.delete(key)
    return len(stale)
