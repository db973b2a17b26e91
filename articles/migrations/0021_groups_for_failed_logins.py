"""Who sees wrong passwords: whoever appoints people."""

from django.db import migrations

GROUP = "Administrator"


def give_right(apps, schema_editor):
    of, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label="cms", model="failedlogin")
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        codename="view_failedlogin", content_type=of, defaults={"name": "Can view failed log-in"}
    )
    for group in apps.get_model("auth", "Group").objects.filter(name=GROUP):
        group.permissions.add(permission)


def take_right(apps, schema_editor):
    rights = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="cms", content_type__model="failedlogin"
    )
    for group in apps.get_model("auth", "Group").objects.filter(name=GROUP):
        group.permissions.remove(*rights)


class Migration(migrations.Migration):
    dependencies = [("articles", "0020_ask_for_clearances"), ("cms", "0014_failed_logins")]

    operations = [migrations.RunPython(give_right, take_right)]
