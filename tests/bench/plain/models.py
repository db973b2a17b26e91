from __future__ import annotations

from django.db import models


class Category(models.Model):
    key = models.CharField(max_length=26, primary_key=True)
    name = models.CharField(max_length=100)
    slug = models.SlugField(max_length=100, unique=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT)


class Author(models.Model):
    key = models.CharField(max_length=26, primary_key=True)
    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=120, unique=True)
    job_title = models.CharField(max_length=200)
    bio = models.TextField()


class Tag(models.Model):
    key = models.CharField(max_length=26, primary_key=True)
    name = models.CharField(max_length=100)
    slug = models.SlugField(max_length=120, unique=True)


class Image(models.Model):
    key = models.CharField(max_length=26, primary_key=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    alt = models.TextField()
    caption = models.TextField()
    credit = models.CharField(max_length=300)
    focal_x = models.FloatField()
    focal_y = models.FloatField()


class Story(models.Model):
    key = models.CharField(max_length=26, primary_key=True)
    slug = models.SlugField(max_length=120, unique=True)
    headline = models.CharField(max_length=300)
    kicker = models.CharField(max_length=60, blank=True)
    standfirst = models.JSONField()
    summary = models.TextField(blank=True)
    body = models.JSONField()
    category = models.ForeignKey(Category, on_delete=models.PROTECT)
    contributors = models.ManyToManyField(Author)
    tags = models.ManyToManyField(Tag)
    lead_image = models.ForeignKey(Image, null=True, on_delete=models.SET_NULL)
    first_published_at = models.DateTimeField()
    published_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["-published_at", "-key"], name="plain_newest"),
            models.Index(fields=["category", "-published_at", "-key"], name="plain_newest_of_category"),
        ]
