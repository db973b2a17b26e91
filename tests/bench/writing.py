"""What publishing a story costs, beside a plain Django REST framework project that stores what is posted.

    python -m tests.bench.writing [--postgres postgres://…/postgres] [--rounds 5] [--stories 40]

Neither goes through a socket: ours is `publish_article` for a story that has been saved, with all that follows from it
in its transaction (document, card, references, other forms, signed event), theirs is a POST to the view. Each round is
a process of its own, and what counts is its processor time and that of its database's backend.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from itertools import islice
from statistics import median
from typing import TYPE_CHECKING, Any

import psutil

from tests.bench.archive import Archive
from tests.bench.servers import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ARCHIVE = 300
STORIES, WARM = 40, 5
LIMIT = 20
SIDES = ("publish", "publish again", "plain POST")


def stories(first: int) -> Iterator[Any]:
    from articles.sample import corpus as sample  # noqa: PLC0415 (Django is not set up where the rest runs)

    return map(sample.story, range(first, first + 10_000))


def ours(number: int, first: int, *, again: bool) -> list[Callable[[], object]]:
    """Publications that only wait to be called."""
    from articles.editing import save_revision  # noqa: PLC0415 (as above)
    from articles.models import Article, Contribution  # noqa: PLC0415 (as above)
    from articles.publishing import publish_article  # noqa: PLC0415 (as above)
    from articles.sample import corpus as sample  # noqa: PLC0415 (as above)
    from tests.factories import ed  # noqa: PLC0415 (as above)

    by = ed()
    sections, writers, topics = sample.sections(), sample.writers(), sample.topics()
    pictures = list(Article.objects.values_list("lead_image", flat=True).distinct().order_by("lead_image"))
    waiting: list[Callable[[], object]] = []
    for story in islice(stories(first), number):
        article = Article.objects.create(
            slug=f"{story.slug}-{first}",
            headline=story.headline,
            standfirst=[{"text": story.standfirst}],
            body=story.body,
            category_id=sections[story.section].key,
            lead_image_id=pictures[story.picture],
        )
        article.tags.set([topics[it].key for it in story.topics])
        for order, it in enumerate(story.writers, 1):
            Contribution.objects.create(article=article, author_id=writers[it].key, order=order)
        save_revision(article, by=by)
        if again:
            publish_article(article, by=by)
            article.headline = f"{article.headline}, again"
            article.save()
            save_revision(article, by=by)
        waiting.append(lambda article=article: publish_article(article, by=by))
    return waiting


def plain(number: int, first: int) -> list[Callable[[], object]]:
    from django.test import RequestFactory  # noqa: PLC0415 (as above)

    from tests.bench.plain.api import Stories  # noqa: PLC0415 (as above)
    from tests.bench.plain.models import Story  # noqa: PLC0415 (as above)

    view, waiting = Stories.as_view({"post": "create"}), []
    for place, story in enumerate(Story.objects.order_by("key")[:number]):
        posted = {
            "key": f"{first}-{place}",
            "slug": f"posted-{first}-{place}",
            **{name: getattr(story, name) for name in ("headline", "standfirst", "summary", "body")},
            "category": story.category_id,
            "lead_image": story.lead_image_id,
            "contributors": list(story.contributors.values_list("key", flat=True)),
            "tags": list(story.tags.values_list("key", flat=True)),
            **{name: getattr(story, name).isoformat() for name in ("first_published_at", "published_at", "updated_at")},
        }
        request = RequestFactory().post("/api/plain/articles/", json.dumps(posted), content_type="application/json")
        waiting.append(lambda request=request: stored(view(request)))
    return waiting


def stored(response: Any) -> None:
    if response.status_code != 201:
        raise SystemExit(f"The plain project answered {response.status_code}: {response.data}")
    response.render()


def spent() -> float:
    from django.db import connection  # noqa: PLC0415 (as above)

    own = time.process_time()
    if connection.vendor == "sqlite":
        return own
    times = psutil.Process(connection.connection.info.backend_pid).cpu_times()
    return own + times.user + times.system


def inside(side: str, number: int, first: int) -> None:
    """Runs in a process of its own: says how many milliseconds each took."""
    import django  # noqa: PLC0415 (as above)

    django.setup()
    number += WARM
    waiting = plain(number, first) if side == "plain POST" else ours(number, first, again=side == "publish again")
    for work in waiting[:WARM]:
        work()
    before = spent()
    for work in waiting[WARM:]:
        work()
    print(1000 * (spent() - before) / (number - WARM))


def measure(rounds: int, number: int, archive: Archive) -> dict[str, list[float]]:
    environment = archive.copy("writing")
    found: dict[str, list[float]] = {side: [] for side in SIDES}
    for round_ in range(rounds):
        for place, side in enumerate(SIDES):
            first = 1000 * (1 + len(SIDES) * round_ + place)
            settings = "tests.bench.plain.settings" if side == "plain POST" else "cms.settings"
            command = [sys.executable, "-m", "tests.bench.writing", "--inside", side, "--stories", str(number)]
            done = subprocess.run(
                [*command, "--first", str(first)],
                cwd=ROOT,
                env={**environment, "DJANGO_SETTINGS_MODULE": settings},
                stdout=subprocess.PIPE,
                check=True,
                text=True,
            )
            found[side].append(float(done.stdout.splitlines()[-1]))
    return found


def table(found: dict[str, list[float]], database: str) -> str:
    about = f"Publishing in an archive of {ARCHIVE} stories, {database}, {os.cpu_count()} cores"
    lines = [about, "", "| | CPU ms | times a plain POST | wanted |", "|---|--:|--:|--:|"]
    for side, rounds in found.items():
        times = median(own / other for own, other in zip(rounds, found["plain POST"], strict=True))
        wanted = f"below {LIMIT}" if side == "publish" else ""
        lines.append(f"| {side} | {median(rounds):.1f} | {times:.1f} | {wanted} |")
    return "\n".join(lines)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--postgres", default="", help="A server where a database may be made; without it, SQLite.")
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--stories", type=int, default=STORIES, help="In each round.")
    options.add_argument("--inside", choices=SIDES, help=argparse.SUPPRESS)
    options.add_argument("--first", type=int, default=0, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.inside:
        inside(chosen.inside, chosen.stories, chosen.first)
        return
    found = measure(chosen.rounds, chosen.stories, Archive(ARCHIVE, chosen.postgres))
    print(table(found, "PostgreSQL" if chosen.postgres else "SQLite"))


if __name__ == "__main__":
    main()
