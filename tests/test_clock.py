"""What was told to happen at a time: out and down, once, in order, late where nobody was at work, and told."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.gates import set_gate
from articles.models import Article, Gate, State, TimedStep
from articles.publishing import (
    expire_article,
    publish_article,
    publish_due,
    schedule_article,
    take_down_article,
    unpublish_article,
    unpublish_due,
)
from cms.models import Document, Event
from cms.publishing import PublishingError
from cms.worker import Worker
from tests.factories import ada, ed, make_article, retract

MORNING = "2026-11-22T08:00:00Z"
HOUR = timedelta(hours=1)


def events(article: Article) -> list[str]:
    return list(Event.objects.filter(kind="article", key=article.pk).values_list("type", flat=True))


@pytest.mark.django_db
def test_a_story_goes_out_and_comes_down_at_its_times(client: Any, time_machine: Any) -> None:
    time_machine.move_to(MORNING)
    article = make_article()
    schedule_article(article, at=timezone.now() + HOUR, by=ed())
    expire_article(article, at=timezone.now() + 2 * HOUR, by=ed())
    time_machine.move_to("2026-11-22T09:00:02Z")
    assert (publish_due(), unpublish_due()) == (1, 0)
    answer = client.get(f"/api/v1/articles/{article.slug}/")
    assert answer.json()["dates"]["expires_at"] == "2026-11-22T10:00:00Z"
    time_machine.move_to("2026-11-22T10:00:02Z")
    assert (publish_due(), unpublish_due(), unpublish_due()) == (0, 1, 0)
    assert client.get(f"/api/v1/articles/{article.slug}/").status_code == 410
    article.refresh_from_db()
    assert (article.state, article.expires_at) == (State.UNPUBLISHED, None)
    assert [(it.action, it.minutes_late, it.problem) for it in article.timed_steps.all()] == [
        ("unpublish", 0, ""),
        ("publish", 0, ""),
    ]


@pytest.mark.django_db
def test_readers_are_told_at_once_when_a_live_story_will_go(client: Any, time_machine: Any) -> None:
    time_machine.move_to(MORNING)
    article = make_article()
    publish_article(article, by=ed())
    expire_article(article, at=timezone.now() + HOUR, by=ed())
    assert client.get(f"/api/v1/articles/{article.slug}/").json()["dates"]["expires_at"] == "2026-11-22T09:00:00Z"
    expire_article(article, at=None, by=ed())
    assert client.get(f"/api/v1/articles/{article.slug}/").json()["dates"]["expires_at"] is None
    assert events(article) == ["article.published", "article.updated", "article.updated"]


@pytest.mark.django_db
def test_times_that_contradict_each_other_are_refused(time_machine: Any) -> None:
    time_machine.move_to(MORNING)
    now = timezone.now()
    article = make_article()
    with pytest.raises(PublishingError, match="still to come"):
        expire_article(article, at=now, by=ed())
    schedule_article(article, at=now + 2 * HOUR, by=ed())
    with pytest.raises(PublishingError, match="after it goes out"):
        expire_article(article, at=now + HOUR, by=ed())
    expire_article(article, at=now + 3 * HOUR, by=ed())
    with pytest.raises(PublishingError, match="comes down before"):
        schedule_article(article, at=now + 3 * HOUR, by=ed())
    with pytest.raises(PublishingError, match="permission"):
        expire_article(article, at=None, by=ada())


@pytest.mark.django_db
def test_what_should_have_come_down_does_not_go_out(time_machine: Any) -> None:
    """The worker was away the whole day: nothing flashes up for a moment."""
    time_machine.move_to(MORNING)
    article = make_article()
    schedule_article(article, at=timezone.now() + HOUR, by=ed())
    expire_article(article, at=timezone.now() + 2 * HOUR, by=ed())
    time_machine.move_to("2026-11-22T18:00:00Z")
    assert (publish_due(), unpublish_due()) == (0, 0)
    article.refresh_from_db()
    assert "was to come down at 22 November 2026, 10:00" in article.schedule_problem
    assert events(article) == []


@pytest.mark.django_db
def test_an_end_that_was_set_outlives_being_unpublished_by_hand(time_machine: Any) -> None:
    time_machine.move_to(MORNING)
    article = make_article()
    publish_article(article, by=ed())
    expire_article(article, at=timezone.now() + HOUR, by=ed())
    unpublish_article(article, by=ed())
    publish_article(article, by=ed())
    time_machine.move_to("2026-11-22T09:00:01Z")
    assert unpublish_due() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("end", [retract, lambda article, notice: take_down_article(article, notice=notice, by=ed())])
def test_a_notice_stays_for_good(end: Any, time_machine: Any) -> None:
    time_machine.move_to(MORNING)
    article = make_article()
    publish_article(article, by=ed())
    expire_article(article, at=timezone.now() + HOUR, by=ed())
    end(article, notice="We were wrong.")
    article.refresh_from_db()
    time_machine.move_to("2026-11-22T10:00:00Z")
    assert unpublish_due() == 0
    assert article.expires_at is None


@pytest.mark.django_db
def test_after_a_night_without_a_worker_all_goes_out_in_order_and_is_called_late(time_machine: Any) -> None:
    time_machine.move_to(MORNING, tick=False)
    # Made in another order than they are due.
    minutes = [50, 10, 40, 20, 30]
    stories = {number: make_article(f"At {number}") for number in minutes}
    for number, article in stories.items():
        schedule_article(article, at=timezone.now() + timedelta(minutes=number), by=ed())
    time_machine.move_to("2026-11-22T14:00:00Z", tick=False)
    assert publish_due() == 5
    out = list(Event.objects.filter(kind="article").order_by("sequence").values_list("key", flat=True))
    assert out == [stories[number].pk for number in sorted(minutes)]
    assert {it.minutes_late for it in TimedStep.objects.all()} == {350, 340, 330, 320, 310}


@pytest.mark.django_db
def test_what_could_not_go_out_keeps_its_time_and_goes_out_once_it_is_mended(time_machine: Any) -> None:
    time_machine.move_to(MORNING)
    article = make_article()
    schedule_article(article, at=timezone.now() + HOUR, by=ed())
    set_gate(article, Gate.Kind.PHOTO, Gate.Status.NEEDED, by=ed())
    time_machine.move_to("2026-11-22T09:00:01Z")
    for _ in range(3):
        assert publish_due() == 0
    article.refresh_from_db()
    assert article.scheduled_for is not None
    assert [it.problem for it in article.timed_steps.all()] == [article.schedule_problem]
    set_gate(article, Gate.Kind.PHOTO, Gate.Status.CLEARED, by=ed())
    schedule_article(article, at=timezone.now() + HOUR, by=ed())
    assert article.schedule_problem == ""
    time_machine.move_to("2026-11-22T10:00:02Z")
    assert publish_due() == 1


@pytest.mark.django_db
def test_what_happened_at_its_time_is_kept_for_good(time_machine: Any) -> None:
    time_machine.move_to(MORNING)
    article = make_article()
    schedule_article(article, at=timezone.now() + HOUR, by=ed())
    time_machine.move_to("2026-11-22T09:00:01Z")
    publish_due()
    for spoil in (lambda: TimedStep.objects.all().delete(), lambda: TimedStep.objects.update(problem="None.")):
        with pytest.raises(IntegrityError), transaction.atomic():
            spoil()


PATIENT_JOB = """
import time
from articles.models import TimedStep
seen = []
def work():
    until = time.monotonic() + 60
    while not seen and time.monotonic() < until:
        seen.extend(TimedStep.objects.all())
        time.sleep(0.1)
    return 0
