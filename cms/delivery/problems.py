"""Errors as RFC 9457 problem details: every kind that readers can meet, and the one way of answering it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.encoding import escape_uri_path
from django.views import defaults
from rest_framework.exceptions import APIException, MethodNotAllowed, NotAcceptable

from cms.delivery.answers import OPEN_TO_ALL
from cms.wire import to_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rest_framework.views import APIView

CONTENT_TYPE = "application/problem+json"


@dataclass(frozen=True)
class ProblemType:
    code: str
    status: int
    title: str
    remedy: str

    @property
    def url(self) -> str:
        return f"{settings.API_URL}/api/docs/problems/#{self.code}"


INVALID_PARAMETER = ProblemType(
    "invalid-parameter",
    400,
    "A parameter is not right",
    "`errors` names each parameter that could not be used, and says what is allowed. Unknown parameters are refused "
    "rather than ignored, so that a misspelt filter never looks like an answer.",
)
BAD_REQUEST = ProblemType(
    "bad-request", 400, "The request could not be understood", "`detail` says what was wrong with it."
)
NOT_FOUND = ProblemType(
    "not-found",
    404,
    "There is nothing here",
    "Nothing with this id or slug was ever published, or the address is no part of this API. `/api/v1/` lists what is.",
)
NOT_SET_UP = ProblemType(
    "not-set-up",
    404,
    "The publication is not set up yet",
    "Its name, policies and categories are published in the admin, under “Publication”.",
)
METHOD_NOT_ALLOWED = ProblemType(
    "method-not-allowed", 405, "This API is for reading", "Use one of the methods that the `Allow` header lists."
)
NOT_ACCEPTABLE = ProblemType(
    "not-acceptable",
    406,
    "There is no such representation",
    "The `Accept` header rules out everything that this address can send. Send `Accept: application/json`, or none.",
)
NOT_MADE_YET = ProblemType(
    "not-made-yet",
    503,
    "This form is being made",
    "After an upgrade, forms are made anew in the background. Try again when `Retry-After` says, or take the JSON.",
)
UNPUBLISHED = ProblemType(
    "unpublished",
    410,
    "No longer published",
    "The newsroom has withdrawn it. Remove your copy; `removed_at` says since when.",
)
TAKEN_DOWN = ProblemType(
    "taken-down",
    451,
    "Taken down",
    "It was removed for legal or ethical reasons. Remove every copy; `notice` is what readers may be told.",
)
NOT_PUBLIC_THEN = ProblemType(
    "not-public-then",
    404,
    "It was not public then",
    "At the time that `at` names there was nothing to see here. `versions/` lists when there was.",
)
HIDDEN_VERSION = ProblemType(
    "hidden-version",
    410,
    "This version is not shown any more",
    "The newsroom has retracted it, and shows only what it has said since. Remove your copy.",
)
SYNC_CURSOR_EXPIRED = ProblemType(
    "sync-cursor-expired",
    410,
    "Too long without asking",
    "What was removed since is not told any more. Start again without `cursor`, and put what you get in place of all "
    "that you have.",
)
BUNDLE_WITHDRAWN = ProblemType(
    "bundle-withdrawn",
    410,
    "Something in this bundle is public no more",
    "It was unpublished, taken down or retracted since. Take the bundle at `newest`; who has this one already asks "
    "`/sync/` with its `next_cursor` what to remove.",
)
SERVER_ERROR = ProblemType(
    "server-error", 500, "Something went wrong here", "It was logged. The same request may work later."
)
PROBLEM_TYPES = (
    INVALID_PARAMETER,
    BAD_REQUEST,
    NOT_FOUND,
    NOT_SET_UP,
    METHOD_NOT_ALLOWED,
    NOT_ACCEPTABLE,
    NOT_MADE_YET,
    UNPUBLISHED,
    TAKEN_DOWN,
    NOT_PUBLIC_THEN,
    HIDDEN_VERSION,
    SYNC_CURSOR_EXPIRED,
    BUNDLE_WITHDRAWN,
    SERVER_ERROR,
)


class Problem(APIException):
    """`members` are what this problem says beyond the standard's own: `errors`, `notice` and the like."""

    def __init__(
        self, type_: ProblemType, detail: str, headers: Mapping[str, str] | None = None, **members: Any
    ) -> None:
        super().__init__(detail)
        self.type = type_
        self.text = detail
        self.headers = headers or {}
        self.members = members


Fault = Mapping[str, str | int]
"""What is wrong with one parameter: {parameter, detail}, and {position} of the character where that is known."""


def invalid(errors: Sequence[Fault]) -> Problem:
    return Problem(INVALID_PARAMETER, " ".join(str(error["detail"]) for error in errors), errors=list(errors))


def answer_problem(error: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """What the framework calls with whatever a view raises; None leaves it to be logged and answered as a 500."""
    problem = as_problem(error, context["view"])
    return response_for(problem, context["request"]._request) if problem else None


def as_problem(error: Exception, view: APIView) -> Problem | None:
    if isinstance(error, Problem):
        return error
    if isinstance(error, Http404):
        return Problem(NOT_FOUND, str(error) or NOT_FOUND.title)
    if isinstance(error, SuspiciousOperation):
        return Problem(BAD_REQUEST, str(error))
    if isinstance(error, MethodNotAllowed):
        allowed = ", ".join(view.allowed_methods)
        return Problem(METHOD_NOT_ALLOWED, f"This address answers {allowed}.", headers={"Allow": allowed})
    if isinstance(error, NotAcceptable):
        return Problem(NOT_ACCEPTABLE, NOT_ACCEPTABLE.remedy)
    if isinstance(error, APIException):
        status = HTTPStatus(error.status_code)
        return Problem(ProblemType("", status, status.phrase, ""), str(error.detail))
    return None


def response_for(problem: Problem, request: HttpRequest) -> HttpResponse:
    content = {
        "type": problem.type.url if problem.type.code else "about:blank",
        "title": problem.type.title,
        "status": problem.type.status,
        "detail": problem.text,
        "instance": escape_uri_path(request.path),
        **problem.members,
    }
    headers = {"Cache-Control": "no-store", **OPEN_TO_ALL, **problem.headers}
    return HttpResponse(to_json(content), status=problem.type.status, content_type=CONTENT_TYPE, headers=headers)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if not request.path.startswith("/api/"):
        return defaults.bad_request(request, exception)
    return response_for(Problem(BAD_REQUEST, BAD_REQUEST.title), request)


def server_error(request: HttpRequest) -> HttpResponse:
    if not request.path.startswith("/api/"):
        return defaults.server_error(request)
    return response_for(Problem(SERVER_ERROR, SERVER_ERROR.remedy), request)
