"""Stands in front of Django in each web process, and answers what needs none of it: what is live, and lists of it.

The answers are those of the views, made by the same functions. Whatever is not there, is to be refused, or meets
trouble is left to Django, which finds that out anew and tells it.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError, close_old_connections

from cms.delivery.asked import READ, asked_by
from cms.delivery.first import SAFEGUARDS
from cms.delivery.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from cms.delivery.answers import Answer

JSON = "application/json"
STATUSES = {it.value: f"{it.value} {it.phrase}" for it in HTTPStatus}


class Lane:
    def __init__(self, application: WSGIApplication) -> None:
        self.application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        answer = answer_at_once(environ) if environ["REQUEST_METHOD"] == "GET" else None
        if answer is None:
            return self.application(environ, start_response)
        headers = [*answer.headers.items(), *SAFEGUARDS.items(), ("Content-Length", str(len(answer.body)))]
        start_response(STATUSES[answer.status], headers)
        return [answer.body]


def answer_at_once(environ: WSGIEnvironment) -> Answer | None:
    try:
        asked = environ.get(READ) or asked_by(environ)
        # Which format is named comes before what is accepted.
        if asked is None or asked.media_type != JSON or "format" in asked.given.texts:
            return None
        # As Django does before each request.
        close_old_connections()
        answer: Answer | None = asked.view.at_once(asked.given, environ, **asked.place)
    except (Problem, SuspiciousOperation, DatabaseError):
        return None
    return answer
