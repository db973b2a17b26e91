"""What is no fault, though its answer is a 503: somebody was asked to come again, as often as it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import logging

    from django.http import HttpRequest

MARK = "was_asked_to_come_again"


def expect_again(request: HttpRequest) -> None:
    setattr(request, MARK, True)


def is_fault(record: logging.LogRecord) -> bool:
    return not hasattr(getattr(record, "request", None), MARK)
