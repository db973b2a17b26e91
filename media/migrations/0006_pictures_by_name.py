"""Until now a picture that was withdrawn, or published without a story, was known by its documents only."""

from django.db import migrations
from django.db.models import Exists, OuterRef


def note_what_the_desk_decided(apps, schema_editor):
    image, document, reference = (
        apps.get_model("media", "Image"), apps.get_model("cms", "Document"), apps.get_model("cms", "Reference")
    )  # fmt: skip
    mine = {"kind": "image", "key": OuterRef("key")}
    published = image.objects.filter(Exists(document.objects.filter(**mine)))
    live = Exists(document.objects.filter(**mine, withdrawn_at=None))
    published.filter(~live).update(withheld=True)
    published.filter(live, ~Exists(reference.objects.filter(**mine))).update(stands_alone=True)


class Migration(migrations.Migration):
    dependencies = [("media", "0005_photo_desk"), ("cms", "0003_old_paths_only")]

    operations = [migrations.RunPython(note_what_the_desk_decided, migrations.RunPython.noop)]
