"""What the edge cache keeps when room is short, and what it tells of itself."""

from __future__ import annotations

import json
import random
import time

import pytest

from cms.edge import metrics
from cms.edge.addresses import Address, Spelling
from cms.edge.kept import kept_answer
from cms.edge.store import MOST_SPELLINGS, Fence, Store
from tests.edge_visitor import Visitor
from tests.published import publish_story

ROOM = 1_000_000
NOW = Fence(0, 0)
pytestmark = pytest.mark.usefixtures("one_transaction")

TOKEN = "only-known-to-prometheus"


def answer(name: int, size: int = 6000, tags: str = ""):
    headers = [("Cache-Control", "public, max-age=60"), ("Surrogate-Key", tags or f"article:{name}")]
    address = Address(f"/api/v1/articles/{name}/", "", "application/json", "api.news.example")
    return kept_answer(address, "200 OK", headers, b"x" * size, made_at=time.monotonic(), at=time.time())


def ask(store: Store, name: int) -> bool:
    """Whether it was kept; it is now, as the edge would have it."""
    wanted = answer(name)
    if kept := store.by_address.get(wanted.address):
        kept.uses = min(kept.uses + 1, 3)
        return True
    wanted.uses = 1
    store.keep(wanted, NOW)
    return False


def books_balance(store: Store) -> None:
    every = list(store.by_address.values())
    assert store.size == sum(it.size for it in every) <= store.room
    assert store.size_of_small == sum(it.size for it in store.small.values())
    assert {*store.small, *store.main} == set(store.by_address)
    assert set().union(*store.by_tag.values()) == set(every)
    assert {it for kept in every for it in kept.spellings} == set(store.by_spelling)


def test_a_walk_through_the_archive_pushes_out_nothing_that_is_in_demand():
    store, hot = Store(ROOM), range(40)
    for _ in range(4):
        for name in hot:
            ask(store, name)
    for name in range(1000, 21_000):
        ask(store, name)
        if name % 200 == 0:
            ask(store, hot[name // 200 % 40])

    assert sum(ask(store, name) for name in hot) >= 38
    assert store.evicted > 15_000
    books_balance(store)


def test_a_second_walk_pushes_out_nothing_either():
    store = Store(ROOM)
    for _ in range(4):
        for name in range(40):
            ask(store, name)
    for _ in range(2):
        for name in range(1000, 4000):
            ask(store, name)
        for name in range(40):
            ask(store, name)

    assert all(ask(store, name) for name in range(40))


def test_of_traffic_as_it_is_more_is_found_than_by_recency_alone():
    chance = random.Random(7)  # noqa: S311 (traffic, not secrets)
    weights = [1 / rank for rank in range(1, 2001)]
    wanted = chance.choices(range(2000), weights, k=20_000)
    store = Store(ROOM)
    found = sum(ask(store, name) for name in wanted)
    recent: dict[int, None] = {}
    found_by_recency = 0
    for name in wanted:
        found_by_recency += name in recent
        recent.pop(name, None)
        recent[name] = None
        if len(recent) > ROOM // answer(1).size:
            del recent[next(iter(recent))]

    assert found > found_by_recency
    books_balance(store)


def test_it_stays_within_its_room_whatever_is_kept_asked_for_and_purged():
    chance = random.Random(3)  # noqa: S311 (traffic, not secrets)
    store = Store(ROOM)
    for number in range(5000):
        name = chance.randrange(300)
        kept = answer(name, chance.randrange(100, 40_000), f"article:{name} list:article")
        store.keep(kept, Fence(0, number))
        kept.uses = chance.randrange(4)
        for _ in range(chance.randrange(3)):
            store.lead(Spelling(kept.address.path, str(chance.random()), None, None), kept)
        store.form(kept, chance.choice(["zstd", "br", "gzip"]))
        if number % 40 == 0:
            store.purge([f"article:{chance.randrange(300)}"], number)
        if number % 900 == 0:
            store.purge(["list:article"], number)
            assert not store.by_address
    books_balance(store)


def test_what_would_take_all_the_room_is_not_kept():
    store = Store(ROOM)

    assert not store.keep(answer(1, ROOM // 10), NOW)
    assert store.size == 0


def test_endless_spellings_of_one_address_take_no_endless_room():
    store, kept = Store(ROOM), answer(1)
    store.keep(kept, NOW)
    for number in range(1000):
        store.lead(Spelling(kept.address.path, f"x={number}", None, None), kept)

    assert len(store.by_spelling) == MOST_SPELLINGS
    books_balance(store)


@pytest.mark.parametrize(("fence", "is_kept"), [(Fence(0, 6), False), (Fence(0, 7), True), (Fence(1, 7), False)])
def test_what_an_event_has_touched_since_is_not_kept(fence, is_kept):
    store = Store(ROOM)
    store.purge(["article:1"], 7)

    assert store.keep(answer(1), fence) is is_kept
    assert store.keep(answer(2), Fence(0, 6))


def test_who_took_so_long_that_the_events_are_forgotten_is_not_trusted():
    store = Store(ROOM)
    for sequence in range(1, 25_000):
        store.purge([f"article:x{sequence}"], sequence)

    assert not store.keep(answer(1), Fence(0, 10))
    assert store.keep(answer(1), Fence(0, 24_999))


# What it tells.


def test_prometheus_reads_what_all_processes_have_done(tmp_path, db):
    publish_story(slug="harbour")
    told = {**dict.fromkeys(metrics.METRICS, 0), "hits": 5, "misses": 2, "log_age_seconds": 9}
    (tmp_path / "1.json").write_text(json.dumps(told))
    (tmp_path / "4194999.json").write_bytes(b"{}")
    visitor = Visitor(tmp_path)
    for _ in range(3):
        visitor.ask("/api/v1/articles/harbour/")
    visitor.ask("/api/v1/articles/?limit=0")
    page = visitor.ask("/metrics")

    assert page.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    values = dict(line.rsplit(" ", 1) for line in page.text.splitlines() if not line.startswith("#"))
    assert values["newsroom_web_processes"] == "2"
    assert values["newsroom_edge_bypassed_total"] == "1"
    assert values["newsroom_edge_hits_total"] == "7"
    assert values["newsroom_edge_misses_total"] == "3"
    assert float(values["newsroom_edge_log_age_seconds"]) >= 9
    assert not (tmp_path / "4194999.json").exists()


@pytest.mark.parametrize(
    ("token", "headers", "status"),
    [
        ("", {}, 200),
        ("", {"remote_addr": "10.0.0.1"}, 404),
        ("", {"x_forwarded_for": "10.0.0.1"}, 404),
        (TOKEN, {}, 404),
        (TOKEN, {"authorization": f"Bearer {TOKEN}x"}, 404),
        (TOKEN, {"authorization": "Bearer ä"}, 404),
        (TOKEN, {"authorization": f"Bearer {TOKEN}", "remote_addr": "10.0.0.1"}, 200),
    ],
)
def test_only_who_may_is_told(tmp_path, settings, db, token, headers, status):
    settings.METRICS_TOKEN = token

    assert Visitor(tmp_path).ask("/metrics", **headers).status == status
