from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from articles.compile.collection import compile_collection
from articles.models import Collection
from articles.publishing.article import now
from articles.sources import public_targets
from cms.dependents import mark
from cms.models import Document
from cms.publishing import PublishingError, lock_log, publish_many, withdraw
from media.models import Image
from media.publishing import publish_images, require_fit

if TYPE_CHECKING:
    from authors.models import User
    from cms.compiled import Compiled

JSON = dict[str, Any]


class MayNotPublish(PublishingError):
    def __init__(self) -> None:
        super().__init__("You need the permission to publish fronts, packages and series for this.")


def publish_collection(collection: Collection, *, by: User | None) -> Document:
    """Makes the draft what readers see. Raises PublishingError and leaves all as it was."""
    require_permission(by)
    with transaction.atomic():
        lock_log()
        held = Collection.objects.select_for_update().get(pk=collection.pk)
        before, content = held.published_content, held.content()
        refuse_unfit(content)
        held.published_content = content
        held.first_published_at = held.first_published_at or now()
        if content != before or held.updated_at is None:
            held.updated_at = now()
        held.save(update_fields=["published_content", "first_published_at", "updated_at"])
        pictures = Image.objects.in_bulk(pictures_in(content)).values()
        for picture in pictures:
            require_fit(picture)
        publish_images(pictures, by=by)
        [document] = publish_many(compiled([held]), by=by)
        mark_parts(before, content)
    collection.refresh_from_db()
    return document


def unpublish_collection(collection: Collection, *, by: User | None) -> None:
    """Takes it away from readers; the draft stays."""
    require_permission(by)
    with transaction.atomic():
        lock_log()
        held = Collection.objects.select_for_update().get(pk=collection.pk)
        before, held.published_content = held.published_content, None
        held.save(update_fields=["published_content"])
        withdraw("collection", held.key, by=by)
        mark_parts(before)
    collection.refresh_from_db()


def recompile_collections(keys: list[str]) -> None:
    """Brings them up to date with their stories and pictures: the content that was published, not the draft."""
    with transaction.atomic():
        lock_log()
        published = Collection.objects.filter(pk__in=keys, published_content__isnull=False).order_by("pk")
        publish_many(compiled(list(published.select_for_update())), by=None, only_live=True)


def compiled(collections: list[Collection]) -> list[Compiled]:
    contents = {it.key: it.published_content or {} for it in collections}
    stories = {item["article"] for content in contents.values() for item in content["items"] if item["article"]}
    targets = public_targets({"article": stories})
    images = Image.objects.in_bulk({key for content in contents.values() for key in pictures_in(content)})
    public = set(Document.objects.live().named({"image": list(images)}).values_list("key", flat=True))
    # A picture that was taken away since is not shown; its story shows its own.
    shown = {key: image for key, image in images.items() if key in public}
    return [compile_collection(it, contents[it.key], targets, shown) for it in collections]


def pictures_in(content: JSON) -> set[str]:
    return {item["image"] for item in content["items"] if item["image"]}


def mark_parts(*contents: JSON | None) -> None:
    """Stories say which part of a series they are, and stop saying so."""
    series = [it for it in contents if it and it["kind"] == Collection.Kind.SERIES]
    mark("article", {item["article"] for content in series for item in content["items"] if item["article"]})


def refuse_unfit(content: JSON) -> None:
    if content["items"] and content["items"][0]["is_sublink"]:
        raise PublishingError("The first item cannot stand under another: move it, or take the mark away.")


def require_permission(by: User | None) -> None:
    if by is not None and not by.has_perm("articles.publish_collection"):
        raise MayNotPublish
