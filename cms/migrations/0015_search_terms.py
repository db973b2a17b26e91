"""Lets searches count terms as numbers, and has PostgreSQL keep the words of a story beside its row.

Rows that are there already have no numbers: they are counted and named by words, until `rebuild_search`, or until their
story says something else. A row without its words is a tenth as large, and a search reads a thousand rows.
"""

from importlib import import_module

from django.db import migrations, models

import cms.keys

SLOTS = ("a", "b")
SMALLEST = 128


def make_narrow(apps, schema_editor):
    knows_lz4 = import_module("cms.migrations.0013_pack_texts").knows_lz4
    if schema_editor.connection.vendor != "postgresql":
        return
    let_readers_read(schema_editor)
    for slot in SLOTS:
        schema_editor.execute(f"ALTER TABLE cms_search_{slot} SET (toast_tuple_target = {SMALLEST})", None)
        for column in ("head", "text", "mentions") if knows_lz4(schema_editor.connection) else ():
            schema_editor.execute(f"ALTER TABLE cms_search_{slot} ALTER COLUMN {column} SET COMPRESSION lz4", None)


def let_readers_read(schema_editor):
    """Roles that `grant_delivery` has let read the words may read the terms: they are asked for at once."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT quote_ident(grantee) FROM information_schema.role_table_grants"
            " WHERE table_name = 'cms_searchword' AND table_schema = current_schema() AND privilege_type = 'SELECT'"
            " AND grantee NOT IN (current_user, 'PUBLIC')"
        )
        for (role,) in cursor.fetchall():
            schema_editor.execute(f"GRANT SELECT ON cms_searchterm TO {role}", None)


def make_usual(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for slot in SLOTS:
        schema_editor.execute(f"ALTER TABLE cms_search_{slot} RESET (toast_tuple_target)", None)
        for column in ("head", "text", "mentions"):
            schema_editor.execute(f"ALTER TABLE cms_search_{slot} ALTER COLUMN {column} SET COMPRESSION default", None)


def terms():
    return models.BinaryField(
        help_text="Those of them that searches are counted by, as numbers. Older rows have none.", null=True
    )


class Migration(migrations.Migration):
    dependencies = [("cms", "0014_failed_logins")]

    operations = [
        migrations.AddField(model_name="searchentrya", name="terms", field=terms()),
        migrations.AddField(model_name="searchentryb", name="terms", field=terms()),
        migrations.CreateModel(
            name="SearchTerm",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=20)),
                ("key", cms.keys.KeyField()),
            ],
        ),
        migrations.RunPython(make_narrow, make_usual),
    ]
