"""Section editors draft fronts and series, and chief editors publish them, where the groups of that name are there."""

from django.db import migrations

ITEMS = {"collectionitem": "add change delete view"}
DRAFTING = {"collection": "add change view", **ITEMS}
PUBLISHING = {"collection": "add change delete view publish", **ITEMS}
GROUPS = {"Section editor": DRAFTING, "Chief editor": PUBLISHING, "Administrator": PUBLISHING}
NAMES = {"publish_collection": "Can publish fronts, packages and series"}
WORDS = {"collectionitem": "item"}


def give_rights(apps, schema_editor):
    for name, rights in GROUPS.items():
        group = apps.get_model("auth", "Group").objects.filter(name=name).first()
        for model, verbs in rights.items() if group else ():
            group.permissions.add(*(permission(apps, model, verb) for verb in verbs.split()))


def permission(apps, model, verb):
    of, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label="articles", model=model)
    codename = f"{verb}_{model}"
    name = NAMES.get(codename, f"Can {verb} {WORDS.get(model, model)}")
    found, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        codename=codename, content_type=of, defaults={"name": name}
    )
    return found


class Migration(migrations.Migration):
    dependencies = [("articles", "0011_collections"), ("articles", "0009_newsroom_groups")]

    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
