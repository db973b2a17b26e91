"""A PostgreSQL that may be killed: from the machine's own programs, in a folder that goes with it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Self

import psutil
import psycopg

PROGRAMS = "/usr/lib/postgresql"
PATIENCE = 60
# It does not run as root.
USER = "postgres" if os.geteuid() == 0 else None


def installed() -> list[Path]:
    """Folders of its programs, the newest last."""
    return sorted(Path(PROGRAMS).glob("*/bin"), key=lambda it: float(it.parent.name))


class OwnPostgreSQL:
    def __enter__(self) -> Self:
        self.programs = installed()[-1]
        self.folder = Path(tempfile.mkdtemp(prefix="newsroom-postgresql-"))
        if USER:
            shutil.chown(self.folder, USER)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres"
        self.run("initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "data")
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.kill()
        shutil.rmtree(self.folder)

    def run(self, program: str, *arguments: str) -> None:
        command = [self.programs / program, *arguments]
        subprocess.run(command, cwd=self.folder, user=USER, check=True, stdout=subprocess.DEVNULL)

    def start(self) -> None:
        options = ["-p", str(self.port), "-k", str(self.folder), "-c", "listen_addresses=127.0.0.1"]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [self.programs / "postgres", "-D", "data", *options], cwd=self.folder, user=USER, stderr=log
            )
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with suppress(psycopg.OperationalError):
                psycopg.connect(self.url, connect_timeout=2).close()
                return
            time.sleep(0.1)
        raise SystemExit(f"PostgreSQL did not start:\n{(self.folder / 'log').read_text()}")

    def kill(self) -> None:
        """At once and altogether, as when the machine loses its power."""
        family = [self.process, *psutil.Process(self.process.pid).children(recursive=True)]
        for it in family:
            with suppress(psutil.NoSuchProcess):
                it.send_signal(signal.SIGKILL)
        self.process.wait(PATIENCE)
        psutil.wait_procs(family[1:], PATIENCE)
