"""The worker feeds each subscriber from its own cursor: nothing is skipped, nothing is done twice in effect."""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
import threading
import time

import pytest
from django.core.management import call_command
from django.db import transaction

from cms import events
from cms.events import feed, feed_subscribers
from cms.models import Cursor, Event, Stale
from cms.publishing import publish, publish_many
from cms.worker import Worker
from tests.bare import bare, key_of

HEARD = f"{__name__}.hear"
FAILING = f"{__name__}.fail_at_gale"
WORKED: list[float] = []
HAS_BEGUN, HAS_HEARD = threading.Event(), threading.Event()
PATIENT = f"{__name__}.wait_for_the_subscriber"
JOB = f"{__name__}.count_down"


def hear(batch: list[Event]) -> None:
    """A subscriber whose effect is rows in the same database, which count how often they were written."""
    for event in batch:
        mark, _ = Stale.objects.get_or_create(kind="heard", key=event.key)
        mark.attempts += 1
        mark.save()


def fail_at_gale(batch: list[Event]) -> None:
    hear(batch)
    if any(event.key == key_of("gale") for event in batch):
        raise RuntimeError("The index is down.")


def count_down() -> int:
    mark = Stale.objects.filter(kind="job").first()
    return mark.delete()[0] if mark else 0


def wait_for_the_subscriber() -> int:
    HAS_BEGUN.set()
    until = time.monotonic() + 60
    while not heard() and time.monotonic() < until:
        time.sleep(0.1)
    if heard():
        HAS_HEARD.set()
    return 0


def work_for_long() -> int:
    """A job that never ends."""
    time.sleep(0.2)
    WORKED.append(time.monotonic())
    return 1


@pytest.fixture(autouse=True)
def own_subscribers(settings) -> None:
    settings.EVENT_SUBSCRIBERS = [HEARD]
    settings.WORKER_JOBS = settings.LONG_JOBS = []


def heard() -> dict[str, int]:
    return dict(Stale.objects.filter(kind="heard").values_list("key", "attempts"))


@pytest.mark.django_db
def test_a_subscriber_hears_every_event_once_and_in_order(monkeypatch):
    monkeypatch.setattr(events, "BATCH", 2)
    publish_many([bare(name) for name in ("storm", "gale", "calm")], by=None)

    assert [feed_subscribers(), feed_subscribers(), feed_subscribers()] == [2, 1, 0]

    assert heard() == {key_of("storm"): 1, key_of("gale"): 1, key_of("calm"): 1}
    assert Cursor.objects.get(name=HEARD).position == 3


@pytest.mark.django_db
def test_a_new_subscriber_begins_with_the_first_event(settings):
    publish(bare("storm"), by=None)
    feed_subscribers()
    settings.EVENT_SUBSCRIBERS = [HEARD, FAILING]

    feed_subscribers()

    assert heard() == {key_of("storm"): 2}


@pytest.mark.django_db
def test_a_subscriber_that_fails_leaves_neither_effect_nor_progress():
    publish_many([bare("storm"), bare("gale")], by=None)

    with pytest.raises(RuntimeError), transaction.atomic():
        feed(FAILING)

    assert heard() == {}
    assert not Cursor.objects.filter(name=FAILING, position__gt=0).exists()


@pytest.mark.django_db
def test_one_failing_subscriber_stops_neither_the_others_nor_the_jobs(settings, caplog):
    settings.EVENT_SUBSCRIBERS, settings.WORKER_JOBS = [FAILING, HEARD], [JOB]
    Stale.objects.create(kind="job", key=key_of("job"))
    publish(bare("gale"), by=None)
    worker = Worker()

    with caplog.at_level(logging.ERROR):
        assert worker.run_once() == [FAILING]

    assert heard() == {key_of("gale"): 1}
    assert not Stale.objects.filter(kind="job").exists()
    [record] = caplog.records
    assert FAILING in record.message
    assert "The index is down." in str(record.exc_info[1])


@pytest.mark.django_db(transaction=True)
def test_a_long_job_keeps_no_subscriber_waiting(settings):
    """The job goes on until the subscriber has heard: it would wait in vain where that one waited for it."""
    settings.LONG_JOBS = [PATIENT]
    worker = Worker()
    running = threading.Thread(target=worker.run)
    running.start()
    try:
        assert HAS_BEGUN.wait(60)
        publish(bare("gale"), by=None)
        assert HAS_HEARD.wait(60)
    finally:
        worker.stop()
        running.join()


