"""The worker asks which pictures have had all their files for a day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("media", "0009_fill_from_what_files_said"),
    ]

    operations = [
        migrations.AddField(
            model_name="image",
            name="tidy_at",
            field=models.DateTimeField(
                editable=False, help_text="When files that it has no more are looked for and deleted.", null=True
            ),
        ),
        migrations.AddIndex(
            model_name="image",
            index=models.Index(
                condition=models.Q(("tidy_at__isnull", False)), fields=["tidy_at"], name="image_to_tidy"
            ),
        ),
    ]
