"""Visitor, who reads through the edge cache as web servers do."""

from __future__ import annotations

import time
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any
from wsgiref.util import setup_testing_defaults

from django.core.handlers.wsgi import WSGIHandler

from cms.edge.application import Edge
from cms.edge.follower import LEASE

if TYPE_CHECKING:
    from pathlib import Path


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode()


class Counted:
    """Django, and how often it was woken."""

    def __init__(self) -> None:
        self.django = WSGIHandler()
        self.requests: list[dict[str, Any]] = []

    def __call__(self, environ, start_response):
        self.requests.append(environ)
        return self.django(environ, start_response)


class Visitor:
    def __init__(self, folder: Path, *, room: int = 64 << 20, application: Any = None) -> None:
        self.django = application or Counted()
        self.edge = Edge(self.django, room=room, folder=folder)

    def ask(self, address: str, method: str = "GET", **headers: str) -> Answer:
        path, _, query = address.partition("?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path.encode().decode("latin-1"),
            "QUERY_STRING": query,
            "REMOTE_ADDR": headers.pop("remote_addr", "127.0.0.1"),
            "wsgi.input": BytesIO(),
            **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
        }
        setup_testing_defaults(environ)
        said: list[Any] = []
        parts = self.edge(environ, lambda status, headers, exc_info=None: said.extend([status, headers]))
        content = b"".join(parts)
        if close := getattr(parts, "close", None):
            close()
        return Answer(int(said[0].split()[0]), dict(said[1]), content)

    def computed(self, *args: str, **headers: str) -> bool:
        """Whether Django had to be woken for it."""
        before = len(self.django.requests)
        self.ask(*args, **headers)
        return len(self.django.requests) > before


def later() -> None:
    """When every process must have heard of what was published before."""
    time.sleep(LEASE)
