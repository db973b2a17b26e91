"""Reporters draft posts to a live coverage; whoever may publish its story publishes them."""

from django.db import migrations

GROUPS = ("Reporter", "Section editor", "Chief editor", "Administrator")
VERBS = ("add", "change", "delete", "view")


def give_rights(apps, schema_editor):
    of, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="articles", model="liveupdate"
    )
    rights = [
        apps.get_model("auth", "Permission").objects.get_or_create(
            codename=f"{verb}_liveupdate", content_type=of, defaults={"name": f"Can {verb} live post"}
        )[0]
        for verb in VERBS
    ]
    for group in apps.get_model("auth", "Group").objects.filter(name__in=GROUPS):
        group.permissions.add(*rights)


class Migration(migrations.Migration):
    dependencies = [("articles", "0018_live_updates"), ("articles", "0009_newsroom_groups")]

    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
