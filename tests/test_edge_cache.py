"""The edge cache sends what it keeps without waking Django: nothing out of date, and nothing that is not for all."""

from __future__ import annotations

import gzip
import json
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

import brotli
import pytest
import time_machine
import zstandard
from django.db import OperationalError, connection

from cms.edge import flights, follower
from cms.edge.follower import LEASE
from cms.models import Event
from cms.publishing import publish, withdraw
from cms.turns import COMPUTING, Turns
from tests.conftest import guards_down
from tests.edge_visitor import Visitor, later
from tests.published import (
    compiled_term,
    publish_category,
    publish_only,
    publish_story,
    publish_term,
    retract_story,
    revise_story,
)
from tests.test_sync import follow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_transaction")]

LIST = "/api/v1/articles/"
STORY = f"{LIST}harbour/"
LONG = "Boats left at first light. " * 100


@pytest.fixture
def visitor(tmp_path):
    return Visitor(tmp_path)


# What is kept, and under which name.


def test_the_second_who_asks_wakes_nobody(visitor, client, django_assert_max_num_queries):
    publish_story(slug="harbour")
    first = visitor.ask(STORY)

    with django_assert_max_num_queries(1) as queries:
        second = visitor.ask(STORY)

    assert all("cms_event" in it["sql"] for it in queries.captured_queries)

    assert len(visitor.django.requests) == 1
    assert (second.status, second.headers, second.content) == (first.status, first.headers, first.content)
    plain = client.get(STORY)
    assert second.content == plain.content
    assert second.headers == {**dict(plain.headers), "Content-Length": str(len(plain.content))}


def test_equal_requests_share_one_answer_however_they_are_written(visitor):
    leith, storm = publish_term("tag", "leith"), publish_term("tag", "storm")
    publish_story(slug="harbour", tags=(leith, storm))
    visitor.ask(f"{LIST}?limit=5&tag=leith,storm")

    for same in ("tag=storm,leith&limit=5", "tag=leith&tag=storm&limit=5", "limit=5&tag=leith%2Cstorm&view=card"):
        assert not visitor.computed(f"{LIST}?{same}")
    for accept in ("application/json", "*/*", "text/html,application/json;q=0.9", "application/*;q=0.5"):
        assert not visitor.computed(f"{LIST}?limit=5&tag=leith,storm", accept=accept)
    assert visitor.computed(f"{LIST}?limit=6&tag=leith,storm")


def test_what_is_refused_is_not_kept_and_says_why(visitor):
    for address in (
        f"{LIST}?categroy=world",
        f"{LIST}?limit=0",
        f"{LIST}?cursor=x",
        f"{LIST}missing/",
        "/api/v1/nothing",
    ):
        assert visitor.ask(address).status in (400, 404)
        assert visitor.computed(address)
    assert visitor.ask(LIST, accept="image/png").status == 406
    assert visitor.edge.figures()["entries"] == 0


def test_other_methods_and_other_addresses_are_left_to_django(visitor):
    assert visitor.ask(LIST, "POST").status == 405
    assert visitor.ask(LIST, "OPTIONS").status == 204
    assert visitor.ask("/admin/").status == 302
    assert visitor.computed("/admin/")


# Nothing of one person reaches another.


HEADERS = (
    "x_forwarded_host", "x_forwarded_proto", "x_forwarded_for", "x_host", "x_original_url", "x_rewrite_url",
    "forwarded", "x_http_method_override", "origin", "referer", "user_agent", "accept_language", "range", "cookie",
    "x_forwarded_port", "x_forwarded_scheme", "accept_charset", "te", "x_ghost_cache", "transfer_encoding",
    "content_type", "cache_control", "x_forwarded_prefix", "x_script_name", "if_modified_since", "if_none_match",
    "if_match", "if_range", "edge_debug",
)  # fmt: skip


@pytest.mark.parametrize("header", HEADERS)
def test_no_header_of_one_client_shows_in_the_answer_of_the_next(tmp_path, header):
    publish_story(slug="harbour")
    clean, poisoned = Visitor(tmp_path), Visitor(tmp_path)
    for address in (STORY, LIST, f"{LIST}?limit=2"):
        poisoned.ask(address, **{header: "evil.example/<x>"})
        assert all("evil" not in str(it) for it in poisoned.django.requests[-1].values())

        after, never = poisoned.ask(address), clean.ask(address)

        # Which differs in the second after a change.
        del after.headers["Last-Modified"], never.headers["Last-Modified"]
        assert (after.status, after.content, after.headers) == (never.status, never.content, never.headers)


