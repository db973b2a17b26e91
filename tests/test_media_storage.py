"""Files are there with all their bytes or not at all."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.core.files import File
from django.core.files.base import ContentFile

from media.storage import WholeFiles
from tests.drawing import BreaksOff, files_in

ROOT = Path(__file__).resolve().parents[1]
# Writes a part, says so, and waits for its end.
DIES = """
import sys, time
from django.conf import settings
settings.configure()
from django.core.files.base import ContentFile
from media.storage import WholeFiles
class Slow(ContentFile):
    def chunks(self, chunk_size=None):
        yield b"half"
        print("half", flush=True)
        time.sleep(60)
WholeFiles(location=sys.argv[1]).save("ab/picture.jpg", Slow(b""))
"""


@pytest.fixture
def storage(tmp_path: Path) -> WholeFiles:
    return WholeFiles(location=str(tmp_path))


def test_a_file_is_stored_under_its_very_name_and_can_be_read_by_others(storage: WholeFiles, tmp_path: Path) -> None:
    assert storage.save("ab/picture.jpg", ContentFile(b"bytes")) == "ab/picture.jpg"
    assert files_in(tmp_path) == ["ab/picture.jpg"]
    assert (tmp_path / "ab" / "picture.jpg").stat().st_mode & 0o777 == 0o644


def test_a_second_file_of_that_name_takes_its_place_whole(storage: WholeFiles, tmp_path: Path) -> None:
    storage.save("picture.jpg", ContentFile(b"a longer file than the next"))
    with storage.open("picture.jpg") as reading:
        storage.save("picture.jpg", ContentFile(b"short"))
        # Whoever is reading goes on reading what there was.
        assert reading.read() == b"a longer file than the next"
    assert (tmp_path / "picture.jpg").read_bytes() == b"short"
    assert files_in(tmp_path) == ["picture.jpg"]


def test_what_could_not_be_written_to_its_end_leaves_nothing(storage: WholeFiles, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No space"):
        storage.save("picture.jpg", BreaksOff(b"x" * 1000))
    assert files_in(tmp_path) == []


def test_what_could_not_be_replaced_stays_as_it_was(storage: WholeFiles, tmp_path: Path) -> None:
    storage.save("picture.jpg", ContentFile(b"the first"))
    with pytest.raises(OSError, match="No space"):
        storage.save("picture.jpg", BreaksOff(b"x" * 1000))
    assert (tmp_path / "picture.jpg").read_bytes() == b"the first"


def test_a_process_that_is_killed_while_it_writes_leaves_no_file_of_that_name(tmp_path: Path) -> None:
    command = [sys.executable, "-c", DIES, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as writing:
        assert writing.stdout.readline() == "half\n"
        writing.kill()
    assert not (tmp_path / "ab" / "picture.jpg").exists()


def test_a_file_that_is_kept_already_is_given_another_name_and_not_written_again(
    storage: WholeFiles, tmp_path: Path
) -> None:
    storage.save("incoming/boats", ContentFile(b"bytes"))
    with storage.open("incoming/boats") as file:
        storage.save("ab/boats.jpg", File(file, name="../x.jpg"))
    assert (tmp_path / "ab/boats.jpg").stat().st_ino == (tmp_path / "incoming/boats").stat().st_ino
    storage.delete("incoming/boats")
    assert (tmp_path / "ab/boats.jpg").read_bytes() == b"bytes"
    assert files_in(tmp_path) == ["ab/boats.jpg"]


def test_a_file_that_is_put_in_its_own_place_stays(storage: WholeFiles, tmp_path: Path) -> None:
    storage.save("boats.jpg", ContentFile(b"bytes"))
    with storage.open("boats.jpg") as file:
        storage.save("boats.jpg", file)
    assert files_in(tmp_path) == ["boats.jpg"]
    assert (tmp_path / "boats.jpg").read_bytes() == b"bytes"


def test_whose_file_may_still_change_is_copied(storage: WholeFiles, tmp_path: Path) -> None:
    (tmp_path / "mine.jpg").write_bytes(b"bytes")
    with (tmp_path / "mine.jpg").open("rb") as file:
        storage.save("boats.jpg", File(file))
    (tmp_path / "mine.jpg").write_bytes(b"other")
    assert (tmp_path / "boats.jpg").read_bytes() == b"bytes"


def test_where_a_disk_gives_no_second_names_a_file_is_copied(
    storage: WholeFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    storage.save("boats", ContentFile(b"bytes"))
    monkeypatch.setattr(os, "link", refuse)
    with storage.open("boats") as file:
        storage.save("boats.jpg", file)
    assert (tmp_path / "boats.jpg").stat().st_ino != (tmp_path / "boats").stat().st_ino
    assert (tmp_path / "boats.jpg").read_bytes() == b"bytes"
    assert files_in(tmp_path) == ["boats", "boats.jpg"]


def test_no_name_leads_out_of_the_folder(storage: WholeFiles) -> None:
    for name in ("../picture.jpg", "/etc/picture.jpg", "ab/../../picture.jpg"):
        with pytest.raises(SuspiciousFileOperation):
            storage.save(name, ContentFile(b"bytes"))
