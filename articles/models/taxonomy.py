from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from tree_queries.models import TreeNode, TreeNodeForeignKey

from cms.keys import KeyField, new_key


class Category(TreeNode):
    """A section of the publication. Its path is the chain of slugs from the root."""

    key = KeyField(primary_key=True, default=new_key, editable=False)
    parent = TreeNodeForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children", verbose_name="part of"
    )
    name = models.CharField(max_length=100)
    slug = models.SlugField(
        max_length=100,
        unique=True,
        help_text="Part of the address of every story in here. Old addresses go on working.",
    )
    description = models.TextField(blank=True)
    position = models.PositiveIntegerField(default=0, help_text="Among its siblings; lower comes first.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "categories"
        ordering = ["position", "name"]
        permissions = [("publish_category", "Can publish categories")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if self.parent and any(ancestor.pk == self.pk for ancestor in self.parent.ancestors(include_self=True)):
            raise ValidationError({"parent": f"“{self.parent}” lies inside “{self}”: choose a category outside it."})


class Tag(models.Model):
    class Type(models.TextChoices):
        TOPIC = "topic", "Topic"
        PERSON = "person", "Person"
        PLACE = "place", "Place"
        ORGANISATION = "organisation", "Organisation"
        EVENT = "event", "Event"

    key = KeyField(primary_key=True, default=new_key, editable=False)
    type = models.CharField(max_length=20, choices=Type, default=Type.TOPIC)
    name = models.CharField(max_length=100)
    slug = models.SlugField(max_length=120, unique=True)
    description = models.TextField(blank=True)
    matches = models.JSONField(
        default=list, blank=True, help_text="The same thing elsewhere: addresses at Wikidata or IPTC Media Topics."
    )
    stands_alone = models.BooleanField(
        default=False,
        db_default=False,
        editable=False,
        help_text="Published by name: readers have the tag whether a story has it or not.",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        permissions = [("publish_tag", "Can publish tags")]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        return f"/tags/{self.slug}"
