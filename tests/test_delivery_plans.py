"""Lists read one range of one index, however many stories there are: asserted on what the database says it will do."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.publishing import publish_many
from tests.published import compiled_story, compiled_term, minutes, publish_category, publish_story, publish_term
from tests.test_search_index import catch_up
from tests.test_sync import follow, publish_collection

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db

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


@pytest.fixture(scope="module")
def newsroom(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Thousands of stories, and the database has looked at what it holds.

    Made once, around the tests and what each of them publishes: what earlier ones leave behind in PostgreSQL's files
    counts in its plans.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        publish_thousands()
        analyse()
        yield
        transaction.set_rollback(True)


def publish_thousands() -> None:
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


def analyse() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


# Of one row, or of some dozen; and none of these stories has another form.
SMALL = ("cms_followed", "cms_searchindex", "cms_search_band", "cms_representation")


def read_whole(plan: Plan) -> set[str]:
    """The tables that are read from end to end."""
    if connection.vendor == "sqlite":
        # An index of words is always “scanned”; “M” is for what it is asked for.
        found = re.findall(r"SCAN (cms_\w+|[eU]\d?)\b(?! USING)(?! VIRTUAL TABLE INDEX \d+:M)", plan.text)
        # From an end of an index to the first row.
        found += re.findall(r"SCAN (\w+) USING (?!(?:COVERING )?INDEX sqlite_autoindex_cms_event_1)", plan.text)
    else:
        found = [it["Relation Name"] for it in nodes(json.loads(plan.text)) if it["Node Type"] == "Seq Scan"]
    return set(found) - set(SMALL)


def is_sorted(plan: Plan) -> bool:
    return bool(re.search(r'TEMP B-TREE FOR ORDER|"(Incremental )?Sort"', plan.text))


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
        # Several ranges are put together by the numbers of documents.
        assert not is_sorted(plan) or "|" in query, (query, plan)


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


def others(number: int) -> str:
    """So many words that those which begin alike are few among them, as in an archive."""
    return " ".join(f"{number}{ending}" for ending in ("ab", "cd", "ef", "gh", "ij", "kl", "mn", "op", "qr", "st"))


def test_a_search_asks_the_index_of_words_for_each_way_of_standing_in_a_story(newsroom):
    publish_many(
        [compiled_story(slug=f"w{i}", headline=f"Word{i} in Leith, {others(i)}", at=minutes(i)) for i in range(500)],
        by=None,
    )
    catch_up()
    analyse()
    searches = {
        "search/?q=harbour": 3,
        "search/?q=harbour -ferry&category=europe&published_after=2026-11-22T08:10:00Z": 3,
        "search/?q=word499*&tag=-seldom": 3,
        "search/?q=word4*": 3,
        "search/?q=word*": 3,
        'search/?q=word77 OR "in leith"': 3,
        "search/?q=word777": 3,
        "search/?q=harbour&author=ada,ben&ordering=-published_at": 1,
        "articles/?q=harbour&author=ada,ben": 1,
        "articles/?q=harbour&count=exact": 1,
    }
    for query, ways in searches.items():
        url = f"/api/v1/{query}"
        following = Client().get(url).json()["next"]
        for page in filter(None, (url, following)):
            statements = statements_for(page)
            of_words = [it for it in statements if "cms_search_a" in it]
            for sql in statements:
                plan = plan_of(sql)
                assert not read_whole(plan), (page, sql, plan)
                # What is sorted are the stories of a band, a thousand or so, and the words with one beginning.
                assert not is_sorted(plan) or sql in of_words or "cms_searchword" in sql, (page, sql, plan)
            entries = (
                r"cms_search_text_a VIRTUAL TABLE INDEX"
                if connection.vendor == "sqlite"
                else "cms_search_a_(?:text|head)"
            )
            plan = plan_of(of_words[0])
            assert len(re.findall(rf"\b{entries}\b", plan.text)) == ways, (page, plan)


def test_who_keeps_copies_has_one_range_read_and_then_what_is_in_it(newsroom):
    publish_collection(*[publish_story(at=minutes(i)) for i in range(50)])
    follow()
    analyse()
    read_by_sync_of_each_scope()
    read_by_bundles_of_each_scope()


def read_by_sync_of_each_scope() -> None:
    for scope in ("", "&category=world", "&tag=often&category=europe&author=ada", "&collection=front&tag=often"):
        first = f"/api/v1/sync/?limit=20{scope}"
        later = f"{first}&cursor={Client().get(first).json()['next_cursor']}"
        for page in (first, later):
            ranges = []
            for sql in statements_for(page):
                plan = plan_of(sql)
                assert not read_whole(plan), (page, sql, plan)
                assert not is_sorted(plan), (page, sql, plan)
                ranges += [plan.way_into("change_in_order")] if "change_in_order" in plan.text else []
            assert len(ranges) == 2, (page, ranges)
            for way in ranges:
                assert re.search(r"scope_kind\b.*scope_key\b.*\bsequence\W*>.*\bsequence\W*<", way), (page, way)


def read_by_bundles_of_each_scope() -> None:
    for scope, index in (
        ("", "document_newest"),
        ("?category=world", "reference_newest"),
        ("?tag=seldom&category=europe&author=ada", "reference_newest"),
        ("?collection=front", "one_live_document"),
    ):
        newest = f"/api/v1/bundles/{scope}"
        plans = [plan_of(sql) for sql in statements_for(newest)]
        assert any(plan.way_into(index) for plan in plans), (scope, plans)
        plans += [plan_of(sql) for sql in statements_for(Client().get(newest).json()["url"])]
        for plan in plans:
            assert not read_whole(plan), (scope, plan)
            # But for those of a collection or of the bundle, by their keys or numbers.
            assert not is_sorted(plan) or re.search("cms_document_pkey|one_live_document", plan.text), (scope, plan)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="prepared statements are PostgreSQL's")
def test_what_readers_ask_for_again_is_not_planned_again(newsroom, client):
    # PostgreSQL looks at five values before it trusts one plan for all.
    for number in range(10):
        client.get(f"{LIST}?tag=t{number}")
        client.get(f"{LIST}{'no-such-story' * number}x/")
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement, generic_plans FROM pg_prepared_statements")
        plans = dict(cursor.fetchall())
    by_name = [it for it in plans if '"slug" = $1' in it]
    assert len(by_name) == 3
    # Whatever the name is, the index of live slugs is taken: its condition stands there in words.
    assert [it for it in by_name if plans[it] == 0 or "= '')" not in it] == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps texts as they are")
@pytest.mark.parametrize(
    ("table", "column"), [("cms_document", "body"), ("cms_document", "card"), ("cms_representation", "content")]
)
def test_texts_are_kept_so_that_they_are_soon_unpacked(db, table, column):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attcompression FROM pg_attribute WHERE attrelid = %s::regclass AND attname = %s", [table, column]
        )
        assert cursor.fetchone() == ("l",)
