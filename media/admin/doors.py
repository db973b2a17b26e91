"""Takes in and looks at only so many uploads at once: each takes memory, and an answer that waits takes a thread."""

from __future__ import annotations

import threading
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http import JsonResponse

from cms.logs import expect_again

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    View = Callable[..., HttpResponse]

# Of each web process, for what has come in whole.
PLACES = threading.BoundedSemaphore(1)
WAIT = "Other pictures are being looked at. This one comes next."


def one_of_few(places: threading.BoundedSemaphore) -> Callable[[View], View]:
    """Whoever finds no place is asked to come again in a second; the page does so by itself."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(desk: Any, request: HttpRequest) -> HttpResponse:
            if not places.acquire(blocking=False):
                expect_again(request)
                return JsonResponse({"busy": True, "message": WAIT}, status=503, headers={"Retry-After": "1"})
            try:
                return view(desk, request)
            finally:
                places.release()

        return guarded

    return guard
