"""Asks a newsroom of 100,000 stories for everything that readers list, search and keep, and watches its database."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Collection
from articles.publishing import publish_collection
from articles.sample import corpus
from cms.changes import SCOPES
from cms.events import feed_subscribers
from cms.models import Document, Reference
from tests.test_delivery_plans import SMALL, nodes, plan_of, read_whole

if TYPE_CHECKING:
    from collections.abc import Iterator

ROUNDS = 5
# What a statement may look at: rows in PostgreSQL; in SQLite, thousands of steps of its machine, some twenty a row.
FEW, SOME, RANGE = 1_000, 12_000, 60_000
STEPS_A_ROW = 0.05
# Of words, bands and what is newest in them.
SORTED = 5_000
# They are as long as the newsroom has categories, kinds of search, and pages of the map; the terms that searches are
# counted by are read once by each process.
SHORT = (*SMALL, "cms_cursor", "cms_searchterm")


@dataclass(frozen=True)
class Asked:
    what: str
    address: str
    # How many rows one of its statements may look at.
    most: int = FEW


@dataclass(frozen=True)
class Seen:
    queries: int
    rows: int
    milliseconds: float
    faults: list[str]


def main() -> None:
    # As a web server has it: addresses of its own, and queries that are not remembered.
    settings.DEBUG = False
    settings.ALLOWED_HOSTS = ["*"]
    prepare()
    faults = []
    unit = "rows" if connection.vendor == "postgresql" else "steps, thousands"
    print(f"\n{connection.vendor}, {Document.objects.listed().filter(kind='article').count():,} stories")
    print(f"{'CPU ms':>7} {'queries':>8} {unit:>17}  what")
    for asked in everything():
        seen = watch(asked)
        print(f"{seen.milliseconds:7.1f} {seen.queries:8} {seen.rows:17,}  {asked.what}", flush=True)
        faults += [f"{asked.what} ({asked.address}): {fault}" for fault in seen.faults]
    print("\n".join(["", *faults] if faults else ["Nothing is read that need not be."]))
    sys.exit(bool(faults))


def prepare() -> None:
    while feed_subscribers():
        pass
    if not Collection.objects.filter(slug="front").exists():
        front = Collection.objects.create(title="Front", slug="front")
        newest = Document.objects.listed().filter(kind="article").order_by("-published_at")
        for order, key in enumerate(newest.values_list("key", flat=True)[:30], 1):
            front.items.create(order=order, article_id=key)
        publish_collection(front, by=None)
    while feed_subscribers():
        pass
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def commonest(kind: str) -> list[str]:
    """Slugs, those of most stories first."""
    slugs = dict(Document.objects.live().filter(kind=kind).values_list("key", "slug"))
    sizes = {key: Reference.objects.filter(kind=kind, key=key, listed=True).count() for key in slugs}
    return [slugs[key] for key in sorted(slugs, key=lambda it: -sizes[it])]


def everything() -> Iterator[Asked]:
    yield from lists()
    yield from searches()
    for scope in ("", *(f"{kind}={commonest(kind)[0]}" for kind in SCOPES)):
        yield from copies(scope)
    for kind in ("article", "category", "author"):
        path = Document.objects.live().filter(kind=kind).values_list("path", flat=True)[0]
        yield Asked(f"resolve {kind}", f"/api/v1/resolve/?path={path}")
    yield Asked("log", "/api/v1/log/?")
    yield Asked("feed", "/feeds/latest.rss?")
    # Removals are looked for among the last 5,000 events.
    yield Asked("feed of a tag", f"/feeds/tag/{commonest('tag')[0]}.atom?limit=100", SOME)
    yield Asked("page of the map", "/sitemaps/stories-3.xml?", SOME)
    yield Asked("map of news", "/sitemaps/news.xml?", SOME)


def lists() -> Iterator[Asked]:
    categories, tags, authors = map(commonest, ("category", "tag", "author"))
    roots = [it for it in categories if it in {name.lower() for name in corpus.TREE}]
    leaf = next(it for it in categories if it not in roots)
    period = "published_after=2020-01-01&published_before=2020-03-01"
    for query, most in {
        "": FEW,
        "ordering=published_at": FEW,
        "ordering=-updated_at": FEW,
        "view=full&body=html": FEW,
        period: FEW,
        "updated_after=2025-12-30": FEW,
        f"category={roots[0]}": FEW,
        f"category={roots[0]}&{period}&ordering=-updated_at": RANGE,
        f"tag={tags[0]}": FEW,
        f"tag={tags[0]}&updated_after=2025-12-01": FEW,
        f"author={authors[0]}": FEW,
        f"category={roots[0]}&tag={tags[0]}": SOME,
        f"category={leaf}&tag=-{tags[0]}": SOME,
        f"tag={'|'.join(tags[:3])}": SOME,
        f"tag={'|'.join(tags[:3])}&category={roots[0]}": RANGE,
        f"tag=-{tags[0]}": FEW,
        # To find the rarest of them, each is counted up to 11,000.
        "kind=article&genre=report&language=en&access=free&breaking=false": RANGE,
        f"author={authors[0]},{authors[1]}": SOME,
        f"category={roots[0]},{roots[1]}": RANGE,
        "count=exact": SOME,
        f"count=exact&category={roots[0]}": SOME,
        f"count=exact&category={roots[0]}&tag=-{tags[0]}": RANGE,
    }.items():
        yield Asked(f"list {query}".strip(), f"/api/v1/articles/?{query}", most)
    keys = Document.objects.live().filter(kind="article").values_list("key", flat=True)[:100]
    yield Asked("list ids=… (100)", f"/api/v1/articles/?ids={','.join(keys)}")
    for path in ("tags", "authors", "corrections", "collections"):
        yield Asked(f"list of {path}", f"/api/v1/{path}/?")


def searches() -> Iterator[Asked]:
    tags, [category, *_] = commonest("tag"), commonest("category")
    common, *_, rare = corpus.rare_words()
    for query in (
        f"q={common}",
        f"q=the {common}",
        f'q="{common} of"',
        f"q={common} -{rare}",
        f"q={common[:2]}*",
        f"q={rare[:3]}*",
        f"q={rare}",
        f"q={rare[:-1]}qx",
        f"q={common} OR {rare}",
        f"q={common}&category={category}&tag=-{tags[0]}",
        f"q={common}&ordering=-published_at",
        f"q={common}&published_after=2020-01-01&published_before=2020-03-01",
    ):
        # PostgreSQL compares a phrase story by story, of all that have its words: see docs/performance.md.
        most = RANGE if '"' in query else SOME
        yield Asked(f"search {query}", f"/api/v1/search/?{query}", most)
    yield Asked("list with words", f"/api/v1/articles/?q={common}&category={category}", SOME)
    yield Asked("feed of a search", f"/feeds/search.json?q={common}", SOME)


def copies(scope: str) -> Iterator[Asked]:
    first = f"/api/v1/sync/?{scope}"
    following = Client().get(first).json()["next_cursor"]
    yield Asked(f"sync {scope}".strip(), first)
    yield Asked(f"sync {scope}, further on", f"{first}&cursor={following}")
    newest = f"/api/v1/bundles/?{scope}"
    yield Asked(f"bundle {scope}".strip(), newest, SOME)
    url = Client().get(newest).json()["url"]
    yield Asked(f"bundle {scope}, the whole", f"/api/v1/{url.partition('/api/v1/')[2]}?", SOME)


def watch(asked: Asked) -> Seen:
    statements = statements_for(asked.address)
    seen = [(sql, *read_by(sql)) for sql in statements]
    most = asked.most if connection.vendor == "postgresql" else int(asked.most * STEPS_A_ROW) + 10
    faults = [f"{fault}\n  {sql[:600]}" for sql, _, found in seen for fault in found]
    faults += [f"{rows:,} of {most:,} were looked at\n  {sql[:600]}" for sql, rows, _ in seen if rows > most]
    if (
        asked.address.startswith(("/api/v1/articles/", "/api/v1/search/", "/api/v1/sync/"))
        and "cursor=" not in asked.address
    ):
        many = len(statements_for(f"{asked.address}&limit=100"))
        if many > len(statements):
            faults.append(f"a page of 100 costs {many} queries, one of 20 {len(statements)}")
    return Seen(len(statements), max((rows for _, rows, _ in seen), default=0), best_time(asked.address), faults)


def statements_for(address: str) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        answer = Client().get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address}: {answer.status_code} {answer.content[:500]!r}")
    return [query["sql"] for query in queries]


def best_time(address: str) -> float:
    """Processor time of this process, SQLite's included: it says more where others keep the machine busy."""
    times = []
    for _ in range(ROUNDS):
        began = time.process_time()
        Client().get(address)
        times.append(time.process_time() - began)
    return min(times) * 1000


