"""What will go is announced: in the description, and to everybody who uses it. Nothing is on its way out today."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import include, path
from drf_spectacular.generators import SchemaGenerator
from rest_framework import serializers

from cms.delivery.answers import Edition, answer, unchanged
from cms.delivery.deprecation import Deprecation, deprecates
from cms.delivery.parameters import LIMIT, fields
from cms.delivery.views import PublicView
from tests.edge_visitor import Visitor

BEGAN = datetime(2026, 11, 26, 12, tzinfo=UTC)
ENDS = datetime(2027, 11, 26, 12, tzinfo=UTC)
WHOLE = Deprecation(since=BEGAN, sunset=ENDS, guide="https://news.example/api/2027")
PART = Deprecation(since=datetime(2026, 12, 1, tzinfo=UTC), guide="https://news.example/api/names")


class PersonSerializer(serializers.Serializer):
    name = serializers.CharField()
    surname = serializers.CharField()


@deprecates(headline_short=PART, person=WHOLE)
class OldSerializer(serializers.Serializer):
    headline = serializers.CharField()
    headline_short = serializers.CharField()
    person = PersonSerializer()


class NewView(PublicView):
    operation, group, summary = "get_new", "Test", "An address that stays"
    shape = OldSerializer
    parameters = (replace(LIMIT, name="size", deprecation=PART), LIMIT, fields("headline"))

    def get(self, request):
        self.given(request)
        edition = Edition("e" * 64, None, ["test:1"])
        return unchanged(edition) if edition.is_known_to(request.META) else answer(edition, b"{}")


class OldView(NewView):
    operation, summary = "get_old", "An address that goes"
    deprecation = WHOLE


urlpatterns = [path("api/v1/new/", NewView.as_view()), path("api/v1/old/", OldView.as_view())]


@pytest.fixture
def client(settings) -> Client:
    settings.ROOT_URLCONF = "tests.test_deprecation"
    return Client()


def told(answer) -> tuple[str | None, str | None, str | None]:
    return tuple(answer.headers.get(it) for it in ("Deprecation", "Sunset", "Link"))


ALL = ("@1795694400", "Fri, 26 Nov 2027 12:00:00 GMT", f'<{WHOLE.guide}>; rel="deprecation"; type="text/html"')
SOME = ("@1796083200", None, f'<{PART.guide}>; rel="deprecation"; type="text/html"')


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("old/", ALL),
        ("old/?limit=0", ALL),
        ("old/?size=5", (*ALL[:2], f"{ALL[2]}, {SOME[2]}")),
        ("new/", (None, None, None)),
        ("new/?limit=5", (None, None, None)),
        ("new/?size=5", SOME),
        ("new/?size=0", SOME),
        ("new/?fields=headline", (None, None, None)),
        ("new/?fields=headline,headline_short", SOME),
        ("new/?fields=person.name", ALL),
        ("new/?fields=name,nothing.at.all", (None, None, None)),
    ],
)
def test_who_uses_what_goes_is_told_since_when_until_when_and_what_to_do(client, address, expected):
    assert told(client.get(f"/api/v1/{address}")) == expected
    assert told(client.head(f"/api/v1/{address}")) == expected


def test_pages_in_a_browser_may_read_it(client):
    assert {"Deprecation", "Sunset", "Link"} <= set(
        client.get("/api/v1/old/")["Access-Control-Expose-Headers"].split(", ")
    )


@pytest.mark.django_db
def test_who_has_the_answer_already_is_told_as_well(client, tmp_path):
    visitor = Visitor(tmp_path)
    for _ in range(2):
        whole = visitor.ask("/api/v1/old/")
        known = visitor.ask("/api/v1/old/", if_none_match=whole.headers["ETag"])
        assert (whole.status, known.status) == (200, 304)
        assert told(whole) == told(known) == ALL


def test_the_description_says_so():
    patterns = [path("api/", include("cms.delivery.urls")), *urlpatterns]
    description = SchemaGenerator(patterns=patterns).get_schema(public=True)
    old, new = (description["paths"][f"/api/v1/{it}/"]["get"] for it in ("old", "new"))
    assert old["deprecated"] is True
    assert "deprecated" not in new
    assert [it["name"] for it in new["parameters"] if it.get("deprecated")] == ["size"]
    assert {"Deprecation", "Sunset", "Link"} <= set(old["responses"]["200"]["headers"])
    shape = description["components"]["schemas"]["Old"]["properties"]
    assert [name for name, it in shape.items() if it.get("deprecated")] == ["headline_short", "person"]


def test_what_stops_before_it_is_announced_cannot_be_declared():
    with pytest.raises(ValueError, match="helps nobody"):
        Deprecation(since=ENDS, sunset=BEGAN, guide="https://news.example/")
    with pytest.raises(ValueError, match="has no"):
        deprecates(nothing=PART)(PersonSerializer)


def test_nothing_is_on_its_way_out_today(settings):
    """Whoever declares the first says so in docs/changes.md, and changes this."""
    assert "deprecated:" not in (settings.BASE_DIR / "docs" / "openapi.yaml").read_text()
