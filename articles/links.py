"""The links of stories to other sites: noted when a story is saved, and looked at by the worker."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from articles.models import CheckedLink
from cms.reaching import NotReached, status_of
from cms.wire import digest_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cms.reaching import Reach

FRESH = timedelta(days=1)
PATIENCE = timedelta(minutes=2)
MOST_TRIES = 5
MOST_LINKS = 500
# What providers show in their own frames, and our own pictures, are no links that a reader follows.
NO_LINKS = {"embed", "video", "audio", "image", "gallery"}
DEAD = {404, 410}


def addresses_in(body: list[Any]) -> dict[str, str]:
    """Each address outside, with the block in which it stands first."""
    found: dict[str, str] = {}
    for block in body:
        if isinstance(block, dict):
            for url in addresses_below(block):
                found.setdefault(url, str(block.get("id") or ""))
    return dict(list(found.items())[:MOST_LINKS])


def addresses_below(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for it in value:
            yield from addresses_below(it)
    elif isinstance(value, dict):
        for name, it in value.items():
            if name in ("href", "url") and isinstance(it, str):
                if it.startswith(("http://", "https://")) and value.get("type") not in NO_LINKS:
                    yield it
            else:
                yield from addresses_below(it)


def note_links(body: list[Any]) -> None:
    """Has the worker look at those that nobody looked at lately."""
    addresses, now = list(addresses_in(body)), timezone.now()
    if not addresses:
        return
    CheckedLink.objects.bulk_create(
        [CheckedLink(digest=digest_of(it), url=it, due_at=now) for it in addresses], ignore_conflicts=True
    )
    stale = CheckedLink.objects.named(addresses).filter(due_at=None, checked_at__lt=now - FRESH)
    stale.update(due_at=now, tries=0)


def check_next(reach: Reach | None = None) -> int:
    """Looks at the next link that is due; returns how many there were. The request is made outside any transaction."""
    link = claim_next()
    if link is None:
        return 0
    try:
        status = status_of(link.url, reach)
    except NotReached as error:
        keep(link, CheckedLink.Status.UNSURE, str(error))
        return 1
    if status < 400:
        keep(link, CheckedLink.Status.GOOD, "")
    else:
        keep(link, CheckedLink.Status.DEAD if status in DEAD else CheckedLink.Status.UNSURE, f"it answers {status}")
    return 1


def claim_next() -> CheckedLink | None:
    """Put off first, so that no other worker takes it, and one that brings us down is not the next again at once."""
    now = timezone.now()
    with transaction.atomic():
        due = CheckedLink.objects.select_for_update(skip_locked=True).filter(due_at__lte=now).order_by("due_at")
        link = due.first()
        if link:
            CheckedLink.objects.filter(pk=link.pk).update(due_at=now + PATIENCE * 2**link.tries, tries=F("tries") + 1)
    return link


def keep(link: CheckedLink, status: CheckedLink.Status, problem: str) -> None:
    """One that is not good is looked at a few times more: sites are away for a moment."""
    found = CheckedLink.objects.filter(pk=link.pk)
    found.update(status=status, problem=problem, checked_at=timezone.now())
    settled = found if status == CheckedLink.Status.GOOD else found.filter(Q(tries__gte=MOST_TRIES))
    settled.update(due_at=None)
