"""Confines a process that is to decode a picture, and only then loads what decodes: `python -m media.confined FOLDER`.

Decoders alone take a tenth of a second to load, and readers should not notice that either.
"""

from __future__ import annotations

import json
import os
import resource
import runpy
import sys
from contextlib import suppress
from pathlib import Path

FILE_SIZE = 256 * 1024**2


def confine(seconds: int, memory: int, nice: int, *, idle: bool) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_SIZE, FILE_SIZE))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(nice)
    # Being nice decides on shares; whoever wakes up still waits for the end of a slice. This one yields at once.
    if idle and hasattr(os, "SCHED_IDLE"):
        # Some containers forbid it; being nice is left then.
        with suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


if __name__ == "__main__":
    confine(**json.loads((Path(sys.argv[1]) / "limits.json").read_text()))
    runpy.run_module("media.decoder", run_name="__main__")
