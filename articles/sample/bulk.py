"""Loads the made-up archive: published stories by the hundred thousand, each as real as one that an editor published.

Composing a story takes as long as storing it: several processes do both, and while one composes another stores.
"""

from __future__ import annotations

import io
import itertools
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from PIL import Image as Pillow
from PIL import ImageDraw

from articles.compile import compile_article
from articles.models import Article, Category, Contribution, Publication, Revision, State, Tag
from articles.models.publication import UNNAMED
from articles.publishing import publish_sections, publish_tags
from articles.sample import corpus
from articles.snapshot import FIELDS
from articles.sources import Sources
from authors.models import Author
from authors.publishing import publish_authors
from cms.events import feed_subscribers
from cms.processes import Turn, pool
from cms.publishing import publish_many
from cms.rows import insert, insert_all, make_room
from media.intake import add_image
from media.publishing import publish_images

if TYPE_CHECKING:
    from collections.abc import Iterator

    from articles.snapshot import Content
    from cms.compiled import Compiled
    from media.models import Image

T = TypeVar("T")
Term = TypeVar("Term", Category, Tag, Author)
BATCH = 4000
PICTURE_SIZE = (640, 360)


@dataclass(frozen=True)
class Stock:
    """What the stories share, each in the order in which the archive counts it."""

    sections: list[Category]
    authors: list[Author]
    tags: list[Tag]
    images: list[Image]
    sources: Sources


@dataclass(frozen=True)
class Made:
    article: Article
    content: Content
    compiled: Compiled


def missing(count: int) -> list[int]:
    """The numbers below `count` whose stories are not stored yet, oldest story first.

    In the order of time an index grows at its end; at random, it is rewritten all over with every batch.
    """
    keys = {corpus.story_key(number): number for number in range(count)}
    for some in batched(list(keys)):
        for key in Article.objects.filter(pk__in=some).values_list("pk", flat=True):
            del keys[key]
    return [keys[key] for key in sorted(keys)]


def batched(things: list[T]) -> list[list[T]]:
    return [things[first : first + BATCH] for first in range(0, len(things), BATCH)]


def load(numbers: list[int]) -> Iterator[int]:
    """Stores and publishes the stories of these numbers; tells each number once its story is out."""
    task = partial(load_batch, publish_stock())
    batches = batched(numbers)
    if len(batches) == 1:
        yield from task(numbers)
    elif batches:
        with pool() as processes:
            for done in processes.map(task, batches):
                yield from done


def load_batch(stock: Stock, numbers: list[int]) -> list[int]:
    """One transaction: a load that is broken off leaves whole batches."""
    make_room()
    batch = [compose(number, stock) for number in numbers]
    with Turn.to_write():
        store(batch)
    return numbers


def publish_stock() -> Stock:
    images = [stored_image(number) for number in range(corpus.PICTURES)]
    with transaction.atomic():
        Publication.objects.get_or_create(defaults={"name": UNNAMED})
        sections = stored(Category, {it.key: {"name": it.name, "parent_id": it.parent} for it in corpus.sections()})
        tags = stored(Tag, {it.key: {"name": it.name} for it in corpus.topics()})
        portraits = itertools.cycle(images)
        authors = stored(
            Author,
            {
                it.key: {"name": it.name, "job_title": it.job_title, "bio": it.bio, "portrait": next(portraits)}
                for it in corpus.writers()
            },
        )
    with_portraits = Author.objects.select_related("portrait").in_bulk([it.key for it in authors])
    authors = [with_portraits[it.key] for it in authors]
    publish_sections(by=None)
    publish_images(images, by=None)
    publish_authors(authors, by=None)
    publish_tags(tags, by=None)
    # Told after the stories are there, these events would have every one of them compiled anew, to no effect.
    while feed_subscribers():
        pass
    sources = Sources(
        categories=Category.objects.in_bulk(),
        tags={it.key: it for it in tags},
        authors={it.key: it for it in authors},
        images={it.key: it for it in images},
        publication=Publication.objects.get(),
    )
    return Stock(sections, authors, tags, images, sources)


