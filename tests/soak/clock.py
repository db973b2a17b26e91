"""`python -m tests.soak.clock`: stories go out at their minutes, by real workers and the real clock.

    python -m tests.soak.clock [--stories 20] [--minutes 2] [--workers 2] [--postgres postgres://…/postgres]

A database of its own, workers as processes of their own, and stories that are scheduled for the next whole
minutes. It passes if each went out exactly once, and none more than five seconds late.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import django

from tests.soak.edge import own_database, surroundings

ROOT = Path(__file__).resolve().parents[2]
ALLOWED = 5.0


def wait_for_work() -> None:
    from articles.publishing import publish_article  # noqa: PLC0415 (Django is set up only now)
    from cms.models import Cursor, Event  # noqa: PLC0415 (as above)
    from tests.factories import ed, make_article  # noqa: PLC0415 (as above)

    publish_article(make_article("The worker begins"), by=ed())
    last = Event.objects.latest("sequence").sequence
    end = time.monotonic() + 300
    while not Cursor.objects.filter(position__gte=last).exists():
        if time.monotonic() > end:
            raise SystemExit("No worker began.")
        time.sleep(0.2)


def schedule(stories: int, minutes: int) -> None:
    from django.utils import timezone  # noqa: PLC0415 (Django is set up only now)

    from articles.publishing import schedule_article  # noqa: PLC0415 (as above)
    from tests.factories import ed, make_article  # noqa: PLC0415 (as above)

    articles = [make_article(f"Ferry {number} sails") for number in range(stories)]
    # Whatever making them took, the first minute is still to come.
    first = timezone.now().replace(second=0, microsecond=0) + timedelta(minutes=1)
    if first - timezone.now() < timedelta(seconds=10):
        first += timedelta(minutes=1)
    for number, article in enumerate(articles):
        schedule_article(article, at=first + timedelta(minutes=number % minutes), by=ed())


def lateness(stories: int, minutes: int) -> list[float]:
    """Seconds between the minute and the entry in the log, of each that went out."""
    from articles.models import TimedStep  # noqa: PLC0415 (Django is set up only now)
    from cms.models import Event  # noqa: PLC0415 (as above)

    end = time.monotonic() + 60 * (minutes + 1) + 30
    while TimedStep.objects.filter(problem="").count() < stories and time.monotonic() < end:
        time.sleep(1)
    due = dict(TimedStep.objects.filter(problem="").values_list("article", "due_at"))
    out = Event.objects.filter(kind="article", key__in=due, type__endswith="published").values_list("key", "at")
    if len(out) != stories or len({key for key, _ in out}) != stories:
        raise SystemExit(f"Of {stories} stories {len(out)} went out, {len({key for key, _ in out})} of them different.")
    return sorted((at - due[key]).total_seconds() for key, at in out)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--stories", type=int, default=20)
    options.add_argument("--minutes", type=int, default=2)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--postgres", default="", help="A server on which a database may be made for it.")
    chosen = options.parse_args()
    with TemporaryDirectory() as folder, own_database(folder, chosen.postgres) as database:
        os.environ.update(surroundings(folder, 1, database))
        django.setup()
        subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=ROOT, check=True)
        command = [sys.executable, "manage.py", "run_worker"]
        workers = [subprocess.Popen(command, cwd=ROOT) for _ in range(chosen.workers)]
        try:
            # On a machine that is busy it takes them a while to load everything.
            wait_for_work()
            schedule(chosen.stories, chosen.minutes)
            late = lateness(chosen.stories, chosen.minutes)
        finally:
            for worker in workers:
                worker.terminate()
            for worker in workers:
                worker.wait(20)
    median, most = late[len(late) // 2], late[-1]
    print(f"{len(late)} stories went out once each, {median:.1f} s late at the median and {most:.1f} s at most.")
    if most > ALLOWED:
        raise SystemExit(f"More than {ALLOWED} s late.")


if __name__ == "__main__":
    main()
