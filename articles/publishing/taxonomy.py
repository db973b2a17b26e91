from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from articles.compile import compile_category, compile_category_tree, compile_publication, compile_tag
from articles.models import Category, Publication, Tag
from articles.models.publication import UNNAMED
from articles.sources import Sources
from cms.models import Document
from cms.publishing import lock_log, publish_many, withdraw_live

if TYPE_CHECKING:
    from collections.abc import Iterable

    from authors.models import User
    from cms.models import DocumentQuerySet


def publish_sections(*, by: User | None) -> None:
    """Brings the categories, their tree and the site up to date. What is unchanged makes no event.

    All at once, because a category shows its ancestors and its children.
    """
    with transaction.atomic():
        # The log's lock comes before any category's, as where a story brings its category along.
        lock_log()
        publication, _ = Publication.objects.get_or_create(defaults={"name": UNNAMED})
        categories = list(Category.objects.order_by("key"))
        sources = Sources(categories={it.key: it for it in categories}, publication=publication)
        publish_many(
            [
                *(compile_category(it, sources) for it in categories),
                compile_category_tree(sources, publication),
                compile_publication(publication, sources),
            ],
            by=by,
        )


def recompile_categories(keys: list[str]) -> None:
    publish_sections(by=None)


def publish_tags(tags: Iterable[Tag], *, by: User | None) -> None:
    """Makes them public by name: readers have them whether a story has them or not."""
    chosen = list(tags)
    with transaction.atomic():
        lock_log()
        Tag.objects.filter(pk__in=[tag.pk for tag in chosen]).update(stands_alone=True)
        bring_tags(chosen, by=by)
    for tag in chosen:
        tag.stands_alone = True


def bring_tags(tags: Iterable[Tag], *, by: User | None) -> None:
    """What a story brings along."""
    publish_many([compile_tag(tag) for tag in tags], by=by)


def leave_to_stories(tags: Iterable[Tag], *, by: User | None) -> None:
    """Takes back that they were published by name: readers have those that something mentions."""
    with transaction.atomic():
        lock_log()
        keys = [tag.pk for tag in tags]
        Tag.objects.filter(pk__in=keys).update(stands_alone=False)
        withdraw_live("tag", list(unused_tags().filter(key__in=keys).values_list("key", flat=True)), by=by)


def unused_tags() -> DocumentQuerySet:
    return Document.objects.unmentioned("tag").exclude(key__in=Tag.objects.filter(stands_alone=True).values("key"))


def bring_tag_up_to_date(tag: Tag, *, by: User | None) -> None:
    """After an edit. A tag that readers do not know yet waits for its first story: its name may be news."""
    publish_many([compile_tag(tag)], by=by, only_live=True)


def recompile_tags(keys: list[str]) -> None:
    with transaction.atomic():
        tags = Tag.objects.select_for_update().filter(key__in=keys)
        publish_many([compile_tag(tag) for tag in tags], by=None, only_live=True)
