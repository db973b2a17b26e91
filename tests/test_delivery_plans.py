"""Lists read one range of one index, however many stories there are: asserted on what the database says it will do."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.publishing import publish_many
from tests.published import compiled_story, compiled_term, minutes, publish_category, publish_term

if TYPE_CHECKING:
    from collections.abc import Iterator

STORIES = 3000
# Stories that were placed at the same moment, as those of an import are.
AT_ONCE = 50
LIST = "/api/v1/articles/"


@dataclass(frozen=True)
class Plan:
    """What the database says it will do for one query."""

    text: str

    @property
    def is_fine(self) -> bool:
        """No sorting, and no table read from end to end."""
        return not re.search(r'TEMP B-TREE|SCAN \w+\b(?! USING)|"(Incremental )?Sort"|"Seq Scan"|Bitmap', self.text)

    def way_into(self, index: str) -> str:
        """The condition with which the index is entered: what bounds the range of it that is read."""
        found = re.search(rf"USING (?:COVERING )?INDEX {index} \((.*)\)", self.text)
        if found:
            return found[1]
        if connection.vendor == "sqlite":
            return ""
        return " ".join(
            it.get("Index Cond", "") for it in nodes(json.loads(self.text)) if it.get("Index Name") == index
        )


def nodes(plans: list[dict]) -> Iterator[dict]:
    for plan in plans:
        yield plan
        yield from nodes(plan.get("Plans", []))


def statements_for(url: str) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        answer = Client().get(url)
    assert answer.status_code == 200, answer.content
    return [query["sql"] for query in queries]


def plan_of(sql: str) -> Plan:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            return Plan("\n".join(row[3] for row in cursor.fetchall()))
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}")
        [[[explained]]] = cursor.fetchall()
        return Plan(json.dumps([explained["Plan"]]))


@pytest.fixture
def newsroom(db) -> None:
    """Thousands of stories, and the database has looked at what it holds."""
    world = publish_category("world")
    europe = publish_category("europe", world)
    often, seldom = publish_term("tag", "often"), publish_term("tag", "seldom")
    ada, ben = publish_term("author", "ada"), publish_term("author", "ben")
    publish_many([compiled_term("tag", f"t{i}") for i in range(1000)], by=None)
    publish_many(
        [
            compiled_story(
                slug=f"s{i}",
                at=minutes(i // AT_ONCE),
                categories=(world, europe) if i % 4 else (world,),
                tags=(often, seldom) if i % 5 == 0 else (often,) if i % 2 else (),
                authors=(ada,) if i % 3 else (ada, ben),
                words={"kind": "live" if i % 60 == 0 else "article", "genre": "opinion" if i % 2 else "report"},
            )
            for i in range(STORIES)
        ],
        by=None,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def pages_of(url: str) -> list[str]:
    """The first page, one in the middle, and the one before it as one comes back to it."""
    middle = f"{url}&limit=100"
    for _ in range(4):
        middle = Client().get(middle).json()["next"]
    middle = middle.replace("limit=100&", "")
    return [url, middle, Client().get(middle).json()["previous"]]


PERIOD = "published_after=2026-11-22T08:10:00Z&published_before=2026-11-22T09:00:00Z"
LISTS = {
    "articles/?": ("document_newest", "published_at"),
    "articles/?ordering=published_at": ("document_newest", "published_at"),
    "articles/?ordering=-updated_at": ("document_updated", "updated_at"),
    f"articles/?{PERIOD}": ("document_newest", "published_at"),
    "articles/?category=world": ("reference_newest", "published_at"),
    "articles/?category=europe&view=full": ("reference_newest", "published_at"),
    "articles/?category=world&ordering=published_at": ("reference_newest", "published_at"),
    "articles/?category=world&ordering=-updated_at": ("reference_updated", "updated_at"),
    f"articles/?category=world&{PERIOD}": ("reference_newest", "published_at"),
    "articles/?tag=often": ("reference_newest", "published_at"),
    "articles/?tag=seldom": ("reference_newest", "published_at"),
    "articles/?author=ada": ("reference_newest", "published_at"),
    "articles/?kind=article": ("reference_newest", "published_at"),
    "articles/?genre=opinion&ordering=-updated_at": ("reference_updated", "updated_at"),
    "articles/?tag=-seldom": ("document_newest", "published_at"),
    "articles/?breaking=false&ordering=-updated_at": ("document_updated", "updated_at"),
    "articles/?updated_after=2026-11-22T08:10:00Z&ordering=-updated_at": ("document_updated", "updated_at"),
    "tags/?": ("document_by_title", "title"),
}


# All that is asked for is found in the first mention's range; the other ones are looked up for each of its stories.
COMBINATIONS = {
    "articles/?category=world&tag=often": "reference_newest",
    "articles/?author=ada&tag=often&category=europe": "reference_newest",
    "articles/?author=ada,ben&ordering=-updated_at": "reference_updated",
    "articles/?category=world&kind=article&genre=opinion&tag=-seldom&breaking=false": "reference_newest",
    "articles/?category=world,(europe|-europe)&updated_after=2026-11-22T08:10:00Z": "reference_newest",
}
# Read from several ranges, the first rows of each, and only these few are sorted.
EITHER = {
    "articles/?tag=often|seldom": ("reference_newest", 2),
    "articles/?tag=often|seldom&category=world": ("reference_newest", 1),
    "articles/?kind=live,article&genre=opinion,report&view=full": ("reference_newest", 2),
    "articles/?tag=(often,-seldom)|seldom&ordering=-updated_at": ("reference_updated", 2),
}


def test_a_list_reads_one_range_of_one_index_on_every_page(newsroom):
    for query, (index, column) in LISTS.items():
        for number, url in enumerate(pages_of(f"/api/v1/{query}")):
            plan = plan_of(statements_for(url)[-1])
            way = plan.way_into(index)
            assert plan.is_fine, (url, plan)
            wanted = ["kind", "key", "document_kind"] if index.startswith("reference") else ["kind"]
            assert all(re.search(rf"\b{it}\b\)?(::text)? ?=", way) for it in wanted), (url, way)
            if number:
                # Both columns of the position, so that of stories placed at the same moment none is read in vain.
                assert re.search(rf"\b{column}\b.*key\)?(::text)?\) ?[<>] ?(ROW)?\(", way), (url, way)
    for query, index in COMBINATIONS.items():
        plan = plan_of(statements_for(f"/api/v1/{query}")[-1])
        assert plan.is_fine, (query, plan)
        assert plan.way_into(index), (query, plan)
        assert len(re.findall(r"reference_(newest|updated)", plan.text)) == 1, (query, plan)


def test_where_little_has_changed_since_that_is_what_is_read(newsroom):
    for query, index in (("", "document_updated"), ("&category=world", "reference_updated")):
        recent = f"/api/v1/articles/?updated_after={minutes(STORIES // AT_ONCE - 5).isoformat()[:19]}Z{query}"
        for url in (recent, Client().get(f"{recent}&limit=5").json()["next"]):
            plan = plan_of(statements_for(url)[-1])
            assert re.search(r"updated_at\b", plan.way_into(index)), (url, plan)
            assert not re.search(r'SCAN cms_\w+(?! USING)|"Seq Scan"', plan.text), (url, plan)


def test_either_of_several_is_read_from_a_range_of_each(newsroom):
    for query, (index, ranges) in EITHER.items():
        for url in pages_of(f"/api/v1/{query}") if ranges > 1 else [f"/api/v1/{query}"]:
            plan = plan_of(statements_for(url)[-1])
            assert not re.search(r'SCAN cms_\w+(?! USING)|"Seq Scan"', plan.text), (url, plan)
            assert len(re.findall(rf"\b{index}\b", plan.text)) == ranges, (url, plan)


def test_a_count_reads_an_index_alone(newsroom):
    queries = ["&category=world", "&tag=often|seldom", "&kind=live&category=world"]
    if connection.vendor == "sqlite":
        # PostgreSQL rightly reads a small table whole where all of it is wanted.
        queries.append("")
    for query in queries:
        plan = plan_of(statements_for(f"{LIST}?count=exact{query}")[-1])
        assert not re.search(r'SCAN cms_\w+(?! USING)|"Seq Scan"', plan.text), (query, plan)


def test_stories_are_fetched_by_their_ids_without_looking_at_others(newsroom):
    keys = [it["id"] for it in Client().get(f"{LIST}?limit=100").json()["results"]]
    for ids in (keys[:1], keys[:7], keys):
        plan = plan_of(statements_for(f"{LIST}?ids={','.join(ids)}&tag=-seldom")[-1])
        assert re.search(r"one_live_document\b|one_document_per_version", plan.text), plan


def test_of_several_filters_the_rarest_is_the_range_that_is_read(newsroom):
    seldom = Client().get("/api/v1/tags/seldom/").json()["id"]
    for query in ("tag=often,seldom", "author=ada&tag=seldom", "category=world&tag=seldom&author=ada"):
        sql = statements_for(f"/api/v1/articles/?{query}")[-1]
        assert f'"cms_reference"."key" = \'{seldom}\'' in sql
    sql = statements_for("/api/v1/articles/?genre=opinion&kind=live&category=world")[-1]
    assert '"cms_reference"."key" = \'live\' AND "cms_reference"."kind" = \'kind\'' in sql


def test_an_object_is_found_among_what_is_live_however_many_versions_it_had(db):
    # PostgreSQL rightly reads a small table whole, and SQLite needs an object whose versions stand out.
    others, versions = (500, 200) if connection.vendor == "sqlite" else (3000, 60)
    publish_many([compiled_term("category", f"c{i}") for i in range(others)], by=None)
    planet = publish_category("planet")
    for i in range(versions):
        publish_category("planet", key=planet.key, name=f"Planet {i}")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    lookups = {
        "categories/planet/": "one_live_document_per_slug",
        f"categories/{planet.key}/": "one_live_document",
        "articles/?category=planet": "one_live_document_per_slug",
    }
    for url, index in lookups.items():
        plan = plan_of(statements_for(f"/api/v1/{url}")[0])
        assert plan.way_into(index), (url, plan)
