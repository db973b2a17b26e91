"""Whatever a file does to what decodes it, this process lives, keeps its secrets, and keeps nothing of the file."""

from __future__ import annotations

import os
import sys
import tempfile
import tracemalloc
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import psutil
import pytest
from django.core.exceptions import ValidationError
from django.core.files import File
from PIL import Image as Picture

from media.inspection import MAX_PIXELS, Refused
from media.intake import add_image
from media.making import make_next
from media.metadata import Credits
from media.models import Image
from media.renditions import Original, renditions_of, state_of
from media.sandbox import INSPECTING, ON_REQUEST, Stopped, inspected, rendered
from tests.drawing import encoded, files_in, picture_upload, quarters, upload
from tests.factories import ada

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

HIDDEN = ("DATABASE_URL", "SECRET_KEY", "AWS_SECRET_ACCESS_KEY", "MEDIA_STORAGE_URL")


@pytest.fixture(autouse=True)
def nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Neither folders nor processes, however the test ends."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield
    assert list(folder.iterdir()) == []
    assert [it for it in psutil.Process().children(recursive=True) if "media.confined" in it.cmdline()] == []


@pytest.fixture
def interpreter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Puts a script in the place of Python, which every child is started with; `$python "$@"` in it goes on as usual.

    What it writes to `$notes` can be read afterwards.
    """

    def install(script: str) -> Path:
        program, notes = tmp_path / "python", tmp_path / "notes"
        program.write_text(f"#!/bin/sh\npython='{sys.executable}'\nnotes='{notes}'\n{script}\n")
        program.chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(program))
        return notes

    return install


def refusal_of(content: bytes, **limits: Any) -> str:
    with pytest.raises(Refused) as refused:
        inspected(upload(content), "", replace(INSPECTING, **limits))
    return refused.value.code


def bomb() -> bytes:
    """A few kilobytes that unpack to as many pixels as a picture may have, and half a gigabyte."""
    return encoded(Picture.new("1", (10_000, MAX_PIXELS // 10_000)), "TIFF", compression="group4")


def test_a_file_that_unpacks_to_more_than_the_memory_allowed_is_given_up() -> None:
    content = bomb()
    assert len(content) < 200_000
    assert refusal_of(content, memory=400 * 1024**2) == "too_much"


def test_the_largest_picture_that_is_allowed_fits_into_the_memory_allowed() -> None:
    assert inspected(upload(bomb()), "")[0].width == 10_000


def test_a_file_that_keeps_the_processor_busy_is_given_up() -> None:
    content = encoded(Picture.new("L", (4000, 4000)), progressive=True)
    # One of the passes in which a progressive picture becomes sharper, a thousand times over.
    again = content[content.rindex(b"\xff\xda") : -2]
    slow = content[:-2] + again * 1000 + content[-2:]
    assert len(slow) < 200_000
    assert refusal_of(slow, seconds=1) == "too_much"


def test_rendering_has_its_limits_too() -> None:
    content = encoded(Picture.effect_noise((4000, 3000), 90).convert("RGB"))
    wanted = renditions_of(Original("0" * 64, 4000, 3000))
    for limits in ({"seconds": 1}, {"memory": 150 * 1024**2}):
        with pytest.raises(Refused):
            list(rendered(upload(content), wanted, Credits(), replace(ON_REQUEST, **limits)))


def test_a_child_that_sleeps_is_not_waited_for_for_ever(interpreter: Callable[[str], Path]) -> None:
    interpreter("exec sleep 600")
    assert refusal_of(encoded(quarters()), seconds=1, idle_for=0.2) == "too_much"


# Stands for `python -m`, and notes how urgent the process is whenever something of Pillow is loaded.
WATCHED = """
import builtins, os, runpy, sys
load = builtins.__import__
def noted(name, *rest, **more):
    if name.partition(".")[0] == "PIL":
        print(os.sched_getscheduler(0), os.getpriority(os.PRIO_PROCESS, 0), file=open({notes!r}, "a"))
    return load(name, *rest, **more)
