from __future__ import annotations

from django.db import models

from articles.models.article import Article
from cms.keys import KeyField, new_key
from media.models import Image


class PictureRequest(models.Model):
    """A picture that a story wants and does not have: its caption came in, the picture did not."""

    key = KeyField(primary_key=True, default=new_key, editable=False)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="picture_requests")
    caption = models.TextField(blank=True)
    alt = models.CharField("alternative text", max_length=500, blank=True)
    credit = models.CharField(max_length=200, blank=True)
    source_url = models.CharField(max_length=1000, blank=True, help_text="Where the picture was seen.")
    after_block = models.CharField(
        max_length=32, blank=True, editable=False, help_text="The block it followed; empty for the top of the story."
    )
    image = models.ForeignKey(
        Image, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="picture",
        help_text="Choose one and save: it goes into the story, with this caption.",
    )  # fmt: skip
    declined = models.BooleanField(default=False, help_text="The story does without it.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.caption[:80] or self.source_url or f"Picture for {self.article}"
