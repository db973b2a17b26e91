"""What readers notice while every story is compiled anew, because all sections have been renamed.

    python -m tests.bench.dependents [--articles 10000] [--postgres postgres://…/postgres] [--seconds 5]

The server is the one of `serve`: web processes with their cache, and the background worker, which compiles in batches.
Readers ask for random stories over four connections; what they meet before is set beside what they meet until the last
story is done.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

import psutil
import psycopg

from tests.bench.archive import KEPT, Archive
from tests.bench.load import Seen, load
from tests.bench.servers import OURS, ROOT, Server, granian, in_shell

if TYPE_CHECKING:
    from collections.abc import Callable

PORT = 18107
PATIENCE = 1800
RENAME = """
from articles.models import Category
from articles.publishing import publish_sections
for it in Category.objects.filter(parent=None):
    it.name += ", renamed"
    it.save()
publish_sections(by=None)
"""
SLUGS = """
from cms.models import Document
print("\\n".join(Document.objects.listed().filter(kind="article").order_by("digest").values_list("slug", flat=True)))
"""
DONE = "SELECT count(*) FROM cms_event WHERE type = 'article.updated'"


def counter(environment: dict[str, str]) -> Callable[[], int]:
    """How many stories have been compiled anew."""
    if url := environment.get("DATABASE_URL"):
        server = psycopg.connect(url, autocommit=True)
        return lambda: server.execute(DONE).fetchone()[0]
    file = sqlite3.connect(f"{environment['DATA_DIR']}/newsroom.sqlite3")
    return lambda: file.execute(DONE).fetchone()[0]


def cpu_of(process: subprocess.Popen[bytes]) -> float:
    times = psutil.Process(process.pid).cpu_times()
    return times.user + times.system + times.children_user + times.children_system


def measure(environment: dict[str, str], articles: int, seconds: float) -> None:
    web = Server("web", granian("cms.wsgi:application", PORT), PORT, environment, f"{OURS}?limit=1")
    web.command[web.command.index("--workers") + 1] = "2"
    web.command[web.command.index("--blocking-threads") + 1] = "4"
    done = counter(environment)
    with NamedTemporaryFile("w", suffix=".requests") as file:
        file.write("\n".join(f"{OURS}{slug}/" for slug in in_shell(environment, SLUGS).splitlines()))
        file.flush()
        worker = subprocess.Popen([sys.executable, "manage.py", "run_worker"], cwd=ROOT, env=environment)
        web.start()
        try:
            readers = Path(file.name)
            load(PORT, readers, seconds, 1)
            quiet = [load(PORT, readers, seconds, number) for number in range(2, 5)]
            in_shell(environment, RENAME)
            began, spent, busy = time.monotonic(), cpu_of(worker), []
            while done() < articles:
                busy.append(load(PORT, readers, seconds, 5 + len(busy)))
                if time.monotonic() - began > PATIENCE:
                    raise SystemExit(f"Only {done()} stories were compiled anew.")
            took, spent = time.monotonic() - began, cpu_of(worker) - spent
        finally:
            web.stop()
            worker.terminate()
            worker.wait(20)
    if any(it["faults"] for it in [*quiet, *busy]):
        raise SystemExit("Readers met errors.")
    tell(quiet, busy)
    cost = f"{1000 * spent / articles:.1f} ms of the worker's processor time each; load {os.getloadavg()[0]:.1f}"
    print(f"\n{articles:,} stories were compiled anew within {took:.0f} s (looked at every {seconds:g} s), for {cost}")


def tell(quiet: list[Seen], busy: list[Seen]) -> None:
    print("| readers | answers/s | p50 ms | p99 ms | worst p99 ms |\n|---|--:|--:|--:|--:|")
    for name, rounds in (("before", quiet), ("meanwhile", busy)):
        rate = median(it["requests"] / it["seconds"] for it in rounds)
        p50, p99 = (1000 * median(it[part] for it in rounds) for part in ("p50", "p99"))
        print(f"| {name} | {rate:,.0f} | {p50:.2f} | {p99:.1f} | {1000 * max(it['p99'] for it in rounds):.1f} |")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--articles", type=int, default=10_000)
    options.add_argument("--postgres", default="", help="A server where a database may be made; without it, SQLite.")
    options.add_argument("--keep", type=Path, default=KEPT, help="Where loaded archives stay for the next run.")
    options.add_argument("--seconds", type=float, default=5)
    chosen = options.parse_args()
    environment = Archive(chosen.articles, chosen.postgres, chosen.keep).copy("dependents")
    measure(environment, chosen.articles, chosen.seconds)


if __name__ == "__main__":
    main()
