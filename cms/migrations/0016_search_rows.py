"""Has PostgreSQL keep in a row of the search index what a search reads of it: in rows that are written from now on."""

from django.db import migrations

TABLES = ("cms_search_a", "cms_search_b")
READ = ("key", "terms")


def keep_inside(apps, schema_editor):
    store(schema_editor, "MAIN")


def keep_as_usual(apps, schema_editor):
    store(schema_editor, "EXTENDED")


def store(schema_editor, storage):
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in TABLES:
        for column in READ:
            schema_editor.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STORAGE {storage}", None)


class Migration(migrations.Migration):
    dependencies = [("cms", "0015_search_terms")]

    operations = [migrations.RunPython(keep_inside, keep_as_usual)]
