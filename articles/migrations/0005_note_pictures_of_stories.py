"""Notes for every story that is there already what its next save would note."""

from itertools import islice

from django.db import migrations

BATCH = 500


def texts_in(value):
    """Whichever blocks they stand in: a key is like no other text, so that those of pictures are found among all."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from texts_in(part)


def note_pictures(apps, schema_editor):
    article, image = apps.get_model("articles", "Article"), apps.get_model("media", "Image")
    used = article.pictures.through
    known = set(image.objects.values_list("pk", flat=True))
    stories = article.objects.values_list("pk", "body", "lead_image", "scheduled_revision__content").iterator(BATCH)
    while some := list(islice(stories, BATCH)):
        used.objects.bulk_create(
            [
                used(article_id=key, image_id=picture)
                for key, *content in some
                for picture in known.intersection(texts_in(content))
            ],
            ignore_conflicts=True,
        )


class Migration(migrations.Migration):
    dependencies = [("articles", "0004_pictures_of_stories")]

    operations = [migrations.RunPython(note_pictures, migrations.RunPython.noop)]
