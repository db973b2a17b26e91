from __future__ import annotations

from django.conf import settings
from django.db import models

from articles.models.article import Article
from cms.keys import KeyField


class Autosave(models.Model):
    """What somebody has typed in one sitting and not saved: their own, beside the story, until they save it.

    A sitting is one page from opening it to leaving it. However often it is kept, it is one row.
    """

    key = KeyField(primary_key=True, editable=False, help_text="The sitting's.")
    article = models.ForeignKey(
        Article,
        null=True,
        on_delete=models.CASCADE,
        related_name="autosaves",
        help_text="Empty for a story that was never saved.",
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_version = models.PositiveIntegerField(help_text="The version that it was typed over.")
    content = models.JSONField(help_text="As `articles.snapshot.snapshot_of` makes it.")
    form = models.JSONField(default=dict, help_text="The form's fields as they were typed, to fill it again.")
    beside = models.JSONField(default=dict, help_text="What no revision keeps: the note for the newsroom, corrections.")
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    discarded_at = models.DateTimeField(null=True, help_text="When whoever typed it threw it away.")

    class Meta:
        ordering = ["-saved_at"]
        indexes = [models.Index(fields=["by", "article", "-saved_at"], name="autosave_of_person")]

    def __str__(self) -> str:
        return f"{self.content.get('headline') or 'Without a headline'} (not saved)"

    @property
    def is_stale(self) -> bool:
        """Whether the story was saved since it was opened."""
        return self.article is not None and self.article.version != self.opened_version