def test_a_host_that_is_not_ours_is_refused_whatever_is_kept(visitor, settings):
    publish_story(slug="harbour")
    settings.ALLOWED_HOSTS = ["api.news.example"]

    assert visitor.ask(STORY, host="api.news.example").status == 200
    assert visitor.ask(STORY, host="evil.example").status == 400
    assert visitor.ask(STORY, host="api.news.example").status == 200


def test_who_shows_credentials_is_neither_answered_from_it_nor_kept(visitor):
    publish_story(slug="harbour")

    assert visitor.computed(STORY, authorization="Bearer x")
    assert visitor.edge.figures()["entries"] == 0
    visitor.ask(STORY)
    assert visitor.computed(STORY, authorization="Bearer x")


@pytest.mark.parametrize(
    "header",
    [
        ("Set-Cookie", "session=ada"),
        ("Cache-Control", "private, max-age=60"),
        ("Cache-Control", "public, no-store, max-age=60"),
        ("Cache-Control", "max-age=60"),
        ("Cache-Control", "public"),
        ("Vary", "Accept, Cookie"),
        ("Surrogate-Key", ""),
        ("Content-Encoding", "zstd"),
    ],
)
def test_what_is_not_for_everybody_is_not_kept(tmp_path, header):
    """Whatever a view may come to answer: here something else stands in Django's place."""
    said = {"Cache-Control": "public, max-age=60", "Surrogate-Key": "article:1", "Content-Type": "text/plain"}
    calls = []

    def personal(environ, start_response):
        calls.append(environ)
        start_response("200 OK", list({**said, header[0]: header[1]}.items()))
        return [b"For you alone."]

    visitor = Visitor(tmp_path, application=personal)
    visitor.ask(LIST)
    visitor.ask(LIST)

    assert len(calls) == 2
    assert visitor.edge.figures()["entries"] == 0


# Forms.


