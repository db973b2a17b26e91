"""What is live is answered in front of Django: with the same bytes and headers, and nothing else is answered there."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import OperationalError, connection
from django.urls import resolve

from cms.delivery.asked import given_to, view_at
from cms.delivery.deprecation import Deprecation
from cms.delivery.lane import Lane
from cms.delivery.views import TagDetail
from cms.publishing import withdraw
from tests.edge_visitor import Visitor
from tests.public_addresses import ROUTES
from tests.published import publish_category, publish_only, publish_story, publish_term, revise_story

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LIST = "/api/v1/articles/"
STORY = f"{LIST}harbour/"
AT_ONCE = (
    STORY, f"{STORY}?body=none", f"{STORY}?fields=headline,slug", f"{STORY}?view=card",
    f"{STORY}?view=card&fields=slug", "/api/v1/tags/leith/?view=card", LIST, f"{LIST}?limit=1", f"{LIST}?q=boats",
    f"{LIST}?category=world&tag=leith", f"{LIST}?tag=leith&tag=-storm&count=exact", f"{LIST}?category=w%6Frld",
    f"{LIST}?view=full&body=none",
    "/api/v1/categories/world/", "/api/v1/tags/", "/api/v1/tags/leith/", "/api/v1/site/", "/api/v1/corrections/",
)  # fmt: skip
LEFT_TO_DJANGO = (
    f"{LIST}missing/", f"{LIST}old-name/", f"{LIST}HARBOUR/", f"{LIST}gone/", f"{LIST}café/", f"{LIST}harb%6Fur/",
    LIST[:-1], STORY[:-1], f"{LIST}/", f"{LIST}harbour//", f"{STORY}?at=2026-11-22T12:00:30Z", f"{STORY}?format=html",
    f"{STORY}?format=json", f"{STORY}?limit=1", f"{LIST}?categroy=world", f"{LIST}?category=nowhere",
    f"{LIST}?cursor=x", f"{LIST}?limit=0", f"{LIST}?fields=nothing", f"{LIST}?tag=caf\xe9",
    f"{LIST}?{'&'.join(['tag=leith'] * 1001)}",
    f"{STORY}?view=cards", f"{STORY}?view=card&body=text", f"{STORY}?view=card&fields=body",
    f"{STORY}versions/", f"{STORY}versions/1/?view=card", f"{STORY}related/", "/api/v1/", "/api/v1/?fields=type",
    "/api/v1/sync/?fields=headline", "/api/v1/bundles/?fields=headline", "/api/v1/nothing/", "/api/v2/", "/", "/admin/",
)  # fmt: skip


@pytest.fixture(autouse=True)
def newsroom():
    with time_machine.travel(NOW, tick=False) as clock:
        world = publish_category("world")
        leith, storm = publish_term("tag", "leith"), publish_term("tag", "storm")
        publish_only("site", name="The Leith Courier")
        old = publish_story(slug="old-name", categories=(world,), tags=(leith,), text="Boats left at first light.")
        clock.shift(60)
        revise_story(old, slug="harbour", categories=(world,), tags=(leith,), text="Boats left at first light.")
        publish_story(slug="storm-warning", tags=(leith, storm))
        gone = publish_story(slug="gone")
        withdraw("article", gone.key, by=None)
        clock.shift(60)
        yield


def reader(folder):
    found = Visitor(folder)
    found.edge = Lane(found.django)
    return found


@pytest.fixture
def visitor(tmp_path, one_transaction):
    return reader(tmp_path)


@pytest.fixture
def waiting(tmp_path, one_transaction):
    """Who is always answered by Django."""
    found = Visitor(tmp_path)
    found.edge = found.django
    return found


@pytest.mark.parametrize("address", AT_ONCE)
def test_what_is_live_needs_no_django_and_is_the_same(visitor, waiting, address):
    known = waiting.ask(address).headers["ETag"]
    for headers in (
        {},
        {"accept": "application/json;q=0.5"},
        {"if_none_match": known},
        {"if_none_match": '"other"'},
        {"if_modified_since": "Sun, 22 Nov 2026 12:01:00 GMT"},
        {"if_modified_since": "Sun, 22 Nov 2026 11:00:00 GMT"},
        {"origin": "https://news.example", "cookie": "sessionid=x", "x_forwarded_host": "evil.example"},
    ):
        assert not visitor.computed(address, **headers)
        assert visitor.ask(address, **headers) == waiting.ask(address, **headers)


@pytest.mark.parametrize("address", LEFT_TO_DJANGO)
def test_all_else_is_left_to_django(visitor, waiting, address):
    assert visitor.computed(address)
    assert visitor.ask(address) == waiting.ask(address)


@pytest.mark.parametrize("method", ["HEAD", "POST", "OPTIONS", "DELETE"])
def test_other_methods_are_left_to_django(visitor, waiting, method):
    assert visitor.computed(STORY, method)
    assert visitor.ask(STORY, method) == waiting.ask(STORY, method)


@pytest.mark.parametrize("accept", ["text/html", "application/ld+json", "image/png", "application/json;q=0"])
def test_other_forms_are_left_to_django(visitor, waiting, accept):
    for address in (STORY, LIST):
        assert visitor.computed(address, accept=accept)
        assert visitor.ask(address, accept=accept) == waiting.ask(address, accept=accept)


def test_a_host_that_is_not_ours_is_refused(visitor, settings):
    settings.ALLOWED_HOSTS = ["api.news.example"]

    for host in ("evil.example", "", "api.news.example.evil.example", "api.news.example:x", "x" * 1000):
        assert visitor.ask(STORY, host=host).status == 400
    assert not visitor.computed(STORY, host="API.news.example:8000")

    settings.ALLOWED_HOSTS = ["other.example"]
    assert visitor.ask(STORY, host="api.news.example").status == 400


def test_what_is_published_shows_at_once(visitor):
    story = publish_story(slug="pier")
    assert '"pier"' in visitor.ask(LIST).text
    revise_story(story, headline="New")
    assert "New" in visitor.ask(f"{LIST}pier/").text
    withdraw("article", story.key, by=None)
    assert visitor.ask(f"{LIST}pier/").status == 410
    assert '"pier"' not in visitor.ask(LIST).text


def test_a_database_in_trouble_is_asked_again_by_django(visitor):
    failures = []

    def away_once(execute, sql, *args):
        if not failures:
            failures.append(sql)
            raise OperationalError("the connection is gone")
        return execute(sql, *args)

    with connection.execute_wrapper(away_once):
        assert visitor.ask(STORY).status == 200
    assert failures


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no connection that could be cut")
def test_readers_do_not_notice_that_their_connection_was_cut(tmp_path, committed_db):
    ada = reader(tmp_path)
    assert not ada.computed(STORY)
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
    other.close()

    assert [ada.ask(STORY).status for _ in range(3)] == [200, 200, 200]
    assert not ada.computed(STORY)


def test_what_will_go_is_told_by_django():
    since = NOW - timedelta(days=1)

    class OldTagDetail(TagDetail):
        deprecation = Deprecation(since=since, guide="https://news.example/api")

    assert given_to(OldTagDetail, "") is None
    assert given_to(TagDetail, "") is not None


def test_an_address_leads_where_django_says():
    told = 0
    for template in ROUTES.values():
        address = re.sub(r"{(?:number|page)}", "1", re.sub(r"{(?!number|page)\w+}", "x", template))
        if found := view_at(address):
            match = resolve(address)
            assert found == (match.func.view_class, match.kwargs), address
            told += 1
    assert told >= 18
