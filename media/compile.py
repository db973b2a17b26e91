"""Pictures as plain JSON. The keys are always the same; what a picture does not have is null or empty."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from cms.addresses import api_url, file_url
from cms.compiled import Compiled
from cms.wire import iso
from media.models import SOURCE_TYPES
from media.renditions import CARD_CROP, PREFIX_LENGTH, Original, renditions_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from media.models import Image
    from media.renditions import Rendition

# Where a client takes the one address and chooses nothing.
PLAIN_WIDTH = 1280


def image_object(image: Image) -> dict[str, Any]:
    """A picture as it stands wherever one appears."""
    return {
        "id": image.key,
        "type": "image",
        "alt": alt_of(image),
        "decorative": image.decorative,
        "long_description": image.long_description or None,
        "width": image.width,
        "height": image.height,
        "animated": image.moving,
        "focal_point": focal_point(image),
        "placeholder": placeholder(image),
        **files(image.original),
        "caption": [{"text": image.caption}] if image.caption else [],
        "credit": image.credit or None,
        "copyright_notice": image.copyright_notice or None,
        **origin(image),
    }


def origin(image: Image) -> dict[str, Any]:
    """Who made it, how, where and when, and what may be done with it."""
    return {
        "creator": {"name": image.creator, "author_id": image.creator_author or None} if image.creator else None,
        "source": image.source or None,
        "taken_at": iso(image.taken_at),
        "location": location(image),
        "rights": {
            "category": image.rights or None,
            "usage_terms": image.usage_terms or None,
            "licence_url": image.licence_url or None,
            "acquire_url": image.acquire_url or None,
            "data_mining": image.data_mining or None,
            "syndicate": image.may_be_syndicated,
            "expires_at": iso(image.expires_at),
        },
        "digital_source_type": f"{SOURCE_TYPES}{image.digital_source_type}" if image.digital_source_type else None,
        "ai": {
            "generated": image.is_generated,
            "system": image.ai_system or None,
            "label": image.ai_label or None,
        },
        "content_credentials": credentials(image),
    }


def location(image: Image) -> dict[str, str | None] | None:
    told = {"name": image.place or None, "region": image.region or None, "country": image.country or None}
    return told if any(told.values()) else None


def credentials(image: Image) -> dict[str, Any] | None:
    """Of the original; the files that readers get are made anew, and carry none."""
    told, name = image.credentials_told, image.manifest_name
    return {**told, "manifest_url": file_url(name) if name else None, "renditions_signed": False} if told else None


def card_image(image: Image) -> dict[str, Any]:
    """The little that a list needs of it."""
    made = files(image.original)
    return {
        "id": image.key,
        "alt": alt_of(image),
        "width": image.width,
        "height": image.height,
        "focal_point": focal_point(image),
        "placeholder": placeholder(image),
        **made,
        "crops": {CARD_CROP: made["crops"][CARD_CROP]},
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


def placeholder(image: Image) -> dict[str, str] | None:
    """What fills the picture's place before it comes."""
    return {"thumbhash": image.thumbhash, "color": image.colour} if image.thumbhash else None


def files(original: Original) -> dict[str, Any]:
    """`src`, `sources` and `crops`. Many stories show the same picture: what they share is not to be changed."""
    return files_below(file_url(""), original)


@lru_cache(maxsize=1024)
def files_below(root: str, original: Original) -> dict[str, Any]:
    parts = {ratio: list(those) for ratio, those in groupby(renditions_of(original), key=lambda it: it.ratio)}
    crops = {ratio: {**extent(those), **addresses(root, those)} for ratio, those in parts.items() if ratio}
    return {**addresses(root, parts[""]), "crops": crops}


def extent(those: Sequence[Rendition]) -> dict[str, int]:
    """Which part of the original it is, in its pixels."""
    box = those[0].box
    return {"x": box.left, "y": box.top, "width": box.width, "height": box.height}


def addresses(root: str, those: Sequence[Rendition]) -> dict[str, Any]:
    plain = [it for it in those if it.format == those[-1].format]
    suited = [it for it in plain if it.width <= PLAIN_WIDTH]
    sources = [
        {"type": media_type, "srcset": [{"url": f"{root}{it.name}", "width": it.width} for it in same]}
        for media_type, same in groupby(those, key=lambda it: it.media_type)
    ]
    return {"src": f"{root}{(suited or plain)[-1].name}", "sources": sources}
