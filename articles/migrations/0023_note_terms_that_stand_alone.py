"""Until now what was published by name was known by its documents only: it is what no story or post was given."""

from django.db import migrations
from django.db.models import Exists, OuterRef


def note_what_stands_alone(apps, schema_editor):
    document, reference = apps.get_model("cms", "Document"), apps.get_model("cms", "Reference")
    contribution, update = apps.get_model("articles", "Contribution"), apps.get_model("articles", "LiveUpdate")
    tagged = apps.get_model("articles", "Article").tags.through
    own = OuterRef("pk")
    for kind, model, given in (
        ("tag", apps.get_model("articles", "Tag"), [tagged.objects.filter(tag=own)]),
        (
            "author",
            apps.get_model("authors", "Author"),
            [contribution.objects.filter(author=own), update.objects.filter(author=own)],
        ),
    ):
        uses = [*given, reference.objects.filter(kind=kind, key=own)]
        unused = [~Exists(it) for it in uses]
        live = Exists(document.objects.filter(kind=kind, key=own, withdrawn_at=None))
        model.objects.filter(live, *unused).update(stands_alone=True)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0022_tag_stands_alone"),
        ("authors", "0003_author_stands_alone"),
        ("cms", "0012_mark_stories_again"),
    ]

    operations = [migrations.RunPython(note_what_stands_alone, migrations.RunPython.noop)]
