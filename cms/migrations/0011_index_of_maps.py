from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cms", "0010_followed")]

    operations = [
        migrations.AddIndex(
            model_name="document",
            index=models.Index(
                condition=models.Q(("withdrawn_at", None), ("listed", True)),
                fields=["kind", "id", "modified_at"],
                name="document_in_maps",
            ),
        ),
    ]
