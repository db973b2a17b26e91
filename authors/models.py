from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models

from cms.keys import KeyField, new_key
from media.models import Image


class User(AbstractUser):
    """Someone who works here. What readers see of a person is the author profile, which not everybody has."""

    time_zone = models.CharField(
        max_length=64, blank=True, help_text="Where you work, such as Europe/London; empty for the newsroom's own zone."
    )


class Author(models.Model):
    class Kind(models.TextChoices):
        PERSON = "person", "Person"
        ORGANISATION = "organisation", "Organisation"
        COLLECTIVE = "collective", "Collective"
        PSEUDONYM = "pseudonym", "Pseudonym"

    key = KeyField(primary_key=True, default=new_key, editable=False)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.PERSON)
    name = models.CharField(max_length=200)
    slug = models.SlugField(
        max_length=120, unique=True, help_text="The last part of the profile's address. Old addresses go on working."
    )
    job_title = models.CharField(max_length=200, blank=True)
    bio = models.TextField(blank=True, help_text="Shown in the writer's box under every story.")
    portrait = models.ForeignKey(Image, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    links = models.JSONField(
        default=list, blank=True, help_text="Pages elsewhere: website, social profiles. Each is {label, url}."
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="author",
        help_text="The login of this person, if they have one.",
    )
    stands_alone = models.BooleanField(
        default=False,
        db_default=False,
        editable=False,
        help_text="Published by name: readers have the profile whether a story names it or not.",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        permissions = [("publish_author", "Can publish author profiles")]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        return f"/authors/{self.slug}"
