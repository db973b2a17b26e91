"""What somebody at the desk is told of a request that cannot be taken as it is: never a bare number."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpResponse
from django.template.loader import render_to_string

from cms.delivery import problems

if TYPE_CHECKING:
    from django.http import HttpRequest


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path.startswith("/api/"):
        return problems.bad_request(request, exception)
    title, remedy = told(exception)
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE if title.startswith("Too much") else HTTPStatus.BAD_REQUEST
    # Without the request, whose fields cannot be read.
    return HttpResponse(render_to_string("cms/refused.html", {"title": title, "remedy": remedy}), status=status)


def told(exception: Exception) -> tuple[str, str]:
    if isinstance(exception, TooManyFieldsSent):
        most = f"{settings.DATA_UPLOAD_MAX_NUMBER_FIELDS:,} fields"
        return (
            "Too much on one page",
            f"It has more than {most}. Go back, take some of its rows away, and save it again.",
        )
    if isinstance(exception, RequestDataTooBig):
        most = f"{settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024**2} MB of text"
        return "Too much text at once", f"It has more than {most}. Go back, and split it into several."
    if isinstance(exception, TooManyFilesSent):
        most = f"{settings.DATA_UPLOAD_MAX_NUMBER_FILES} files"
        return "Too much at once", f"At most {most} can be sent together. Go back, and send them in several goes."
    return "This request could not be understood", "Go back, load the page again, and try once more."
