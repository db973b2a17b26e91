"""`make bench`: what an answer costs, ours against others and against what the machine can do, in one run.

    python -m tests.bench [--articles 1000 10000] [--databases sqlite postgresql] [--rounds 5] [--seconds 2]
    python -m tests.bench --jobs "list of 20" write
    python -m tests.bench --quick
    python -m tests.bench --keep DIR --articles 100000 --load-only

Each job asks its servers in turn, round after round, and the median is what counts: processor time per answer of the
server and of its database, so that what else the machine does matters little. Everything stays on the loopback
interface and ends by itself. PostgreSQL is measured where it answers (TEST_DATABASE_URL), Wagtail where pip can install
it. `--quick` takes less than a minute, and fails where a ratio to another server has fallen by more than a fifth since
`tests/bench/ratios.json` was written (`--write-ratios`). What publishing, pictures and the text editor cost follows.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.__main__ import POSTGRESQL, postgresql_answers
from tests.bench import corpus, editor, pictures, wagtail_peer, writing
from tests.bench.archive import KEPT, Archive
from tests.bench.drawing import chart
from tests.bench.load import load
from tests.bench.servers import OURS, servers
from tests.bench.tables import LIMITS, Cost, figures, growth, limits, ratio

if TYPE_CHECKING:
    from tests.bench.servers import Server
    from tests.bench.tables import Results

RATIOS = Path(__file__).with_name("ratios.json")
QUICK = ("hot detail", "detail, random", "list of 20", "list by category", "304")
PARTS = ("write", "pictures", "editor")
FALL = 0.8
# A round is repeated, and takes twice as long, until there are so many answers in it.
FEWEST, LONGEST = 5, 60
DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def measure(server: Server, requests: Path, seconds: float, seed: int) -> Cost:
    before = server.cpu_seconds()
    seen = load(server.port, requests, seconds, seed)
    spent = server.cpu_seconds() - before
    if seen["requests"] < FEWEST and seconds < LONGEST:
        return measure(server, requests, 2 * seconds, seed)
    if not seen["requests"]:
        raise SystemExit(f"{server.name} did not answer once within {seconds:g} s.")
    if seen["faults"]:
        raise SystemExit(f"{server.name}: {seen['faults']} answers were errors.")
    return Cost(
        1000 * spent / seen["requests"], seen["requests"] / seen["seconds"], 1000 * seen["p50"], 1000 * seen["p99"]
    )


def has_wagtail(chosen: argparse.Namespace) -> bool:
    return not chosen.quick and not chosen.without_wagtail and wagtail_peer.install(chosen.keep.resolve())


def load_only(chosen: argparse.Namespace) -> None:
    for name in chosen.databases:
        for articles in chosen.articles:
            archive = Archive(articles, server_of(name), chosen.keep)
            archive.load()
            if has_wagtail(chosen):
                archive.load_wagtail()


def server_of(database: str) -> str:
    return POSTGRESQL if database == "postgresql" else ""


def run(articles: int, chosen: argparse.Namespace, database: str) -> tuple[Results, dict[str, float]]:
    archive = Archive(articles, database, chosen.keep)
    environment = archive.load()
    numbers: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        running = servers(environment, folder)
        if has_wagtail(chosen):
            theirs, numbers = archive.load_wagtail()
            running["wagtail"] = wagtail_peer.server(theirs, chosen.keep.resolve())
        try:
            return run_jobs(running, environment, folder, numbers, chosen)
        finally:
            for server in running.values():
                server.stop()


def run_jobs(
    running: dict[str, Server],
    environment: dict[str, str],
    folder: Path,
    numbers: dict[str, int],
    chosen: argparse.Namespace,
) -> tuple[Results, dict[str, float]]:
    first = [it for it in running if it not in ("constant", "nginx")]
    for name in first:
        running[name].start()
    slug = json.loads(running["ours"].get(f"{OURS}?limit=1")[0])["results"][0]["slug"]
    corpus.check_answers(running, slug)
    corpus.write_constants(running["ours"], slug, folder)
    for name in running.keys() - set(first):
        running[name].start()
    jobs = corpus.requests(running, environment, slug, numbers)
    if unknown := set(chosen.jobs or ()) - {*jobs, *PARTS}:
        raise SystemExit(f"--jobs: there is no {', '.join(sorted(unknown))}. There are {', '.join([*jobs, *PARTS])}.")
    results = {
        job: run_job(job, sides(), running, folder, chosen)
        for job, sides in jobs.items()
        if chosen.jobs is None or job in chosen.jobs
    }
    memory = {name: server.megabytes() for name, server in running.items() if name != "nginx"}
    return results, memory


def run_job(
    job: str, sides: dict[str, list[str]], running: dict[str, Server], folder: Path, chosen: argparse.Namespace
) -> dict[str, list[Cost]]:
    if chosen.quick:
        # No ratio is to it.
        sides.pop("nginx", None)
    found: dict[str, list[Cost]] = {name: [] for name in sides}
    files = {name: folder / f"{name}.requests" for name in sides}
    for name, lines in sides.items():
        files[name].write_text("\n".join(lines))
        measure(running[name], files[name], chosen.seconds / 2, 99)
    for number in range(chosen.rounds):
        for name in sides:
            found[name].append(measure(running[name], files[name], chosen.seconds, number))
    print(f"{job}: {chosen.rounds} rounds", file=sys.stderr)
    return found


def guard(results: Results, *, write: bool) -> None:
    """Fails where a ratio has fallen by more than a fifth."""
    found = {
        f"{limit.job} / {limit.other}": round(ratio(results, limit), 3) for limit in LIMITS if limit.is_in(results)
    }
    if write:
        RATIOS.write_text(f"{json.dumps(found, indent=4)}\n")
        return
    fallen = []
    for name, before in json.loads(RATIOS.read_text()).items():
        print(f"{name}: {found[name]:.2f}, and {before:.2f} when written")
        fallen += [name] if found[name] < FALL * before else []
    if fallen:
        raise SystemExit(f"Fallen by more than a fifth: {', '.join(fallen)}")


def delivery(chosen: argparse.Namespace, name: str) -> None:
    by_size: dict[int, Results] = {}
    for articles in chosen.articles:
        began, busy = time.monotonic(), os.getloadavg()[0]
        results, memory = run(articles, chosen, server_of(name))
        by_size[articles] = results
        print(f"\n{articles:,} stories, {DATABASES[name]}, Python {platform.python_version()}, {os.cpu_count()} cores, "
              f"{chosen.rounds} rounds of {chosen.seconds:g} s, load {busy:.1f} before, "
              f"{time.monotonic() - began:.0f} s\n")  # fmt: skip
        print(f"{figures(results)}\n\n{limits(results)}\n")
        print("Memory, MB: " + ", ".join(f"{it} {size:.0f}" for it, size in memory.items()) + "\n", flush=True)
    if len(by_size) > 1:
        print(growth(by_size))
    if chosen.svg:
        chosen.svg.write_text(chart(results, f"{articles:,} stories, {DATABASES[name]}"))
    if chosen.quick:
        guard(by_size[1000], write=chosen.write_ratios)


def parts(chosen: argparse.Namespace) -> None:
    wanted = PARTS if chosen.jobs is None else chosen.jobs
    if "write" in wanted:
        for name in chosen.databases:
            found = writing.measure(
                chosen.rounds, writing.STORIES, Archive(writing.ARCHIVE, server_of(name), chosen.keep)
            )
            print(f"\n{writing.table(found, DATABASES[name])}", flush=True)
    if "pictures" in wanted:
        print(f"\n{pictures.compare(chosen.rounds)}")
    if "editor" in wanted:
        print(f"\n{editor.measure(chosen.rounds, keys=100)}")


def main() -> None:
    options = argparse.ArgumentParser(
        prog="python -m tests.bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--articles", type=int, nargs="+", default=[1000, 10_000], help="Up to 1000000.")
    options.add_argument("--databases", choices=DATABASES, nargs="+", help="Both, where PostgreSQL answers.")
    options.add_argument("--jobs", nargs="+", help="By their names in the tables, and of: write, pictures, editor.")
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--seconds", type=float, default=2)
    options.add_argument("--quick", action="store_true")
    options.add_argument("--write-ratios", action="store_true", help="With --quick: what later runs are held to.")
    options.add_argument("--keep", type=Path, default=KEPT, help="Where loaded archives stay for the next run.")
    options.add_argument("--load-only", action="store_true", help="Load them, and measure nothing.")
    options.add_argument("--without-wagtail", action="store_true")
    options.add_argument("--svg", type=Path, help="Where to draw the figures that came last.")
    chosen = options.parse_args()
    if chosen.quick:
        chosen.articles, chosen.rounds, chosen.seconds = [1000], 3, 1
        chosen.jobs, chosen.databases = QUICK, ["sqlite"]
    chosen.databases = chosen.databases or ["sqlite", *(["postgresql"] if postgresql_answers() else [])]
    if chosen.load_only:
        load_only(chosen)
        return
    if chosen.jobs is None or set(chosen.jobs) - set(PARTS):
        for name in chosen.databases:
            delivery(chosen, name)
    parts(chosen)


if __name__ == "__main__":
    main()
