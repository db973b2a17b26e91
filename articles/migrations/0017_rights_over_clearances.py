"""Who writes the rules on clearances."""

from django.db import migrations

GROUPS = ("Chief editor", "Administrator")


def give_rights(apps, schema_editor):
    of, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label="articles", model="gaterule")
    for verb in ("add", "change", "delete", "view"):
        permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
            codename=f"{verb}_gaterule", content_type=of, defaults={"name": f"Can {verb} rule on clearances"}
        )
        for group in apps.get_model("auth", "Group").objects.filter(name__in=GROUPS):
            group.permissions.add(permission)


def take_rights(apps, schema_editor):
    rights = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="articles", content_type__model="gaterule"
    )
    for group in apps.get_model("auth", "Group").objects.filter(name__in=GROUPS):
        group.permissions.remove(*rights)


class Migration(migrations.Migration):
    dependencies = [("articles", "0016_two_people")]

    operations = [migrations.RunPython(give_rights, take_rights)]
