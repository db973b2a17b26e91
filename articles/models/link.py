from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from cms.wire import digest_of

if TYPE_CHECKING:
    from collections.abc import Iterable


class CheckedLinkQuerySet(models.QuerySet["CheckedLink"]):
    def named(self, addresses: Iterable[str]) -> Self:
        return self.filter(digest__in=[digest_of(it) for it in addresses])


class CheckedLink(models.Model):
    """An address outside that a story links to, and what the worker found there last."""

    class Status(models.TextChoices):
        WAITING = "waiting", "Not checked yet"
        GOOD = "good", "Good"
        DEAD = "dead", "Leads nowhere"
        UNSURE = "unsure", "Could not be checked"

    digest = models.CharField(primary_key=True, max_length=64, help_text="SHA-256 of the address, which may be long.")
    url = models.TextField()
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    problem = models.CharField(max_length=200, blank=True, help_text="What was found, in words.")
    checked_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(
        null=True, help_text="When it is looked at next; empty until a story is saved with it."
    )
    tries = models.PositiveIntegerField(default=0, help_text="In vain, since it was last found good.")

    objects = CheckedLinkQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(due_at__isnull=False), name="links_to_check"),
        ]

    def __str__(self) -> str:
        return self.url
