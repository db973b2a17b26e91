from __future__ import annotations

from django.db import models

from cms.keys import ONLY_KEY, KeyField

# What it is called until somebody names it.
UNNAMED = "The newsroom"


class Publication(models.Model):
    """The newspaper itself, of which there is one: what readers find at `/site/`."""

    key = KeyField(primary_key=True, default=ONLY_KEY, editable=False)
    name = models.CharField(max_length=100)
    tagline = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=20, default="en-GB", help_text="BCP 47, such as en-GB.")
    policies = models.JSONField(
        default=list, blank=True, help_text="Ethics, corrections, ownership and other policies. Each is {label, url}."
    )
    copyright_notice = models.CharField(max_length=200, blank=True, help_text="Under stories that have no own notice.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(key=ONLY_KEY), name="there_is_one_publication"),
        ]

    def __str__(self) -> str:
        return self.name
