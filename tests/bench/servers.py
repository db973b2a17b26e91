"""The servers that are compared, and what each costs in processor time."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
OURS, PLAIN = "/api/v1/articles/", "/api/plain/articles/"


def manage(environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout


def in_shell(environment: dict[str, str], code: str) -> str:
    return manage(environment, "shell", "--no-imports", "-c", code).strip()


@dataclass
class Server:
    """One process with two threads."""

    name: str
    command: list[str]
    port: int
    environment: dict[str, str]
    path_that_answers: str
    database: str = ""
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        began = time.monotonic()
        self.process = subprocess.Popen(self.command, cwd=ROOT, env=self.environment)
        while time.monotonic() < began + 60 and self.process.poll() is None:
            try:
                self.get(self.path_that_answers)
            except (OSError, urllib.error.URLError):
                time.sleep(0.02)
            else:
                return
        raise SystemExit(f"{self.name} did not start.")

    def get(self, path: str) -> tuple[bytes, str | None]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=60) as answer:
            return answer.read(), answer.headers["ETag"]

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(10)

    def processes(self) -> list[psutil.Process]:
        """Of the server, and of its database's those that serve this database."""
        assert self.process
        root = psutil.Process(self.process.pid)
        found = [root, *root.children(recursive=True)]
        if self.database:
            # A backend says whom it serves: `postgres: user name 127.0.0.1(54321) idle`. Those of other servers, which
            # may follow the log of the same database, are not ours.
            mine = {f"({it.laddr.port})" for process in found for it in process.net_connections("tcp")}
            every = psutil.process_iter(["name", "cmdline"])
            backends = [it for it in every if it.info["name"] == "postgres" and it.info["cmdline"]]
            found += [it for it in backends if any(port in it.info["cmdline"][0] for port in mine)]
        return found

    def cpu_seconds(self) -> float:
        total = 0.0
        for process in self.processes():
            try:
                times = process.cpu_times()
            except psutil.NoSuchProcess:
                continue
            total += times.user + times.system
        return total

    def megabytes(self) -> float:
        """Their own: without files that are mapped, as SQLite's database is, which go when others need the memory."""
        assert self.process
        root = psutil.Process(self.process.pid)
        return sum(anonymous_kilobytes(it.pid) for it in [root, *root.children(recursive=True)]) / 1000


def anonymous_kilobytes(pid: int) -> int:
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss_Anon:"))


def granian(wsgi: str, port: int, python: str = sys.executable) -> list[str]:
    command = [python, "-m", "granian", "--interface", "wsgi", wsgi, "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", "1", "--blocking-threads", "2", "--no-ws"]
    return [*command, "--log-level", "critical"]


def servers(environment: dict[str, str], folder: Path) -> dict[str, Server]:
    """`folder` holds the bytes that are always the same, `detail.json` and `list.json`."""
    url = environment.get("DATABASE_URL", "")
    database = url.rpartition("/")[2] if url.startswith("postgres") else ""
    off, on = {**environment, "EDGE_CACHE_MB": "0"}, environment
    first = f"{OURS}?limit=1"
    found = [
        Server("ours", granian("cms.wsgi:application", 18101), 18101, off, first, database),
        Server("edge", granian("cms.wsgi:application", 18103), 18103, on, first, database),
        Server("plain", granian("tests.bench.plain.wsgi:application", 18102), 18102, off, PLAIN, database),
        Server(
            "constant",
            granian("tests.bench.constant:application", 18104),
            18104,
            {**environment, "BENCH_CONSTANT": str(folder)},
            "/detail",
        ),
    ]
    if shutil.which("nginx"):
        found.append(
            Server(
                "nginx", ["nginx", "-c", str(nginx_configuration(folder, 18105))], 18105, environment, "/detail.json"
            )
        )
    return {server.name: server for server in found}


def nginx_configuration(folder: Path, port: int) -> Path:
    path = folder / "nginx.conf"
    path.write_text(
        f"daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx.log crit;\n"
        f"{'user root; ' if os.geteuid() == 0 else ''}events {{}}\n"
        "http { types { application/json json; } access_log off; sendfile on; keepalive_requests 100000000;\n"
        f"  open_file_cache max=100; client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2;\n"
        f"  fastcgi_temp_path {folder}/t3; uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;\n"
        f"  server {{ listen 127.0.0.1:{port}; root {folder}; }} }}\n"
    )
    return path
