"""What the edge caches of all web processes have done, as Prometheus reads it."""

from __future__ import annotations

import hmac
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from wsgiref.types import WSGIEnvironment

Figures = dict[str, float]

# Each web process writes what it has done here, for whichever is asked; at most once in so many seconds.
INTERVAL = 1.0
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_FORWARDED", "HTTP_VIA")
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
# How the figures of several processes make one, and what each is.
METRICS: dict[str, tuple[Callable[[Iterable[float]], float], str, str]] = {
    "hits": (sum, "counter", "Answers sent from the cache."),
    "misses": (sum, "counter", "Answers computed for the cache."),
    "bypassed": (sum, "counter", "Requests for the API that the cache left to Django."),
    "refused": (sum, "counter", "Answers not kept because an event touched them while they were computed."),
    "purged": (sum, "counter", "Answers forgotten because of an event."),
    "evicted": (sum, "counter", "Answers forgotten for want of room."),
    "failures": (sum, "counter", "How often the log could not be asked."),
    "bytes": (sum, "gauge", "What is kept, in bytes."),
    "entries": (sum, "gauge", "How many answers are kept."),
    "sequence": (min, "gauge", "The last event that every process knows."),
    "log_age_seconds": (max, "gauge", "For how long a process has not asked the log, when it last told."),
}


class Reports:
    def __init__(self, folder: Path, figures: Callable[[], Figures]) -> None:
        self.folder = folder
        self.figures = figures
        self.due_at = 0.0

    def write_when_due(self) -> None:
        if time.monotonic() >= self.due_at:
            self.write()

    def write(self) -> None:
        self.due_at = time.monotonic() + INTERVAL
        self.folder.mkdir(parents=True, exist_ok=True)
        fresh = self.folder / f"{os.getpid()}.new"
        fresh.write_bytes(orjson.dumps(self.figures()))
        fresh.rename(self.folder / f"{os.getpid()}.json")

    def read_all(self) -> list[Figures]:
        """Those of the processes that are running; what others left behind is swept away."""
        self.write()
        found = []
        for path in sorted(self.folder.glob("*.json")):
            if Path(f"/proc/{path.stem}").exists() or path.stem == str(os.getpid()):
                found.append(orjson.loads(path.read_bytes()))
            else:
                path.unlink(missing_ok=True)
        return found


def page(reports: list[Figures]) -> bytes:
    lines = [f"# HELP newsroom_web_processes Web processes that have told.\n# TYPE newsroom_web_processes gauge\n"
             f"newsroom_web_processes {len(reports)}"]  # fmt: skip
    for name, (together, type_, about) in METRICS.items():
        full = f"newsroom_edge_{name}{'_total' if type_ == 'counter' else ''}"
        value = together(report[name] for report in reports)
        lines.append(f"# HELP {full} {about}\n# TYPE {full} {type_}\n{full} {value:.15g}")
    return "\n".join([*lines, ""]).encode()


def may_read(environ: WSGIEnvironment) -> bool:
    """Who knows the token; without one, who sits on this machine and was not sent on by a proxy."""
    if settings.METRICS_TOKEN:
        given: Mapping[str, str] = environ
        return hmac.compare_digest(
            given.get("HTTP_AUTHORIZATION", "").encode(), f"Bearer {settings.METRICS_TOKEN}".encode()
        )
    return environ.get("REMOTE_ADDR", "") in ("127.0.0.1", "::1") and not any(it in environ for it in FORWARDED)
