"""`manage.py serve`: web server and worker start together, tell where they are, and stop together."""

from __future__ import annotations

import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import psutil
import pytest

import set_up

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 60
# A newsroom that has published, so that serving it writes no sample.
PUBLISH = """
import django; django.setup()
from django.core.management import call_command
from cms.publishing import publish
from tests.bare import bare
call_command("migrate", verbosity=0)
publish(bare("storm"), by=None)
"""


class Server:
    """A `manage.py serve` of our own, and what it says."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.port = free_port()
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=ROOT,
            env={**environment, "PORT": str(self.port)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self) -> None:
        for line in self.process.stdout:
            self.lines.append(line)

    @property
    def said(self) -> str:
        return "".join(self.lines)

    def wait_for(self, pattern: str) -> re.Match[str]:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.process.poll() is None:
            if found := re.search(pattern, self.said):
                return found
            time.sleep(0.05)
        raise AssertionError(f"It never said {pattern}, but: {self.said}")

    def processes(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def worker(self) -> psutil.Process:
        [found] = [it for it in self.processes() if "run_worker" in it.cmdline()]
        return found

    def get(self, path: str) -> tuple[int, str]:
        return fetch(urllib.request.build_opener(), f"http://127.0.0.1:{self.port}{path}")

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=10)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]


def fetch(opener: urllib.request.OpenerDirector, url: str, **form: str) -> tuple[int, str]:
    data = urllib.parse.urlencode(form).encode() if form else None
    try:
        with opener.open(url, data, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a newsroom on SQLite that has published something."""
    folder = tmp_path_factory.mktemp("newsroom")
    set_up.write_local_settings(folder)
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "DATA_DIR": str(folder)}
    script = {**environment, "DJANGO_SETTINGS_MODULE": "cms.settings"}
    subprocess.run([sys.executable, "-W", "ignore", "-c", PUBLISH], cwd=ROOT, env=script, check=True)
    return environment


@pytest.fixture
def start():
    started: list[Server] = []

    def start_server(environment: dict[str, str]) -> Server:
        started.append(Server(environment))
        return started[-1]

    yield start_server
    for server in started:
        if server.process.poll() is None:
            server.stop()
        server.process.stdout.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_tells_where_everything_is_and_stops_whole(newsroom, start, number):
    server = start(newsroom)
    server.wait_for("API docs")
    processes = server.processes()
    assert len(processes) >= 3

    for path in ("/admin/", "/api/v1/articles/", "/api/docs/"):
        assert f"http://localhost:{server.port}{path} " in server.said
        assert server.get(path)[0] == 200
    began = time.monotonic()
    assert server.stop(number) == 0

    assert time.monotonic() - began < 5
    assert psutil.wait_procs(processes, timeout=1)[1] == []


def test_the_printed_password_opens_the_desk_and_a_new_one_must_be_chosen(newsroom, start):
    server = start(newsroom)
    password = server.wait_for(r"Password +([a-z0-9-]+) ").group(1)
    server.wait_for("API docs")
    desk = f"http://127.0.0.1:{server.port}/admin/"
    visitor = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    _, login = fetch(visitor, f"{desk}login/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', login).group(1)
    status, page = fetch(
        visitor, f"{desk}login/?next=/admin/", csrfmiddlewaretoken=token, username="admin", password=password
    )

    assert status == 200
    assert "Choose your password" in page


def test_a_second_start_answers_within_five_seconds(newsroom, start):
    """In seconds of processor time, so that tests which run beside this one do not count."""
    server = start(newsroom)
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            assert server.get("/api/v1/articles/")[0] == 200
        except urllib.error.URLError:
            time.sleep(0.05)
        else:
            break

    family = [psutil.Process(server.process.pid), *server.processes()]
    spent = [it.cpu_times() for it in family if it.is_running()]
    assert sum(it.user + it.system for it in spent) < 5


def test_a_worker_that_was_killed_is_started_again(newsroom, start):
    server = start(newsroom)
    server.wait_for("API docs")
    killed = server.worker()

    killed.kill()

    server.wait_for(r"The background worker ended \(exit -9\) and is started again")
    assert server.worker().pid != killed.pid


def test_a_web_server_that_was_killed_answers_again(newsroom, start):
    server = start(newsroom)
    server.wait_for("API docs")
    [granian] = [it for it in psutil.Process(server.process.pid).children() if "granian" in it.cmdline()]
    for process in [*granian.children(), granian]:
        process.kill()

    server.wait_for("The web server ended")
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            assert server.get("/api/v1/articles/")[0] == 200
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    raise AssertionError(server.said)


def test_a_port_that_is_taken_is_named_with_another_to_choose(newsroom):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        ended = subprocess.run(
            [sys.executable, "manage.py", "serve"],
            cwd=ROOT,
            env={**newsroom, "PORT": str(port)},
            capture_output=True,
            text=True,
            check=False,
        )

    assert ended.returncode == 1
    assert f"make serve PORT={port + 1}" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_production_asks_for_what_has_not_been_done_and_then_serves(newsroom, tmp_path, start):
    folder = tmp_path / "production"
    folder.mkdir()
    environment = {
        "PATH": newsroom["PATH"],
        "HOME": str(tmp_path),
        "DATA_DIR": str(folder),
        "SECRET_KEY": "of people who do not exist, who have no secrets",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "SITE_URL": "https://news.example",
        "API_URL": "https://api.news.example",
        "PORT": str(free_port()),
    }

    def manage(*words: str) -> str:
        command = [sys.executable, "manage.py", *words]
        ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        return ended.stderr

    assert "Run this first: manage.py migrate" in manage("serve")
    assert manage("migrate", "-v0") == ""
    assert "Run this first: manage.py collectstatic" in manage("serve")
    manage("collectstatic", "--noinput", "-v0")
    server = start(environment)
    server.wait_for("API docs")

    assert "Password" not in server.said
    status, login = server.get("/admin/login/")
    assert status == 200
    [style, *_] = re.findall(r'href="(/static/[^"]+\.css)"', login)
    assert server.get(style)[0] == 200