builtins.__import__ = noted
sys.path.insert(0, "")
_, _, name, *sys.argv[1:] = sys.argv
runpy.run_module(name, run_name="__main__")
"""


@pytest.fixture
def watched(interpreter: Callable[[str], Path], tmp_path: Path) -> Callable[[str], Path]:
    def install(before: str = "") -> Path:
        program = tmp_path / "watched.py"
        notes = interpreter(f'{before}\nexec $python {program} "$@"')
        program.write_text(WATCHED.format(notes=str(notes)))
        return notes

    return install


def test_readers_come_before_uploads_even_while_decoders_are_loaded(watched: Callable[[], Path]) -> None:
    notes = watched()
    # On a machine that is always busy, it would take its share after ten seconds.
    inspected(picture_upload(), "", replace(INSPECTING, idle_for=120))
    assert set(notes.read_text().splitlines()) == {f"{os.SCHED_IDLE} {os.nice(0) + INSPECTING.nice}"}


def test_readers_come_before_uploads_even_while_python_is_loaded(interpreter: Callable[[str], Path]) -> None:
    # Comes to an end only where it is made idle from the outside.
    policy = '"$(cut -d" " -f41 /proc/$$/stat)"'
    interpreter(f'until [ {policy} = {os.SCHED_IDLE} ]; do sleep 0.01; done; exec $python "$@"')
    assert inspected(picture_upload(), "", replace(INSPECTING, seconds=2))[0].width == 800


def test_a_file_that_a_reader_waits_for_is_not_put_off(watched: Callable[[], Path]) -> None:
    notes = watched()
    list(rendered(picture_upload(), renditions_of(Original("0" * 64, 800, 600))[:1], Credits(), ON_REQUEST))
    assert set(notes.read_text().splitlines()) == {f"{os.SCHED_OTHER} {os.nice(0)}"}


def test_where_no_processor_is_ever_idle_an_upload_takes_its_share(watched: Callable[[str], Path]) -> None:
    notes = watched('mkdir "$notes.first" 2> /dev/null && exec sleep 600')
    limits = replace(INSPECTING, idle_for=0.5)
    assert inspected(picture_upload(), "", limits)[0].width == 800
    assert set(notes.read_text().splitlines()) == {f"{os.SCHED_OTHER} {os.nice(0) + INSPECTING.nice}"}


def test_what_a_decoder_says_without_end_does_not_fill_our_memory(interpreter: Callable[[str], Path]) -> None:
    interpreter("head -c 200000000 /dev/zero >&2; echo; exit 3")
    tracemalloc.start()
    assert refusal_of(encoded(quarters())) == "too_much"
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 20_000_000


@pytest.mark.parametrize(
    "script", ["kill -9 $$", "kill -11 $$", "exit 0", "exit 3", "echo '{}' > /dev/full", '$python "$@"; kill -6 $$']
)
@pytest.mark.django_db
def test_an_upload_whose_child_dies_is_refused_by_a_message(
    script: str, interpreter: Callable[[str], Path], tmp_path: Path
) -> None:
    interpreter(script)
    with pytest.raises(ValidationError) as refused:
        add_image(picture_upload(), by=ada())
    [message] = refused.value.message_dict["file"]
    assert "more time or memory" in message
    assert "upload that" in message
    assert not Image.objects.exists()
    assert files_in(tmp_path / "default") == files_in(tmp_path / "renditions") == []


@pytest.mark.django_db
def test_a_picture_whose_files_cannot_be_made_keeps_no_other_waiting(
    interpreter: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = sys.executable
    images = [add_image(picture_upload(size=(90 + it, 60)), by=ada()) for it in range(2)]
    interpreter("kill -9 $$")
    assert make_next() == 1
    monkeypatch.setattr(sys, "executable", python)
    assert make_next() == 1
    assert make_next() == 0
    made = files_in(tmp_path / "renditions")
    assert made == sorted(it.name for it in renditions_of(images[1].original))


@pytest.mark.django_db
def test_a_picture_whose_child_ends_with_the_server_is_taken_up_again(
    interpreter: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    python, image = sys.executable, add_image(picture_upload(), by=ada())
    interpreter("kill -15 $$")
    with pytest.raises(Stopped):
        make_next()
    monkeypatch.setattr(sys, "executable", python)
    assert make_next() == 1
    image.refresh_from_db()
    assert image.rendered == state_of(image.original)


@pytest.mark.django_db
def test_a_child_is_told_no_secret(interpreter: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in HIDDEN:
        monkeypatch.setenv(name, "secret-of-ours")
    notes = interpreter('env > "$notes"; echo "$@" >> "$notes"; ls -l /proc/$$/fd >> "$notes"; exec $python "$@"')
    assert add_image(picture_upload(), by=ada()).width == 800
    told = notes.read_text()
    assert "secret-of-ours" not in told
    assert {line.split("=")[0] for line in told.splitlines() if "=" in line} <= {
        "PATH",
        "PYTHONDONTWRITEBYTECODE",
        "PWD",
    }
    assert "sqlite" not in told


def test_a_child_is_handed_the_file_itself_where_this_machine_has_it(
    interpreter: Callable[[str], Path], tmp_path: Path
) -> None:
    notes = interpreter('readlink /proc/$$/fd/0 >> "$notes"; ls "$3" >> "$notes"; exec $python "$@"')
    original = tmp_path / "original"
    original.write_bytes(encoded(quarters()))
    with original.open("rb") as file:
        file.read(100)
        assert inspected(File(file), "boats.jpg")[0].width == 800
        assert list(rendered(File(file), renditions_of(Original("0" * 64, 800, 600))[:1], Credits(), ON_REQUEST))
        assert file.tell() == 100
        assert file.read() == original.read_bytes()[100:], "where we read on is ours to say"
    given = {str(original), "limits.json", "notes", "task.json"}
    assert set(notes.read_text().splitlines()) == given, "nothing was copied"


def test_a_child_is_told_no_path_of_anybody(interpreter: Callable[[str], Path], tmp_path: Path) -> None:
    notes = interpreter('cat "$3"/*.json > "$notes"; exec $python "$@"')
    for secret in ("secret", "secret.jpg"):
        (tmp_path / secret).write_bytes(encoded(quarters((30, 20))))
    with (tmp_path / "secret").open("rb") as file:
        assert inspected(File(file, name=str(tmp_path / "secret.jpg")), "boats.jpg")[0].width == 30
    assert str(tmp_path) not in notes.read_text()
    assert inspected(upload(encoded(quarters()), str(tmp_path / "secret.jpg")), "")[0].width == 800


def test_a_child_has_none_of_our_open_files(interpreter: Callable[[str], Path], tmp_path: Path) -> None:
    notes = interpreter('ls -l /proc/$$/fd > "$notes"; exec $python "$@"')
    with (tmp_path / "open").open("w") as file:
        os.set_inheritable(file.fileno(), True)
        assert inspected(picture_upload(), "")[0].width == 800
    assert str(tmp_path / "open") not in notes.read_text()


def test_a_child_is_confined_before_it_reads_a_byte_of_the_picture(interpreter: Callable[[str], Path]) -> None:
    notes = interpreter(
        '$python -c "import media.confined as c, resource as r, os; c.confine(7, 2 * 1024**3, 3); '
        "print([r.getrlimit(it) for it in (r.RLIMIT_CPU, r.RLIMIT_AS, r.RLIMIT_CORE)], os.nice(0))"
        '" > "$notes"; exec $python "$@"'
    )
    inspected(picture_upload(), "")
    assert notes.read_text() == f"[(7, 7), (2147483648, 2147483648), (0, 0)] {os.nice(0) + 3}\n"


@pytest.mark.parametrize("name", ["../../../tmp/x", "a\0b.jpg", "x" * 5000, "$(touch /tmp/x).jpg", "картинка.jpg"])
def test_a_hostile_name_goes_nowhere(name: str) -> None:
    with_name = upload(encoded(quarters()), name)
    assert inspected(with_name, name if name.endswith(".jpg") else "")[0].width == 800
