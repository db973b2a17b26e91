"""Pictures in a bucket: where MEDIA_STORAGE_URL names one, asked of a server that really speaks S3."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import environs
import pytest
import time_machine
import urllib3
from botocore.exceptions import ClientError, EndpointConnectionError
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.test import RequestFactory

from cms.bucket import PrivateBucket
from cms.keys import make_key
from cms.storage_settings import is_media_storage, media_storages
from media import incoming
from media.inspection import MAX_BYTES, Refused
from media.intake import add_image
from media.making import make_all
from media.models import original_name
from media.publishing import publish_image
from media.renditions import renditions_of
from tests.drawing import decoded, encoded, picture_upload, quarters
from tests.factories import ada, ed
from tests.test_setup import NEEDED, ROOT, check, run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from media.renditions import Rendition

SECRET = "hush/+#?@%"
SERVER = Path(sys.executable).parent / "weed"
DAY = 24 * 60 * 60
# What a picture must have to be published.
FIT = {"alt": "Boats in the harbour", "credit": "Cal Lens"}


def free_ports(number: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(number)]
        for it in sockets:
            it.bind(("127.0.0.1", 0))
        return [it.getsockname()[1] for it in sockets]


@pytest.fixture(scope="session")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Host and port of a server of our own, with a bucket `media`, and a key for it that has every awkward letter."""
    if not SERVER.exists():
        pytest.skip("there is no SeaweedFS here")
    folder = tmp_path_factory.mktemp("s3")
    keys = {"name": "newsroom", "credentials": [{"accessKey": "newsroom", "secretKey": SECRET}], "actions": ["Admin"]}
    (folder / "keys.json").write_text(json.dumps({"identities": [keys]}))
    parts = [f"{name}.port{kind}" for name in ("master", "volume", "filer", "s3") for kind in ("", ".grpc")]
    ports = dict(zip(parts, free_ports(len(parts)), strict=True))
    own = {"dir": folder, "filer.localSocket": folder / "filer.sock", "s3.config": folder / "keys.json"}
    closed = {"ip": "127.0.0.1", "ip.bind": "127.0.0.1", "master.telemetry": "false"}
    small = {"master.volumeSizeLimitMB": 64, "volume.max": 20, "s3.port.iceberg": 0, "s3.port.lance": 0}
    options = {**ports, **own, **closed, **small}
    command = [str(SERVER), "server", "-s3", *(f"-{name}={value}" for name, value in options.items())]
    with (folder / "log").open("w") as log, subprocess.Popen(command, cwd=folder, stdout=log, stderr=log) as server:
        try:
            wait_for_bucket(f"127.0.0.1:{ports['s3.port']}")
            yield f"127.0.0.1:{ports['s3.port']}"
        finally:
            # It does not listen to a gentler word.
            server.kill()
    shutil.rmtree(folder, ignore_errors=True)


def address_of(s3: str, query: str = "tls=0&prefix=news") -> str:
    return f"s3://newsroom:{quote(SECRET, safe='')}@{s3}/media?{query}"


