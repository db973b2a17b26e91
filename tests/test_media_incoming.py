"""What browsers send is read once, while it comes, and written once."""

from __future__ import annotations

import hashlib
import os
import tracemalloc
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files import File
from psutil import Process

from media import incoming
from media.intake import add_image
from media.making import make_all
from media.models import Image
from tests.drawing import encoded, files_in, quarters
from tests.factories import ada, ed
from tests.test_media_admin import harbour
from tests.test_media_upload_page import TAKE, bring, bring_from, photograph
from tests.test_media_uploads import full_disk

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(ed())
    return client


def heavy() -> bytes:
    """A picture of twenty megabytes, nearly all of which stands behind it."""
    return encoded(quarters()) + os.urandom(20_000_000)


def test_what_was_sent_is_read_and_written_once(desk: Client, tmp_path: Path) -> None:
    content = heavy()
    sent = bring(desk, content).json()["key"]
    [waiting] = files_in(tmp_path / "incoming")
    number, before = (tmp_path / "incoming" / waiting).stat().st_ino, Process().io_counters()
    assert desk.post(TAKE, {"key": sent, "filename": "boats.jpg"}).status_code == 201
    after, image = Process().io_counters(), Image.objects.get()
    # The decoder's part is counted in: it reads the file, and nobody else does.
    assert after.read_chars - before.read_chars < 30_000_000
    assert after.write_chars - before.write_chars < 1_000_000
    original = Path(image.file.path)
    assert (original.stat().st_ino, original.read_bytes()) == (number, content)
    assert image.digest == hashlib.sha256(content).hexdigest()
    assert files_in(tmp_path / "incoming") == []


def test_a_file_of_any_size_takes_little_memory(desk: Client) -> None:
    with BytesIO(heavy()) as content:
        tracemalloc.start()
        sent = bring_from(desk, content).json()["key"]
        answer = desk.post(TAKE, {"key": sent, "filename": "boats.jpg"})
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert answer.status_code == 201
    assert most < 10_000_000


def test_nobody_but_us_says_what_a_file_sums_up_to(desk: Client, tmp_path: Path) -> None:
    image = harbour()
    sent = bring(desk, encoded(photograph())).json()["key"]
    key, digest = incoming.parts_of(sent)
    for forged in (sent.replace(digest, image.digest), f"{key}:{image.digest}", f"{key}:{image.digest}:x", f"{sent}x"):
        answer = desk.post(TAKE, {"key": forged, "filename": "boats.jpg"})
        assert (answer.status_code, files_in(tmp_path / "incoming")) == (400, [key])
        assert "did not arrive whole" in answer.json()["message"]
    # As an upload straight to a bucket is known, which we have not summed up.
    assert desk.post(TAKE, {"key": key, "filename": "boats.jpg"}).json()["state"] == "stored"
    assert Image.objects.get(digest=hashlib.sha256(encoded(photograph())).hexdigest()) != image


def test_what_could_not_be_stored_leaves_nothing(desk: Client, settings: Any, tmp_path: Path) -> None:
    sent = bring(desk).json()["key"]
    full_disk("default", settings, tmp_path, room=0)
    with pytest.raises(OSError, match="No space"):
        desk.post(TAKE, {"key": sent, "filename": "boats.jpg"})
    assert not Image.objects.exists()
    assert files_in(tmp_path) == []


def test_a_file_of_any_size_comes_in_from_disk_in_pieces(tmp_path: Path) -> None:
    (tmp_path / "boats.jpg").write_bytes(heavy())
    with (tmp_path / "boats.jpg").open("rb") as file:
        tracemalloc.start()
        image = add_image(File(file), by=ada())
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert most < 10_000_000
    assert Path(image.file.path).read_bytes() == (tmp_path / "boats.jpg").read_bytes()


def test_the_worker_reads_no_original_itself(desk: Client) -> None:
    desk.post(TAKE, {"key": bring(desk, heavy()).json()["key"], "filename": "boats.jpg"})
    image, before = Image.objects.get(), Process().io_counters()
    make_all(image)
    after = Process().io_counters()
    assert after.read_chars - before.read_chars < 30_000_000
    assert after.write_chars - before.write_chars < 5_000_000
