"""SQLite plans by what it has counted, and of a database that is new it has counted nothing."""

from __future__ import annotations

import re

import pytest
from django.db import connection

from cms.keys import make_key
from tests.published import publish_term
from tests.test_delivery_plans import LIST, plan_of, statements_for


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL looks at what it holds by itself")
def test_stories_are_fetched_by_their_ids_where_nobody_has_looked_at_what_there_is(db):
    publish_term("tag", "seldom")
    ids = ",".join(make_key(number, number) for number in range(100))
    for query in ("", "&ordering=-updated_at", "&ordering=published_at&view=full", "&tag=-seldom"):
        plan = plan_of(statements_for(f"{LIST}?ids={ids}{query}")[-1])
        assert re.search(r"(one_live_document|one_document_per_version) \(.*\bkey=", plan.text), plan
