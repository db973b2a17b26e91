"""A hub hears which feeds have changed, once it can be reached, and of nothing that came before it."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import pytest

from cms.calls import CallFailed
from cms.models import Cursor
from cms.publishing import withdraw
from cms.websub import tell_hub
from cms.worker import Worker
from tests.published import publish_category, publish_story, publish_term

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db

FEEDS = "https://api.news.example/feeds/"


class Hub(HTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Ear)
        self.status = 204
        self.heard: list[dict[str, list[str]]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hub?key=1"

    def topics(self) -> set[str]:
        return {it.removeprefix(FEEDS) for said in self.heard for it in said["hub.url"]}


class Ear(BaseHTTPRequestHandler):
    server: Hub

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.heard.append({"path": [self.path], **parse_qs(body)})
        self.send_response(self.server.status)
        self.send_header("Location", "http://127.0.0.1:1/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def hub(settings) -> Iterator[Hub]:
    server = Hub()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    settings.WEBSUB_HUB = server.url
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_it_hears_of_every_feed_that_shows_the_story(hub):
    assert tell_hub() == 0
    world = publish_category("world")
    europe = publish_category("europe", world)
    terms = {"tags": (publish_term("tag", "leith"),), "authors": (publish_term("author", "ada"),)}
    publish_story(categories=(world, europe), **terms)
    assert tell_hub() == 5
    assert hub.heard[0]["hub.mode"] == ["publish"]
    assert hub.heard[0]["path"] == ["/hub?key=1"]
    scopes = ("latest", "category/world", "category/europe", "tag/leith", "author/ada")
    assert hub.topics() == {f"{scope}.{format_}" for scope in scopes for format_ in ("rss", "atom", "json")}
    assert tell_hub() == 0


def test_it_hears_of_a_removal(hub):
    story = publish_story()
    tell_hub()
    publish_story()
    tell_hub()
    hub.heard.clear()
    withdraw("article", story.key, by=None)
    assert tell_hub() == 1
    assert hub.topics() == {f"latest.{format_}" for format_ in ("rss", "atom", "json")}


def test_it_is_not_told_what_came_before_it(hub):
    publish_story()
    assert tell_hub() == 0
    assert Cursor.objects.get(name="cms.websub").position == 1
    assert hub.heard == []


@pytest.mark.parametrize("status", [500, 302, 404])
def test_what_it_did_not_take_is_told_again_and_no_redirect_is_followed(hub, status):
    tell_hub()
    publish_story()
    hub.status = status
    with pytest.raises(CallFailed, match=str(status)):
        tell_hub()
    assert Worker().run_once() == ["cms.websub.tell_hub"]
    hub.status = 202
    hub.heard.clear()
    assert tell_hub() == 1
    assert "latest.rss" in hub.topics()


def test_one_that_is_not_there_holds_up_nobody_else(hub, settings):
    tell_hub()
    settings.WEBSUB_HUB = "http://127.0.0.1:1/"
    publish_story()
    with pytest.raises(CallFailed, match="could not be reached"):
        tell_hub()


def test_without_one_nobody_is_called(settings):
    settings.WEBSUB_HUB = ""
    publish_story()
    assert tell_hub() == 0
    assert not Cursor.objects.filter(name="cms.websub").exists()
