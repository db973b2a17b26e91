"""PostgreSQL unpacks what it keeps as lz4 in a third of the time. What is stored already stays as it is."""

from django.db import migrations

COLUMNS = (("cms_document", "body"), ("cms_document", "card"), ("cms_representation", "content"))


def use_lz4(apps, schema_editor):
    set_compression(schema_editor, "lz4")


def use_default(apps, schema_editor):
    set_compression(schema_editor, "default")


def set_compression(schema_editor, method):
    if schema_editor.connection.vendor != "postgresql" or not knows_lz4(schema_editor.connection):
        return
    for table, column in COLUMNS:
        schema_editor.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET COMPRESSION {method}", None)


def knows_lz4(connection):
    """Not every PostgreSQL was built with it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'lz4' = ANY(enumvals) FROM pg_settings WHERE name = 'default_toast_compression'")
        return cursor.fetchone()[0]


class Migration(migrations.Migration):
    dependencies = [("cms", "0012_mark_stories_again")]

    operations = [migrations.RunPython(use_lz4, use_default)]
