"""The worker asks twice a second which embargoes have begun or ended."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("media", "0006_pictures_by_name")]

    operations = [
        migrations.AddIndex(
            "image",
            models.Index(fields=["embargo_until"], condition=Q(embargo_until__isnull=False), name="image_embargo"),
        ),
    ]
