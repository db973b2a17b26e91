"""Times in the newsroom's pages are those of whoever reads them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import timezone
from django.utils.formats import date_format

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


class OwnTimeZone:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        """Only in the admin: a reader's answer must not depend on a session, nor cost a look at it."""
        if request.resolver_match and request.resolver_match.namespace == "admin":
            name = getattr(request.user, "time_zone", "")
            try:
                timezone.activate(ZoneInfo(name) if name else timezone.get_default_timezone())
            except (ZoneInfoNotFoundError, ValueError):
                timezone.deactivate()


def told(moment: datetime) -> str:
    """In the zone of whoever looks, and in the newsroom's where that is another hour."""
    here, there = timezone.localtime(moment), timezone.localtime(moment, timezone.get_default_timezone())
    words = date_format(here, "j M Y, H:i")
    if here.utcoffset() == there.utcoffset():
        return words
    return f"{words} ({date_format(there, 'H:i' if here.date() == there.date() else 'j M, H:i')} in the newsroom)"


def zones_told() -> str:
    """Whose times are meant, for those who write one."""
    here, there = timezone.get_current_timezone_name(), str(timezone.get_default_timezone())
    if here == there:
        return f"In the newsroom’s time, {there}."
    return f"In your own time, {here}; the newsroom’s is {there}."


def clock_fault(wall: datetime, zone: tzinfo) -> str:
    """Why this is no moment where the clocks change: it comes twice, or not at all; empty where it comes once."""
    if comes_once(wall, zone):
        return ""
    minute = timedelta(minutes=1)
    before = after = wall.replace(second=0, microsecond=0)
    while not comes_once(before, zone):
        before -= minute
    while not comes_once(after, zone):
        after += minute
    goes, what = ("back", "comes twice") if exists(wall, zone) else ("forward", "does not exist")
    return (
        f"On {wall:%d %B %Y} the clocks go {goes} in {zone}, and {wall:%H:%M} {what}. Choose {before:%H:%M} or earlier,"
        f" or {after:%H:%M} or later."
    )


def comes_once(wall: datetime, zone: tzinfo) -> bool:
    first, second = (wall.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    return first == second


def exists(wall: datetime, zone: tzinfo) -> bool:
    there = wall.replace(tzinfo=zone)
    return there.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == wall
