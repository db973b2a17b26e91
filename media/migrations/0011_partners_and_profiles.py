"""With defaults that the database knows: the version before this one goes on storing pictures meanwhile."""

from django.db import migrations, models

from cms.keys import KeyField


class Migration(migrations.Migration):
    dependencies = [
        ("media", "0010_when_to_tidy"),
    ]

    operations = [
        migrations.AddField(
            model_name="image",
            name="creator_author",
            field=KeyField(blank=True, db_default="", default="", verbose_name="creator's profile"),
        ),
        migrations.AddField(
            model_name="image",
            name="syndicate",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Whether we may pass it on to others, who then print it as theirs. "
                "Not what readers may do with it.",
                verbose_name="partners may have it",
            ),
        ),
    ]
