"""The links of stories to other sites: what the worker finds there, and that nobody makes us ask our own network."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from articles.checks import checklist
from articles.editing import save_revision
from articles.links import MOST_TRIES, check_next
from articles.models import CheckedLink
from cms.reaching import NotReached, Reach, is_public, status_of
from tests.factories import ada, ed, make_article, paragraph

if TYPE_CHECKING:
    from collections.abc import Iterator

    from articles.models import Article


class Elsewhere(BaseHTTPRequestHandler):
    """Another site. It remembers what it was asked."""

    asked: list[str] = []

    def do_HEAD(self) -> None:
        self.asked.append(f"{self.command} {self.path}")
        status = int(self.path.split("/")[1]) if self.path[1:4].isdigit() else 200
        if self.path == "/no-heads" and self.command == "HEAD":
            status = 405
        self.send_response(status)
        if self.path.startswith("/302/"):
            self.send_header("Location", self.path.removeprefix("/302"))
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD  # noqa: N815 (the name that the server calls)

    def log_message(self, *args: Any) -> None:
        """Says nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    Elsewhere.asked = []
    server = HTTPServer(("127.0.0.1", 0), Elsewhere)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://news.example:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def reach_to(site: str, **more: Any) -> Reach:
    """As if this machine lay on the public network."""
    given = {"allows": lambda it: it == "127.0.0.1", "look_up": lambda host, port: ["127.0.0.1"]}
    return Reach(**{**given, "ports": frozenset({int(site.rpartition(":")[2])}), **more})


# What is there


@pytest.mark.parametrize(
    ("path", "status"),
    [("/", 200), ("/404", 404), ("/no-heads", 200), ("/302/200", 200), ("/302/302/410", 410), ("/503", 503)],
)
def test_a_site_is_asked_what_is_there(site: str, path: str, status: int) -> None:
    assert status_of(f"{site}{path}", reach_to(site)) == status


def test_who_leads_on_and_on_is_followed_for_a_while(site: str) -> None:
    with pytest.raises(NotReached, match="on and on"):
        status_of(f"{site}{'/302' * 9}/200", reach_to(site))
    assert len(Elsewhere.asked) == 5


# Our own network


PRIVATE = [
    "127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.9.9", "169.254.169.254", "0.0.0.1", "100.64.0.1", "224.0.0.1",
    "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::",
    "64:ff9b::7f00:1", "64:ff9b:1::7f00:1", "::127.0.0.1", "::ffff:0:127.0.0.1", "fec0::1", "5f00::1", "ff02::1",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_a_private_address_is_not_public(address: str) -> None:
    assert not is_public(address)
    assert is_public("93.184.215.14")
    assert is_public("2606:2800:21f:cb07:6820:80da:af6b:8b2c")


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/", "http://localhost:{port}/", "http://[::1]:{port}/", "http://2130706433:{port}/",
        "http://0x7f.1:{port}/", "http://127.1:{port}/", "http://user@127.0.0.1:{port}/", "ftp://127.0.0.1:{port}/",
        "http://:{port}/", "http://127.0.0.1:99999/", "file:///etc/passwd", "http://[::ffff:127.0.0.1]:{port}/",
    ],
)  # fmt: skip
def test_nobody_makes_us_ask_ourselves(site: str, url: str) -> None:
    port = site.rpartition(":")[2]
    with pytest.raises(NotReached):
        # As a resolver reads all these ways to write this machine.
        status_of(url.format(port=port), Reach(ports=frozenset({int(port)}), look_up=lambda host, port: ["127.0.0.1"]))
    assert Elsewhere.asked == []


def test_a_redirect_into_our_network_is_not_followed(site: str) -> None:
    names = {"news.example": ["127.0.0.1"], "inside.example": ["10.0.0.1"]}
    inside = f"{site}/302//inside.example:{site.rpartition(':')[2]}/"
    with pytest.raises(NotReached, match="public network"):
        status_of(inside, reach_to(site, look_up=lambda host, port: names[host]))
    assert len(Elsewhere.asked) == 1


def test_a_name_that_leads_elsewhere_a_moment_later_is_looked_up_once(site: str) -> None:
    """And one of several addresses that is private is enough to refuse it."""
    answers = [["127.0.0.1"], ["10.0.0.1"]]
    assert status_of(f"{site}/", reach_to(site, look_up=lambda host, port: answers.pop(0))) == 200
    with pytest.raises(NotReached):
        status_of(f"{site}/", reach_to(site, look_up=lambda host, port: ["127.0.0.1", "10.0.0.1"]))


def test_ports_that_are_no_websites_are_left_alone() -> None:
    with pytest.raises(NotReached, match="port 6379"):
        status_of("http://news.example:6379/")


# At the desk


def linking(*urls: str) -> Article:
    spans = [{"text": f"Link {at}. ", "marks": [{"type": "link", "href": url}]} for at, url in enumerate(urls)]
    return make_article(body=[paragraph("Before.", 1), {"id": "linking00001", "type": "paragraph", "text": spans}])


def said(article: Article) -> list[tuple[str, bool, str]]:
    found = checklist(article, article.revisions.first())
    return [(it.message.partition(":")[0], it.blocks, it.block) for it in found]


@pytest.mark.django_db
def test_a_dead_link_blocks_and_one_that_could_not_be_checked_is_only_told(site: str) -> None:
    article = linking(f"{site}/", f"{site}/404", f"{site}/503")
    assert said(article) == []
    assert [check_next(reach_to(site)) for _ in range(4)] == [1, 1, 1, 0]
    assert said(article) == [
        ("This link leads nowhere (it answers 404)", True, "linking00001"),
        ("This link could not be checked (it answers 503)", False, "linking00001"),
    ]


@pytest.mark.django_db
def test_a_link_is_looked_at_a_few_times_and_then_left(site: str, time_machine: Any) -> None:
    time_machine.move_to("2026-11-22T08:00:00Z")
    linking(f"{site}/404")
    for _ in range(20):
        check_next(reach_to(site))
        time_machine.shift(60 * 60 * 3)
    assert len([it for it in Elsewhere.asked if it.startswith("HEAD")]) == MOST_TRIES
    assert CheckedLink.objects.get().due_at is None


@pytest.mark.django_db
def test_a_save_has_links_looked_at_again_a_day_later_and_not_before(site: str, time_machine: Any) -> None:
    time_machine.move_to("2026-11-22T08:00:00Z")
    article = linking(f"{site}/")
    check_next(reach_to(site))
    for days, due in ((0, False), (2, True)):
        time_machine.shift(days * 86400)
        save_revision(article, by=ada())
        assert CheckedLink.objects.filter(due_at__lte=timezone.now()).exists() is due


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 50])
def test_the_checklist_costs_the_same_whatever_is_in_it(number: int, django_assert_max_num_queries: Any) -> None:
    article = linking(*[f"https://news.example/{at}" for at in range(number)])
    newest = article.revisions.first()
    ed()
    with django_assert_max_num_queries(14):
        checklist(article, newest)
