"""Room for the newsroom's signature of each digest. Old code, which knows nothing of it, leaves it empty."""

from django.db import migrations, models

from cms.append_only import Guard, GuardTables

# As in 0002: SQLite has rebuilt the table.
GUARDS = [
    Guard("cms_event", "UPDATE", "the publication log never changes"),
    Guard("cms_event", "DELETE", "the publication log is never shortened"),
    Guard(
        "cms_event",
        "INSERT",
        "events are numbered without gaps: only cms.publishing appends them",
        "NEW.sequence <> (SELECT COALESCE(MAX(sequence), 0) + 1 FROM cms_event)",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("cms", "0005_mark_stories")]

    operations = [
        migrations.AddField(
            model_name="event",
            name="signature",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Of the digest: the id of the key, a colon, Ed25519 in base64. Empty where no key was set.",
                max_length=120,
            ),
        ),
        GuardTables(GUARDS),
    ]
