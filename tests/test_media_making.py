"""When files come to be: by the worker or on the first request, once, and only those that the table has."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connections
from django.test import Client

from cms.management.commands.serve import BLOCKING_THREADS
from cms.turns import Turns
from media import making, sandbox
from media.admin.doors import PLACES
from media.intake import add_image
from media.making import make_all, make_next
from media.models import Image, original_name
from media.publishing import bring_up_to_date, publish_image, withdraw_image
from media.renditions import FORMATS, Rendition, renditions_of
from tests.drawing import BLUE, RED, corners, decoded, encoded, files_in, looks_like, picture_upload, quarters, upload
from tests.factories import ada, ed

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[1]
# In megabytes. With less than 100, none of the tower's files can be made; with more than 350, each of them.
MEMORY = 220
# A web process of its own, that starts its decoders with the program given and asks for one file again and again.
WEB = """
import sys
import django
django.setup()
from concurrent.futures import ThreadPoolExecutor
from django.db import connections
from django.test import Client
sys.executable = sys.argv[1]
def ask(_):
    try:
        return Client().get(sys.argv[2]).status_code
    finally:
        connections.close_all()
print("ready", flush=True)
sys.stdin.readline()
with ThreadPoolExecutor(8) as threads:
    print(*threads.map(ask, range(25)))
