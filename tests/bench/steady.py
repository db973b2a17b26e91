"""Asks one server at a steady rate, as readers do who know nothing of each other, until its standard input ends.

A reader whose answer is late does not keep the next one from asking: waiting counts from when a request was due.

    python -m tests.bench.steady PORT RATE FILE
"""

from __future__ import annotations

import json
import socket
import sys
import threading
import time
from pathlib import Path

from tests.bench.load import Seen

CONNECTIONS = 8


class Reader:
    def __init__(self, port: int, paths: list[str], number: int) -> None:
        self.connection = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.requests = [f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode() for path in paths]
        self.place = number * len(paths) // CONNECTIONS
        self.waited: list[float] = []
        self.faults = 0

    def read(self, due: float, gap: float, end: threading.Event) -> None:
        while not end.wait(max(0.0, due - time.perf_counter())):
            self.place = (self.place + 1) % len(self.requests)
            try:
                self.connection.sendall(self.requests[self.place])
                self.faults += self.answer() != b"200"
            except OSError:
                self.faults += 1
                return
            self.waited.append(time.perf_counter() - due)
            due += gap

    def answer(self) -> bytes:
        """The status; the body is read to its end."""
        said = b""
        while b"\r\n\r\n" not in said:
            said += self.received()
        head, _, body = said.partition(b"\r\n\r\n")
        [length] = [line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        left = int(length) - len(body)
        while left > 0:
            left -= len(self.received())
        return head[9:12]

    def received(self) -> bytes:
        piece = self.connection.recv(2**16)
        if not piece:
            # A server ends what was silent for long, as it is where somebody stopped us with all else.
            raise ConnectionAbortedError
        return piece


def main(port: int, rate: float, paths: list[str]) -> None:
    end, gap = threading.Event(), CONNECTIONS / rate
    readers = [Reader(port, paths, number) for number in range(CONNECTIONS)]
    began = time.perf_counter()
    threads = [
        threading.Thread(target=it.read, args=(began + number / rate, gap, end)) for number, it in enumerate(readers)
    ]
    for thread in threads:
        thread.start()
    sys.stdin.read()
    end.set()
    for thread in threads:
        thread.join()
    waited = sorted(seconds for it in readers for seconds in it.waited)
    told = Seen(
        requests=len(waited),
        seconds=time.perf_counter() - began,
        p50=waited[len(waited) // 2],
        p99=waited[int(len(waited) * 0.99)],
        faults=sum(it.faults for it in readers),
    )
    print(json.dumps(told))


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), Path(sys.argv[3]).read_text().splitlines())
