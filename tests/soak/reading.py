"""A reader of `tests.soak.edge`: asks in every way there is, over one connection, and checks what it is told."""

from __future__ import annotations

import gzip
import json
import random
import re
import time
from http.client import HTTPConnection, HTTPException
from typing import TYPE_CHECKING, Any

import brotli
import zstandard

if TYPE_CHECKING:
    from tests.soak.ledger import Ledger

ARTICLES = "/api/v1/articles/"
# The way a version is numbered by its writer; a retraction has no number.
NUMBER = re.compile(r"No\. (\d+)\.")
DECODERS = {None: bytes, "br": brotli.decompress, "gzip": gzip.decompress, "zstd": zstandard.decompress}


def slug_in(address: str) -> str:
    return address.removeprefix(ARTICLES).partition("/")[0]


class Reader:
    def __init__(self, ledger: Ledger, port: int, seed: int, until: float) -> None:
        self.ledger, self.port, self.until = ledger, port, until
        self.chance = random.Random(seed)
        self.asked = 0
        self.wrong: list[tuple[Any, ...]] = []
        self.errors: list[tuple[float, str]] = []
        self.lateness: list[float] = []
        self.connection: HTTPConnection | None = None
        # On this connection: the last number seen and the tag of it, by address.
        self.seen: dict[str, tuple[int, str]] = {}

    def read(self) -> None:
        while time.monotonic() < self.until:
            try:
                self.ask()
            except (OSError, HTTPException) as error:
                self.errors.append((time.monotonic(), repr(error)))
                self.connection = None
                time.sleep(0.2)

    def ask(self) -> None:
        if self.connection is None:
            self.connection, self.seen = HTTPConnection("127.0.0.1", self.port, timeout=10), {}
        key = self.chance.choice(list(self.ledger.stories))
        address = self.chance.choice(
            [f"{ARTICLES}{key}/", f"{ARTICLES}{key}/", f"{ARTICLES}{key}/?fields=id,headline", f"{ARTICLES}?limit=100",
             f"{ARTICLES}?tag=leith&limit=100&fields=id,headline", f"{ARTICLES}{self.ledger.stories[key][-1].slug}/"]
        )  # fmt: skip
        headers = {"Accept-Encoding": self.chance.choice(["", "zstd", "br", "gzip"])}
        known = self.seen.get(address)
        if known and self.chance.random() < 0.3:
            headers["If-None-Match"] = known[1]
        began = time.monotonic()
        self.connection.request("GET", address, headers=headers)
        answer = self.connection.getresponse()
        content = answer.read()
        ended = time.monotonic()
        self.asked += 1
        if answer.status >= 500:
            self.errors.append((ended, f"{answer.status} {address}"))
            return
        text = DECODERS[answer.headers["Content-Encoding"]](content).decode()
        self.check(address, key, answer.status, text, (began, ended), headers, answer.headers["ETag"] or "")

    def check(self, address, key, status, text, times, headers, etag) -> None:
        if status == 304:
            number, tag = self.seen[address]
            if "If-None-Match" not in headers or tag.removeprefix("W/") != etag.removeprefix("W/"):
                self.wrong.append(("a 304 for another answer", address))
            if number:
                self.check_story(address, key, 200, number, times)
        elif status == 301:
            if key not in self.ledger.stories or key in address:
                self.wrong.append(("led elsewhere", address))
        elif "limit=" in address:
            self.check_list(address, json.loads(text), times)
            self.seen[address] = (0, etag)
        else:
            self.check_detail(address, key, status, text, times)
            numbers = NUMBER.findall(text)
            if status == 200 and numbers:
                self.seen[address] = (int(numbers[0]), etag)

    def check_detail(self, address, key, status, text, times) -> None:
        content = json.loads(text)
        numbers = {int(it) for it in NUMBER.findall(text)}
        if status == 200 and content["id"] != key:
            self.wrong.append(("another story", address))
        if len(numbers) > 1 or (status != 200 and numbers):
            self.wrong.append(("bytes of another version", address, status, numbers))
        if status == 200 and ("fields=" in address) != (set(content) == {"id", "headline"}):
            self.wrong.append(("another representation", address))
        number = max(numbers, default=0)
        if number and number < self.seen.get(address, (0, ""))[0]:
            self.wrong.append(("older than before", address, number))
        self.check_story(address, key, status, number, times)

    def check_story(self, address, key, status, number, times) -> None:
        possible = self.ledger.possible(key, *times)
        if number:
            late = self.ledger.lateness(key, number, times[0])
            if late > 0:
                self.lateness.append(late)
        # Asked for by a slug that it was only just getting: a moment later, that is no excuse.
        if status == 404 and key not in address and times[0] <= self.ledger.named_at(key, slug_in(address)):
            return
        if not any((it.status, it.number) == (status, number) for it in possible):
            self.wrong.append(("not so, or not any more", address, status, number, possible))

    def check_list(self, address, content, times) -> None:
        shown = {it["id"]: int(NUMBER.findall(it["headline"])[0]) for it in content["results"]}
        if "fields=" in address and any(set(it) != {"id", "headline"} for it in content["results"]):
            self.wrong.append(("another representation", address))
        for key in list(self.ledger.stories):
            possible = self.ledger.possible(key, *times)
            if key in shown and not any(it.is_listed and it.number == shown[key] for it in possible):
                self.wrong.append(("listed, but not so any more", address, key, shown[key], possible))
            if key not in shown and all(it.is_listed for it in possible):
                self.wrong.append(("not listed", address, key, possible))
            if key in shown and (late := self.ledger.lateness(key, shown[key], times[0])) > 0:
                self.lateness.append(late)
