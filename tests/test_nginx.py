"""docs/nginx.conf with a real nginx: what it keeps, what it does not, and what it sends while the newsroom is away."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from cms.nginx import forget

pytestmark = pytest.mark.nginx

EXAMPLE = Path(__file__).resolve().parents[1] / "docs" / "nginx.conf"
PATIENCE = 60
FOLDERS = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


class Newsroom(ThreadingHTTPServer):
    """Answers with a number that grows, or with what it is told to say, and remembers who asked what."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Desk)
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.headers: dict[str, str] = {}
        self.is_away = False
        self.says = ""


class Desk(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        newsroom = self.server
        newsroom.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        body = (newsroom.says or f"{len(newsroom.asked)}").encode()
        tag = f'"{body.decode()}"'
        status = 304 if self.headers["If-None-Match"] == tag else 200
        body = b"" if status == 304 else body
        self.send_response(503 if newsroom.is_away else status)
        headers = {
            "Cache-Control": "public, max-age=30, s-maxage=300",
            "Vary": "Accept",
            "Surrogate-Key": f"page:{self.path.strip('/').rpartition('/')[2]} list:article",
            "ETag": tag,
            **newsroom.headers,
        }
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def newsroom():
    server = Newsroom()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def address(newsroom, tmp_path):
    """Of an nginx that runs the example, in folders of its own."""
    with running(EXAMPLE.read_text(), newsroom, tmp_path) as url:
        yield url


@pytest.fixture
def purged(newsroom, tmp_path):
    """Of one that is changed as the example says where the worker purges it."""
    example = EXAMPLE.read_text()
    for line in ("proxy_ignore_headers Cache-Control Expires;", "proxy_cache_valid 200 301 308 410 451 1s;"):
        assert example.count(line) == 1
        example = example.replace(line, "")
    example = example.replace("# proxy_cache_background_update on;", "proxy_cache_background_update on;")
    with running(example, newsroom, tmp_path) as url:
        yield url


@contextmanager
def running(example, newsroom, tmp_path):
    nginx = shutil.which("nginx")
    if not nginx:
        pytest.skip("there is no nginx here")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    static = tmp_path / "static"
    static.mkdir()
    (static / "desk.css").write_text("body {}")
    for old, new in {
        "/var/cache/nginx/newsroom": str(tmp_path / "cache"),
        "/var/lib/newsroom/static/": f"{static}/",
        "127.0.0.1:8000": f"127.0.0.1:{newsroom.server_port}",
        "listen 80;": f"listen 127.0.0.1:{port};",
    }.items():
        assert old in example
        example = example.replace(old, new)
    paths = " ".join(f"{name}_temp_path {tmp_path}/{name};" for name in FOLDERS)
    user = "user root;" if os.geteuid() == 0 else ""
    configuration = tmp_path / "nginx.conf"
    configuration.write_text(
        f"{user} daemon off; pid {tmp_path}/pid; error_log {tmp_path}/errors; events {{}}\n"
        f"http {{ access_log off; types {{ text/css css; }} {paths}\n{example}\n}}\n"
    )
    process = subprocess.Popen([nginx, "-c", str(configuration)], stderr=subprocess.PIPE, text=True)
    try:
        wait_for_port(process, port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE)


def wait_for_port(process, port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None, process.stderr.read()
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("nginx did not answer")


def get(url: str, **headers: str) -> tuple[int, str, dict[str, str]]:
    request = urllib.request.Request(url, headers={name.replace("_", "-"): value for name, value in headers.items()})  # noqa: S310 (of our own)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 (of our own)
            return answer.status, answer.read().decode(), dict(answer.headers)
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(), dict(error.headers)


def until(condition) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_readers_share_an_answer_and_get_the_next_one_soon(newsroom, address):
    url = f"{address}/api/v1/articles/"
    first = get(url)[1]
    # It answers from what it keeps, however many seconds that takes on a busy machine; and then asks anew by itself.
    until(lambda: get(url)[2]["X-Cache-Status"] == "HIT")
    until(lambda: get(url)[1] != first)


def test_what_has_not_changed_is_not_sent_again(newsroom, address):
    newsroom.says = "harbour"
    url = f"{address}/api/v1/articles/harbour/"
    get(url)
    until(lambda: get(url)[2]["X-Cache-Status"] == "REVALIDATED")
    assert get(url)[:2] == (200, "harbour")
    assert newsroom.asked[-1][1]["if-none-match"] == '"harbour"'


def test_nobody_gets_what_was_over_two_seconds_ago(newsroom, address):
    url = f"{address}/api/v1/articles/harbour/"
    for number, quiet in enumerate([0, 0.7, 2.2]):
        newsroom.says = f"version {number}"
        changed = time.monotonic()
        # After a quiet spell, too, and the first who asks.
        time.sleep(quiet)
        while True:
            asked = time.monotonic()
            if get(url)[1] == newsroom.says:
                break
            assert asked - changed < 2
        time.sleep(0.35)


def test_what_is_purged_by_key_is_kept_until_then(newsroom, purged, tmp_path):
    harbour, storm = f"{purged}/api/v1/articles/harbour/", f"{purged}/api/v1/articles/storm/"
    first = {url: get(url)[1] for url in (harbour, storm)}
    # A second is not the end of it.
    time.sleep(2.2)
    assert {url: get(url)[1] for url in (harbour, storm)} == first

    forget(f"file://{tmp_path}/cache", ["page:harbour", "page:boats"])

    assert get(harbour)[1] != first[harbour]
    assert get(harbour)[2]["X-Cache-Status"] == "HIT"
    assert get(storm)[1] == first[storm]
    forget(f"file://{tmp_path}/cache", ["list:article"])
    assert get(storm)[1] != first[storm]


def test_who_comes_first_after_its_time_does_not_wait_for_the_next_answer(newsroom, purged):
    newsroom.headers = {"Cache-Control": "public, s-maxage=1, stale-while-revalidate=60"}
    url = f"{purged}/api/v1/articles/harbour/"
    newsroom.says = "old"
    get(url)
    newsroom.says = "new"
    time.sleep(2.2)

    assert get(url)[1] == "old"
    until(lambda: get(url)[1] == "new")


def test_what_carries_no_key_is_not_kept(newsroom, purged):
    newsroom.headers = {"Surrogate-Key": ""}
    assert len({get(f"{purged}/api/v1/articles/")[1] for _ in range(3)}) == 3


def test_nothing_of_one_reader_reaches_the_newsroom(newsroom, address):
    get(f"{address}/api/v1/articles/", Cookie="session=ada", Authorization="Bearer x")

    assert not {"cookie", "authorization"} & set(newsroom.asked[-1][1])
    assert newsroom.asked[-1][1]["x-forwarded-for"] == "127.0.0.1"
    assert newsroom.asked[-1][1]["x-forwarded-proto"] == "http"
    assert newsroom.asked[-1][1]["host"] == "127.0.0.1"
    get(f"{address}/admin/", Cookie="session=ada")
    assert newsroom.asked[-1][1]["cookie"] == "session=ada"


def test_what_sets_a_cookie_is_kept_for_nobody(newsroom, address):
    newsroom.headers = {"Set-Cookie": "session=ada"}
    answers = [get(f"{address}/api/v1/articles/") for _ in range(3)]

    assert len({body for _, body, _ in answers}) == 3
    assert {headers["X-Cache-Status"] for _, _, headers in answers} == {"MISS"}


def test_while_the_newsroom_is_away_readers_get_what_there_is(newsroom, address):
    url = f"{address}/api/v1/articles/"
    kept = get(url)[1]
    newsroom.is_away = True
    before = len(newsroom.asked)

    def was_asked_in_vain() -> bool:
        assert get(url)[:2] == (200, kept)
        return len(newsroom.asked) > before

    until(was_asked_in_vain)
    assert get(url)[:2] == (200, kept)


def test_static_files_come_from_the_disk_and_metrics_from_nowhere(newsroom, address):
    status, body, headers = get(f"{address}/static/desk.css")

    assert (status, body) == (200, "body {}")
    assert "immutable" in headers["Cache-Control"]
    assert get(f"{address}/metrics")[0] == 404
    assert newsroom.asked == []


def test_the_example_names_nothing_that_is_not_explained():
    explained = (EXAMPLE.parent / "nginx.md").read_text()
    for directive in ("proxy_cache_lock", "proxy_cache_revalidate", "proxy_cache_background_update", "inactive=1d"):
        assert directive in explained
        assert re.search(directive, EXAMPLE.read_text())
