from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("media", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="image",
            name="digest",
            field=models.CharField(editable=False, help_text="SHA-256 of the original.", max_length=64, unique=True),
        ),
        # Keys rise with time, and have an index.
        migrations.AlterModelOptions(
            name="image",
            options={
                "ordering": ["-key"],
                "permissions": [("publish_image", "Can publish pictures")],
                "verbose_name": "picture",
            },
        ),
    ]
