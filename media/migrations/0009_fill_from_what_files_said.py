"""Event, people, addresses and what machines may learn were kept beside the fields until now."""

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import migrations

BATCH = 500
TERMS = {
    "DMI-UNSPECIFIED",
    "DMI-ALLOWED",
    "DMI-PROHIBITED-AIMLTRAINING",
    "DMI-PROHIBITED-GENAIMLTRAINING",
    "DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING",
    "DMI-PROHIBITED",
    "DMI-PROHIBITED-SEECONSTRAINT",
}
FIELDS = ["event", "people", "licence_url", "data_mining"]


def fill(apps, schema_editor):
    """Row by row in the order of keys, and only where something was said: what the desk wrote meanwhile stays."""
    image, after = apps.get_model("media", "Image"), ""
    while True:
        batch = list(image.objects.filter(key__gt=after).order_by("key").only("key", "found", *FIELDS)[:BATCH])
        if not batch:
            return
        for it in batch:
            told = {name: value for name, value in said(it.found).items() if value and not getattr(it, name)}
            if told:
                image.objects.filter(key=it.key, **{name: getattr(it, name) for name in told}).update(**told)
        after = batch[-1].key


def said(found):
    term = found.get("data_mining", "").rstrip("/").rpartition("/")[2].upper()
    return {
        "event": found.get("event", "")[:200],
        "people": list(found.get("people", [])),
        "licence_url": sound(found.get("licence_url", "")),
        "data_mining": term if term in TERMS else "",
    }


def sound(address):
    try:
        URLValidator()(address)
    except ValidationError:
        return ""
    return address if len(address) <= 500 else ""


class Migration(migrations.Migration):
    dependencies = [("media", "0008_more_of_what_files_say")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