def read_by(sql: str) -> tuple[int, list[str]]:
    """How much the statement looks at, and what it should not do."""
    return read_in_postgresql(sql) if connection.vendor == "postgresql" else read_in_sqlite(sql)


def read_in_sqlite(sql: str) -> tuple[int, list[str]]:
    whole = read_whole(plan_of(sql)) - set(SHORT)
    steps = 0

    def step() -> int:
        nonlocal steps
        steps += 1
        return 0

    with connection.cursor() as cursor:
        connection.connection.set_progress_handler(step, 1000)
        cursor.execute(sql)
        cursor.fetchall()
        connection.connection.set_progress_handler(None, 0)
    return steps, [f"all of {table} is read" for table in sorted(whole)]


def read_in_postgresql(sql: str) -> tuple[int, list[str]]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}")
        [[[explained]]] = cursor.fetchall()
    plans = list(nodes([explained["Plan"]]))
    whole = {it["Relation Name"] for it in plans if it["Node Type"] == "Seq Scan"} - set(SHORT)
    faults = [f"all of {table} is read" for table in sorted(whole)]
    for it in plans:
        rows = sum(part["Actual Rows"] * part["Actual Loops"] for part in it.get("Plans", []))
        if it["Node Type"] in ("Sort", "Incremental Sort") and rows > SORTED:
            faults.append(f"{rows:,} rows are sorted")
    return int(sum(map(looked_at, plans))), faults


def looked_at(plan: dict[str, Any]) -> float:
    """Rows of a table that were read, those included that were read in vain."""
    if "Scan" not in plan["Node Type"] or plan["Node Type"] in ("Bitmap Index Scan", "Subquery Scan", "CTE Scan"):
        return 0
    removed = sum(plan.get(f"Rows Removed by {by}", 0) for by in ("Filter", "Index Recheck"))
    return (plan["Actual Rows"] + removed) * plan["Actual Loops"]
