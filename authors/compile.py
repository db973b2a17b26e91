"""Author profiles as plain JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from cms.addresses import api_url, list_url, site_url
from cms.compiled import Compiled, Mention
from media.compile import card_image, image_object

if TYPE_CHECKING:
    from authors.models import Author
    from media.models import Image


def author_object(author: Author) -> dict[str, Any]:
    """The profile as a story carries it: all that a writer's box shows."""
    return {
        "id": author.key,
        "kind": author.kind,
        "name": author.name,
        "slug": author.slug,
        "url": site_url(author.path),
        "api_url": api_url("author", author.key),
        "job_title": author.job_title or None,
        "bio": author.bio or None,
        "portrait": card_image(portrait) if (portrait := shown_portrait(author)) else None,
        "same_as": [link["url"] for link in author.links],
    }


def shown_portrait(author: Author) -> Image | None:
    """None, too, where readers may not have the picture, or it lacks what they need."""
    portrait = author.portrait
    return portrait if portrait and portrait.is_fit(timezone.now()) else None


def compile_author(author: Author) -> Compiled:
    profile = {"type": "author", "version": None, "path": author.path, **author_object(author)}
    dates = {"modified_at": None}
    portrait = shown_portrait(author)
    return Compiled(
        kind="author",
        key=author.key,
        path=author.path,
        slug=author.slug,
        title=author.name,
        published_at=author.created_at,
        updated_at=author.created_at,
        body={
            **profile,
            "portrait": image_object(portrait) if portrait else None,
            "links": author.links,
            "articles_url": list_url("article", author=author.slug),
            "dates": dates,
        },
        card={**profile, "dates": dates},
        mentions=frozenset([Mention("image", author.portrait.key, listed=False)] if author.portrait else []),
    )
