"""What readers notice of twenty large uploads at once: their answers' times beside those of a quiet while.

    python -m tests.bench.uploads [--seconds 10] [--rounds 5] [--rate 500]

Quiet and busy take turns, and what counts is the median of all rounds. Busy lasts from the first byte until the last
picture is stored. Readers ask for stories at a steady rate, as they would: those who ask as fast as the machine can
answer leave nothing for anybody else. The uploads come over a line of 1 GBit/s that they share, and whoever sends them
is nice: browsers run elsewhere. The server is the one of `serve`, with two processes, and the background worker beside.
"""

from __future__ import annotations

import argparse
import http.cookiejar
import io
import json
import os
import random
import secrets
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import NamedTemporaryFile, TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

from PIL import Image

from tests.bench.photograph import photograph
from tests.bench.servers import in_shell, manage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bench.load import Seen

ROOT = Path(__file__).resolve().parents[2]
UPLOADS = 20
PORT = 8793
PATIENCE = 60
BYTES_A_SECOND = 125e6
BLOCK = 2**16
# What the worker takes at most for the picture at hand.
SECONDS_OF_ONE = 10


def photographs(round_: int) -> list[bytes]:
    """Twenty of 24 million pixels, each a little darker than the one before: none was here in an earlier round."""
    first = Image.open(io.BytesIO(photograph()))
    made = []
    for number in range(round_ * UPLOADS, (round_ + 1) * UPLOADS):
        content = io.BytesIO()
        first.point(lambda value, share=0.995**number: int(value * share)).save(content, "JPEG", quality=90)
        # The same shades can come of two shares: what stands behind the picture tells the files apart.
        made.append(content.getvalue() + f"{number}".encode())
    return made


class OverTheLine(io.BytesIO):
    """Read no faster than a line sends that twenty share."""

    def read(self, size: int | None = -1) -> bytes:
        time.sleep(BLOCK * UPLOADS / BYTES_A_SECOND)
        return super().read(BLOCK)


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
        """As the page does: the bytes first, and then, as often as it takes, the wish to have them looked at."""
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 19)
        key = json.loads(self.post("", OverTheLine(content), "application/octet-stream"))["key"]
        wish = urllib.parse.urlencode({"key": key, "filename": f"{number}.jpg"}).encode()
        while True:
            try:
                self.post("take/", wish, "application/x-www-form-urlencoded")
            except urllib.error.HTTPError as error:
                if error.code != 503:
                    raise
                time.sleep(0.7 + 0.6 * random.random())
            else:
                return

    def post(self, path: str, body: bytes | OverTheLine, content_type: str) -> bytes:
        headers = {"Content-Type": content_type, "X-CSRFToken": self.token()}
        if isinstance(body, OverTheLine):
            headers["Content-Length"] = str(len(body.getbuffer()))
        request = urllib.request.Request(f"http://127.0.0.1:{PORT}/admin/media/image/upload/{path}", body, headers)
        answer: bytes = self.opener.open(request, timeout=120).read()
        return answer


class Round(NamedTuple):
    """What readers met without uploads and during them, how long those took, and how busy the machine was before."""

    quiet: Seen
    busy: Seen
    took: float
    load: float

    def __str__(self) -> str:
        return (
            f"quiet p50 {self.quiet['p50'] * 1000:.1f}, p99 {self.quiet['p99'] * 1000:.1f} ms; "
            f"{UPLOADS} uploads at once p50 {self.busy['p50'] * 1000:.1f}, p99 {self.busy['p99'] * 1000:.1f} ms; "
            f"p99 {self.times:.2f} times; all were in after {self.took:.0f} s; load before {self.load:.1f}"
        )

    @property
    def times(self) -> float:
        return self.busy["p99"] / self.quiet["p99"]


@contextmanager
def readers(paths: list[str], rate: float) -> Iterator[list[Seen]]:
    """Whoever reads meanwhile; the list holds afterwards what they met."""
    seen: list[Seen] = []
    with NamedTemporaryFile("w", suffix=".requests") as file:
        file.write("\n".join(paths))
        file.flush()
        command = [sys.executable, "-m", "tests.bench.steady", str(PORT), str(rate), file.name]
        asking = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        yield seen
        seen.append(json.loads(asking.communicate()[0]))
    assert not seen[0]["faults"], "readers met faults"


def measure(environment: dict[str, str], password: str, seconds: float, rounds: int, rate: float) -> list[Round]:
    process = subprocess.Popen([sys.executable, "manage.py", "serve"], cwd=ROOT, env=environment)
    try:
        cards = cards_of_the_front()
        paths = [f"/api/v1/articles/{card['id']}/" for card in cards]
        desk = Desk(password)
        measured = []
        for number in range(rounds):
            measured.append(one_round(desk, photographs(number), paths, seconds, rate))
            # The worker would go on making files for minutes: the next round begins quietly.
            in_shell(environment, "from media.models import Image; Image.objects.update(rendered='left out')")
            time.sleep(SECONDS_OF_ONE)
        return measured
    finally:
        process.terminate()
        process.wait(10)


def cards_of_the_front() -> list[dict[str, Any]]:
    """Once the server answers, however busy the machine is."""
    patience = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/api/v1/articles/?limit=100") as answer:
                cards: list[dict[str, Any]] = json.loads(answer.read())["results"]
        except urllib.error.URLError:
            if time.monotonic() > patience:
                raise
            time.sleep(0.5)
        else:
            return cards


def one_round(desk: Desk, pictures: list[bytes], paths: list[str], seconds: float, rate: float) -> Round:
    load = os.getloadavg()[0]
    with readers(paths, rate) as quiet:
        time.sleep(seconds)
    began = time.monotonic()
    senders = [threading.Thread(target=desk.upload, args=pair) for pair in enumerate(pictures)]
    with readers(paths, rate) as busy:
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
    one = Round(quiet[0], busy[0], time.monotonic() - began, load)
    print(one, flush=True)
    return one


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rate", type=float, default=500, help="of the readers, in requests a second")
    chosen = parser.parse_args()
    with TemporaryDirectory() as folder:
        password = secrets.token_urlsafe(16)
        environment = {
            **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
            "DEBUG": "1",
            "SECRET_KEY": "only-for-the-benchmark, where nothing is secret",
            "DATA_DIR": folder,
            "PORT": str(PORT),
            "WEB_WORKERS": "2",
            "DJANGO_SUPERUSER_PASSWORD": password,
        }
        manage(environment, "migrate", "--verbosity", "0")
        manage(environment, "load_sample", "--articles", "200")
        manage(environment, "createsuperuser", "--noinput", "--username", "ada", "--email", "ada@news.example")
        rounds = measure(environment, password, chosen.seconds, chosen.rounds, chosen.rate)
    quiet, busy = (median(getattr(it, name)["p99"] * 1000 for it in rounds) for name in ("quiet", "busy"))
    print(f"medians of {len(rounds)} rounds: p99 {quiet:.1f} ms quiet, {busy:.1f} ms during the uploads; ", end="")
    print(f"{median(it.times for it in rounds):.2f} times")


if __name__ == "__main__":
    main()