def wait_for_bucket(s3: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with contextlib.suppress(ClientError, EndpointConnectionError):
            client = PrivateBucket(**options_of(s3)).connection.meta.client
            client.create_bucket(Bucket="media")
            client.put_object(Bucket="media", Key="ready", Body=b"yes")
            client.delete_object(Bucket="media", Key="ready")
            return
        time.sleep(0.5)
    pytest.skip("SeaweedFS did not start within a minute")


def options_of(s3: str, alias: str = "default") -> dict[str, Any]:
    return media_storages(address_of(s3), Path("unused"))[alias]["OPTIONS"]


@pytest.fixture
def bucket(s3: str, settings: Any) -> Iterator[Any]:
    """The product as it is where MEDIA_STORAGE_URL names this bucket; the client of whoever has its key."""
    settings.STORAGES = {**settings.STORAGES, **media_storages(address_of(s3), Path("unused"))}
    cache.clear()
    client = storages["default"].connection.meta.client
    yield client
    for it in client.list_objects_v2(Bucket="media").get("Contents", []):
        client.delete_object(Bucket="media", Key=it["Key"])
    for alias in ("default", "renditions", "incoming"):
        storages[alias].connection.meta.client.close()


def names_in(bucket: Any) -> set[str]:
    return {it["Key"] for it in bucket.list_objects_v2(Bucket="media").get("Contents", [])}


def send(offer: incoming.Offer, content: bytes, **changed: str) -> int:
    """As a browser sends a form with a file."""
    fields = {**offer.fields, **changed, "file": ("boats.jpg", content, "image/jpeg")}
    return urllib3.request("POST", offer.url, fields=fields).status


# Pictures.


@pytest.mark.bucket
@pytest.mark.django_db
def test_a_picture_goes_into_the_bucket_and_readers_get_its_renditions(bucket: Any, client: Client) -> None:
    upload = picture_upload()
    image = add_image(upload, by=ada(), **FIT)
    publish_image(image, by=ed())
    with image.file.open() as original:
        assert original.read() == upload.open().read()
    assert names_in(bucket) == {f"news/originals/{original_name(image)}"}

    # The first is made when a reader asks for it, and kept; the worker makes the others.
    first, second, *_ = renditions_of(image.original)
    made = answer_to(client, first)
    assert f"news/renditions/{first.name}" in names_in(bucket)
    make_all(image)

    assert answer_to(client, first) == made
    assert decoded(answer_to(client, second)).width == second.width
    names = {f"news/renditions/{rendition.name}" for rendition in renditions_of(image.original)}
    assert names_in(bucket) == {f"news/originals/{original_name(image)}", *names}


def answer_to(client: Client, rendition: Rendition) -> bytes:
    answer = client.get(f"/files/{rendition.name}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, rendition.media_type)
    return answer.content


@pytest.mark.bucket
@pytest.mark.django_db
def test_who_holds_no_key_gets_nothing_out_of_the_bucket(bucket: Any, s3: str, client: Client) -> None:
    image = add_image(picture_upload(), by=ada(), **FIT)
    publish_image(image, by=ed())
    answer_to(client, renditions_of(image.original)[0])

    assert len(names_in(bucket)) == 2
    for name in names_in(bucket):
        assert urllib3.request("GET", f"http://{s3}/media/{name}").status == 403
    assert urllib3.request("GET", f"http://{s3}/media/").status == 403


@pytest.mark.bucket
@pytest.mark.django_db
def test_no_file_in_the_bucket_has_an_address_of_its_own(bucket: Any) -> None:
    image = add_image(picture_upload(), by=ada())

    with pytest.raises(ValueError, match="no address"):
        _ = image.file.url


# Uploads past our web server.


@pytest.mark.bucket
@pytest.mark.django_db
def test_a_browser_sends_a_picture_straight_into_the_bucket(bucket: Any) -> None:
    content = encoded(quarters())
    offer = incoming.offer(len(content), "image/jpeg")

    assert send(offer, content) == 204
    assert names_in(bucket) == {f"news/incoming/{offer.key}"}
    with incoming.take(offer.key, "Schöne Boote.jpg") as file:
        assert (file.name, file.size) == ("Schöne Boote.jpg", len(content))
        image = add_image(file, by=ada())
    incoming.forget(offer.key)

    with image.file.open() as original:
        assert original.read() == content
    assert f"news/incoming/{offer.key}" not in names_in(bucket)


@pytest.mark.bucket
@pytest.mark.django_db
def test_what_comes_through_our_server_waits_in_the_bucket_too(bucket: Any) -> None:
    content = encoded(quarters()) + os.urandom(2_000_000)
    request = RequestFactory().post("/", content, content_type="application/octet-stream")
    sent = incoming.keep(request)
    with incoming.take(sent, "boats.jpg") as file:
        image = add_image(file, by=ada())
    incoming.forget(sent)

    assert (file.digest, image.digest) == (hashlib.sha256(content).hexdigest(),) * 2
    assert names_in(bucket) == {f"news/originals/{original_name(image)}"}
    assert storages["default"].size(original_name(image)) == len(content)


@pytest.mark.bucket
def test_what_is_too_large_in_the_bucket_is_refused_unread(bucket: Any) -> None:
    key = make_key(0, 7)
    bucket.put_object(Bucket="media", Key=f"news/incoming/{key}", Body=bytes(MAX_BYTES + 1))

    with incoming.take(key, "") as file, pytest.raises(ValidationError, match="at most 50 MB"):
        add_image(file, by=None)


@pytest.mark.bucket
@pytest.mark.parametrize(
    ("size", "changed"),
    [(101, {}), (0, {}), (100, {"key": "news/originals/00/00.jpeg"}), (100, {"Content-Type": "text/html"})],
    ids=["too large", "empty", "another name", "another type"],
)
def test_an_offer_is_good_for_what_it_says_and_no_more(bucket: Any, size: int, changed: dict[str, str]) -> None:
    offer = incoming.offer(100, "image/jpeg")

    assert send(offer, bytes(size), **changed) in (400, 403)
    assert names_in(bucket) == set()


@pytest.mark.bucket
def test_an_offer_ends_after_a_quarter_of_an_hour(bucket: Any) -> None:
    with time_machine.travel(datetime.now(UTC) - timedelta(minutes=16)):
        offer = incoming.offer(100, "image/jpeg")

    assert send(offer, bytes(100)) == 403
    assert names_in(bucket) == set()


@pytest.mark.bucket
def test_nothing_is_offered_for_what_would_be_refused(bucket: Any) -> None:
    with pytest.raises(Refused, match="at most 50 MB"):
        incoming.offer(MAX_BYTES + 1, "image/jpeg")


@pytest.mark.bucket
@pytest.mark.parametrize("key", ["../originals/00/00.jpeg", "", make_key(0, 0)])
def test_only_what_came_in_can_be_taken(bucket: Any, key: str) -> None:
    bucket.put_object(Bucket="media", Key="news/originals/00/00.jpeg", Body=b"private")

    incoming.forget(key)

    assert names_in(bucket) == {"news/originals/00/00.jpeg"}
    with pytest.raises(FileNotFoundError):
        incoming.take(key, "")


@pytest.mark.bucket
def test_uploads_that_nobody_took_go_after_a_day_and_nothing_else_does(bucket: Any) -> None:
    now = time.time()
    old, new = (make_key(int((now - age) * 1000), 7) for age in (DAY + 60, DAY - 60))
    names = {f"news/incoming/{old}", f"news/incoming/{new}", "news/incoming/readme", f"news/originals/{old}"}
    for name in names:
        bucket.put_object(Bucket="media", Key=name, Body=b"bytes")

    assert incoming.forget_stale() == 1
    assert names_in(bucket) == names - {f"news/incoming/{old}"}


@pytest.mark.bucket
def test_the_worker_asks_the_bucket_for_them_once_an_hour(bucket: Any) -> None:
    incoming.forget_stale()
    bucket.put_object(Bucket="media", Key=f"news/incoming/{make_key(0, 7)}", Body=b"bytes")

    assert incoming.forget_stale() == 0
    cache.clear()
    assert incoming.forget_stale() == 1


def test_where_files_are_kept_on_this_machine_nothing_is_offered() -> None:
    assert incoming.offer(100, "image/jpeg") is None


# The setting.


def test_a_bucket_is_all_that_needs_to_be_named() -> None:
    options = media_storages("s3:///pictures", Path("unused"))["default"]["OPTIONS"]

    assert (options["bucket_name"], options["location"]) == ("pictures", "originals")
    assert (options["endpoint_url"], options["access_key"], options["secret_key"]) == (None, None, None)


def test_an_address_says_everything_that_can_be_said_of_a_bucket() -> None:
    address = "s3://AKIA%2F1:se%2Fcr%40et@s3.example:9000/pictures?region=eu-west-2&tls=1&prefix=desk/news/"

    assert media_storages(address, Path("unused"))["renditions"]["OPTIONS"] == {
        "bucket_name": "pictures",
        "location": "desk/news/renditions",
        "endpoint_url": "https://s3.example:9000",
        "addressing_style": "path",
        "region_name": "eu-west-2",
        "access_key": "AKIA/1",
        "secret_key": "se/cr@et",
    }


def test_production_starts_with_a_bucket(tmp_path: Path) -> None:
    status, said = check(tmp_path, MEDIA_STORAGE_URL="s3://key:hush@s3.example/pictures?region=eu-west-2", **NEEDED)

    assert (status, said) == (0, "System check identified no issues (0 silenced).\n")


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("https://s3.example/pictures", "Not the address of a bucket."),
        ("s3://key:hush@:9000/pictures", "Not the address of a bucket."),
        ("s3://key:hush@s3.example/pictures#1", "Not the address of a bucket."),
        ("s3://key:hu/sh@s3.example/pictures", "%2F"),
        ("s3://key:hush@s3.example:port/pictures", "can be read"),
        ("s3://key:hush@s3.example", "the name of a bucket"),
        ("s3://key:hush@s3.example/Pictures", "lower-case"),
        ("s3://key:hush@s3.example/pictures/2026", "the name of a bucket"),
        ("s3://key@s3.example/pictures", "A key comes with its secret"),
        ("s3://s3.example/pictures?tls=yes", "`tls` (0 or 1)"),
        ("s3://s3.example/pictures?prefix=../news", "`prefix` (names with slashes)"),
        ("s3://s3.example/pictures?acl=public-read", "`region`, `tls`"),
        ("s3://s3.example/pictures?tls=0&tls=1", "once each"),
        ("s3://s3.example/pictures?region", "can be read"),
    ],
)
def test_a_wrong_address_is_refused_in_words_that_give_no_secret_away(address: str, told: str) -> None:
    with pytest.raises(environs.ValidationError) as refused:
        is_media_storage(address)

    assert told in str(refused.value)
    assert "hush" not in str(refused.value)


def test_where_the_packages_are_missing_one_is_told_how_to_install_them(tmp_path: Path) -> None:
    program = "import runpy, sys; sys.modules['boto3'] = None; runpy.run_path('manage.py', run_name='__main__')"
    place = {"DATA_DIR": str(tmp_path), "MEDIA_STORAGE_URL": "s3:///pictures"}
    status, said = run(sys.executable, "-c", program, "check", **place, **NEEDED)

    assert status != 0
    assert "  MEDIA_STORAGE_URL: The packages for it are not installed: run `" in said
    assert f"{sys.executable} -m pip install --require-hashes -r requirements/s3.txt`." in said
    assert (ROOT / "requirements" / "s3.txt").exists()
