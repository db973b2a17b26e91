"""What readers notice of twenty large uploads at once: their answers' times beside those of a quiet minute.

    python -m tests.bench.uploads [--seconds 10]

The server is the one of `serve`, with two processes of four threads; readers ask for stories over four connections.
"""

from __future__ import annotations

import argparse
import http.cookiejar
import io
import json
import os
import secrets
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from tests.bench.__main__ import manage
from tests.bench.photograph import photograph

ROOT = Path(__file__).resolve().parents[2]
UPLOADS = 20
PORT = 8793


def photographs() -> list[bytes]:
    """Twenty of 24 million pixels, each a little darker than the one before."""
    first = Image.open(io.BytesIO(photograph()))
    made = []
    for number in range(UPLOADS):
        content = io.BytesIO()
        first.point(lambda value, share=1 - number / 100: int(value * share)).save(content, "JPEG", quality=90)
        made.append(content.getvalue())
    return made


class Desk:
    """One editor, logged in."""

    def __init__(self, password: str) -> None:
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        login = f"http://127.0.0.1:{PORT}/admin/login/"
        self.opener.open(login).read()
        form = {"username": "ada", "password": password, "csrfmiddlewaretoken": self.token(), "next": "/admin/"}
        self.opener.open(login, urllib.parse.urlencode(form).encode()).read()

    def token(self) -> str:
        return next(str(it.value) for it in self.cookies if it.name == "csrftoken")

    def upload(self, number: int, content: bytes) -> None:
        head = f'--b\r\nContent-Disposition: form-data; name="file"; filename="{number}.jpg"\r\n\r\n'
        body = head.encode() + content + b"\r\n--b--\r\n"
        headers = {"Content-Type": "multipart/form-data; boundary=b", "X-CSRFToken": self.token()}
        address = f"http://127.0.0.1:{PORT}/admin/media/image/upload/"
        while True:
            try:
                self.opener.open(urllib.request.Request(address, body, headers), timeout=120).read()
            except urllib.error.HTTPError as error:
                if error.code != 503:
                    raise
                time.sleep(1)
            else:
                return


def readers(seconds: float, paths: list[str]) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.load", str(PORT), str(seconds), "4", "7"]
    done = subprocess.run(command, cwd=ROOT, input="\n".join(paths), stdout=subprocess.PIPE, text=True, check=True)
    told: dict[str, float] = json.loads(done.stdout)
    assert not told.pop("faults"), "readers met faults"
    return told


def measure(environment: dict[str, str], password: str, seconds: float) -> None:
    server = [sys.executable, "-m", "granian", "--interface", "wsgi", "cms.wsgi:application", "--no-ws"]
    server += ["--port", str(PORT), "--workers", "2", "--blocking-threads", "4", "--log-level", "warning"]
    process = subprocess.Popen(server, cwd=ROOT, env=environment)
    try:
        time.sleep(4)
        with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/api/v1/articles/?limit=100") as answer:
            cards = json.loads(answer.read())["results"]
        paths = [f"/api/v1/articles/{card['id']}/" for card in cards]
        desk, pictures = Desk(password), photographs()
        readers(2, paths)
        quiet = readers(seconds, paths)
        began = time.monotonic()
        senders = [threading.Thread(target=desk.upload, args=pair) for pair in enumerate(pictures)]
        for sender in senders:
            sender.start()
        busy = readers(seconds, paths)
        for sender in senders:
            sender.join()
        print(f"quiet: p50 {quiet['p50'] * 1000:.1f} ms, p99 {quiet['p99'] * 1000:.1f} ms")
        print(f"{UPLOADS} uploads at once: p50 {busy['p50'] * 1000:.1f} ms, p99 {busy['p99'] * 1000:.1f} ms")
        print(f"p99: {busy['p99'] / quiet['p99']:.2f} times; all were in after {time.monotonic() - began:.0f} s")
    finally:
        process.terminate()
        process.wait(10)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10)
    seconds = parser.parse_args().seconds
    with TemporaryDirectory() as folder:
        password = secrets.token_urlsafe(16)
        environment = {
            **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
            "DEBUG": "1",
            "SECRET_KEY": "only-for-the-benchmark, where nothing is secret",
            "DATA_DIR": folder,
            "DJANGO_SUPERUSER_PASSWORD": password,
        }
        manage(environment, "migrate", "--verbosity", "0")
        manage(environment, "load_sample", "--articles", "200")
        manage(environment, "createsuperuser", "--noinput", "--username", "ada", "--email", "ada@news.example")
        measure(environment, password, seconds)


if __name__ == "__main__":
    main()
