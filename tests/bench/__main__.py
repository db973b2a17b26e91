"""`make bench`: what an answer costs, ours against plain Django REST framework over the same tables, in one run.

    python -m tests.bench [--articles 10000] [--rounds 5] [--seconds 4]

Each job asks the two servers in turn, round after round, and the median is what counts: processor time per answer of
the server and of its database, so that what else the machine does matters little. Everything stays on the loopback
interface and ends by itself. What pictures cost follows; `python -m tests.bench.pictures` measures that alone.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.bench import editor, pictures

ROOT = Path(__file__).resolve().parents[2]
# What the peer's author would have given it; our tables come with theirs.
PEER_INDEXES = (
    "CREATE INDEX IF NOT EXISTS bench_newest ON articles_article (published_at DESC, key DESC)",
    "CREATE INDEX IF NOT EXISTS bench_category ON articles_article (category_id, published_at DESC, key DESC)",
    "ANALYZE",
)
JOBS = ("detail", "list of 20", "list by category", "conditional")


@dataclass
class Server:
    name: str
    wsgi: str
    port: int
    articles: str
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    paths: dict[str, list[str]] = field(default_factory=dict)

    def start(self) -> None:
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", self.wsgi, "--host", "127.0.0.1"]
        command += ["--port", str(self.port), "--workers", "1", "--blocking-threads", "2", "--no-ws"]
        command += ["--log-level", "warning"]
        self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment)
        for _ in range(100):
            try:
                self.get(f"{self.articles}?limit=1" if self.name == "ours" else self.articles)
            except (OSError, urllib.error.URLError):
                time.sleep(0.2)
            else:
                return
        raise SystemExit(f"{self.name} did not start.")

    def get(self, path: str) -> tuple[bytes, str | None]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:
            return answer.read(), answer.headers["ETag"]

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(10)


def cpu_seconds(pids: list[int]) -> float:
    """User and system time of the processes, all they started, and the children that have ended."""
    total = 0.0
    for pid in pids:
        root = psutil.Process(pid)
        for process in [root, *root.children(recursive=True)]:
            try:
                times = process.cpu_times()
            except psutil.NoSuchProcess:
                continue
            total += times.user + times.system + times.children_user + times.children_system
    return total


def manage(environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout


def database_process(environment: dict[str, str]) -> list[int]:
    """The PostgreSQL server, where that is the database and runs on this machine."""
    if not environment.get("DATABASE_URL", "").startswith("postgres"):
        return []
    code = "from django.db import connection as c; k = c.cursor(); k.execute('select pg_backend_pid()'); "
    code += "import psutil; print(psutil.Process(k.fetchone()[0]).ppid())"
    return [int(manage(environment, "shell", "--no-imports", "-c", code).split()[-1])]


def prepare(articles: int) -> dict[str, str]:
    """Loads the corpus, unless an earlier run did, and returns the environment in which both servers find it."""
    folder = ROOT / "var" / "bench" / str(articles)
    environment = {
        **os.environ,
        "DEBUG": "off",
        "SECRET_KEY": "only-for-the-benchmark, where nothing is secret",
        "ALLOWED_HOSTS": "*",
        "SITE_URL": "http://127.0.0.1",
        "API_URL": "http://127.0.0.1",
        "DATA_DIR": str(folder),
    }
    (folder / "static").mkdir(parents=True, exist_ok=True)
    manage(environment, "migrate", "--verbosity", "0")
    loading = [sys.executable, "manage.py", "load_sample", "--articles", str(articles)]
    subprocess.run(loading, cwd=ROOT, env={**environment, "DEBUG": "on"}, check=True)
    for statement in PEER_INDEXES:
        code = f"from django.db import connection as c; c.cursor().execute({statement!r})"
        manage(environment, "shell", "--no-imports", "-c", code)
    return environment


def choose_paths(ours: Server, peer: Server) -> None:
    """Two thousand stories spread over the corpus, the same for both."""
    slugs: list[str] = []
    page = f"{ours.articles}?limit=100&fields=slug"
    while page and len(slugs) < 2000:
        answer = json.loads(ours.get(page)[0])
        slugs += [card["slug"] for card in answer["results"]]
        page = (answer["next"] or "").removeprefix("http://127.0.0.1")
    tree = json.loads(ours.get("/api/v1/categories/")[0])["results"]
    leaves = [child["slug"] for root in tree for child in root["children"]]
    for server in (ours, peer):
        details = [f"{server.articles}{slug}/" for slug in slugs]
        etag = server.get(details[0])[1]
        server.paths = {
            "detail": details,
            "list of 20": [server.articles],
            "list by category": [f"{server.articles}?category={slug}" for slug in leaves],
            "conditional": [f"{details[0]}\t{etag}"],
        }


def check_answers(ours: Server, peer: Server) -> None:
    """Both must really send the story; who leaves things out is fast too."""
    path = "detail"
    full, plain = (json.loads(server.get(server.paths[path][0])[0]) for server in (ours, peer))
    last = [block for block in plain["body"] if block["type"] == "paragraph"][-1]["text"]
    wanted = [plain["headline"], plain["contributors"][0]["bio"], plain["category"]["name"], plain["tags"][0]["name"]]
    text = json.dumps(full, ensure_ascii=False)
    missing = [it for it in [*wanted, *(span["text"] for span in last)] if it not in text]
    if missing:
        raise SystemExit(f"Our answer lacks what the peer's has: {missing}")
    for server in (ours, peer):
        if len(json.loads(server.get(server.articles)[0])["results"]) != 20:
            raise SystemExit(f"{server.name}: not 20 stories in the list.")


def measure(server: Server, job: str, seconds: float, seed: int, database: list[int]) -> dict[str, float]:
    paths = "\n".join(server.paths[job])
    command = [sys.executable, "-m", "tests.bench.load", str(server.port), str(seconds), "4", str(seed)]
    assert server.process
    before = cpu_seconds([server.process.pid, *database])
    done = subprocess.run(command, cwd=ROOT, input=paths, capture_output=True, text=True, check=True)
    spent = cpu_seconds([server.process.pid, *database]) - before
    seen = json.loads(done.stdout)
    if seen["faults"]:
        raise SystemExit(f"{server.name}, {job}: {seen['faults']}")
    return {"cpu_ms": 1000 * spent / seen["requests"], "rps": seen["requests"] / seconds, "p99": 1000 * seen["p99"]}


def table(results: dict[str, dict[str, list[dict[str, float]]]]) -> str:
    lines = ["| job | ours, CPU ms | plain DRF, CPU ms | times cheaper | ours, req/s | plain DRF, req/s |"]
    lines.append("|---|--:|--:|--:|--:|--:|")
    for job, servers in results.items():
        cost = {name: statistics.median(it["cpu_ms"] for it in rounds) for name, rounds in servers.items()}
        rate = {name: statistics.median(it["rps"] for it in rounds) for name, rounds in servers.items()}
        ratio = statistics.median(
            theirs["cpu_ms"] / mine["cpu_ms"] for mine, theirs in zip(servers["ours"], servers["peer"], strict=True)
        )
        figures = [f"{cost['ours']:.2f}", f"{cost['peer']:.2f}", f"{ratio:.1f}"]
        figures += [f"{rate['ours']:,.0f}", f"{rate['peer']:,.0f}"]
        lines.append(f"| {job} | {' | '.join(figures)} |")
    return "\n".join(lines)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--articles", type=int, default=10_000)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--seconds", type=float, default=4)
    chosen = options.parse_args()
    environment = prepare(chosen.articles)
    ours = Server("ours", "cms.wsgi:application", 18101, "/api/v1/articles/", environment)
    peer = Server("peer", "tests.bench.peer_wsgi:application", 18102, "/api/plain/articles/", environment)
    results: dict[str, dict[str, list[dict[str, float]]]] = {job: {"ours": [], "peer": []} for job in JOBS}
    try:
        ours.start()
        peer.start()
        choose_paths(ours, peer)
        check_answers(ours, peer)
        database = database_process(environment)
        for job in JOBS:
            for server in (ours, peer):
                measure(server, job, 1, 0, database)
            for number in range(chosen.rounds):
                for server in (ours, peer):
                    results[job][server.name].append(measure(server, job, chosen.seconds, number, database))
                print(f"{job}: round {number + 1} of {chosen.rounds}", file=sys.stderr)
    finally:
        ours.stop()
        peer.stop()
    kind = "PostgreSQL" if database else "SQLite"
    print(f"\n{chosen.articles:,} stories, {kind}, Python {platform.python_version()}, {os.cpu_count()} cores\n")
    print(table(results))
    print(f"\n{pictures.compare(chosen.rounds)}")
    print(f"\n{editor.measure(chosen.rounds, keys=100)}")


if __name__ == "__main__":
    main()
