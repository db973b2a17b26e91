"""What its tutorial would make of our stories: pages with a stream of blocks, snippets for names, tags by taggit."""

from __future__ import annotations

from django.db import models
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from taggit.models import TaggedItemBase
from wagtail.api import APIField
from wagtail.blocks import RichTextBlock
from wagtail.fields import StreamField
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.models import Page
from wagtail.snippets.models import register_snippet


class NewsImage(AbstractImage):
    caption = models.TextField(blank=True)
    credit = models.CharField(max_length=300, blank=True)
    admin_form_fields = ("title", "file", "caption", "credit")
    api_fields = [APIField("caption"), APIField("credit"), APIField("description")]


class NewsRendition(AbstractRendition):
    image = models.ForeignKey(NewsImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


@register_snippet
class Category(models.Model):
    name = models.CharField(max_length=100)
    slug = models.SlugField(max_length=100, unique=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)
    api_fields = [APIField("name"), APIField("slug"), APIField("parent")]


@register_snippet
class Author(models.Model):
    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=120, unique=True)
    role = models.CharField(max_length=200)
    bio = models.TextField()
    api_fields = [APIField("name"), APIField("slug"), APIField("role"), APIField("bio")]


class NewsIndexPage(Page):
    pass


class StoryTag(TaggedItemBase):
    content_object = ParentalKey("newsroom.StoryPage", on_delete=models.CASCADE, related_name="tagged_items")


class StoryPage(Page):
    standfirst = models.TextField()
    body = StreamField([("text", RichTextBlock())])
    hero = models.ForeignKey(NewsImage, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    authors = ParentalManyToManyField(Author)
    tags = ClusterTaggableManager(through=StoryTag, blank=True)
    api_fields = [APIField(name) for name in ("standfirst", "body", "hero", "category", "authors", "tags")]
    parent_page_types = ["newsroom.NewsIndexPage"]
