from __future__ import annotations

from django.conf import settings
from django.db import models

from articles.models.article import Article
from cms.keys import KeyField, new_key


class Correction(models.Model):
    """A public note on what was wrong. Once published it stays as it is: a wrong one is corrected by another."""

    class Kind(models.TextChoices):
        CORRECTION = "correction", "Correction"
        CLARIFICATION = "clarification", "Clarification"
        UPDATE = "update", "Update"
        EDITORS_NOTE = "editors_note", "Editor's note"
        RETRACTION = "retraction", "Retraction"
        REMOVAL = "removal", "Removal"

    class Severity(models.TextChoices):
        MINOR = "minor", "Minor"
        SUBSTANTIVE = "substantive", "Substantive"
        SERIOUS = "serious", "Serious"

    class ErrorType(models.TextChoices):
        NAME = "name", "Name"
        NUMBER = "number", "Number"
        DATE = "date", "Date"
        PLACE = "place", "Place"
        ATTRIBUTION = "attribution", "Attribution"
        QUOTATION = "quotation", "Quotation"
        IMAGE = "image", "Picture"
        CAPTION = "caption", "Caption"
        HEADLINE = "headline", "Headline"
        CONTEXT = "context", "Context"
        TRANSLATION = "translation", "Translation"
        DATA = "data", "Data"
        OTHER = "other", "Other"

    class Location(models.TextChoices):
        HEADLINE = "headline", "Headline"
        STANDFIRST = "standfirst", "Standfirst"
        BODY = "body", "Body"
        CAPTION = "caption", "Caption"
        GRAPHIC = "graphic", "Graphic"
        AUDIO_VIDEO = "audio_video", "Audio or video"
        PUSH = "push", "Notification"
        SOCIAL = "social", "Social media"
        NEWSLETTER = "newsletter", "Newsletter"
        METADATA = "metadata", "Metadata"

    class Placement(models.TextChoices):
        TOP = "top", "Above the text"
        BOTTOM = "bottom", "Below the text"

    key = KeyField(primary_key=True, default=new_key, editable=False)
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="corrections")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.CORRECTION)
    severity = models.CharField(max_length=20, choices=Severity, default=Severity.SUBSTANTIVE)
    text = models.TextField(help_text="As readers will see it: what was wrong, as far as needed, and what is right.")
    was = models.CharField(max_length=200, blank=True)
    now = models.CharField(max_length=200, blank=True)
    error_type = models.CharField(max_length=20, choices=ErrorType, default=ErrorType.OTHER)
    location = models.CharField(max_length=20, choices=Location, default=Location.BODY)
    placement = models.CharField(max_length=10, choices=Placement, default=Placement.BOTTOM)
    error_published_at = models.DateTimeField(null=True, blank=True, help_text="Since when the error was public.")
    supersedes = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Set when the story is published with it."
    )
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text[:60]}"
