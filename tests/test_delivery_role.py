"""On PostgreSQL the reading side may be given a role that cannot see a draft, whatever the code asks for."""

from __future__ import annotations

import io
from importlib import import_module

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

from cms.publishing import withdraw
from cms.search.terms import names
from tests.published import publish_category, publish_only, publish_story, publish_term, revise_story
from tests.test_search_index import catch_up

MIGRATION = import_module("cms.migrations.0015_search_terms")

ROLE = 'delivery "of" tests'
QUOTED = '"delivery ""of"" tests"'
# With a column of each.
PUBLISHED = {"cms_document": "key", "cms_reference": "key", "cms_representation": "form", "cms_event": "key"}
PUBLISHED |= {
    "cms_scopedchange": "key",
    "cms_followed": "position",
    "cms_searchindex": "slot",
    "cms_search_a": "key",
    "cms_search_b": "key",
    "cms_searchword": "word",
    "cms_searchtypo": "word",
    "cms_searchterm": "number",
    "cms_search_band": "slot",
}


def grant(*arguments: str) -> str:
    out = io.StringIO()
    call_command("grant_delivery", *arguments, stdout=out)
    return out.getvalue()


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture
def role(db) -> None:
    """Roles belong to the whole server; this one goes with the transaction of its test."""
    execute(f"CREATE ROLE {QUOTED}")


@pytest.mark.postgres
class TestRole:
    @pytest.fixture(autouse=True)
    def as_the_role(self, role, client):
        world, leith, ada = publish_category("world"), publish_term("tag", "leith"), publish_term("author", "ada")
        story = publish_story(slug="first", categories=(world,), tags=(leith,), authors=(ada,))
        revise_story(story, slug="second", categories=(world,), tags=(leith,), authors=(ada,))
        gone = publish_story(slug="gone")
        withdraw("article", gone.key, by=None)
        for kind in ("site", "category_tree"):
            publish_only(kind)
        # Earlier generosity, which the command takes back.
        execute(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {QUOTED}")
        grant(ROLE, "--apply")
        execute(f"SET LOCAL ROLE {QUOTED}")

    @pytest.mark.parametrize(
        ("path", "status"),
        [
            ("articles/", 200),
            ("articles/?category=world&tag=leith&author=ada", 200),
            ("articles/?ordering=-updated_at&view=full", 200),
            ("articles/second/", 200),
            ("articles/first/", 301),
            ("articles/gone/", 410),
            ("articles/never/", 404),
            ("categories/", 200),
            ("categories/world/", 200),
            ("tags/", 200),
            ("authors/ada/", 200),
            ("search/?q=harbour -ferry sto*", 200),
            ("sync/?category=world&tag=leith", 200),
            ("bundles/?category=world&tag=leith", 200),
            ("bundles/made-up/", 404),
            ("search/?q=harbuor", 200),
            ("site/", 200),
            ("", 200),
        ],
    )
    def test_every_answer_can_be_given_by_it(self, client, path, status):
        assert client.get(f"/api/v1/{path}").status_code == status

    @pytest.mark.parametrize(("published", "column"), PUBLISHED.items())
    def test_what_is_published_can_be_read_and_not_written(self, published, column):
        execute(f"SELECT * FROM {published} LIMIT 1")
        for sql in (f"DELETE FROM {published}", f"UPDATE {published} SET {column} = DEFAULT", f"TRUNCATE {published}"):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                execute(sql)

    def test_nothing_else_can_be_read(self):
        others = set(connection.introspection.table_names()) - set(PUBLISHED)
        assert {"articles_article", "articles_revision", "authors_user", "django_session"} <= others
        for table in others:
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                execute(f'SELECT * FROM "{table}" LIMIT 1')


@pytest.mark.postgres
def test_without_apply_it_is_only_shown(role):
    shown = grant(ROLE)
    tables = ", ".join(f'"public"."{table}"' for table in PUBLISHED)
    assert f"GRANT SELECT ON {tables} TO {QUOTED};" in shown
    execute(f"SET LOCAL ROLE {QUOTED}")
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        execute("SELECT * FROM cms_document")


@pytest.mark.postgres
def test_a_role_from_before_terms_were_numbers_can_search_after_the_upgrade(role, client):
    leith = publish_term("tag", "leith")
    publish_story(headline="Storm", tags=(leith,))
    catch_up()
    grant(ROLE, "--apply")
    execute(f"REVOKE ALL ON cms_searchterm FROM {QUOTED}")
    names.clear()
    with connection.schema_editor() as schema_editor:
        MIGRATION.make_narrow(None, schema_editor)
    execute(f"SET LOCAL ROLE {QUOTED}")
    facets = client.get("/api/v1/search/?q=storm").json()["facets"]
    assert [it["slug"] for it in facets["tag"]] == ["leith"]
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        execute("DELETE FROM cms_searchterm")


@pytest.mark.postgres
@pytest.mark.django_db
def test_a_role_that_is_not_there_is_refused():
    with pytest.raises(CommandError, match="CREATE ROLE"):
        grant("nobody here", "--apply")


@pytest.mark.postgres
@pytest.mark.django_db
def test_the_role_that_writes_is_refused():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        [owner] = cursor.fetchone()
    with pytest.raises(CommandError, match="writes"):
        grant(owner, "--apply")


@pytest.mark.skipif(connection.vendor == "postgresql", reason="is about the other database")
@pytest.mark.django_db
def test_without_postgresql_there_are_no_roles():
    with pytest.raises(CommandError, match="DATABASE_URL"):
        grant("delivery")
