from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.models.article import Article
from authors.models import Author
from cms.keys import KeyField, new_key


class LiveUpdate(models.Model):
    """One post of a live coverage. What is here is its draft; readers have what was published of it."""

    key = KeyField(primary_key=True, default=new_key, editable=False)
    article = models.ForeignKey(
        Article, on_delete=models.PROTECT, related_name="live_updates", verbose_name="live coverage"
    )
    headline = models.CharField(max_length=300, blank=True)
    body = models.JSONField(default=list)
    author = models.ForeignKey(Author, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    key_event = models.BooleanField(default=False, help_text="One of those that the summary at the top lists.")
    pinned = models.BooleanField(default=False, help_text="Kept above the others. The newest of several counts.")
    published_content = models.JSONField(
        null=True, editable=False, help_text="What readers see of it; none while they do not see it."
    )
    published_at = models.DateTimeField(null=True, editable=False, help_text="When it was first public: its place.")
    updated_at = models.DateTimeField(null=True, editable=False)
    deleted_at = models.DateTimeField(null=True, editable=False, help_text="When it was taken back.")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "live post"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_content__isnull=True) | Q(published_at__isnull=False, updated_at__isnull=False),
                name="published_posts_have_dates",
            ),
        ]
        indexes = [models.Index(fields=["article", "-created_at"], name="live_update_of_article")]

    def __str__(self) -> str:
        return self.headline or f"Post of {self.created_at:%d %B, %H:%M}"

    @property
    def has_unpublished_changes(self) -> bool:
        return self.published_content is not None and self.content() != self.published_content

    def content(self) -> dict[str, Any]:
        return {
            "headline": self.headline,
            "body": self.body,
            "author": self.author_id,
            "key_event": self.key_event,
            "pinned": self.pinned,
        }
