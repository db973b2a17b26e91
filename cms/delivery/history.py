"""What was public before: versions of one object, as far as readers may still see them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cms.delivery import published
from cms.delivery.answers import cache_headers
from cms.delivery.bygone import as_may_be_shown
from cms.delivery.problems import HIDDEN_VERSION, NOT_FOUND, NOT_PUBLIC_THEN, Problem
from cms.wire import digest_of, iso

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from cms.delivery.published import Version
    from cms.models import DocumentQuerySet

# The change that made a version; every other sort of event says what became of it.
CHANGES = ("published", "updated", "corrected", "retracted")


class OldVersion(NamedTuple):
    pk: int
    key: str
    digest: str
    modified_at: datetime
    number: int
    body: str


def first_shown(kind: str, key: str) -> int:
    """Of an object that is live: the number of the version with which its public history begins.

    A retraction hides all that was said before it, and a removal by law all that there was.
    """
    sealing = published.events().filter(kind=kind, key=key, type__in=[f"{kind}.retracted", f"{kind}.taken_down"])
    last = sealing.order_by("-sequence").first()
    if last is None:
        return 1
    return last.version if last.type == f"{kind}.retracted" else last.version + 1


def version(kind: str, live: Version, number: int, column: str = "body") -> OldVersion:
    """Raises a Problem where there is none of this number, or where it is hidden."""
    return shown(kind, live, published.documents().filter(kind=kind, key=live.key, version=number), None, column)


def version_at(kind: str, live: Version, moment: datetime, column: str) -> OldVersion:
    """Raises a Problem where nothing was public then, or where what was is hidden."""
    return shown(kind, live, published.documents().filter(kind=kind, key=live.key).as_of(moment), moment, column)


def shown(kind: str, live: Version, wanted: DocumentQuerySet, moment: datetime | None, column: str) -> OldVersion:
    headers = cache_headers([f"{kind}:{live.key}"])
    row = wanted.values_list("pk", "key", "digest", "modified_at", "version", column).first()
    if row is None:
        if moment:
            raise Problem(NOT_PUBLIC_THEN, f"This {kind} was not public at {iso(moment)}.", headers)
        raise Problem(NOT_FOUND, f"This {kind} has no version of this number.", headers)
    found = OldVersion(*row)
    first = first_shown(kind, live.key)
    if found.number < first:
        raise Problem(HIDDEN_VERSION, f"Of this {kind}, versions before {first} are not shown any more.", headers)
    body, difference = as_may_be_shown(found.body, live.key, found.pk)
    digest = digest_of(f"{found.digest} without {difference}") if difference else found.digest
    return found._replace(body=body, digest=digest)


def change_of(kind: str, key: str, numbers: Sequence[int]) -> dict[int, str]:
    """What made each of these versions."""
    made = [f"{kind}.{it}" for it in CHANGES]
    rows = published.events().filter(kind=kind, key=key, version__in=numbers, type__in=made)
    return {number: type_.removeprefix(f"{kind}.") for number, type_ in rows.values_list("version", "type")}
