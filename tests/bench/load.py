"""Asks one server for paths, over a few connections that stay open, for a fixed time; prints what it saw as JSON.

python -m tests.bench.load PORT SECONDS CONNECTIONS SEED < paths
"""

from __future__ import annotations

import json
import random
import sys
import threading
import time
from http.client import HTTPConnection


def ask(port: int, paths: list[str], until: float, seen: list[float], faults: list[str]) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    for path in paths:
        began = time.perf_counter()
        if began >= until:
            break
        target, _, etag = path.partition("\t")
        connection.request("GET", target, headers={"If-None-Match": etag} if etag else {})
        answer = connection.getresponse()
        answer.read()
        if answer.status not in (200, 304):
            faults.append(f"{answer.status} {target}")
        seen.append(time.perf_counter() - began)
    connection.close()


def main(port: int, seconds: float, connections: int, seed: int) -> None:
    paths = sys.stdin.read().splitlines()
    chance = random.Random(seed)
    until = time.perf_counter() + seconds
    seen: list[float] = []
    faults: list[str] = []
    threads = [
        threading.Thread(target=ask, args=(port, chance.choices(paths, k=200_000), until, seen, faults))
        for _ in range(connections)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seen.sort()
    middle, late = seen[len(seen) // 2], seen[int(len(seen) * 0.99)]
    print(json.dumps({"requests": len(seen), "p50": middle, "p99": late, "faults": faults[:5]}))


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
