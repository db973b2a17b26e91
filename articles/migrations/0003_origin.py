"""What an import leaves behind, so that the next one of the same page knows its story."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("articles", "0002_append_only")]

    operations = [
        migrations.CreateModel(
            name="Origin",
            fields=[
                (
                    "article",
                    models.OneToOneField(
                        on_delete=models.CASCADE,
                        primary_key=True,
                        related_name="origin",
                        serialize=False,
                        to="articles.article",
                    ),
                ),
                (
                    "fingerprint",
                    models.CharField(
                        db_index=True,
                        help_text="Of headline and first paragraph: tells it again where it has no address.",
                        max_length=64,
                    ),
                ),
                ("digest", models.CharField(help_text="SHA-256 of all that was imported.", max_length=64)),
                (
                    "revision",
                    models.ForeignKey(
                        help_text="What the import saved; a newer one is an edit.",
                        on_delete=models.PROTECT,
                        related_name="+",
                        to="articles.revision",
                    ),
                ),
                ("imported_at", models.DateTimeField(auto_now=True)),
            ],
        ),
        migrations.RemoveIndex("article", "article_source"),
        migrations.AddConstraint(
            "article",
            models.UniqueConstraint(fields=["source_url"], condition=~Q(source_url=""), name="one_article_per_source"),
        ),
    ]