def stored(model: type[Term], wanted: dict[str, dict[str, Any]]) -> list[Term]:
    """Those of these keys, in this order; the newsroom that the archive comes into may have others of their names."""
    there: dict[str, Term] = model._default_manager.in_bulk(list(wanted))
    taken = set(model._default_manager.values_list("slug", flat=True))
    missing = []
    for key, fields in wanted.items():
        if key not in there:
            slug = slugify(fields["name"])
            missing.append(model(key=key, slug=f"{slug}-{key[-6:]}" if slug in taken else slug, **fields))
            taken.add(slug)
    model._default_manager.bulk_create(missing)
    there |= {it.key: it for it in missing}
    return [there[key] for key in wanted]


def stored_image(number: int) -> Image:
    """A band of colour with a sun: small, quickly drawn, and no two the same."""
    picture = Pillow.linear_gradient("L").resize(PICTURE_SIZE).convert("RGB")
    tint = Pillow.new("RGB", PICTURE_SIZE, f"hsl({number * 360 // corpus.PICTURES}, 70%, 50%)")
    picture = Pillow.blend(picture, tint, 0.6)
    left = 40 + 25 * number
    ImageDraw.Draw(picture).ellipse((left, 60, left + 90, 150), fill="white")
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=80)
    return add_image(
        ContentFile(content.getvalue(), name=f"archive-{number}.jpg"),
        by=None,
        alt=f"A pale sun over a coloured field, number {number + 1} of {corpus.PICTURES}.",
        caption=f"Archive picture {number + 1}.",
        credit="Archive",
    )


def compose(number: int, stock: Stock) -> Made:
    """Without a database: what the story holds, and what readers will get of it."""
    story = corpus.story(number)
    lead = stock.images[story.picture]
    article = Article(
        key=story.key,
        slug=story.slug,
        headline=story.headline,
        standfirst=[{"text": story.standfirst}],
        body=story.body,
        category_id=stock.sections[story.section].key,
        lead_image_id=lead.key,
        state=State.PUBLISHED,
        version=1,
        first_published_at=story.published_at,
        published_at=story.published_at,
        updated_at=story.updated_at,
    )
    tags = sorted((stock.tags[topic] for topic in story.topics), key=lambda it: it.name)
    content = {
        **{field: getattr(article, field) for field in FIELDS},
        "category": article.category_id,
        "secondary_categories": [],
        "tags": [it.key for it in tags],
        "contributors": [
            {"author": stock.authors[writer].key, "role": Contribution.Role.AUTHOR.value, "note": ""}
            for writer in story.writers
        ],
        "lead_image": lead.key,
        "related": [],
        "placed_at": story.published_at.isoformat(),
    }
    return Made(article, content, compile_article(article, content, stock.sources))


def store(batch: list[Made]) -> None:
    articles = [it.article for it in batch]
    now = timezone.now()
    with transaction.atomic():
        # Revisions first: the database asks only at the end who belongs to whom, and so every row is written once.
        insert(
            Revision,
            ["article", "number", "content", "at", "note"],
            [(it.article.key, it.article.version, it.content, it.article.published_at, "Archive") for it in batch],
        )
        revisions = Revision.objects.filter(article__in=[it.key for it in articles])
        revision_of = dict(revisions.values_list("article", "pk"))
        for article in articles:
            article.published_revision_id = revision_of[article.key]
            article.created_at = article.saved_at = now
        insert_all(articles)
        insert(
            Contribution,
            ["article", "author", "role", "order", "note"],
            (
                (it.article.key, one["author"], one["role"], order, one["note"])
                for it in batch
                for order, one in enumerate(it.content["contributors"], 1)
            ),
        )
        insert(
            Article.tags.through,
            ["article", "tag"],
            ((it.article.key, tag) for it in batch for tag in it.content["tags"]),
        )
        insert(
            Article.pictures.through,
            ["article", "image"],
            # The texts of the archive have none.
            ((it.article.key, it.article.lead_image_id) for it in batch),
        )
        publish_many([it.compiled for it in batch], by=None)