"""


@pytest.fixture
def image() -> Image:
    image = add_image(picture_upload(size=(1200, 800)), by=ada(), alt="Four colours.", credit="Ada")
    publish_image(image, by=ed())
    return image


@pytest.fixture
def counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """How many decoders were started."""
    program, notes = tmp_path / "python", tmp_path / "started"
    notes.touch()
    program.write_text(f"#!/bin/sh\necho >> '{notes}'\nexec '{sys.executable}' \"$@\"\n")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    return lambda: len(notes.read_text().splitlines())


def files(image: Image, ratio: str = "", format_: str = "jpeg") -> list[Rendition]:
    image.refresh_from_db()
    return [it for it in renditions_of(image.original) if (it.ratio, it.format) == (ratio, format_)]


def get(rendition: Rendition) -> tuple[int, bytes]:
    response = Client().get(f"/files/{rendition.name}")
    return response.status_code, response.content


def test_a_file_that_is_asked_for_before_the_worker_came_is_made_at_once(image: Image, tmp_path: Path) -> None:
    wanted = files(image)[1]
    status, content = get(wanted)
    assert (status, decoded(content).size) == (200, (640, 427))
    assert files_in(tmp_path / "renditions") == [wanted.name]


def test_what_the_worker_makes_is_what_a_request_would_have_made(image: Image) -> None:
    wanted = [files(image, ratio, format_)[0] for ratio, format_ in (("", "avif"), ("16:9", "webp"), ("1:1", "jpeg"))]
    on_request = [decoded(get(it)[1]) for it in wanted]
    for rendition in wanted:
        storages["renditions"].delete(rendition.name)
    make_next()
    for rendition, first in zip(wanted, on_request, strict=True):
        again = decoded(get(rendition)[1])
        assert (again.size, again.mode, again.format) == (first.size, first.mode, first.format)
        assert all(map(looks_like, corners(again), corners(first), [6] * 4))


def test_the_worker_makes_all_files_of_one_picture_after_the_other(image: Image, tmp_path: Path) -> None:
    other = add_image(picture_upload("PNG", (500, 400)), by=ada())
    assert [make_next(), make_next(), make_next()] == [1, 1, 0]
    expected = {it.name for one in (image, other) for it in renditions_of(one.original)}
    assert set(files_in(tmp_path / "renditions")) == expected


def test_a_file_is_made_once(image: Image, counted: Callable[[], int]) -> None:
    wanted = files(image)[0]
    assert get(wanted) == get(wanted)
    assert counted() == 1
    make_next()
    assert counted() == 2
    make_next()
    assert get(files(image, "4:5", "avif")[0])[0] == 200
    assert counted() == 2


@pytest.mark.usefixtures("committed_db")
def test_of_a_hundred_requests_at_once_one_makes_the_file(
    image: Image, counted: Callable[[], int], other_process: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "originals").symlink_to(tmp_path / "default")
    (wanted, *_) = files(image, "16:9", "avif")
    environment = {**other_process, "DATA_DIR": str(tmp_path), "SECRET_KEY": "of people who do not exist" * 2}
    command = [sys.executable, "-c", WEB, str(tmp_path / "python"), f"/files/{wanted.name}"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    started = counted()
    processes = [subprocess.Popen(command, cwd=ROOT, env=environment, **pipes) for _ in range(4)]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    begun = counted()
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    answers = [status for process in processes for status in process.communicate()[0].split()]
    assert len(answers) == 100
    assert set(answers) == {"200"}
    # The four processes themselves are started with that program, too.
    assert (begun - started, counted() - begun) == (4, 1)
    assert [it for it in files_in(tmp_path / "renditions") if wanted.digest[:32] in it] == [wanted.name]


def ask(rendition: Rendition) -> tuple[int, bytes]:
    try:
        return get(rendition)
    finally:
        connections.close_all()


def until(is_so: Callable[[], bool]) -> None:
    for _ in range(3000):
        if is_so():
            return
        time.sleep(0.01)
    raise AssertionError("It never came to that.")


@pytest.mark.usefixtures("committed_db")
def test_files_of_one_picture_that_are_wanted_at_once_are_made_in_one_go(
    image: Image, counted: Callable[[], int]
) -> None:
    wanted = [*files(image), *files(image, "1:1", "webp"), *files(image, "4:5", "avif")]
    assert len(wanted) == 6
    with ThreadPoolExecutor(12) as threads:
        # Another picture is just being made.
        with making.taken(making.MAKING):
            answers = [threads.submit(ask, it) for it in [*wanted, *wanted]]
            until(lambda: any(len(it.names) == 6 for it in making.OPEN.values()))
        assert {it.result()[0] for it in answers} == {200}
    for rendition, answer in zip([*wanted, *wanted], answers, strict=True):
        picture = decoded(answer.result()[1])
        assert (picture.size, picture.format) == ((rendition.width, rendition.height), FORMATS[rendition.format].name)
    assert counted() == 1
    assert not making.OPEN


@pytest.mark.usefixtures("committed_db")
def test_one_file_that_takes_too_much_keeps_nobody_from_the_others(
    image: Image, counted: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    image = add_image(picture_upload(size=(4000, 8000)), by=ada(), alt="A tower.", credit="Ada")
    publish_image(image, by=ed())
    begun = counted()
    monkeypatch.setattr(sandbox, "ON_REQUEST", replace(sandbox.ON_REQUEST, memory=MEMORY * 1024**2))
    small, large = files(image)[:2], files(image, format_="avif")[-1]
    with ThreadPoolExecutor(4) as threads:
        with making.taken(making.MAKING):
            answers = [threads.submit(ask, it) for it in (*small, large, small[0])]
            until(lambda: any(len(it.names) == 3 for it in making.OPEN.values()))
        assert [it.result()[0] for it in answers] == [200, 200, 404, 200]
    assert counted() - begun == 4, "together, and each alone"
    assert not making.OPEN


@pytest.mark.usefixtures("committed_db")
def test_readers_of_stories_find_a_thread_while_files_are_made(image: Image) -> None:
    """Whoever finds the line full is told at once to come back, instead of taking one of the threads that are left."""
    (wanted, *_), in_line = files(image), making.IN_LINE._initial_value
    assert in_line + PLACES._initial_value <= 3 / 4 * BLOCKING_THREADS
    with ThreadPoolExecutor(in_line) as threads:
        with making.taken(making.MAKING):
            waiting = [threads.submit(ask, wanted) for _ in range(in_line)]
            until(lambda: making.IN_LINE._value == 0)
            assert Client().get(f"/files/{wanted.name}").headers["Retry-After"] == "5"
            assert Client().get("/api/v1/articles/").status_code == 200
            assert not any(it.done() for it in waiting)
        assert {it.result()[0] for it in waiting} == {200}


@pytest.mark.usefixtures("committed_db")
def test_whoever_waits_for_a_file_takes_no_turn_from_those_who_compute(image: Image) -> None:
    (wanted, *_) = files(image)

    def answer(environ: Any, _: Any) -> list[bytes]:
        return [str(ask(wanted)[0]).encode()]

    turns = Turns(answer, 1)
    with ThreadPoolExecutor(3) as threads:
        with making.taken(making.MAKING):
            waiting = [threads.submit(turns, {}, lambda *_: None) for _ in range(3)]
            until(lambda: making.IN_LINE._value == making.IN_LINE._initial_value - 3 and turns.free.qsize() == 1)
        assert [it.result() for it in waiting] == [[b"200"]] * 3


@pytest.mark.usefixtures("committed_db")
def test_where_making_takes_too_long_all_who_wait_are_told_to_come_back(
    image: Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "PATIENCE", 0.2)
    (wanted, *_) = files(image)
    with making.taken(making.MAKING), ThreadPoolExecutor(4) as threads:
        assert {status for status, _ in threads.map(ask, [wanted] * 4)} == {503}
    assert not making.OPEN
    assert get(wanted)[0] == 200


def test_a_picture_that_cannot_be_made_keeps_nobody_waiting(image: Image) -> None:
    storages["default"].delete(original_name(image))
    storages["default"].save(original_name(image), ContentFile(b"no picture"))
    for _ in range(2):
        assert get(files(image)[0])[0] == 404
    assert not making.OPEN


def test_old_crops_are_served_after_the_focal_point_moved_and_new_ones_are_made(tmp_path: Path) -> None:
    image = add_image(picture_upload(size=(2400, 700)), by=ada(), alt="Four colours.", credit="Ada", focal_x=0.1)
    publish_image(image, by=ed())
    make_next()
    before, never_made = files(image, "1:1")[0], files(image, "1:1")[1]
    storages["renditions"].delete(never_made.name)
    image.focal_x = 0.9
    image.save()
    bring_up_to_date(image, by=ed())
    after = files(image, "1:1")[0]
    assert after.name != before.name
    assert looks_like(corners(decoded(get(before)[1]))[0], RED)
    assert get(never_made)[0] == 404
    assert not storages["renditions"].exists(after.name)
    assert make_next() == 1
    assert storages["renditions"].exists(after.name)
    assert not looks_like(corners(decoded(get(after)[1]))[0], RED)
    assert all(storages["renditions"].exists(it.name) for it in renditions_of(image.original))
    withdraw_image(image, by=ed())
    assert {get(it)[0] for it in (before, after)} == {404}


def test_files_whose_names_stayed_are_not_made_again(image: Image, counted: Callable[[], int], tmp_path: Path) -> None:
    make_next()
    whole = tmp_path / "renditions" / files(image)[0].name
    made = whole.stat()
    image.focal_x = 0.0
    image.save()
    bring_up_to_date(image, by=ed())
    assert make_next() == 1
    assert (whole.stat().st_ino, whole.stat().st_mtime_ns) == (made.st_ino, made.st_mtime_ns)


def test_an_edit_while_files_are_made_is_not_forgotten(image: Image, tmp_path: Path) -> None:
    begun = Image.objects.get()
    Image.objects.update(credit="Cal Lens")
    make_all(begun)
    assert files(image)[0].name not in files_in(tmp_path / "renditions")
    assert make_next() == 1
    assert files(image)[0].name in files_in(tmp_path / "renditions")


def test_a_lost_original_is_no_fault_of_the_reader(image: Image) -> None:
    storages["default"].delete(original_name(image))
    assert get(files(image)[0])[0] == 404
    assert make_next() == 1
    assert make_next() == 0


def test_a_hand_drawn_crop_reaches_readers() -> None:
    content = encoded(quarters((2000, 2000)))
    image = add_image(upload(content), by=ada(), alt="x", credit="Ada", crops={"1:1": [0.0, 0.5, 0.5, 0.5]})
    publish_image(image, by=ed())
    for format_ in ("avif", "webp", "jpeg"):
        assert all(looks_like(it, BLUE, 24) for it in corners(decoded(get(files(image, "1:1", format_)[-1])[1])))
