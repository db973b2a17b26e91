from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from articles.models.article import Article, Revision
from cms.keys import KeyField, new_key


class PreviewLink(models.Model):
    """Lets whoever has its address see a story that is not public, until it ends or is revoked."""

    key = KeyField(primary_key=True, default=new_key, editable=False)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="preview_links")
    revision = models.ForeignKey(
        Revision, null=True, on_delete=models.CASCADE, related_name="+", help_text="Empty for always the newest."
    )
    digest = models.CharField(
        max_length=64, unique=True, help_text="SHA-256 of the token; the token itself is kept nowhere."
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="preview_links_end_after_they_begin"),
        ]

    def __str__(self) -> str:
        return f"Preview of {self.article} until {self.expires_at:%d %B %Y, %H:%M}"
