"""What stands in a draft, too, is known to the library as used."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0003_origin"), ("media", "0006_pictures_by_name")]

    operations = [
        migrations.AddField(
            "article",
            "pictures",
            models.ManyToManyField(
                editable=False,
                help_text="All that stand in it, as last saved: what a story needs is not deleted from the library.",
                related_name="+",
                to="media.image",
            ),
        ),
    ]
