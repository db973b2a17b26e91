"""The laws of the tables, asked of the database itself: whoever writes past the product's code is refused as well."""

from __future__ import annotations

import contextlib
import io
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from articles.models import Article, Correction, Revision
from cms.append_only import GuardTables
from cms.events import feed_subscribers
from cms.keys import KeyField
from cms.models import Document, Event
from cms.publishing import publish, publish_many, withdraw
from tests.bare import DAY, bare, key_of, sql
from tests.conftest import guards_down
from tests.factories import ada, make_article

pytestmark = pytest.mark.django_db


def assert_refused(statement: str, *parameters: Any, match: str | None = None) -> None:
    with pytest.raises(IntegrityError, match=match), transaction.atomic():
        sql(statement, *parameters)


def verified() -> list[str]:
    """What `verify_log` finds; empty when all is in order."""
    said = io.StringIO()
    with contextlib.suppress(SystemExit):
        call_command("verify_log", stdout=said, stderr=io.StringIO())
        assert said.getvalue().endswith("all in order\n")
        return []
    return said.getvalue().splitlines()


# A published document never changes.


@pytest.mark.parametrize(
    "column", [field.column for field in Document._meta.concrete_fields if field.name not in ("id", "withdrawn_at")]
)
def test_no_column_of_a_published_document_can_be_changed(column):
    publish(bare(), by=None)
    other = {
        "version": 7,
        "listed": False,
        "published_at": timezone.now(),
        "updated_at": timezone.now(),
        "modified_at": timezone.now(),
    }

    assert_refused(f"UPDATE cms_document SET {column} = %s", other.get(column, "other"), match="never changes")


def test_the_orm_is_refused_as_well():
    document = publish(bare(), by=None)
    document.body = "{}"

    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        document.save()
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Document.objects.update(card="{}")
    with pytest.raises(IntegrityError, match="never deleted"), transaction.atomic():
        document.delete()


def test_a_withdrawn_document_cannot_be_brought_back_or_moved_in_time():
    publish(bare(), by=None)
    withdraw("article", key_of("storm"), by=None)

    assert_refused("UPDATE cms_document SET withdrawn_at = NULL", match="never changes")
    assert_refused("UPDATE cms_document SET withdrawn_at = %s", DAY, match="never changes")


@pytest.mark.parametrize("table", ["cms_document", "cms_event"])
def test_what_was_published_and_its_log_are_never_deleted(table):
    publish(bare(), by=None)

    assert_refused(f"DELETE FROM {table}", match="never")
    if connection.vendor == "postgresql":
        assert_refused(f"TRUNCATE {table} CASCADE", match="never")
    else:
        assert_refused(f"REPLACE INTO {table} SELECT * FROM {table}")


# At most one live document for an object, a path, a slug.


def test_an_object_has_one_live_document():
    publish(bare(), by=None)

    assert_refused_insert(version=2, path="/elsewhere", slug="elsewhere")


def test_a_path_leads_to_one_live_document():
    publish(bare("storm"), by=None)

    assert_refused_insert(key=key_of("gale"), kind="category", slug="gale")


def test_a_slug_names_one_live_document_of_its_kind():
    publish(bare("storm"), by=None)

    assert_refused_insert(key=key_of("gale"), path="/gale")


def test_a_version_of_an_object_exists_once():
    publish(bare("storm"), by=None)
    withdraw("article", key_of("storm"), by=None)

    assert_refused_insert()


def test_versions_count_from_one():
    publish(bare("storm"), by=None)

    assert_refused_insert(key=key_of("gale"), path="/gale", slug="gale", version=0)


def test_many_documents_may_do_without_path_and_slug():
    publish_many([bare(name, path="", slug="") for name in ("storm", "gale")], by=None)

    assert Document.objects.live().count() == 2


def assert_refused_insert(**changes: Any) -> None:
    """Inserts the only document there is once more, as a live one with these changes."""
    row = Document.objects.values().get()
    row |= {"id": None, "withdrawn_at": None, **changes}
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.bulk_create([Document(**row)])


# The log has no gap and never changes.


@pytest.mark.parametrize("sequence", [0, 1, 3, 100])
def test_an_event_that_is_not_the_next_one_is_refused(sequence):
    publish(bare(), by=None)
    columns = ", ".join(field.column for field in Event._meta.concrete_fields)
    values = columns.replace("sequence,", "%s,").replace("previous_digest", "'a'").replace(" digest", " 'b'")

    assert_refused(f"INSERT INTO cms_event ({columns}) SELECT {values} FROM cms_event", sequence, match="without gaps")


def test_an_event_never_changes():
    publish(bare(), by=None)

    assert_refused("UPDATE cms_event SET actor = 'somebody else'", match="never changes")
    assert_refused("UPDATE cms_event SET sequence = 2", match="never changes")


# Whoever gets past the guards leaves a trace.


@pytest.fixture
def long_log(db: None) -> None:
    publish_many([bare(name) for name in ("storm", "gale", "calm")], by=None)
    publish(bare("storm", text="Storm passes"), by=None)
    withdraw("article", key_of("gale"), by=None)
    withdraw("article", key_of("gale"), by=None, reason="taken_down", notice="By order of the court.")


def test_a_log_that_nobody_touched_is_in_order(long_log):
    assert verified() == []


