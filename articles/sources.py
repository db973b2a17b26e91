"""Everything that stories mention, read in a constant number of queries for any number of stories."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from django.utils import timezone

from articles import blocks
from articles.models import Article, Category, Correction, Publication, Tag
from articles.models.publication import UNNAMED
from authors.models import Author
from cms.models import Document, Reference
from media.models import Image

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from articles.snapshot import Content
    from cms.keys import Name


@dataclass(frozen=True)
class PublicTarget:
    """A live document that a story links to."""

    path: str
    card: dict[str, Any]
    # A retracted story keeps its address, so it can be linked to, but nothing shows its card.
    listed: bool


@dataclass(frozen=True)
class Sources:
    categories: Mapping[str, Category]
    tags: Mapping[str, Tag] = field(default_factory=dict)
    authors: Mapping[str, Author] = field(default_factory=dict)
    images: Mapping[str, Image] = field(default_factory=dict)
    # Pictures that no reader may have now, with the reason: no story may show or bring back what the desk took away.
    refused: Mapping[str, str] = field(default_factory=dict)
    targets: Mapping[Name, PublicTarget] = field(default_factory=dict)
    corrections: Mapping[str, list[Correction]] = field(default_factory=dict)
    # The series that a story is part of, as readers have them.
    series: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)
    # What readers have of live coverage, newest first.
    live: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)
    publication: Publication | None = None
    # When readers are to have it: rights end, and embargoes are over, at a time.
    moment: datetime = field(default_factory=timezone.now)

    @classmethod
    def of(cls, contents: Mapping[str, Content], *, moment: datetime | None = None) -> Self:
        """For contents by article key, as they would go out at that moment; now, unless one is given."""
        mentioned = [blocks.mentions(content["body"]) for content in contents.values()]
        authors = {it["author"] for content in contents.values() for it in content["contributors"]}
        tags = {key for content in contents.values() for key in content["tags"]}
        images = {content["lead_image"] for content in contents.values() if content["lead_image"]}
        targets = {
            "article": {key for content in contents.values() for key in content["related"]}.union(
                *(it.articles for it in mentioned)
            ),
            "author": set().union(*(it.authors for it in mentioned)),
            "category": set().union(*(it.categories for it in mentioned)),
            "tag": set().union(*(it.tags for it in mentioned)),
        }
        found = Image.objects.in_bulk(images.union(*(it.images for it in mentioned)))
        moment = moment or timezone.now()
        refused = {key: reason for key, image in found.items() if (reason := image.refusal(moment))}
        return cls(
            categories=Category.objects.in_bulk(),
            tags=Tag.objects.in_bulk(tags) if tags else {},
            authors=Author.objects.select_related("portrait").in_bulk(authors) if authors else {},
            images={key: image for key, image in found.items() if key not in refused},
            refused={key: f"“{found[key]}” {reason}" for key, reason in refused.items()},
            targets=public_targets(targets),
            corrections=corrections_of(contents),
            series=series_of(contents),
            live=live_posts([key for key, content in contents.items() if content["kind"] == Article.Kind.LIVE]),
            publication=Publication.objects.first() or Publication(name=UNNAMED),
            moment=moment,
        )

    def lineage(self, key: str) -> list[Category]:
        """The category and what it lies in, root first."""
        chain: list[Category] = []
        step: str | None = key
        while step:
            chain.append(self.categories[step])
            step = chain[-1].parent_id
        return chain[::-1]

    def path_of(self, key: str) -> str:
        return "".join(f"/{category.slug}" for category in self.lineage(key))


def public_targets(keys: Mapping[str, set[str]]) -> dict[Name, PublicTarget]:
    rows = Document.objects.live().named(keys).values_list("kind", "key", "path", "card", "listed")
    return {(kind, key): PublicTarget(path, json.loads(card), listed) for kind, key, path, card, listed in rows}


def series_of(articles: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    parts = Reference.objects.filter(kind="part", key__in=list(articles), document_kind="collection")
    for key, body in parts.order_by("document_key").values_list("key", "document__body"):
        found[key].append(json.loads(body))
    return dict(found)


def live_posts(articles: list[str]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    posts = Reference.objects.filter(kind="coverage", key__in=articles, document_kind="update", listed=True)
    rows = posts.order_by("-published_at", "-document_key").values_list("key", "document__body")
    for key, body in rows if articles else ():
        found[key].append(json.loads(body))
    return dict(found)


def corrections_of(articles: Iterable[str]) -> dict[str, list[Correction]]:
    found: dict[str, list[Correction]] = defaultdict(list)
    for correction in Correction.objects.filter(article__in=articles, published_at__isnull=False).order_by(
        "created_at"
    ):
        found[correction.article_id].append(correction)
    return dict(found)
