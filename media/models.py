from __future__ import annotations

import textwrap

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from cms.keys import KeyField, new_key

WITHIN = [MinValueValidator(0), MaxValueValidator(1)]


def original_name(image: Image, filename: str = "") -> str:
    """Originals are named by their content, so that a file's name tells nothing and clashes with nothing."""
    return f"{image.digest[:2]}/{image.digest}.{image.format.lower()}"


class Image(models.Model):
    """A picture as it came in, kept bit for bit, and what the desk says of it."""

    key = KeyField(primary_key=True, default=new_key, editable=False)
    file = models.FileField(upload_to=original_name, max_length=200)
    digest = models.CharField(max_length=64, unique=True, editable=False, help_text="SHA-256 of the original.")
    format = models.CharField(max_length=10, editable=False)
    width = models.PositiveIntegerField(editable=False, help_text="In pixels, upright.")
    height = models.PositiveIntegerField(editable=False)
    title = models.CharField(
        max_length=200, blank=True, help_text="For finding it in the newsroom; readers never see it."
    )
    alt = models.CharField(
        "alternative text", max_length=500, blank=True, help_text="What the picture shows, for those who cannot see it."
    )
    decorative = models.BooleanField(
        default=False, help_text="It adds nothing to the text, so it needs no alternative text."
    )
    caption = models.TextField(blank=True)
    credit = models.CharField(max_length=200, blank=True, help_text="As printed: Cal Lens/Agency.")
    copyright_notice = models.CharField(max_length=200, blank=True)
    focal_x = models.FloatField(
        "focal point, across",
        default=0.5,
        validators=WITHIN,
        help_text="What must stay visible in every crop: 0 is the left edge, 1 the right.",
    )
    focal_y = models.FloatField(
        "focal point, down", default=0.5, validators=WITHIN, help_text="0 is the top edge, 1 the bottom."
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When it became public for the first time."
    )

    class Meta:
        verbose_name = "picture"
        # Keys rise with time, and have an index.
        ordering = ["-key"]
        permissions = [("publish_image", "Can publish pictures")]
        constraints = [
            models.CheckConstraint(
                condition=Q(focal_x__range=(0, 1), focal_y__range=(0, 1)), name="focal_point_lies_in_the_picture"
            ),
            models.CheckConstraint(condition=Q(width__gt=0, height__gt=0), name="pictures_have_a_size"),
        ]

    def __str__(self) -> str:
        words = self.title or self.alt or self.caption
        return textwrap.shorten(words, 60, placeholder="…") or f"Untitled, {self.width} × {self.height}"