EVENT_COLUMNS = [field.column for field in Event._meta.concrete_fields if field.name != "actor"]


@pytest.mark.parametrize("column", EVENT_COLUMNS)
def test_an_altered_event_is_found(long_log, column):
    other = {"sequence": 99, "version": 9, "at": DAY}.get(column, "other")
    with guards_down("default"):
        sql(f"UPDATE cms_event SET {column} = %s WHERE sequence = 3", other)

    assert verified()


@pytest.mark.parametrize("sequence", [1, 3, 5])
def test_a_removed_event_is_found(long_log, sequence):
    with guards_down("default"):
        sql("DELETE FROM cms_event WHERE sequence = %s", sequence)

    assert verified()


def test_a_log_that_was_cut_off_is_found_by_those_who_had_read_on(long_log):
    feed_subscribers()
    with guards_down("default"):
        sql("DELETE FROM cms_event WHERE sequence = 6")

    assert "has read up to event 6" in verified()[0]


@pytest.mark.parametrize("column", [field.column for field in Document._meta.concrete_fields if field.name != "id"])
@pytest.mark.parametrize("name", ["storm", "gale", "calm"])
def test_an_altered_document_is_found(long_log, column, name):
    times = ("published_at", "updated_at", "modified_at", "withdrawn_at")
    other = {"version": 9, "listed": False, **dict.fromkeys(times, DAY.replace(year=2020))}.get(column, "other")
    with guards_down("default"):
        sql(f"UPDATE cms_document SET {column} = %s WHERE slug = %s AND version = 1", other, name)

    assert verified()


def test_a_resurrected_document_is_found(long_log):
    with guards_down("default"):
        sql("UPDATE cms_document SET withdrawn_at = NULL WHERE slug = 'gale'")

    [fault] = verified()
    assert "public, but after the log it is withdrawn" in fault


def test_a_removed_and_an_inserted_document_are_found(long_log):
    with guards_down("default"):
        sql("DELETE FROM cms_reference")
        sql("DELETE FROM cms_document WHERE slug = 'calm'")
    assert "there is no such document" in verified()[0]

    row = Document.objects.filter(slug="storm", version=1).values().get()
    Document.objects.bulk_create([Document(**{**row, "id": None, "key": key_of("forged")})])
    assert any("knows nothing of" in fault for fault in verified())


def test_an_event_and_its_document_altered_together_are_found(long_log):
    """Someone who knows how digests are made gives a document another text, and the event its new digest."""
    document = Document.objects.get(slug="calm")
    document.body = document.body.replace("calm", "storm")
    forged = bare("calm", text="storm")
    with guards_down("default"):
        sql("UPDATE cms_document SET body = %s WHERE id = %s", str(forged.body), document.pk)
        sql("UPDATE cms_event SET document_digest = %s WHERE sequence = 3", "0" * 64)

    assert verified()


# What was saved stays saved; a published correction stays published.


def test_a_revision_never_changes():
    make_article()

    assert_refused("UPDATE articles_revision SET note = 'better'", match="never changes")
    assert_refused("DELETE FROM articles_revision", match="never deleted")
    with pytest.raises(IntegrityError), transaction.atomic():
        Revision.objects.update(number=9)


def test_a_published_correction_never_changes():
    article = make_article()
    correction = Correction.objects.create(article=article, text="It was Sunday.", raised_by=ada())
    sql("UPDATE articles_correction SET text = %s", "It was Monday.")
    Correction.objects.update(published_at=timezone.now())

    assert_refused("UPDATE articles_correction SET text = 'It was Tuesday.'", match="never changes")
    assert_refused("UPDATE articles_correction SET published_at = NULL", match="never changes")
    with pytest.raises(IntegrityError, match="never deleted"), transaction.atomic():
        correction.delete()


def test_a_correction_that_nobody_has_seen_can_be_dropped():
    Correction.objects.create(article=make_article(), text="It was Sunday.", raised_by=ada()).delete()

    assert not Correction.objects.exists()


def test_a_story_with_revisions_is_never_deleted():
    article = make_article()

    with pytest.raises((IntegrityError, models.ProtectedError)), transaction.atomic():
        article.delete()

    assert Article.objects.filter(pk=article.pk).exists()


# Nothing has been forgotten.


def test_all_guards_stand_after_all_migrations():
    """SQLite drops the triggers of a table that a migration rebuilds: that migration must put them up again."""
    wanted = {
        guard.name: guard
        for migration in MigrationLoader(connection).disk_migrations.values()
        for operation in migration.operations
        if isinstance(operation, GuardTables)
        for guard in operation.guards
    }
    assert len(wanted) >= 9

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            assert dict(cursor.fetchall()) == {name: guard.statements("sqlite")[0] for name, guard in wanted.items()}
        else:
            cursor.execute("SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
            truncates = {it.truncate_name: it.table for it in wanted.values() if it.action == "DELETE"}
            assert dict(cursor.fetchall()) == {name: it.table for name, it in wanted.items()} | truncates


def test_identity_is_the_same_column_type_everywhere():
    keys = [
        field
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if model._meta.app_label in ("cms", "media", "authors", "articles") and field.name.endswith("key")
    ]
    assert len(keys) >= 10

    assert [str(field) for field in keys if not isinstance(field, KeyField)] == []
