"""Asks one server for a list of requests, over a few connections that stay open, for a fixed time.

With wrk where it is installed; else by ourselves, which is slower than our server: only its processor time counts then.

    python -m tests.bench.load PORT SECONDS CONNECTIONS SEED FILE
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import TypedDict

SCRIPT = Path(__file__).with_suffix(".lua")
CONNECTIONS = 4


class Seen(TypedDict):
    requests: int
    seconds: float
    p50: float
    p99: float
    faults: int


def load(port: int, requests: Path, seconds: float, seed: int) -> Seen:
    """`requests` is a file of lines: a path, and after a tabulator the tag of what is known."""
    if wrk := shutil.which("wrk"):
        command = [wrk, "-t1", f"-c{CONNECTIONS}", f"-d{max(1, round(seconds))}s", "--latency", "--timeout", "30s"]
        command += ["-s", str(SCRIPT), f"http://127.0.0.1:{port}", "--", str(requests), str(seed)]
    else:
        command = [sys.executable, "-m", "tests.bench.load", str(port), str(seconds), str(seed), str(requests)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    seen: Seen = json.loads(done.stdout.splitlines()[-1])
    return seen


def ask(port: int, lines: list[str], until: float, seen: list[float], faults: list[str]) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    while time.perf_counter() < until:
        for line in lines:
            began = time.perf_counter()
            if began >= until:
                break
            path, _, etag = line.partition("\t")
            connection.request("GET", path, headers={"If-None-Match": etag} if etag else {})
            answer = connection.getresponse()
            answer.read()
            if answer.status not in (200, 304):
                faults.append(f"{answer.status} {path}")
            seen.append(time.perf_counter() - began)
    connection.close()


def main(port: int, seconds: float, seed: int, requests: Path) -> None:
    lines = requests.read_text().splitlines()
    until = time.perf_counter() + seconds
    seen: list[float] = []
    faults: list[str] = []
    threads = []
    for number in range(CONNECTIONS):
        place = (seed * 7919 + number * len(lines) // CONNECTIONS) % len(lines)
        threads.append(threading.Thread(target=ask, args=(port, lines[place:] + lines[:place], until, seen, faults)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seen.sort()
    told = Seen(
        requests=len(seen),
        seconds=seconds,
        p50=seen[len(seen) // 2],
        p99=seen[int(len(seen) * 0.99)],
        faults=len(faults),
    )
    print(json.dumps(told))


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
