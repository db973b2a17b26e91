from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from articles.models.article import Article


class TimedStep(models.Model):
    """What happened to a story because its time had come. Never changed, never deleted."""

    class Action(models.TextChoices):
        PUBLISH = "publish", "Went out"
        UNPUBLISH = "unpublish", "Came down"

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="timed_steps")
    action = models.CharField(max_length=20, choices=Action)
    due_at = models.DateTimeField()
    at = models.DateTimeField()
    problem = models.CharField(max_length=500, blank=True, help_text="Why it did not happen; empty where it did.")

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(action__in=["publish", "unpublish"]), name="timed_step_is_known"),
            models.CheckConstraint(condition=Q(at__gte=F("due_at")), name="timed_steps_come_after_their_time"),
        ]
        indexes = [models.Index(fields=["-at"], name="timed_step_newest")]

    def __str__(self) -> str:
        return f"{self.article}: {self.action} at {self.due_at:%d %B %Y, %H:%M}"

    @property
    def minutes_late(self) -> int:
        """0 where it was on time: the worker looks every second or so."""
        return int((self.at - self.due_at).total_seconds() // 60)
