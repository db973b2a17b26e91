"""What tells one picture from another, for whoever must choose between two that are the same or look alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from media.admin.showing import THUMBNAIL, rows_of, staff_url
from media.usage import uses_of_each

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.contrib.auth.models import AnonymousUser, PermissionsMixin

    from media.models import Image
    from media.usage import Use

NAMED = 3


def told(
    images: Sequence[Image], user: PermissionsMixin | AnonymousUser, *, new: Image | None = None
) -> list[dict[str, Any]]:
    """Where they are used, too; of one that has just come in nobody need ask."""
    uses = uses_of_each([image.pk for image in images if image is not new])
    return [
        {
            "key": image.pk,
            "name": str(image),
            "url": reverse("admin:media_image_change", args=[image.pk]),
            "thumbnail": staff_url(image, THUMBNAIL),
            "size": f"{image.width} × {image.height} {image.format}",
            "credit": image.credit or "No credit",
            "added": date_format(timezone.localtime(image.created_at), "j M Y, H:i"),
            "used": used_in(uses.get(image.pk, []), user),
        }
        for image in images
    ]


def used_in(uses: list[Use], user: PermissionsMixin | AnonymousUser) -> str:
    titles = [row["title"] for row in rows_of(uses, user)]
    more = f" and {len(titles) - NAMED} more" if len(titles) > NAMED else ""
    return f"Used in {', '.join(titles[:NAMED])}{more}" if titles else "Not used yet"
