"""Has the worker compile every published story anew: each gets its other forms, and its corrections their log."""

from django.db import migrations

BATCH = 1000


def mark_stories(apps, schema_editor):
    documents, marks = apps.get_model("cms", "Document").objects, apps.get_model("cms", "Stale")
    waiting = []
    for key in documents.filter(kind="article", withdrawn_at=None).values_list("key", flat=True).iterator():
        waiting.append(marks(kind="article", key=key))
        if len(waiting) == BATCH:
            marks.objects.bulk_create(waiting, ignore_conflicts=True)
            waiting = []
    marks.objects.bulk_create(waiting, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("cms", "0011_index_of_maps")]

    operations = [migrations.RunPython(mark_stories, migrations.RunPython.noop)]
