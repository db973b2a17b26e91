"""Confines a process that is to decode a picture, and only then loads what decodes: `python -m media.confined FOLDER`.

Decoders alone take a tenth of a second to load, and readers should not notice that either.
"""

from __future__ import annotations

import json
import os
import resource
import runpy
import sys
from pathlib import Path

FILE_SIZE = 256 * 1024**2


def confine(seconds: int, memory: int, nice: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_SIZE, FILE_SIZE))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(nice)


if __name__ == "__main__":
    confine(**json.loads((Path(sys.argv[1]) / "limits.json").read_text()))
    runpy.run_module("media.decoder", run_name="__main__")
