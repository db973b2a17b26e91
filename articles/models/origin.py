from __future__ import annotations

from django.db import models

from articles.models.article import Article, Revision


class Origin(models.Model):
    """What an imported story was when it came in, so that the next import knows it and overwrites no edit of ours."""

    article = models.OneToOneField(Article, primary_key=True, on_delete=models.CASCADE, related_name="origin")
    fingerprint = models.CharField(
        max_length=64,
        db_index=True,
        help_text="Of headline and first paragraph: tells it again where it has no address.",
    )
    digest = models.CharField(max_length=64, help_text="SHA-256 of all that was imported.")
    revision = models.ForeignKey(
        Revision, on_delete=models.PROTECT, related_name="+", help_text="What the import saved; a newer one is an edit."
    )
    imported_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"Import of {self.article}"