@pytest.mark.django_db
def test_what_failed_waits_longer_each_time_and_is_done_in_the_end(settings, monkeypatch, caplog):
    settings.EVENT_SUBSCRIBERS = [FAILING]
    publish(bare("gale"), by=None)
    [chore] = Worker().chores

    pauses = []
    for _ in range(8):
        assert chore.do() == 0
        pauses.append(round(chore.due_at - time.monotonic()))
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]

    monkeypatch.setattr(f"{__name__}.fail_at_gale", hear)
    assert chore.do() == 1
    assert chore.failures == 0
    assert heard() == {key_of("gale"): 1}


@pytest.mark.django_db
def test_a_name_that_leads_nowhere_stops_nobody(settings, caplog):
    settings.EVENT_SUBSCRIBERS = ["cms.nothing.here", HEARD]
    publish(bare("gale"), by=None)

    assert Worker().run_once() == ["cms.nothing.here"]
    assert heard() == {key_of("gale"): 1}


@pytest.mark.django_db
def test_run_worker_once_says_what_it_left_undone(settings, capsys, caplog):
    settings.EVENT_SUBSCRIBERS = [FAILING]
    publish(bare("gale"), by=None)

    with pytest.raises(SystemExit, match="1"):
        call_command("run_worker", "--once")

    assert FAILING in capsys.readouterr().err


@pytest.mark.django_db
def test_an_idle_worker_asks_for_no_lock(django_assert_max_num_queries, settings):
    feed_subscribers()

    with django_assert_max_num_queries(2) as asked:
        feed_subscribers()

    assert not any("BEGIN" in query["sql"] or "FOR UPDATE" in query["sql"] for query in asked.captured_queries)


@pytest.mark.django_db
def test_a_worker_rests_as_long_as_it_works(settings):
    settings.EVENT_SUBSCRIBERS, settings.WORKER_JOBS = [], [f"{__name__}.work_for_long"]
    WORKED.clear()
    worker = Worker()
    thread = threading.Thread(target=worker.follow_events)
    thread.start()
    time.sleep(1.5)
    worker.stop()
    thread.join()

    assert 1 <= len(WORKED) <= 4


FEEDER = """
import sys, time, django
from django.conf import settings
django.setup()
settings.EVENT_SUBSCRIBERS, settings.WORKER_JOBS = [sys.argv[1]], []
from cms import events
events.BATCH = 3
print("ready", flush=True)
sys.stdin.readline()
from cms.worker import Worker
worker = Worker()
until = time.monotonic() + 20
from cms.models import Cursor
while time.monotonic() < until and not Cursor.objects.filter(position=int(sys.argv[2])).exists():
    worker.do_round(worker.chores)
assert not worker.chores[0].failures
"""


def test_two_workers_feed_one_subscriber_and_each_event_is_handled_once(other_process):
    publish_many([bare(f"story-{number}") for number in range(60)], by=None)
    command = [sys.executable, "-W", "ignore", "-c", FEEDER, HEARD, "60"]
    feeders = [
        subprocess.Popen(command, env=other_process, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    for feeder in feeders:
        assert feeder.stdout.readline() == "ready\n"
    for feeder in feeders:
        feeder.stdin.write("go\n")
        feeder.stdin.flush()
    for feeder in feeders:
        feeder.communicate(timeout=60)

    assert [feeder.returncode for feeder in feeders] == [0, 0]
    assert len(heard()) == 60
    assert set(heard().values()) == {1}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_stops_when_it_is_told_to(other_process, number):
    publish(bare("storm"), by=None)
    worker = subprocess.Popen([sys.executable, "-W", "ignore", "manage.py", "run_worker"], env=other_process)
    deadline = time.monotonic() + 30
    while not Cursor.objects.filter(position=1).exists():
        assert time.monotonic() < deadline, "the worker has not fed anybody"
        time.sleep(0.05)

    worker.send_signal(number)

    assert worker.wait(timeout=5) == 0
