from __future__ import annotations

from django.conf import settings
from django.db import models

from articles.models.article import Article
from cms.keys import KeyField


class Presence(models.Model):
    """One page on which somebody has a story open. It locks nothing: it only tells the others."""

    key = KeyField(primary_key=True, editable=False, help_text="The sitting's.")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="presences")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
    seen_at = models.DateTimeField(help_text="When the page was last heard of.")
    typed_at = models.DateTimeField(null=True, help_text="When something was last typed in it.")

    class Meta:
        ordering = ["since", "key"]
        indexes = [models.Index(fields=["article", "seen_at"], name="presence_on_story")]

    def __str__(self) -> str:
        return f"{self.by} has {self.article} open"
