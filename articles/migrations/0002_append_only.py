"""What was saved stays as it was saved, and a published correction is never taken back."""

from django.db import migrations

from cms.append_only import Guard, GuardTables

GUARDS = [
    Guard("articles_revision", "UPDATE", "a revision never changes: save a new one"),
    Guard("articles_revision", "DELETE", "a revision is never deleted"),
    Guard(
        "articles_correction",
        "UPDATE",
        "a published correction never changes: publish another that supersedes it",
        "OLD.published_at IS NOT NULL",
    ),
    Guard("articles_correction", "DELETE", "a published correction is never deleted", "OLD.published_at IS NOT NULL"),
]


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial"), ("cms", "0002_append_only")]

    operations = [GuardTables(GUARDS)]