"""


@pytest.mark.django_db(transaction=True)
def test_a_long_job_makes_no_story_late(settings: Any, monkeypatch: Any, tmp_path: Any) -> None:
    """The job goes on until the story is out: it would wait in vain where the clock waited for it."""
    (tmp_path / "patient_job.py").write_text(PATIENT_JOB)
    monkeypatch.syspath_prepend(tmp_path)
    settings.EVENT_SUBSCRIBERS, settings.WORKER_JOBS = [], ["patient_job.work"]
    article = make_article()
    schedule_article(article, at=timezone.now() + HOUR, by=ed())
    Article.objects.filter(pk=article.pk).update(scheduled_for=timezone.now())
    worker = Worker()
    running = threading.Thread(target=worker.run)
    running.start()
    job = import_module("patient_job")
    until = time.monotonic() + 90
    while not job.seen and time.monotonic() < until:
        time.sleep(0.1)
    worker.stop()
    running.join()
    assert [it.article_id for it in job.seen] == [article.pk]


# Each worker begins by loading everything, which takes long on a machine that is busy.
@pytest.mark.timeout(400)
def test_several_workers_that_are_killed_at_any_moment_publish_each_story_once_and_in_order(
    other_process: dict[str, str],
) -> None:
    stories = [make_article(f"Number {number}") for number in range(6)]
    for article in stories:
        schedule_article(article, at=timezone.now() + HOUR, by=ed())
    due = timezone.now()
    for number, article in enumerate(stories):
        Article.objects.filter(pk=article.pk).update(scheduled_for=due + timedelta(milliseconds=number))
    command = [sys.executable, "-W", "ignore", "manage.py", "run_worker"]
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": other_process}

    def started() -> subprocess.Popen[bytes]:
        return subprocess.Popen(command, **quiet)

    workers = [started() for _ in range(3)]
    until, next_kill = time.monotonic() + 160, 1
    try:
        while Article.objects.filter(state=State.SCHEDULED).exists() and time.monotonic() < until:
            if Event.objects.filter(kind="article").count() >= next_kill:
                dead = workers.pop(0)
                dead.kill()
                dead.wait()
                workers.append(started())
                next_kill += 3
            time.sleep(0.05)
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()
    published = Event.objects.filter(kind="article", type="article.published").order_by("sequence")
    assert list(published.values_list("key", flat=True)) == [it.pk for it in stories]
    assert Document.objects.live().filter(kind="article").count() == len(stories)
    assert TimedStep.objects.filter(problem="").count() == len(stories)
    call_command("verify_log")
