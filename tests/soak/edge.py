"""`python -m tests.soak.edge`: readers watch stories change, and the edge cache must never tell them what is over.

    python -m tests.soak.edge [--seconds 60] [--workers 2] [--postgres postgres://…/postgres | --own-postgres]

A real server on the loopback interface, with a database of its own; one writer publishes, renames, retracts, withdraws
and takes down at random, and a dozen readers ask by id, by slug, in lists, in parts, in every coding, with and without
what they have already. On the way a web process, the background worker and all connections to PostgreSQL are killed;
`--own-postgres` starts one that is killed outright, too, and stays away for some seconds. It passes if no answer was
out of date for more than a quarter of a second, none had bytes of what was not public or of what was not asked for,
none went back on its own connection, and errors ended within seconds of a kill.
"""

from __future__ import annotations

import argparse
import os
import random
import socket
import statistics
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import django
import psutil
import psycopg

from tests.soak.ledger import Ledger
from tests.soak.own_postgresql import OwnPostgreSQL, installed

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
STORIES = 40
READERS = 12
HEALED = 5.0
# How long a database that was killed stays away.
AWAY = 3.0


def surroundings(folder: str, workers: int, database: str) -> dict[str, str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    static = Path(folder) / "static"
    static.mkdir()
    (static / "staticfiles.json").write_text('{"version": "1.1", "paths": {}, "hash": ""}')
    return {
        "DEBUG": "off", "SECRET_KEY": "only-for-the-soak, where nothing is secret", "ALLOWED_HOSTS": "*",
        "SITE_URL": "http://127.0.0.1", "API_URL": "http://127.0.0.1", "DATA_DIR": folder, "PORT": str(port),
        "WEB_WORKERS": str(workers), "DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "cms.settings",
    }  # fmt: skip


def start() -> subprocess.Popen[bytes]:
    server = subprocess.Popen([sys.executable, "manage.py", "serve"], cwd=ROOT, stdout=subprocess.DEVNULL)
    for _ in range(900):
        try:
            socket.create_connection(("127.0.0.1", int(os.environ["PORT"]))).close()
        except OSError:
            if server.poll() is not None:
                break
            time.sleep(0.1)
        else:
            return server
    server.terminate()
    server.wait(20)
    raise SystemExit("The server did not start.")


class Faults:
    """Kills while the others go on, and remembers when."""

    def __init__(self, server: subprocess.Popen[bytes], administration: str, postgresql: OwnPostgreSQL | None) -> None:
        self.server = server
        self.administration = administration
        self.postgresql = postgresql
        # From when to when something was away.
        self.outages: list[tuple[float, float]] = []

    def kill(self, name: str) -> None:
        began = time.monotonic()
        self.kill_one(name)
        self.outages.append((began, time.monotonic()))

    def kill_one(self, name: str) -> None:
        if name == "PostgreSQL" and self.postgresql:
            self.postgresql.kill()
            time.sleep(AWAY)
            self.postgresql.start()
            return
        if name == "connections":
            with psycopg.connect(self.administration, autocommit=True) as connection:
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                    [os.environ["DATABASE_URL"].rpartition("/")[2]],
                )
            return
        family = psutil.Process(self.server.pid).children(recursive=True)
        wanted = [it for it in family if name in " ".join(it.cmdline())]
        [it for it in wanted if not it.children()][-1].kill()

    def excuse(self, moment: float) -> bool:
        return any(began <= moment < ended + HEALED for began, ended in self.outages)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.soak.edge")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--postgres", default="", help="A server on which a database may be made for it.")
    parser.add_argument("--own-postgres", action="store_true", help="One that is started for it, and killed.")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    if chosen.own_postgres and not installed():
        print("Left out: a PostgreSQL that is killed, since its programs are not installed.", file=sys.stderr)
        return
    with TemporaryDirectory() as folder, ExitStack() as stack:
        postgresql = stack.enter_context(OwnPostgreSQL()) if chosen.own_postgres else None
        chosen.postgres = postgresql.url if postgresql else chosen.postgres
        database = stack.enter_context(own_database(folder, chosen.postgres))
        os.environ |= surroundings(folder, chosen.workers, database)
        soak(chosen, postgresql)


