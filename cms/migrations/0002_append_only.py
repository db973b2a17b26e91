"""The published world is append-only, whoever asks: the database refuses to change or remove what was published."""

from django.db import migrations

from cms.append_only import Guard, GuardTables, columns_differ

DOCUMENT_COLUMNS = (
    "id", "kind", "key", "version", "path", "slug", "title", "listed",
    "published_at", "updated_at", "modified_at", "body", "card", "digest",
)  # fmt: skip

GUARDS = [
    Guard(
        "cms_document",
        "UPDATE",
        "a published document never changes: publish a new version",
        f"(OLD.withdrawn_at IS NOT NULL OR {columns_differ(*DOCUMENT_COLUMNS)})",
    ),
    Guard("cms_document", "DELETE", "a published document is never deleted: withdraw it"),
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
    dependencies = [("cms", "0001_initial")]

    operations = [GuardTables(GUARDS)]
