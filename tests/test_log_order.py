"""Events are numbered in the order in which they are committed, however many publish at once."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest
from django.db import connections, transaction

from cms.chain import event_faults, events_with_documents
from cms.models import Event
from cms.publishing import publish
from tests.bare import bare

PUBLISHERS, STORIES = 3, 20

PUBLISHER = """
import sys, django
django.setup()
from cms.publishing import publish
from tests.bare import bare
print("ready", flush=True)
sys.stdin.readline()
for number in range(int(sys.argv[2])):
    publish(bare(f"{sys.argv[1]}-{number}"), by=None)
"""


def test_processes_that_publish_at_once_number_their_events_without_a_gap(other_process):
    command = [sys.executable, "-W", "ignore", "-c", PUBLISHER]
    publishers = [
        subprocess.Popen(
            [*command, f"desk-{number}", str(STORIES)],
            env=other_process,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(PUBLISHERS)
    ]
    for publisher in publishers:
        assert publisher.stdout.readline() == "ready\n"
    for publisher in publishers:
        publisher.stdin.write("go\n")
        publisher.stdin.flush()

    seen = []
    while any(publisher.poll() is None for publisher in publishers):
        seen.append(list(Event.objects.order_by("sequence").values_list("sequence", flat=True)))
    for publisher in publishers:
        publisher.communicate()

    assert [publisher.returncode for publisher in publishers] == [0] * PUBLISHERS
    assert Event.objects.count() == PUBLISHERS * STORIES
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in seen)
    assert len({len(numbers) for numbers in seen}) > 2, "the reader came too late to see anything"
    assert list(event_faults(events_with_documents())) == []


def test_threads_that_publish_at_once_number_their_events_without_a_gap(committed_db):
    failures: list[Exception] = []

    def publish_some(name: str) -> None:
        try:
            for number in range(STORIES):
                publish(bare(f"{name}-{number}"), by=None)
        except Exception as error:  # noqa: BLE001 (a thread's failure would go unseen)
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=publish_some, args=[f"desk-{number}"]) for number in range(PUBLISHERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    numbers = list(Event.objects.order_by("sequence").values_list("sequence", flat=True))
    assert numbers == list(range(1, PUBLISHERS * STORIES + 1))


def test_a_publish_waits_for_the_one_before_it_to_be_committed(committed_db):
    """The second story was compiled while the first was not yet public; it still comes after it in the log."""
    waiting, done = threading.Event(), threading.Event()

    def publish_gale() -> None:
        waiting.set()
        publish(bare("gale"), by=None)
        done.set()
        connections.close_all()

    with transaction.atomic():
        publish(bare("storm"), by=None)
        thread = threading.Thread(target=publish_gale)
        thread.start()
        waiting.wait(5)
        assert not done.wait(0.5)
    thread.join()

    assert list(Event.objects.order_by("sequence").values_list("type", "key")) == [
        ("article.published", bare("storm").key),
        ("article.published", bare("gale").key),
    ]


@pytest.mark.django_db
def test_a_publish_that_is_rolled_back_leaves_no_gap():
    with transaction.atomic():
        publish(bare("storm"), by=None)
        transaction.set_rollback(True)

    publish(bare("gale"), by=None)

    assert [it.sequence for it in Event.objects.all()] == [1]
