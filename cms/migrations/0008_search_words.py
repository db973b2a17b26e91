"""Where each database keeps the words of stories, and which half of the index answers first: the worker fills it."""

from django.db import migrations

SLOTS = ("a", "b")

SQLITE = [
    statement
    for slot in SLOTS
    for statement in (
        f"CREATE VIRTUAL TABLE cms_search_text_{slot} USING fts5("
        "title, lead, body, title_stems, lead_stems, body_stems, marks, tokenize='ascii', columnsize=0)",
    )
]
POSTGRESQL = [
    "CREATE TABLE cms_search_band (slot text NOT NULL, number integer NOT NULL, start bigint NOT NULL,"
    " stop bigint NOT NULL, stories integer NOT NULL, mark text NOT NULL, PRIMARY KEY (slot, number))",
    *(
        statement
        for slot in SLOTS
        for statement in (
            f"ALTER TABLE cms_search_{slot} ADD COLUMN head tsvector NOT NULL, ADD COLUMN text tsvector NOT NULL",
            f"CREATE INDEX cms_search_{slot}_head ON cms_search_{slot} USING gin (head) WITH (fastupdate = off)",
            f"CREATE INDEX cms_search_{slot}_text ON cms_search_{slot} USING gin (text) WITH (fastupdate = off)",
        )
    ),
]
NO_MORE = {
    "sqlite": [f"DROP TABLE cms_search_text_{slot}" for slot in SLOTS],
    "postgresql": ["DROP TABLE cms_search_band"],
}


def make_room(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement, None)
    apps.get_model("cms", "SearchIndex").objects.create()


def take_away(apps, schema_editor):
    for statement in NO_MORE[schema_editor.connection.vendor]:
        schema_editor.execute(statement, None)


class Migration(migrations.Migration):
    dependencies = [("cms", "0007_search")]

    operations = [migrations.RunPython(make_room, take_away)]
