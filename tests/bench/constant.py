"""The limit: bytes that are always the same, through the same server. `/detail` and `/list` are as long as ours."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(os.environ["BENCH_CONSTANT"])
ANSWERS = {f"/{path.stem}": path.read_bytes() for path in FOLDER.glob("*.json")}


def application(environ, start_response):
    body = ANSWERS[environ["PATH_INFO"]]
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
