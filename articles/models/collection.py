from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from articles.models.article import Article
from cms.keys import KeyField, new_key
from media.models import Image


class Collection(models.Model):
    """Stories and links in an order that an editor chose: a front, a package, a series. What is here is its draft."""

    class Kind(models.TextChoices):
        FRONT = "front", "Front"
        PACKAGE = "package", "Package"
        SERIES = "series", "Series"

    key = KeyField(primary_key=True, default=new_key, editable=False)
    kind = models.CharField(
        max_length=20,
        choices=Kind,
        default=Kind.FRONT,
        help_text="The stories of a series are its parts, in this order; each says which part it is.",
    )
    title = models.CharField(max_length=200)
    slug = models.SlugField(
        max_length=120, unique=True, help_text="The last part of the address. Old addresses go on working."
    )
    description = models.TextField(blank=True)
    is_home = models.BooleanField(
        "the front page", default=False, help_text="Its address is that of the website itself. One collection can be."
    )
    published_content = models.JSONField(
        null=True, editable=False, help_text="What readers see of it; none while they do not see it."
    )
    first_published_at = models.DateTimeField(null=True, editable=False)
    updated_at = models.DateTimeField(null=True, editable=False, help_text="When it was last published.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["title"]
        permissions = [("publish_collection", "Can publish fronts, packages and series")]
        constraints = [
            models.UniqueConstraint(
                fields=["is_home"],
                condition=Q(is_home=True),
                name="one_front_page",
                violation_error_message="Another collection is the front page: unmark that one first.",
            ),
            models.CheckConstraint(
                condition=Q(published_content__isnull=True)
                | Q(first_published_at__isnull=False, updated_at__isnull=False),
                name="published_collections_have_dates",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_published(self) -> bool:
        return self.published_content is not None

    @property
    def has_unpublished_changes(self) -> bool:
        return self.is_published and self.content() != self.published_content

    def content(self) -> dict[str, Any]:
        """The draft as plain data: what publishing keeps, so that bringing it up to date shows no later draft."""
        return {
            "kind": self.kind,
            "title": self.title,
            "slug": self.slug,
            "description": self.description,
            "is_home": self.is_home,
            "items": [it.content() for it in self.items.all()],
        }


class CollectionItem(models.Model):
    """A place in a collection: a story, or a link to a page elsewhere."""

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="items")
    order = models.PositiveIntegerField(default=1)
    is_sublink = models.BooleanField("under the one above", default=False)
    article = models.ForeignKey(
        Article, null=True, blank=True, on_delete=models.CASCADE, related_name="+", verbose_name="story"
    )
    url = models.URLField("link", max_length=500, blank=True)
    headline = models.CharField(max_length=300, blank=True)
    kicker = models.CharField(max_length=60, blank=True)
    image = models.ForeignKey(
        Image, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="picture"
    )

    class Meta:
        verbose_name = "item"
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(article__isnull=False, url="") | (Q(article=None) & ~Q(url="") & ~Q(headline="")),
                name="an_item_is_a_story_or_a_link_with_a_headline",
                violation_error_message="Choose a story, or else give a link and its headline.",
            ),
        ]

    def __str__(self) -> str:
        return self.headline or (str(self.article) if self.article else self.url)

    def content(self) -> dict[str, Any]:
        return {
            "article": self.article_id,
            "url": self.url,
            "headline": self.headline,
            "kicker": self.kicker,
            "image": self.image_id,
            "is_sublink": self.is_sublink,
        }
