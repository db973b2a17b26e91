"""How the log is written, and what is no fault in it though its answer is a 503: somebody was asked to come again."""

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


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "filters": {"faults": {"()": "django.utils.log.CallbackFilter", "callback": is_fault}},
    "loggers": {
        # Without a handler of its own, which Django gives it and which would say everything twice.
        "django": {"handlers": []},
        "django.request": {"filters": ["faults"]},
    },
}
