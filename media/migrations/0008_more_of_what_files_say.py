"""With defaults that the database knows: the version before this one goes on storing pictures meanwhile."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("media", "0007_embargo_index"),
    ]

    operations = [
        migrations.AddField(
            model_name="image",
            name="acquire_url",
            field=models.URLField(
                blank=True,
                db_default="",
                default="",
                help_text="The page of whoever sells them (IPTC: Licensor URL).",
                max_length=500,
                verbose_name="where to buy rights",
            ),
        ),
        migrations.AddField(
            model_name="image",
            name="ai_label",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Readers have no picture by generative AI without it: Illustration made with generative AI.",
                max_length=200,
                verbose_name="what readers are told about AI",
            ),
        ),
        migrations.AddField(
            model_name="image",
            name="ai_system",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="The name and version of the generative AI.",
                max_length=200,
                verbose_name="made with",
            ),
        ),
        migrations.AddField(
            model_name="image",
            name="data_mining",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "Not said"),
                    ("DMI-UNSPECIFIED", "Neither allowed nor forbidden"),
                    ("DMI-ALLOWED", "Allowed"),
                    ("DMI-PROHIBITED-AIMLTRAINING", "Not for training AI"),
                    ("DMI-PROHIBITED-GENAIMLTRAINING", "Not for training generative AI"),
                    ("DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING", "Only for search engines"),
                    ("DMI-PROHIBITED", "Forbidden"),
                    ("DMI-PROHIBITED-SEECONSTRAINT", "Forbidden, but see the usage terms"),
                ],
                db_default="",
                default="",
                max_length=50,
                verbose_name="use for training",
            ),
        ),
        migrations.AddField(
            model_name="image",
            name="event",
            field=models.CharField(
                blank=True, db_default="", default="", help_text="For finding it; readers never see it.", max_length=200
            ),
        ),
        migrations.AddField(
            model_name="image",
            name="licence_url",
            field=models.URLField(
                blank=True,
                db_default="",
                default="",
                help_text="The page that says what may be done with it (IPTC: Web Statement of Rights).",
                max_length=500,
                verbose_name="address of the licence",
            ),
        ),
        migrations.AddField(
            model_name="image",
            name="people",
            field=models.JSONField(
                blank=True, db_default=models.Value([], models.JSONField()), default=list, verbose_name="people shown"
            ),
        ),
        migrations.AddField(
            model_name="image",
            name="region",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=100, verbose_name="state or province"
            ),
        ),
    ]
