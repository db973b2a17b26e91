"""A CDN is told what to forget, by the keys that answers carry; once it can be reached, and of all that it missed."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

import pytest

from cms import cdn
from cms.calls import CallFailed
from cms.models import Cursor, Event
from cms.publishing import publish_many, withdraw
from cms.worker import Worker
from tests.published import compiled_term, publish_story, publish_term, retract_story, revise_story

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db


class Cdn(HTTPServer):
    """Keeps nothing, and remembers what it was told to forget."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Gate)
        self.status = 200
        self.calls: list[tuple[str, str, dict[str, str], str]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/service/1/purge"

    def forgotten(self) -> list[str]:
        keys = [key for _, _, headers, _ in self.calls for key in headers["Surrogate-Key"].split(" ")]
        self.calls.clear()
        return keys


class Gate(BaseHTTPRequestHandler):
    server: Cdn

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.calls.append((self.command, self.path, dict(self.headers), body))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_POST = do_PURGE = answer  # noqa: N815 (as the library names them)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def network(settings) -> Iterator[Cdn]:
    server = Cdn()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    settings.CDN_PURGE_URL = server.url
    settings.CDN_PURGE_HEADER = "Fastly-Key: not really a secret"
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_it_hears_what_each_event_touches_and_of_nothing_before_it(network):
    publish_story()
    assert cdn.purge() == 0
    leith = publish_term("tag", "leith")
    story = publish_story(tags=(leith,))
    assert cdn.purge() == 2
    [(method, path, headers, body)] = network.calls
    assert (method, path, headers["Fastly-Key"]) == ("POST", "/service/1/purge", "not really a secret")
    keys = [f"tag:{leith.key}", "list:tag", "log", f"article:{story.key}", "list:article"]
    assert network.forgotten() == keys
    assert json.loads(body) == {"tags": keys}
    assert cdn.purge() == 0
    assert network.calls == []


def test_what_shows_old_versions_is_forgotten_with_a_removal_alone(network):
    cdn.purge()
    story, other = publish_story(), publish_story()
    revise_story(story)
    cdn.purge()
    assert "list:removal" not in network.forgotten()
    for remove in (lambda: retract_story(story), lambda: withdraw("article", other.key, by=None)):
        remove()
        cdn.purge()
        assert "list:removal" in network.forgotten()


def test_an_nginx_beside_it_forgets_by_the_same_keys(settings, tmp_path):
    settings.CDN_PURGE_URL = f"file://{tmp_path}/cache"
    with pytest.raises(FileNotFoundError):
        cdn.nginx.forget(settings.CDN_PURGE_URL, ["log"])
    (tmp_path / "cache" / "1").mkdir(parents=True)
    cdn.purge()
    story = publish_story()
    kept = {key: tmp_path / "cache" / "1" / name for name, key in (("a", f"article:{story.key}"), ("b", "article:x"))}
    for key, file in kept.items():
        file.write_bytes(b"\3\0\nKEY: GETx/\nHTTP/1.1 200 OK\r\nSurrogate-Key: site:main %b\r\n\r\n" % key.encode())
    assert cdn.purge() == 1
    assert [file.exists() for file in kept.values()] == [False, True]


@pytest.mark.parametrize("status", [500, 302, 401])
def test_what_it_did_not_take_is_told_again(network, status):
    cdn.purge()
    story = publish_story()
    network.status = status
    with pytest.raises(CallFailed, match=str(status)):
        cdn.purge()
    assert Worker().run_once() == ["cms.cdn.purge"]
    position = Cursor.objects.get(name="cms.cdn").position
    assert position < Event.objects.latest("sequence").sequence
    network.forgotten()
    network.status = 200
    assert cdn.purge() == 1
    assert f"article:{story.key}" in network.forgotten()


def test_one_that_is_away_holds_up_nobody_else(network, settings):
    cdn.purge()
    settings.CDN_PURGE_URL = "http://127.0.0.1:1/purge"
    publish_story()
    assert Worker().run_once() == ["cms.cdn.purge"]
    assert Cursor.objects.get(name="cms.changes.record").position == 1


def test_many_keys_are_told_in_several_calls(network):
    cdn.purge()
    publish_many([compiled_term("tag", f"t{number}") for number in range(250)], by=None)
    assert cdn.purge() == 250
    assert [len(headers["Surrogate-Key"].split()) for _, _, headers, _ in network.calls] == [100, 100, 52]
    assert len(set(network.forgotten())) == 252


def test_varnish_is_told_in_its_own_way(network, settings):
    settings.CDN_PURGE_METHOD, settings.CDN_PURGE_HEADER = "PURGE", ""
    cdn.purge()
    publish_story()
    cdn.purge()
    [(method, _, headers, _)] = network.calls
    assert method == "PURGE"
    assert "Fastly-Key" not in headers


def test_without_one_nobody_is_called(settings):
    settings.CDN_PURGE_URL = ""
    publish_story()
    assert cdn.purge() == 0
    assert not Cursor.objects.filter(name="cms.cdn").exists()


def test_it_is_told_before_anybody_is_sent_to_look(settings):
    jobs = settings.WORKER_JOBS
    assert jobs.index("cms.cdn.purge") < jobs.index("cms.websub.tell_hub")
