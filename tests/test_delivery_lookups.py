"""One object is found at once, however many there are and however often they changed."""

from __future__ import annotations

from django.db import connection

from cms.publishing import publish_many
from tests.published import compiled_term, publish_category
from tests.test_delivery_plans import analyse, plan_of, statements_for


def test_an_object_is_found_among_what_is_live_however_many_versions_it_had(db):
    # PostgreSQL rightly reads a small table whole, and SQLite needs an object whose versions stand out.
    others, versions = (500, 200) if connection.vendor == "sqlite" else (3000, 60)
    publish_many([compiled_term("category", f"c{i}") for i in range(others)], by=None)
    planet = publish_category("planet")
    for i in range(versions):
        publish_category("planet", key=planet.key, name=f"Planet {i}")
    analyse()
    lookups = {
        "categories/planet/": "one_live_document_per_slug",
        f"categories/{planet.key}/": "one_live_document",
        "articles/?category=planet": "one_live_document_per_slug",
    }
    for url, index in lookups.items():
        plan = plan_of(statements_for(f"/api/v1/{url}")[0])
        assert plan.way_into(index), (url, plan)
