"""What the desk decides about a story: the record of it, its clearances, and what waits for a second person."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from articles.models.article import Article, Revision
from articles.models.taxonomy import Category
from cms.keys import KeyField, new_key


class DeskEntry(models.Model):
    """What was done with a story, by whom, when and why. Never changed, never deleted."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="desk_entries")
    revision = models.ForeignKey(
        Revision, null=True, on_delete=models.PROTECT, related_name="+", help_text="The version that it was about."
    )
    action = models.CharField(max_length=40)
    before = models.CharField(max_length=40, blank=True, help_text="Where the story, or its clearance, stood.")
    after = models.CharField(max_length=40, blank=True)
    note = models.TextField(blank=True)
    details = models.JSONField(default=dict, help_text="What an override passed over, or what an answer was about.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "desk entries"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.article}: {self.action}"


class Gate(models.Model):
    """A clearance that a story may need beside its state."""

    class Kind(models.TextChoices):
        LEGAL = "legal", "Legal"
        PHOTO = "photo", "Pictures"
        FACT_CHECK = "fact_check", "Fact check"
        STANDARDS = "standards", "Standards"

    class Status(models.TextChoices):
        NOT_NEEDED = "not_needed", "Not needed"
        NEEDED = "needed", "Needed"
        IN_PROGRESS = "in_progress", "In progress"
        CLEARED = "cleared", "Cleared"
        REFUSED = "refused", "Refused"

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="gates")
    kind = models.CharField(max_length=20, choices=Kind)
    status = models.CharField(max_length=20, choices=Status)
    revision = models.ForeignKey(
        Revision, null=True, on_delete=models.PROTECT, related_name="+", help_text="The version that was looked at."
    )
    note = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "kind"], name="one_gate_of_each_kind"),
            models.CheckConstraint(
                condition=Q(kind__in=["legal", "photo", "fact_check", "standards"]), name="gate_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["not_needed", "needed", "in_progress", "cleared", "refused"]),
                name="gate_status_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(status="cleared") | Q(revision__isnull=False), name="what_is_cleared_is_a_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article}: {self.get_kind_display()} {self.get_status_display()}"


class GateRule(models.Model):
    """Stories of a category (with all that lies in it), of a genre, or of both need this clearance."""

    gate = models.CharField("clearance", max_length=20, choices=Gate.Kind)
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    genre = models.CharField(max_length=20, choices=Article.Genre, blank=True)

    class Meta:
        verbose_name = "rule on clearances"
        verbose_name_plural = "rules on clearances"
        ordering = ["gate", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(category__isnull=False) | ~Q(genre=""),
                name="a_gate_rule_names_stories",
                violation_error_message="Choose a category, a genre, or both.",
            ),
        ]

    def __str__(self) -> str:
        stories = " in ".join(filter(None, [self.get_genre_display() or "stories", str(self.category or "")]))
        return f"{self.get_gate_display()} for {stories}"


class Proposal(models.Model):
    """What takes two people: one proposes it, and another confirms."""

    class Kind(models.TextChoices):
        RETRACT = "retract", "Retract"
        EMBARGO = "embargo", "Lift or shorten the embargo"

    key = KeyField(primary_key=True, default=new_key, editable=False)
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="proposals")
    kind = models.CharField(max_length=20, choices=Kind)
    text = models.TextField(help_text="The notice for readers, or the reason.")
    until = models.DateTimeField(null=True, help_text="When the embargo is to end; empty for at once.")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    given_up_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    given_up_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-proposed_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("proposed_by")),
                name="two_people_propose_and_confirm",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="somebody_confirms_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(given_up_at=None), name="what_is_confirmed_is_not_withdrawn"
            ),
            models.UniqueConstraint(
                fields=["article", "kind"],
                condition=Q(confirmed_at=None, given_up_at=None),
                name="one_open_proposal_of_each_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.article}"
