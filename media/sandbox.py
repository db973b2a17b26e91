"""Has a picture decoded in a process of its own, with limits: no file can take this one down, or keep it waiting."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from io import UnsupportedOperation
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import TYPE_CHECKING, Any

from django.conf import settings

from cms.turns import standing_aside
from media.credentials import Credentials
from media.inspection import TOO_MUCH, Facts, Refused
from media.metadata import Found

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.core.files import File

    from media.metadata import Credits
    from media.renditions import Rendition

logger = logging.getLogger(__name__)

# Waiting for a busy machine is allowed four times as long.
PATIENCE = 4
LAST_WORDS = 2000


class Stopped(Exception):
    """The server is being stopped, and its children with it. Nothing is wrong with the picture."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Processor seconds, bytes of memory, and how much more urgent everything else is."""

    seconds: int
    memory: int = 1536 * 1024**2
    nice: int = 0
    # For so many seconds it takes only what nobody else wants of the processors. Then it begins anew, with its share:
    # where no processor is ever idle, uploads still come in.
    idle_for: float = 0


# Whoever uploads waits anyway; readers should not.
INSPECTING = Limits(seconds=10, nice=10, idle_for=10)
ON_REQUEST = Limits(seconds=120)
IN_BACKGROUND = Limits(seconds=120, nice=10, idle_for=30)


def inspected(file: File[bytes], filename: str, limits: Limits = INSPECTING) -> tuple[Facts, Credentials]:
    """What the picture is, and what it proves of itself. Raises Refused where it is no sound one, or takes too much."""
    task = {"job": "inspect", "filename": filename, "trust_anchors": settings.C2PA_TRUST_ANCHORS}
    with TemporaryDirectory(prefix="picture-") as folder:
        answer = run(Path(folder), file, task, limits)
    facts = answer["facts"]
    found = Found(**listed_as_tuples(facts["found"]))
    return Facts(**{**facts, "found": found}), Credentials(**answer["credentials"])


def proven(file: File[bytes], format_: str, limits: Limits) -> Credentials:
    """What a picture of this format proves of itself. Raises Refused where that takes too much."""
    task = {"job": "prove", "format": format_, "trust_anchors": settings.C2PA_TRUST_ANCHORS}
    with TemporaryDirectory(prefix="picture-") as folder:
        return Credentials(**run(Path(folder), file, task, limits)["credentials"])


def rendered(
    file: File[bytes], wanted: Sequence[Rendition], credits_: Credits, limits: Limits
) -> Iterator[tuple[Rendition, bytes]]:
    """Raises Refused where the original cannot be decoded."""
    task = {"job": "render", "renditions": [asdict(it) for it in wanted], "credits": asdict(credits_)}
    with TemporaryDirectory(prefix="picture-") as folder:
        run(Path(folder), file, task, limits)
        for number, rendition in enumerate(wanted):
            yield rendition, (Path(folder) / str(number)).read_bytes()


def manifest(file: File[bytes], limits: Limits) -> bytes:
    """The content credentials of an original, as they are. Raises Refused where it has none."""
    with TemporaryDirectory(prefix="picture-") as folder:
        run(Path(folder), file, {"job": "manifest"}, limits)
        return (Path(folder) / "manifest").read_bytes()


def run(folder: Path, file: File[bytes], task: dict[str, Any], limits: Limits) -> dict[str, Any]:
    (folder / "task.json").write_text(json.dumps(task))
    try:
        with lying_on_disk(file) as original:
            start = run_idly if limits.idle_for else run_for_its_share
            code = start(folder, original, limits)
    except subprocess.TimeoutExpired as error:
        raise Refused("too_much", TOO_MUCH) from error
    if code == -signal.SIGTERM:
        raise Stopped("What decoded a picture was stopped.")
    answer = folder / "answer.json"
    if code or not answer.exists():
        logger.warning("A picture was given up (%s): %s", code, last_words(folder / "notes"))
        raise Refused("too_much", TOO_MUCH)
    told: dict[str, Any] = json.loads(answer.read_text())
    if "refused" in told:
        raise Refused(*told["refused"])
    return told


@contextmanager
def lying_on_disk(file: File[bytes]) -> Iterator[int]:
    """The file itself where it lies on this machine: nothing is copied. Else a copy, which has no name.

    It is handed over open, and so the child is told no path, neither of ours nor of anybody's choosing.
    """
    try:
        original = file.fileno()
    except UnsupportedOperation:
        with TemporaryFile() as copy:
            for piece in file.chunks():
                copy.write(piece)
            copy.flush()
            yield copy.fileno()
    else:
        yield original


def run_idly(folder: Path, original: int, limits: Limits) -> int:
    try:
        return run_child(folder, original, limits, idle=True, patience=limits.idle_for)
    except subprocess.TimeoutExpired:
        return run_for_its_share(folder, original, limits)


def run_for_its_share(folder: Path, original: int, limits: Limits) -> int:
    return run_child(folder, original, limits, idle=False, patience=limits.seconds * PATIENCE)


def run_child(folder: Path, original: int, limits: Limits, *, idle: bool, patience: float) -> int:
    confining = {"seconds": limits.seconds, "memory": limits.memory, "nice": limits.nice}
    (folder / "limits.json").write_text(json.dumps(confining))
    # Into a file, whose size is limited: what a decoder says of a hostile file can be endless.
    with (folder / "notes").open("wb") as said, standing_aside():
        child = subprocess.Popen(  # noqa: S603 (our own program, with a folder of our own)
            [sys.executable, "-m", "media.confined", str(folder)],
            cwd=settings.BASE_DIR,
            # Nothing of ours is told to it: neither keys nor addresses.
            env={"PATH": os.environ.get("PATH", ""), "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=original,
            stdout=said,
            stderr=said,
        )
        try:
            if idle:
                let_idle(child.pid)
            return child.wait(patience)
        finally:
            # Where it has ended by itself, this does nothing.
            child.kill()
            child.wait()


def let_idle(pid: int) -> None:
    """Being nice decides on shares; whoever wakes up still waits for the end of a slice. This one yields at once.

    From the outside, and so from the start: until Python could do it by itself, it would keep a processor for 30 ms.
    """
    if hasattr(os, "SCHED_IDLE"):
        # Some containers forbid it; being nice is left then.
        with suppress(OSError):
            os.sched_setscheduler(pid, os.SCHED_IDLE, os.sched_param(0))


def last_words(notes: Path) -> str:
    with notes.open("rb") as said:
        said.seek(max(0, notes.stat().st_size - LAST_WORDS))
        return said.read().decode(errors="replace")


def listed_as_tuples(values: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
