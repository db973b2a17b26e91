"""Whoever needs less than everything can say so at every address: `fields=` for some fields, `view=` for a card."""

from __future__ import annotations

import pytest

from cms.delivery import serializers
from cms.delivery.well_known import ADDRESSES
from tests.public_addresses import parameters_of, public_routes

# What is no JSON of ours, or has its fields from somewhere else, and why.
WITHOUT_FIELDS = {
    "api/": "leads on to the reference",
    "api/docs/": "a page for people",
    "api/docs/problems/": "a page for people",
    "api/schema/": "OpenAPI is one document, of which parts would not be valid",
    "api/v1/bundles/<str:edition>/": "its name has the fields that `/bundles/` was asked for: it never changes",
    r"api/\A(?P<path>[\s\S]+)\Z": "no address of the API",
    "files/<path:name>": "pictures",
    r"\Afeeds/(?P<scope>latest|corrections)\.(?P<suffix>rss|atom|json)\Z": "a feed has what its standard says",
    r"\Afeeds/(?P<term>category|tag|author|series)/(?P<name>[^/]+)\.(?P<suffix>rss|atom|json)\Z": "as above",
    r"\Afeeds/search\.(?P<suffix>rss|atom|json)\Z": "as above",
    "sitemap.xml": "a map has what its standard says",
    "sitemaps/news.xml": "as above",
    "sitemaps/stories-<int:page>.xml": "as above",
    "robots.txt": "plain text",
    **dict.fromkeys(ADDRESSES, "plain text"),
    r"\A(?P<path>(?:feeds|sitemaps)/[\s\S]*)\Z": "no feed and no map",
}
# What has fields but one look only.
WITHOUT_VIEW = {
    "api/v1/": "a list of addresses",
    "api/v1/articles/<str:name>/updates/": "posts are shown whole everywhere; `body=none` leaves their text out",
    "api/v1/articles/<str:name>/versions/": "lines of a history; each version has a view of its own",
    "api/v1/articles/<str:name>/versions/<int:number>/diff/": "a difference",
    "api/v1/bundles/": "whole stories are what a bundle is for",
    "api/v1/categories/": "a tree of all categories",
    "api/v1/corrections/": "lists show the whole entry",
    "api/v1/corrections/<str:name>/": "as above",
    "api/v1/corrections/summary/": "figures",
    "api/v1/log/": "lists show the whole event",
    "api/v1/site/": "there is one, which no list shows",
    "api/v1/sync/": "whole stories are what a copy is for",
}


def named(route: str) -> set[str]:
    return {it.name for it in parameters_of(public_routes()[route])}


def test_every_address_takes_fields_or_has_its_reason():
    routes = public_routes()
    assert {it for it in routes if "fields" not in named(it)} == WITHOUT_FIELDS.keys()
    assert all(WITHOUT_FIELDS.values())


def test_every_address_with_fields_takes_a_view_or_has_its_reason():
    routes = [it for it in public_routes() if it not in WITHOUT_FIELDS]
    assert {it for it in routes if "view" not in named(it)} == WITHOUT_VIEW.keys()


@pytest.mark.parametrize("route", [it for it in public_routes() if it not in {**WITHOUT_FIELDS, **WITHOUT_VIEW}])
def test_what_has_two_looks_has_a_shape_for_each(route):
    view = public_routes()[route].cls
    assert {view.shape, view.card} <= {getattr(serializers, it) for it in serializers.__all__}
    assert view.shape is not view.card
