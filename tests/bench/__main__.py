"""`make bench`: what an answer costs, ours against others and against what the machine can do, in one run.

    python -m tests.bench [--sizes 1000 10000] [--postgres postgres://…/postgres] [--rounds 5] [--seconds 3]
    python -m tests.bench --quick

Each job asks its servers in turn, round after round, and the median is what counts: processor time per answer of the
server and of its database, so that what else the machine does matters little. Everything stays on the loopback
interface and ends by itself. `--quick` takes less than a minute, and fails where a ratio to another server has fallen
by more than a fifth since `tests/bench/ratios.json` was written (`--write-ratios`). What pictures and the text editor
cost follows, and can be measured alone by `python -m tests.bench.pictures` and `python -m tests.bench.editor`.
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

from tests.bench import corpus, editor, pictures
from tests.bench.drawing import chart
from tests.bench.load import load
from tests.bench.servers import OURS, servers
from tests.bench.tables import LIMITS, Cost, figures, growth, limits, ratio

if TYPE_CHECKING:
    from tests.bench.servers import Server
    from tests.bench.tables import Results

RATIOS = Path(__file__).with_name("ratios.json")
QUICK = ("hot detail", "detail, random", "list of 20", "list by category", "304")
FALL = 0.8


def measure(server: Server, requests: Path, seconds: float, seed: int) -> Cost:
    before = server.cpu_seconds()
    seen = load(server.port, requests, seconds, seed)
    spent = server.cpu_seconds() - before
    if seen["faults"]:
        raise SystemExit(f"{server.name}: {seen['faults']} answers were errors.")
    return Cost(
        1000 * spent / seen["requests"], seen["requests"] / seen["seconds"], 1000 * seen["p50"], 1000 * seen["p99"]
    )


def run(articles: int, chosen: argparse.Namespace, database: str) -> tuple[Results, dict[str, float]]:
    environment = corpus.prepare(articles, database)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        running = servers(environment, folder)
        try:
            return run_jobs(running, environment, folder, chosen)
        finally:
            for server in running.values():
                server.stop()


def run_jobs(
    running: dict[str, Server], environment: dict[str, str], folder: Path, chosen: argparse.Namespace
) -> tuple[Results, dict[str, float]]:
    for name in ("ours", "edge", "plain"):
        running[name].start()
    slug = json.loads(running["ours"].get(f"{OURS}?limit=1")[0])["results"][0]["slug"]
    corpus.check_answers(running, slug)
    corpus.write_constants(running["ours"], slug, folder)
    for name in ("constant", "nginx"):
        if name in running:
            running[name].start()
    jobs = corpus.requests(running, environment, slug, seed=7)
    results: Results = {}
    for job, sides in jobs.items():
        if chosen.quick and job not in QUICK:
            continue
        results[job] = {name: [] for name in sides}
        files = {name: folder / f"{name}.requests" for name in sides}
        for name, lines in sides.items():
            files[name].write_text("\n".join(lines))
            measure(running[name], files[name], chosen.seconds / 2, 99)
        for number in range(chosen.rounds):
            for name in sides:
                results[job][name].append(measure(running[name], files[name], chosen.seconds, number))
        print(f"{job}: {chosen.rounds} rounds", file=sys.stderr)
    memory = {name: running[name].megabytes() for name in ("ours", "edge", "plain", "constant")}
    return results, memory


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


def main() -> None:
    options = argparse.ArgumentParser(
        prog="python -m tests.bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000], help="Up to 1000000.")
    options.add_argument("--postgres", default="", help="A server where a database may be made; without it, SQLite.")
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--seconds", type=float, default=3)
    options.add_argument("--quick", action="store_true")
    options.add_argument("--write-ratios", action="store_true", help="With --quick: what later runs are held to.")
    options.add_argument("--svg", type=Path, help="Where to draw the figures of the last size.")
    chosen = options.parse_args()
    if chosen.quick:
        chosen.sizes, chosen.rounds, chosen.seconds = [1000], 3, 1
    kind = "PostgreSQL" if chosen.postgres else "SQLite"
    by_size: dict[int, Results] = {}
    for articles in chosen.sizes:
        began, busy = time.monotonic(), os.getloadavg()[0]
        by_size[articles], memory = run(articles, chosen, chosen.postgres)
        print(f"\n{articles:,} stories, {kind}, Python {platform.python_version()}, {os.cpu_count()} cores, "
              f"{chosen.rounds} rounds of {chosen.seconds:g} s, load {busy:.1f} before, "
              f"{time.monotonic() - began:.0f} s\n")  # fmt: skip
        print(figures(by_size[articles]))
        print(f"\n{limits(by_size[articles])}\n")
        print("Memory, MB: " + ", ".join(f"{name} {size:.0f}" for name, size in memory.items()) + "\n")
    if len(by_size) > 1:
        print(growth(by_size))
    if chosen.svg:
        chosen.svg.write_text(chart(by_size[chosen.sizes[-1]]))
    if chosen.quick:
        guard(by_size[1000], write=chosen.write_ratios)
        return
    print(f"\n{pictures.compare(chosen.rounds)}")
    print(f"\n{editor.measure(chosen.rounds, keys=100)}")


if __name__ == "__main__":
    main()
