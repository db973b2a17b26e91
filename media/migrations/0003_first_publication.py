from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("media", "0002_one_picture_per_file")]

    operations = [
        migrations.AddField(
            model_name="image",
            name="published_at",
            field=models.DateTimeField(
                blank=True, editable=False, help_text="When it became public for the first time.", null=True
            ),
        ),
    ]