@contextmanager
def own_database(folder: str, postgres: str) -> Iterator[str]:
    """Its address: a file on SQLite, or one that is made for it on that server, and dropped."""
    if not postgres:
        yield f"sqlite:///{folder}/newsroom.sqlite3"
        return
    name = f"newsroom_soak_{os.getpid()}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        yield f"{postgres.rpartition('/')[0]}/{name}"
    finally:
        with psycopg.connect(postgres, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def soak(chosen: argparse.Namespace, postgresql: OwnPostgreSQL | None) -> None:
    subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=ROOT, check=True)
    django.setup()
    # Only now, when the settings stand: what publishes, and what reads.
    from tests.soak.reading import Reader  # noqa: PLC0415 (as said)
    from tests.soak.writing import Writer  # noqa: PLC0415 (as said)

    ledger, chance = Ledger(), random.Random(chosen.seed)
    writer = Writer(ledger, chance)
    writer.publish_first(STORIES)
    server = start()
    faults = Faults(server, chosen.postgres, postgresql)
    until = time.monotonic() + chosen.seconds
    readers = [Reader(ledger, int(os.environ["PORT"]), chosen.seed + number, until) for number in range(READERS)]
    threads = [threading.Thread(target=reader.read) for reader in readers]
    try:
        for thread in threads:
            thread.start()
        kills = ["granian", "run_worker", *(["connections"] if chosen.postgres else []), "granian"]
        kills[:0] = ["PostgreSQL"] if postgresql else []
        due = [until - chosen.seconds * (1 - (number + 1) / (len(kills) + 1)) for number in range(len(kills))]
        while time.monotonic() < until:
            writer.change_something()
            if due and time.monotonic() > due[0]:
                due.pop(0)
                faults.kill(kills.pop(0))
            time.sleep(chance.expovariate(12))
        for thread in threads:
            thread.join()
        time.sleep(0.5)
        metrics = HTTPConnection("127.0.0.1", int(os.environ["PORT"]), timeout=10)
        metrics.request("GET", "/metrics")
        figures = dict(
            line.rsplit(" ", 1) for line in metrics.getresponse().read().decode().splitlines() if line[0] != "#"
        )
    finally:
        server.terminate()
        server.wait(20)
    report(readers, writer.changes, faults, figures)


def report(readers: list, changes: int, faults: Faults, figures: dict[str, str]) -> None:
    wrong = [it for reader in readers for it in reader.wrong]
    errors = [it for reader in readers for it in reader.errors if not faults.excuse(it[0])]
    lateness = sorted(it for reader in readers for it in reader.lateness)
    asked = sum(reader.asked for reader in readers)
    late = f"{max(lateness) * 1000:.0f} ms at most" if lateness else "never"
    hits, misses = (float(figures[f"newsroom_edge_{name}_total"]) for name in ("hits", "misses"))
    print(f"{asked:,} answers during {changes:,} changes and {len(faults.outages)} kills; {len(wrong)} wrong.")
    print(f"Out of date: {len(lateness):,} answers, {late}"
          + (f", {statistics.median(lateness) * 1000:.0f} ms in the middle." if lateness else "."))  # fmt: skip
    print(f"Since the last kill: {hits / max(hits + misses, 1):.0%} of answers from the cache.")
    print(f"Errors: {len(errors)}, and {sum(len(it.errors) for it in readers) - len(errors)} just after a kill.")
    for it in [*wrong[:10], *errors[:10]]:
        print("WRONG", *it)
    sys.exit(bool(wrong or errors))


if __name__ == "__main__":
    main()
