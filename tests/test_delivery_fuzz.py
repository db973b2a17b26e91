"""Whatever Visitor sends, the answer is one of those that are documented."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from django.db.utils import ConnectionDoesNotExist
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.published import publish_category, publish_story, publish_term

pytestmark = pytest.mark.django_db

MANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
PATHS = ["", "articles/", "articles/harbour/", "categories/", "categories/world/", "tags/", "authors/", "site/",
         "articles/harbour/updates/", "articles/harbour/related/", "resolve/?path=/world", "collections/",
         "sync/", "bundles/"]  # fmt: skip
NAMES = [
    "author", "tag", "category", "published_after", "published_before", "ordering", "limit", "view", "fields", "cursor",
    "series", "kind", "genre", "access", "language", "has", "breaking", "ids", "updated_after", "count", "body",
    "window", "since", "path", "profile", "max_bytes", "collection",
]  # fmt: skip
WORDS = [
    "leith", "world", "harbour", "leith,world", "-published_at", "full", "1", "100", "headline", "body.blocks", "%",
    "2026-11-22", "2026-11-22T08:00:00Z", "leith,(storm|-world)",
    "-leith", "((", "exact", "html", "live", "en", "true", "0" * 26,
    "c_1", "latest:5", "/category/world", "{}", "[]", "../", "null", "\0",
]  # fmt: skip
LONE_SURROGATE = "\ud800".encode("utf-8", "surrogatepass")
TEXTS = st.one_of(st.text(max_size=30), st.binary(max_size=30), st.sampled_from([*WORDS, LONE_SURROGATE]))


@pytest.fixture
def newsroom() -> None:
    world, leith = publish_category("world"), publish_term("tag", "leith")
    publish_story(slug="harbour", categories=(world,), tags=(leith,))


def check(answer) -> None:
    assert answer.status_code in {200, 301, 304, 308, 400, 404, 406}
    assert not answer.cookies
    assert "Cookie" not in answer["Vary"]
    if answer.status_code >= 400:
        problem = json.loads(answer.content)
        assert answer["Content-Type"] == "application/problem+json"
        assert {"type", "title", "status", "detail", "instance"} <= set(problem)
        assert problem["status"] == answer.status_code


@MANY
@given(
    path=st.sampled_from(PATHS),
    query=st.lists(st.tuples(st.one_of(st.sampled_from(NAMES), st.text(max_size=20)), TEXTS), max_size=4),
)
def test_any_parameters(newsroom, path, query):
    encoded = "&".join(f"{quote(name)}={quote(text)}" for name, text in query)
    check(Client().get(f"/api/v1/{path}", QUERY_STRING=encoded))


@MANY
@given(
    path=st.one_of(st.text(max_size=40), st.binary(max_size=40)), collection=st.sampled_from(["", "articles/", "tags/"])
)
def test_any_address(newsroom, path, collection):
    check(Client().get(f"/api/v1/{collection}{quote(path, safe='/')}"))


@MANY
@given(
    path=st.sampled_from(PATHS),
    header=st.sampled_from(["accept", "if-none-match", "if-modified-since", "accept-encoding", "range", "cookie"]),
    value=st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=60),
)
def test_any_headers(newsroom, path, header, value):
    check(Client().get(f"/api/v1/{path}", headers={header: value}))


@pytest.mark.parametrize(
    "path",
    [*PATHS[1:], "articles/?tag=leith", "articles/never/", "articles/?view=full&limit=3", "images/x/", "authors/x/"],
)
def test_every_read_goes_through_the_connection_for_readers(client, newsroom, settings, path):
    settings.DELIVERY_DATABASE = "elsewhere"
    with pytest.raises(ConnectionDoesNotExist, match="elsewhere"):
        client.get(f"/api/v1/{path}")
