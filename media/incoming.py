"""What browsers have sent and nobody has looked at yet: it came through our web server, or straight into the bucket.

Where there is a bucket, the desk asks for an `offer` and the browser sends the file with it; else `keep` stores what
comes. Then `take` gives it to `media.intake.add_image`, as soon as there is a place for it: it is sent once, and what
came through our server is read once, while it comes.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, cast

from django.core.files.base import File
from django.core.files.storage import storages
from django.core.signing import BadSignature, Signer
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
# What we have summed up ourselves is known by a name that only we can make.
SUMMED = Signer(salt="media.incoming")


class Arriving(File):  # type: ignore[type-arg]  # Django's is not generic when it runs
    """The body of a request, which comes once; it sums up what is read of it."""

    closed = False

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__(file)
        self.source, self.sum = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self.source.read(size)
        self.sum.update(piece)
        return piece

    def seekable(self) -> bool:
        return False


class Arrived(File):  # type: ignore[type-arg]  # Django's is not generic when it runs
    """What has come in, under the name that its sender gives it. The digest is empty where nobody knows it yet."""

    def __init__(self, file: File[bytes], name: str, digest: str) -> None:
        super().__init__(file, name)
        self.digest = digest


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
    """Stores the body of a request as it comes. Returns what it is to be taken by; raises Refused."""
    said = request.headers.get("Content-Length", "")
    size = int(said) if said.isdecimal() else 0
    check_size(size)
    key, store, body = new_key(), storages["incoming"], Arriving(cast("IO[bytes]", request))
    try:
        with standing_aside():
            store.save(key, body)
    except UnreadablePostError as error:
        raise Refused("incomplete", INCOMPLETE) from error
    if store.size(key) != size:
        store.delete(key)
        raise Refused("incomplete", INCOMPLETE)
    return SUMMED.sign(f"{key}:{body.sum.hexdigest()}")


def take(known_as: str, filename: str) -> Arrived:
    """By the key of an offer, or by what `keep` has returned. Raises FileNotFoundError."""
    key, digest = parts_of(known_as)
    if not key:
        raise FileNotFoundError(f"Nothing has come in as {known_as}.")
    return Arrived(storages["incoming"].open(key), filename, digest)


def forget(known_as: str) -> None:
    key, _ = parts_of(known_as)
    if key:
        storages["incoming"].delete(key)


def parts_of(known_as: str) -> tuple[str, str]:
    """The key, empty where there can be none, and the digest, where we have said it."""
    if is_key(known_as):
        return known_as, ""
    try:
        key, digest = SUMMED.unsign(known_as).split(":")
    except BadSignature:
        return "", ""
    return key, digest


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
