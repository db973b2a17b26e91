"""The one row that says how far changes are noted: at nothing, so that the worker notes all that is in the log."""

from django.db import migrations


def begin(apps, schema_editor):
    apps.get_model("cms", "Followed").objects.create()


class Migration(migrations.Migration):
    dependencies = [("cms", "0009_changes")]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
