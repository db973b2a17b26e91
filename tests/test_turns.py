"""Whoever waits for bytes holds up nobody who wants a story."""

from __future__ import annotations

import io
import threading
from typing import Any

import pytest
from django.test import RequestFactory

from cms.management.commands.serve import BLOCKING_THREADS
from cms.turns import COMPUTING, Turns, standing_aside
from cms.wsgi import application
from media import incoming
from media.sandbox import inspected
from tests.drawing import encoded, quarters, upload

WAIT = 10


class Waiting:
    """An application whose requests wait, standing aside or not, until they are told to go on."""

    def __init__(self, *, aside: bool) -> None:
        self.aside, self.began, self.may_end = aside, threading.Semaphore(0), threading.Event()

    def __call__(self, environ: Any, start_response: Any) -> list[bytes]:
        if environ["PATH_INFO"] == "/story":
            return [b"story"]
        if self.aside:
            with standing_aside():
                self.wait()
        else:
            self.wait()
        return []

    def wait(self) -> None:
        self.began.release()
        assert self.may_end.wait(WAIT)


def ask(turns: Turns, path: str, answers: list[Any]) -> threading.Thread:
    asking = threading.Thread(target=lambda: answers.append(turns({"PATH_INFO": path}, lambda *_: None)))  # type: ignore[arg-type, return-value]
    asking.start()
    return asking


@pytest.mark.parametrize("aside", [True, False])
def test_a_story_comes_while_any_number_wait_for_bytes(aside: bool) -> None:
    waiting = Waiting(aside=aside)
    turns, answers = Turns(waiting, 2), []
    uploads = [ask(turns, "/upload", []) for _ in range(5)]
    for _ in range(5 if aside else 2):
        assert waiting.began.acquire(timeout=WAIT)
    story = ask(turns, "/story", answers)
    story.join(WAIT if aside else 0.2)
    assert answers == ([[b"story"]] if aside else [])
    waiting.may_end.set()
    for it in [*uploads, story]:
        it.join(WAIT)
    assert turns.free.qsize() == 2


def test_a_turn_is_given_back_after_a_failure() -> None:
    def failing(*_: Any) -> Any:
        with standing_aside():
            raise ConnectionResetError

    turns = Turns(failing, 1)
    for _ in range(2):
        with pytest.raises(ConnectionResetError):
            turns({}, lambda *_: None)  # type: ignore[arg-type, return-value]
    assert turns.free.qsize() == 1


class Watched(io.BytesIO):
    turns: Turns
    free = 0

    def read(self, *size: Any) -> bytes:
        self.free = self.turns.free.qsize()
        return super().read(*size)


def test_a_file_that_comes_in_and_one_that_is_looked_at_take_no_turn() -> None:
    content = Watched(encoded(quarters()))

    def take_in(environ: Any, _: Any) -> Any:
        request = RequestFactory().post("/", content_type="application/octet-stream", data=b"x")
        request._stream = content  # type: ignore[attr-defined]
        request.META["CONTENT_LENGTH"] = str(len(content.getbuffer()))
        incoming.keep(request)
        return [str(inspected(upload(content.getvalue()), "")[0].width).encode()]

    content.turns = turns = Turns(take_in, 1)
    assert turns({}, lambda *_: None) == [b"800"]  # type: ignore[arg-type, comparison-overlap, return-value]
    assert content.free == 1


def test_a_story_that_is_kept_comes_while_editors_wait_for_each_other() -> None:
    desk = Waiting(aside=False)
    second = Turns(desk, 2)
    first = Turns(lambda environ, start: [b"story"] if environ["PATH_INFO"] == "/kept" else second(environ, start), 2)
    editors = [ask(first, "/desk", []) for _ in range(5)]
    for _ in range(2):
        assert desk.began.acquire(timeout=WAIT)
    answers: list[Any] = []
    ask(first, "/kept", answers).join(WAIT)
    assert answers == [[b"story"]]
    desk.may_end.set()
    for it in editors:
        it.join(WAIT)
    assert (first.free.qsize(), second.free.qsize()) == (2, 2)


def test_the_web_server_has_turns_for_readers_and_others_for_django() -> None:
    assert isinstance(application, Turns)
    assert isinstance(application.application.application.application, Turns)  # type: ignore[attr-defined]
    assert BLOCKING_THREADS > COMPUTING
