from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0012_groups_for_collections")]

    operations = [
        migrations.AddField(
            model_name="article",
            name="expires_at",
            field=models.DateTimeField(
                blank=True, editable=False, help_text="When it is taken away from readers by itself.", null=True
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("state", "published")), fields=["expires_at"], name="article_expiring"
            ),
        ),
    ]
