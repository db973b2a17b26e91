"""What goes with the answers: validators, caching, cache keys, CORS, methods and representations."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from django.http import Http404
from django.urls import path
from django.utils.http import http_date

from cms.delivery.views import PublicView
from cms.publishing import withdraw
from cms.urls import handler400, handler500, urlpatterns  # noqa: F401 (an URL configuration's own)
from tests.published import minutes, publish_category, publish_only, publish_story, publish_term, revise_story

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LIST = "/api/v1/articles/"
CACHE_CONTROL = "public, max-age=30, s-maxage=300, stale-while-revalidate=60, stale-if-error=86400"


class Broken(PublicView):
    schema = None

    def get(self, request):
        raise {"value": ValueError, "missing": Http404}[request.GET["how"]]("secret")


urlpatterns = [path("api/broken/", Broken.as_view()), *urlpatterns]


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def addresses(clock):
    """One of each sort of answer."""
    world, tag = publish_category("world"), publish_term("tag", "leith")
    story = publish_story(slug="harbour", categories=(world,), tags=(tag,))
    publish_only("site", name="The Leith Courier")
    clock.shift(60)
    return [
        LIST,
        f"{LIST}?tag=leith&category=world&fields=headline",
        f"{LIST}?view=full",
        f"/api/v1/articles/{story.key}/",
        "/api/v1/articles/harbour/",
        "/api/v1/articles/harbour/?fields=headline",
        "/api/v1/categories/world/",
        "/api/v1/tags/",
        "/api/v1/site/",
    ]


def test_every_answer_carries_its_validators_and_may_be_cached_and_read_anywhere(client, addresses):
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer["ETag"].startswith('"')
        assert len(answer["ETag"]) == 66
        assert answer["Last-Modified"] == "Sun, 22 Nov 2026 12:00:00 GMT"
        assert answer["Cache-Control"] == CACHE_CONTROL
        assert answer["Vary"] == "Accept, Accept-Encoding"
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert "ETag" in answer["Access-Control-Expose-Headers"]
        assert "Set-Cookie" not in answer
        assert not client.cookies


def test_who_has_it_already_gets_no_body(client, addresses):
    for address in addresses:
        full = client.get(address)
        etag = full["ETag"]
        for known in (etag, f"W/{etag}", f'"x", {etag}', f'W/"x" , W/{etag},"y"', "*"):
            answer = client.get(address, headers={"if-none-match": known})
            assert (answer.status_code, answer.content) == (304, b"")
            assert "Content-Type" not in answer
            for header in (
                "ETag",
                "Last-Modified",
                "Cache-Control",
                "Vary",
                "Surrogate-Key",
                "Access-Control-Allow-Origin",
            ):
                assert answer[header] == full[header]


def test_who_has_something_else_gets_the_whole(client, addresses):
    for address in addresses:
        etag = client.get(address)["ETag"]
        for known in ('"x"', 'W/"x"', "x", etag.strip('"'), etag[:-3] + '"', '"', ",,", "é"):
            answer = client.get(address, headers={"if-none-match": known})
            assert answer.status_code == 200
            assert answer.content


@pytest.mark.parametrize(("since", "status"), [(-1, 200), (0, 304), (1, 304), (3600, 304)])
def test_the_date_of_a_copy_is_honoured(client, addresses, since, status):
    for address in addresses:
        answer = client.get(address, headers={"if-modified-since": http_date(NOW.timestamp() + since)})
        assert answer.status_code == status


def test_the_tag_of_a_copy_says_more_than_its_date(client, addresses):
    headers = {"if-modified-since": http_date(NOW.timestamp() + 10), "if-none-match": '"older"'}
    for address in addresses:
        assert client.get(address, headers=headers).status_code == 200


@pytest.mark.parametrize(
    "date", ["yesterday", "", "0", "Sun, 99 Nov 2026 12:00:00 GMT", "Sun, 22 Nov 2026 12:00:00 +0100"]
)
def test_a_date_that_is_none_is_passed_over(client, addresses, date):
    assert client.get(addresses[0], headers={"if-modified-since": date}).status_code == 200


def test_a_known_story_costs_one_query_that_leaves_its_body_where_it_is(client, django_assert_num_queries):
    story = publish_story(slug="harbour")
    for name in (story.key, "harbour"):
        with django_assert_num_queries(1) as queries:
            client.get(f"/api/v1/articles/{name}/", headers={"if-none-match": f'"{story.digest}"'})
        assert '"body"' not in queries[0]["sql"]
        with django_assert_num_queries(2):
            answer = client.get(f"/api/v1/articles/{name}/", headers={"if-none-match": '"older"'})
        assert answer.content.decode() == story.body


def test_every_change_changes_the_tags(client, clock):
    leith = publish_term("tag", "leith")
    story = publish_story(slug="harbour", tags=(leith,))
    addresses = [LIST, f"{LIST}?tag=leith", f"{LIST}?fields=headline", "/api/v1/articles/harbour/"]
    seen: dict[str, set[str]] = {address: set() for address in addresses}
    for headline in ("One", "Two", "Three"):
        revise_story(story, headline=headline, tags=(leith,))
        for address in addresses:
            seen[address].add(client.get(address)["ETag"])
    assert {len(tags) for tags in seen.values()} == {3}


def test_each_part_has_its_own_tag_however_it_is_asked_for(client):
    publish_story(slug="harbour")
    queries = [
        "",
        "?fields=slug",
        "?fields=headline,slug",
        "?fields=slug&fields=headline",
        "?fields=slug,headline,slug",
    ]
    tags = [client.get(f"/api/v1/articles/harbour/{query}")["ETag"] for query in queries]
    assert len(set(tags)) == 3
    assert len(set(tags[2:])) == 1


def test_a_change_within_the_same_second_is_not_missed(client, clock):
    """Ada publishes, Visitor reads, and Ada mends it before the second is over."""
    story = publish_story(slug="harbour")
    for address in ("/api/v1/articles/harbour/", LIST):
        first = client.get(address)
        revise_story(story, headline=f"Mended for {address}")
        answer = client.get(address, headers={"if-modified-since": first["Last-Modified"]})
        assert answer.status_code == 200


def test_a_list_that_lost_a_story_has_changed(client, clock):
    publish_story(slug="stays")
    goes = publish_story(slug="goes")
    clock.shift(60)
    before = client.get(LIST)
    withdraw("article", goes.key, by=None)
    clock.shift(60)
    for headers in ({"if-modified-since": before["Last-Modified"]}, {"if-none-match": before["ETag"]}):
        answer = client.get(LIST, headers=headers)
        assert [it["slug"] for it in answer.json()["results"]] == ["stays"]


def test_caches_are_told_what_an_answer_shows(client):
    world, leith = publish_category("world"), publish_term("tag", "leith")
    story = publish_story(slug="harbour", categories=(world,), tags=(leith,), at=minutes(1))
    other = publish_story(at=minutes(0))
    expected = {
        "/api/v1/articles/harbour/": [f"article:{story.key}"],
        "/api/v1/categories/world/": [f"category:{world.key}"],
        LIST: ["list:article", f"article:{story.key}", f"article:{other.key}"],
        f"{LIST}?category=world&tag=leith": [
            "list:article", f"tag:{leith.key}", f"category:{world.key}", f"article:{story.key}",
        ],
        "/api/v1/tags/": ["list:tag", f"tag:{leith.key}"],
    }  # fmt: skip
    for address, keys in expected.items():
        answer = client.get(address)
        assert answer["Surrogate-Key"].split(" ") == keys
        assert answer["Cache-Tag"].split(",") == keys


def test_the_longest_list_of_cache_keys_is_short_enough(client):
    for i in range(100):
        publish_story(at=minutes(i))
    answer = client.get(LIST, {"limit": 100})
    assert len(answer.json()["results"]) == 100
    assert len(answer["Surrogate-Key"]) < 16_000


def test_what_was_removed_or_has_moved_can_be_purged_too(client):
    story = publish_story(slug="first")
    revise_story(story, slug="second")
    moved = client.get("/api/v1/articles/first/")
    withdraw("article", story.key, by=None)
    gone = client.get("/api/v1/articles/second/")
    for answer in (moved, gone):
        assert answer["Surrogate-Key"] == f"article:{story.key} log"
        assert answer["Cache-Control"] == CACHE_CONTROL


def test_what_is_not_there_yet_is_not_kept_by_caches(client):
    for address in ("/api/v1/articles/soon/", "/api/v1/site/", f"{LIST}?limit=x", "/api/v1/nowhere/"):
        assert client.get(address)["Cache-Control"] == "no-store"


def test_head_is_get_without_the_body(client, addresses):
    for address in (*addresses, "/api/v1/articles/atlantis/", f"{LIST}?limit=x"):
        get, head = client.get(address), client.head(address)
        assert head.status_code == get.status_code
        assert head.content == b""
        assert dict(head.headers) == dict(get.headers)


def test_browsers_may_ask_from_any_page(client, addresses):
    headers = {"origin": "https://news.example", "access-control-request-method": "GET"}
    for address in addresses:
        answer = client.options(address, headers=headers)
        assert (answer.status_code, answer.content) == (204, b"")
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert answer["Access-Control-Allow-Methods"] == answer["Allow"] == "GET, HEAD, OPTIONS"
        assert "If-None-Match" in answer["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_other_methods_are_refused(client, addresses, method):
    for address in addresses:
        answer = getattr(client, method)(address)
        assert answer.status_code == 405
        assert answer["Allow"] == "GET, HEAD, OPTIONS"
        assert answer["Content-Type"] == "application/problem+json"


def test_a_method_cannot_be_smuggled_in(client):
    publish_story(slug="harbour")
    answer = client.post(LIST, {"_method": "GET"}, headers={"x-http-method-override": "GET"})
    assert answer.status_code == 405


@pytest.mark.parametrize(
    "accept",
    [
        "application/json", "*/*", "application/*", "",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "APPLICATION/JSON", "application/json; charset=utf-8", "text/html;q=1, application/json;q=0.1", "nonsense", ",",
        "text/html;level=1, */*;q=0.001", "application/json;q=0.5;x=1", "application/xml, application/json",
    ],
)  # fmt: skip
def test_whoever_takes_json_gets_it(client, accept):
    answer = client.get(LIST, headers={"accept": accept})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")


@pytest.mark.parametrize(
    "accept",
    [
        "text/html",
        "application/xml",
        "image/*",
        "application/json;q=0",
        "*/*;q=0",
        "application/json;q=0, */*",
        "text/*, application/json; q=0.0",
    ],
)
def test_whoever_takes_no_json_is_told_so(client, accept):
    answer = client.get(LIST, headers={"accept": accept})
    assert (answer.status_code, answer["Content-Type"]) == (406, "application/problem+json")
    assert answer.json()["type"].endswith("#not-acceptable")


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/nowhere/",
        "/api/v2/",
        "/api/v1/articles/a/b/",
        "/api/v1/articles/a%2Fb/",
        "/api/nowhere",
        "/api/v1//",
        "/api/v1/articles/x/%00",
    ],
)
@pytest.mark.parametrize("method", ["get", "head", "post", "delete"])
def test_an_unknown_address_is_a_problem_by_any_method(client, address, method):
    answer = getattr(client, method)(address)
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("debug", [True, False])
def test_a_missing_slash_is_put_right(client, settings, debug):
    settings.DEBUG = debug
    settings.API_URL = "https://api.news.example"
    for address, right in (
        ("/api/v1/articles", "/api/v1/articles/"),
        ("/api/v1/articles/harbour", "/api/v1/articles/harbour/"),
        ("/api/v1/articles?tag=a%20b&limit=1", "/api/v1/articles/?tag=a%20b&limit=1"),
        ("/api/v1/articles/caf%C3%A9", "/api/v1/articles/caf%C3%A9/"),
        ("/api/v1", "/api/v1/"),
    ):
        answer = client.get(address, headers={"host": "evil.example"})
        assert (answer.status_code, answer["Location"]) == (301, f"https://api.news.example{right}")
        assert client.post(address).status_code == 404


def test_too_many_parameters_are_a_problem(client):
    answer = client.get(LIST + "?" + "&".join(f"p{i}=1" for i in range(2000)))
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_a_host_that_is_not_ours_is_a_problem(client, settings):
    settings.ALLOWED_HOSTS = ["api.news.example"]
    answer = client.get(LIST, headers={"host": "evil.example"})
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


@pytest.mark.urls(__name__)
def test_a_fault_of_ours_tells_nothing_about_us(client):
    client.raise_request_exception = False
    answer = client.get("/api/broken/?how=value")
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert answer.json()["type"].endswith("#server-error")
    assert "secret" not in answer.content.decode()
    assert client.get("/api/broken/?how=missing").status_code == 404


def test_no_answer_depends_on_the_address_that_was_used(client, addresses):
    for address in addresses:
        usual = client.get(address)
        headers = {"host": "evil.example", "x-forwarded-host": "evil.example", "x-forwarded-proto": "http"}
        assert client.get(address, headers=headers).content == usual.content
        assert b"evil" not in usual.content
