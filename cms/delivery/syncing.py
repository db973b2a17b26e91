"""Copies for apps that work offline: everything at first, then what has changed; of all, or of a part."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Subquery
from django.utils import timezone

from cms.delivery import problems, published, serializers
from cms.delivery.answers import Edition, answer_unless_known
from cms.delivery.copies import Copies, Place
from cms.delivery.cursors import bad_cursor, opened, sealed
from cms.delivery.parameters import CURSOR, LIMIT
from cms.delivery.problems import Problem
from cms.delivery.profiles import FIELDS, PROFILE, read_fit
from cms.delivery.scopes import SCOPE, read_scope
from cms.delivery.views import PublicView
from cms.models import Followed, ScopedChange
from cms.wire import digest_of, to_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from django.http import HttpResponse
    from rest_framework.request import Request

    from cms.delivery.copies import Item
    from cms.delivery.profiles import Fit
    from cms.delivery.scopes import Scope

# In seconds: how soon to ask again once there is nothing more.
POLL_AFTER = 60
# Where a list of these may be kept, so may an answer that has them.
LISTS = [f"list:{kind}" for kind in ("article", *ScopedChange.SHOWN_KINDS)]


class Sync(PublicView):
    operation, group, summary = "sync", "Sync", "What to keep offline: everything at first, then what has changed"
    shape = serializers.SyncSerializer
    parameters = (*SCOPE, PROFILE, FIELDS, LIMIT, CURSOR)
    refusals = (problems.SYNC_CURSOR_EXPIRED,)

    def get(self, request: Request) -> HttpResponse:
        given = self.given(request)
        scope, fit = read_scope(given), read_fit(given)
        end, at, log_ends_at = followed()
        place, known_since = place_at(given["cursor"], scope, fit) if given["cursor"] else (Place(1), end)
        if given["cursor"]:
            refuse_expired(place, end)
        page = Copies(scope, known_since).page(place, end, given["limit"])
        items = ",".join(texts(page.items, fit))
        rest = {
            "next_cursor": cursor_at(page.next, scope, fit, known_since),
            "has_more": page.has_more,
            "poll_after": 0 if page.has_more else POLL_AFTER,
        }
        content = f'{{"items":[{items}],{to_json(rest)[1:]}'
        edition = Edition(
            digest_of(content), at if end == log_ends_at else None, keys_for(scope), lasts=end == log_ends_at
        )
        return answer_unless_known(request, edition, content.encode())


def keys_for(scope: Scope) -> list[str]:
    return [*LISTS, *(f"{kind}:{key}" for kind, key in scope.parts if key)]


def followed() -> tuple[int, datetime | None, int]:
    """How far changes are noted, when that was, and where the log ends."""
    last = published.events().order_by("-sequence").values("sequence")[:1]
    row = Followed.objects.using(settings.DELIVERY_DATABASE).values_list("position", "at", Subquery(last)).get()
    position, at, end = row
    return position, at, end or 0


def cursor_at(place: Place, scope: Scope, fit: Fit, known_since: int) -> str:
    return sealed([name_of(scope, fit), *place, known_since])


def name_of(scope: Scope, fit: Fit) -> str:
    return digest_of(" ".join(filter(None, ("sync", scope.name, *fit))))[:12]


def place_at(cursor: str, scope: Scope, fit: Fit) -> tuple[Place, int]:
    """Raises a Problem where the cursor is no good."""
    name, *content = opened(cursor)
    if name != name_of(scope, fit) or len(content) != 3:
        raise bad_cursor("belongs to another scope, profile or choice of fields: start without it")
    sequence, key, known_since = content
    return Place(sequence, key), known_since


def refuse_expired(place: Place, end: int) -> None:
    """What a client missed too long ago is not told any more: it starts again."""
    oldest = published.events().filter(sequence=place.sequence).values_list("at", flat=True).first()
    too_old = timezone.now() - timedelta(days=settings.SYNC_DAYS)
    # One from beyond the log is from before the log was restored from a backup.
    if place.sequence > end + 1 or (oldest and place.sequence <= end and oldest < too_old):
        raise Problem(problems.SYNC_CURSOR_EXPIRED, problems.SYNC_CURSOR_EXPIRED.remedy)


def texts(items: Iterable[Item], fit: Fit) -> Iterator[str]:
    for item in items:
        told = to_json(item.envelope)
        if item.op == "delete":
            yield told
            continue
        yield f'{told[:-1]},"object":{fit.text_of(item.kind, item.body)}}}'
