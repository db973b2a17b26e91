"""Times in the newsroom's pages are those of whoever reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import timezone

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
