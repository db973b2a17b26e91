"""Keeps the processes of one server running together, and stops them together."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

LOOK = 0.1
# Who has not stopped by itself after so many seconds is stopped.
GRACE = 4.0
# A process that lives shorter than this, several times running, will not get better by being started again.
SHORT_LIFE = 5.0
SHORT_LIVES = 3


class GaveUp(Exception):
    """A process cannot be kept running; the message names it."""


@dataclass
class Child:
    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    started_at: float = 0
    short_lives: int = 0

    def start(self) -> None:
        # Each in a group of its own: Ctrl-C reaches us alone, and a process can be ended with those that it started. In
        # a session of its own, Linux would give it as much of the processors as any other, however nice it is.
        self.process = subprocess.Popen(self.command, process_group=0)  # noqa: S603 (commands of our own)
        self.started_at = time.monotonic()

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def send(self, number: signal.Signals) -> None:
        if self.process and self.is_running:
            os.killpg(self.process.pid, number)

    def restart(self) -> None:
        self.short_lives = self.short_lives + 1 if time.monotonic() - self.started_at < SHORT_LIFE else 0
        if self.short_lives >= SHORT_LIVES:
            raise GaveUp(f"The {self.name} stops again and again: see above why.")
        self.start()


class Supervisor:
    """Runs children until it is told to stop."""

    def __init__(self, tell: Callable[[str], object]) -> None:
        self.tell = tell
        self.is_stopping = False
        self.children: list[Child] = []

    def stop(self) -> None:
        self.is_stopping = True

    def start(self, child: Child, *, until: Callable[[], bool] | None = None) -> None:
        """Starts a child and waits until it is ready. Raises GaveUp where it ends before it is."""
        self.children.append(child)
        child.start()
        while until and not until() and not self.is_stopping:
            if not child.is_running:
                raise GaveUp(f"The {child.name} did not start: see above why.")
            time.sleep(LOOK)

    def watch(self) -> None:
        """Starts anew what ends, until it is told to stop."""
        while not self.is_stopping:
            for child in self.children:
                if not child.is_running and child.process:
                    self.tell(f"The {child.name} ended (exit {child.process.returncode}) and is started again.")
                    child.restart()
            time.sleep(LOOK)

    def stop_children(self) -> None:
        for child in self.children:
            child.send(signal.SIGTERM)
        patience = time.monotonic() + GRACE
        while any_running(self.children) and time.monotonic() < patience:
            time.sleep(LOOK / 2)
        for child in self.children:
            child.send(signal.SIGKILL)


def any_running(children: Sequence[Child]) -> bool:
    return any(child.is_running for child in children)
