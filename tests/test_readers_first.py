"""Readers of the API are answered without whatever Django does for those whom it knows."""

from __future__ import annotations

import pytest
from django.urls import path

from cms.urls import handler400, handler500, urlpatterns  # noqa: F401 (an URL configuration's own)
from tests.factories import ed
from tests.published import publish_story

pytestmark = pytest.mark.django_db

STORY = "/api/v1/articles/harbour/"


def desk(request):
    raise AssertionError(request.user)


class NothingElse:
    """In place of all other middleware: whoever comes here was not answered first."""

    def __init__(self, get_response):
        pass

    def __call__(self, request):
        raise AssertionError(request.path)


urlpatterns = [path("api/v1/desk/", desk), *urlpatterns]


@pytest.fixture
def alone(settings):
    settings.MIDDLEWARE = [settings.MIDDLEWARE[0], f"{__name__}.NothingElse"]


def test_no_session_is_opened_and_no_user_is_looked_up(client, alone, django_assert_num_queries):
    publish_story(slug="harbour")
    client.cookies["sessionid"] = "x"
    with django_assert_num_queries(1):
        assert client.get(STORY).status_code == 200
    assert client.get(f"{STORY}?x=1").status_code == 400
    assert client.get("/api/v1/articles/missing/").status_code == 404
    assert client.post(STORY).status_code == 405
    assert client.get("/api/v1/articles").status_code == 301


def test_who_is_signed_in_gets_the_same_bytes(client):
    publish_story(slug="harbour")
    plain = client.get(STORY)
    client.force_login(ed())
    signed_in = client.get(STORY)

    assert (signed_in.content, dict(signed_in.headers)) == (plain.content, dict(plain.headers))


@pytest.mark.parametrize(
    "address", [STORY, "/api/v1/articles/", "/api/v1/articles/missing/", "/api/v1/?x", "/api/v1/x"]
)
def test_answers_have_the_safeguards_of_all_others(client, address):
    publish_story(slug="harbour")
    login, answer = client.get("/admin/login/"), client.get(address)

    for header in (
        "X-Content-Type-Options",
        "X-Frame-Options",
        "Referrer-Policy",
        "Cross-Origin-Opener-Policy",
    ):
        assert answer[header] == login[header]
    assert answer["Content-Length"] == str(len(answer.content))


def test_a_host_that_is_not_ours_is_refused(client, settings):
    settings.ALLOWED_HOSTS = ["api.news.example"]

    assert client.get("/api/v1/articles/", headers={"host": "evil.example"}).status_code == 400
    assert client.get("/api/v1/articles/", headers={"host": "api.news.example"}).status_code == 200


@pytest.mark.urls(__name__)
def test_what_is_not_for_everybody_goes_the_long_way(client, alone):
    for address in ("/api/v1/desk/", "/admin/"):
        with pytest.raises(AssertionError, match=address):
            client.get(address)