def test_clients_get_the_coding_that_they_take(visitor):
    story = publish_story(slug="harbour", text=LONG)
    for accepted, coding, read in (
        ("gzip, deflate, br, zstd", "zstd", zstandard.decompress),
        ("gzip, deflate, br", "br", brotli.decompress),
        ("zstd;q=0.5, br", "br", brotli.decompress),
        ("br;q=0.5, gzip", "gzip", gzip.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("*", "zstd", zstandard.decompress),
        ("gzip;q=0, br;q=0, zstd;q=0", None, bytes),
        ("identity", None, bytes),
        ("", None, bytes),
    ):
        answer = visitor.ask(STORY, accept_encoding=accepted)
        assert answer.headers.get("Content-Encoding") == coding
        assert read(answer.content).decode() == story.body
        assert answer.headers["Content-Length"] == str(len(answer.content))
        assert answer.headers["ETag"] == (f'W/"{story.digest}"' if coding else f'"{story.digest}"')
        assert answer.headers["Vary"] == "Accept, Accept-Encoding"
    assert len(visitor.django.requests) == 1


def test_short_answers_are_not_worth_a_coding(visitor):
    publish_story(slug="harbour")

    assert "Content-Encoding" not in visitor.ask(f"{STORY}?fields=slug", accept_encoding="br").headers


def test_who_has_it_already_gets_no_body_whichever_coding_it_was(visitor):
    publish_story(slug="harbour", text=LONG)
    tags = {visitor.ask(STORY, accept_encoding=it).headers["ETag"] for it in ("", "zstd", "br", "gzip")}
    for tag in [*tags, "*", f'"x", {tags.pop()}']:
        for accepted in ("", "zstd", "br", "gzip"):
            answer = visitor.ask(STORY, if_none_match=tag, accept_encoding=accepted)
            assert (answer.status, answer.content) == (304, b"")
            assert {"ETag", "Cache-Control", "Vary", "Surrogate-Key"} <= set(answer.headers)
            assert not {"Content-Length", "Content-Type", "Content-Encoding"} & set(answer.headers)
    assert visitor.ask(STORY, if_none_match='"x"').status == 200
    assert len(visitor.django.requests) == 1


def test_the_first_who_asks_may_have_it_already(visitor):
    story = publish_story(slug="harbour")

    assert visitor.ask(STORY, if_none_match=f'"{story.digest}"').status == 304
    assert visitor.ask(STORY).text == story.body


def test_a_date_is_taken_for_a_validator_only_where_it_is_certain(tmp_path):
    with time_machine.travel(datetime(2026, 11, 22, 12, tzinfo=UTC), tick=False) as clock:
        publish_story(slug="harbour")
        early = Visitor(tmp_path)
        assert early.ask(STORY, if_modified_since=early.ask(STORY).headers["Last-Modified"]).status == 200

        clock.shift(3)
        visitor = Visitor(tmp_path)
        settled = visitor.ask(STORY).headers["Last-Modified"]

        assert visitor.ask(STORY, if_modified_since=settled).status == 304
        assert visitor.ask(STORY, if_modified_since="yesterday").status == 200
        assert visitor.ask(STORY, if_modified_since=settled, if_none_match='"x"').status == 200


def test_head_has_the_headers_of_get_and_no_body(visitor):
    publish_story(slug="harbour")
    get, head = visitor.ask(STORY), visitor.ask(STORY, "HEAD")

    assert (head.status, head.headers, head.content) == (200, get.headers, b"")
    assert len(visitor.django.requests) == 1


def test_who_asks_is_told_where_the_answer_came_from(visitor):
    publish_story(slug="harbour")
    miss, hit = (visitor.ask(STORY, edge_debug="1").headers for _ in range(2))

    assert (miss["X-Cache"], hit["X-Cache"]) == ("MISS", "HIT")
    assert hit["Server-Timing"].startswith('edge;desc="hit", held;dur=')
    assert 0 <= int(hit["Age"]) < 60
    assert not {"X-Cache", "Age", "Server-Timing"} & set(visitor.ask(STORY).headers)


# Never out of date.


def test_each_change_shows_within_a_quarter_of_a_second(visitor):
    world = publish_category("world")
    story = publish_story(slug="harbour", categories=(world,))
    addresses = (STORY, LIST, f"{LIST}?category=world", f"{LIST}?fields=headline", f"{LIST}{story.key}/")
    for headline in ("One", "Two", "Three"):
        for address in addresses:
            visitor.ask(address)
        revise_story(story, headline=headline, categories=(world,))
        later()
        for address in addresses:
            assert headline in visitor.ask(address).text
            assert not visitor.computed(address)


def test_what_was_withdrawn_is_gone_and_what_comes_back_is_there(visitor):
    story = publish_story(slug="harbour")
    assert visitor.ask(STORY).status == 200
    withdraw("article", story.key, by=None)
    later()
    assert [visitor.ask(it).status for it in (STORY, LIST, STORY)] == [410, 200, 410]
    assert not visitor.computed(STORY)
    assert story.key not in visitor.ask(LIST).text

    publish_story(key=story.key, slug="harbour")
    later()
    assert visitor.ask(STORY).status == 200
    withdraw("article", story.key, by=None, reason="taken_down", notice="By order of a court.")
    later()
    assert visitor.ask(STORY).status == 451
    assert not visitor.computed(STORY)


def test_feeds_and_maps_are_kept_until_something_in_them_changes(visitor):
    publish_only(
        "site", name="The Leith Courier", tagline=None, languages=["en"], copyright_notice=None, url="https://x.example"
    )
    story = publish_story(slug="harbour")
    addresses = ("/sitemap.xml", "/feeds/corrections.rss")
    for address in addresses:
        assert visitor.ask(address, accept="application/rss+xml").status == 200
        assert not visitor.computed(address, accept="application/xml")
    withdraw("article", story.key, by=None)
    later()
    assert visitor.computed("/sitemap.xml")
    assert not visitor.computed("/feeds/corrections.rss")


def test_a_retraction_takes_the_text_away(visitor):
    story = publish_story(slug="harbour", text="It was so.")
    visitor.ask(STORY), visitor.ask(LIST)

    retract_story(story)
    later()

    assert "It was so." not in visitor.ask(STORY).text + visitor.ask(LIST).text


def test_a_bundle_is_kept_whatever_is_published_until_something_is_withdrawn(visitor):
    story, other = publish_story(slug="harbour"), publish_story(slug="other")
    follow()
    newest = "/api/v1/bundles/"
    bundle = urlsplit(json.loads(visitor.ask(newest).text)["url"]).path
    kept = visitor.ask(bundle).content
    revise_story(story, headline="Later")
    later()
    assert not visitor.computed(bundle)
    assert visitor.computed(newest)
    assert visitor.ask(bundle).content == kept

    withdraw("article", other.key, by=None, reason="taken_down")
    later()

    assert visitor.ask(bundle).status == 410


@pytest.mark.parametrize("way", ["renamed", "withdrawn"])
def test_a_name_that_is_free_again_leads_to_whoever_takes_it(visitor, way):
    """That the name leads elsewhere, or nowhere, is kept; no event of its own story tells that this has changed."""
    story = publish_story(slug="harbour")
    if way == "renamed":
        revise_story(story, slug="port")
    else:
        withdraw("article", story.key, by=None)
    assert visitor.ask(STORY).status == (301 if way == "renamed" else 410)
    assert not visitor.computed(STORY)

    other = publish_story(slug="harbour", headline="Another")
    later()

    assert visitor.ask(STORY).text == other.body


def test_a_path_that_is_free_again_leads_to_whatever_takes_it(visitor):
    story = publish_story(slug="storms")
    revise_story(story, slug="gales")
    path = "/api/v1/resolve/?path=/storms"
    assert visitor.ask(path).status == 308
    assert not visitor.computed(path)

    publish(replace(compiled_term("category", "storms"), path="/storms"), by=None)
    later()

    assert visitor.ask(path).status == 200


def test_the_front_page_follows_the_site(visitor):
    publish_only("site", name="The Leith Courier")
    assert "The Leith Courier" in visitor.ask("/api/v1/resolve/?path=/").text

    publish_only("site", name="The Leith Gazette")
    later()

    assert "The Leith Gazette" in visitor.ask("/api/v1/resolve/?path=/").text


def test_the_log_grows_for_readers_too(visitor):
    publish_story(slug="harbour")
    before = visitor.ask("/api/v1/log/").text

    publish_term("tag", "leith")
    later()

    assert visitor.ask("/api/v1/log/").text != before


def test_an_answer_computed_before_an_event_is_not_kept_after_it(tmp_path):
    """While the view reads, the story changes, and the cache hears of it before the view is done."""
    story = publish_story(slug="harbour", headline="Old")
    slow = Visitor(tmp_path)
    django = slow.edge.application

    def overtaken(environ, start_response):
        parts = django(environ, start_response)
        if not revised:
            revised.append(revise_story(story, headline="New"))
            later()
            assert slow.edge.follower.keeps_up()
        return parts

    revised = []
    slow.edge.application = overtaken
    assert "Old" in slow.ask(STORY).text

    assert "New" in slow.ask(STORY).text
    assert slow.edge.figures()["refused"] == 1


def test_an_answer_computed_before_an_event_is_forgotten_when_the_event_is_heard_of(tmp_path):
    story = publish_story(slug="harbour", headline="Old")
    slow = Visitor(tmp_path)
    django = slow.edge.application

    def overtaken(environ, start_response):
        parts = django(environ, start_response)
        revise_story(story, headline="New")
        return parts

    slow.edge.application = overtaken
    assert "Old" in slow.ask(STORY).text
    slow.edge.application = django

    later()

    assert "New" in slow.ask(STORY).text


def test_a_log_that_was_replaced_is_noticed(visitor):
    publish_story(slug="harbour")
    visitor.ask(STORY)
    with guards_down("default"), connection.cursor() as cursor:
        cursor.execute("UPDATE cms_event SET digest = 'another'")
    later()

    assert visitor.computed(STORY)


def test_more_events_than_are_worth_reading_empty_the_cache(visitor, monkeypatch):
    monkeypatch.setattr(follower, "MOST_EVENTS", 2)
    publish_story(slug="harbour")
    visitor.ask(f"{LIST}harbour/"), visitor.ask("/api/v1/tags/")
    for number in range(4):
        publish_story(slug=f"story-{number}")
    later()

    assert visitor.computed("/api/v1/tags/")
    assert visitor.edge.follower.sequence == Event.objects.count()


def test_nothing_is_kept_longer_than_its_headers_allow(tmp_path):
    def brief(environ, start_response):
        calls.append(environ)
        start_response("200 OK", [("Cache-Control", "public, s-maxage=60, max-age=900"), ("Surrogate-Key", "tag:1")])
        return [b"now"]

    calls = []
    visitor = Visitor(tmp_path, application=brief)
    visitor.ask(LIST), visitor.ask(LIST)
    assert len(calls) == 1
    for kept in visitor.edge.store.by_address.values():
        kept.made_at -= 60

    visitor.ask(LIST)

    assert len(calls) == 2


def test_while_the_log_cannot_be_asked_nothing_kept_is_sent(visitor, committed_db):
    story = publish_story(slug="harbour")
    visitor.ask(STORY)

    def away(execute, sql, *args):
        if "cms_event" in sql:
            raise OperationalError("the connection is gone")
        return execute(sql, *args)

    with connection.execute_wrapper(away):
        later()
        assert visitor.computed(STORY)
        assert visitor.computed(STORY)
    revise_story(story, headline="New")

    assert "New" in visitor.ask(STORY).text
    assert not visitor.computed(STORY)
    assert visitor.edge.figures()["failures"] == 2


# Many at once.


def test_a_thousand_who_miss_together_cost_one_computation(tmp_path, committed_db):
    publish_story(slug="harbour")
    visitor = Visitor(tmp_path)
    django, busy = visitor.edge.application, threading.Event()

    def slow(environ, start_response):
        busy.set()
        time.sleep(0.05)
        return django(environ, start_response)

    visitor.edge.application = slow
    answers = []

    def ask():
        answers.append(visitor.ask(STORY).status)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [200] * 20
    # One, but for those who waited too long on a machine that has no time.
    assert len(visitor.django.requests) < 5


def test_those_who_wait_for_the_first_leave_their_turns_to_it_and_to_others(tmp_path, committed_db):
    """As web servers stand: turns before the cache, and others behind it."""
    publish_story(slug="harbour")
    under_way, may_end = threading.Event(), threading.Event()

    def slow(environ, start_response):
        if environ["PATH_INFO"] == LIST:
            under_way.set()
            assert may_end.wait(10)
        return django(environ, start_response)

    visitor = Visitor(tmp_path)
    django, visitor.edge.application = visitor.django, Turns(slow)
    visitor.ask(STORY)
    visitor.edge, edge = Turns(visitor.edge), visitor.edge
    answers = []

    def ask(address):
        answers.append((address, visitor.ask(address).status))
        connection.close()

    waiting = [threading.Thread(target=ask, args=(LIST,)) for _ in range(COMPUTING + 2)]
    for thread in waiting:
        thread.start()
    assert under_way.wait(10)
    while len(edge.flights.under_way) < 1 or not all(edge.flights.under_way.values()):
        time.sleep(0.01)
    # Behind those who wait, it would come when their patience ends, and with their answers.
    story = threading.Thread(target=ask, args=(STORY,))
    story.start()
    story.join(flights.PATIENCE / 2)
    assert answers == [(STORY, 200)]
    may_end.set()
    for thread in waiting:
        thread.join()

    assert answers == [(STORY, 200), *[(LIST, 200)] * len(waiting)]


def test_a_computation_that_fails_holds_up_nobody(tmp_path):
    def broken(environ, start_response):
        raise OSError("broken")

    visitor = Visitor(tmp_path, application=broken)
    for _ in range(2):
        with pytest.raises(OSError, match="broken"):
            visitor.ask(LIST)
    assert not visitor.edge.flights.under_way


def test_readers_ask_the_log_now_and_then_however_many_they_are(visitor, django_assert_max_num_queries):
    publish_story(slug="harbour")
    visitor.ask(STORY)
    with django_assert_max_num_queries(12):
        end = time.monotonic() + 3 * LEASE
        while time.monotonic() < end:
            visitor.ask(STORY)
