from __future__ import annotations

from django.utils.text import slugify

from articles.models import Article
from cms.models import Document

LONGEST = 110
"""Leaves room for the number that tells two stories of one headline apart."""


def free_slug(wanted: str, *, but: str = "") -> str:
    """The slug for this headline that no other story has, nor is known by to readers; `but` is the story itself."""
    stem = slugify(wanted)[:LONGEST].rstrip("-") or "story"
    number, slug = 1, stem
    while is_taken(slug, but):
        number += 1
        slug = f"{stem}-{number}"
    return slug


def is_taken(slug: str, but: str) -> bool:
    ours = Article.objects.filter(slug=slug).exclude(pk=but).exists()
    return ours or Document.objects.filter(kind="article", slug=slug).exclude(key=but).exists()
