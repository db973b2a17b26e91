"""Pictures as plain JSON. The keys are always the same; what a picture does not have is null or empty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cms.addresses import api_url, file_url
from cms.publishing import Compiled
from cms.wire import iso
from media.renditions import FALLBACK, FORMATS, PREFIX_LENGTH, Rendition, renditions_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from media.models import Image

# Where a client takes the one address and chooses nothing.
PLAIN_WIDTH = 1280


def image_object(image: Image) -> dict[str, Any]:
    """A picture as it stands wherever one appears."""
    return {
        "id": image.key,
        "type": "image",
        "alt": alt_of(image),
        "decorative": image.decorative,
        "width": image.width,
        "height": image.height,
        "focal_point": focal_point(image),
        "placeholder": None,
        "src": plain_address(image),
        "sources": sources(image),
        "crops": {},
        "caption": [{"text": image.caption}] if image.caption else [],
        "credit": image.credit or None,
        "copyright_notice": image.copyright_notice or None,
    }


def card_image(image: Image) -> dict[str, Any]:
    """The little that a list needs of it."""
    return {
        "id": image.key,
        "alt": alt_of(image),
        "width": image.width,
        "height": image.height,
        "focal_point": focal_point(image),
        "src": plain_address(image),
        "sources": sources(image),
    }


def compile_image(image: Image) -> Compiled:
    """Of a picture that has a date of publication: `media.publishing` gives it one."""
    if image.published_at is None:
        raise ValueError(f"Picture {image.key} has no date of publication: publish it with `publish_image`.")
    envelope = {
        "version": None,
        "api_url": api_url("image", image.key),
        "dates": {
            "first_published_at": iso(image.published_at),
            "published_at": iso(image.published_at),
            "updated_at": iso(image.published_at),
            "modified_at": None,
        },
    }
    return Compiled(
        kind="image",
        key=image.key,
        # What its files' names begin with: a file is served while there is a live document of this slug.
        slug=image.digest[:PREFIX_LENGTH],
        title=(alt_of(image) or image.caption)[:300],
        published_at=image.published_at,
        updated_at=image.published_at,
        body={**image_object(image), **envelope},
        card={"type": "image", **card_image(image), **envelope},
    )


def alt_of(image: Image) -> str:
    return "" if image.decorative else image.alt


def focal_point(image: Image) -> dict[str, float]:
    return {"x": round(image.focal_x, 4), "y": round(image.focal_y, 4)}


def plain_address(image: Image) -> str:
    plain = [it for it in renditions(image) if it.format == FALLBACK]
    suited = [it for it in plain if it.width <= PLAIN_WIDTH]
    return file_url((suited or plain)[-1].name)


def sources(image: Image) -> list[dict[str, Any]]:
    return [
        {"type": format_.media_type, "srcset": srcset(it for it in renditions(image) if it.format == key)}
        for key, format_ in FORMATS.items()
    ]


def srcset(those: Iterable[Rendition]) -> list[dict[str, Any]]:
    return [{"url": file_url(it.name), "width": it.width} for it in those]


def renditions(image: Image) -> tuple[Rendition, ...]:
    return renditions_of(image.digest, (image.width, image.height))
