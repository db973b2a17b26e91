"""What tells one picture from another, for whoever must choose between two that are the same or look alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from media.admin.showing import THUMBNAIL, rows_of, staff_url
from media.fingerprints import lookalikes
from media.usage import uses_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, PermissionsMixin

    from media.models import Image

NAMED = 3


def lookalikes_of(image: Image, user: PermissionsMixin | AnonymousUser) -> list[dict[str, Any]]:
    return [told(other, user) for other in lookalikes(image)]


def told(image: Image, user: PermissionsMixin | AnonymousUser) -> dict[str, Any]:
    return {
        "key": image.pk,
        "name": str(image),
        "url": reverse("admin:media_image_change", args=[image.pk]),
        "thumbnail": staff_url(image, THUMBNAIL),
        "size": f"{image.width} × {image.height} {image.format}",
        "credit": image.credit or "No credit",
        "added": date_format(timezone.localtime(image.created_at), "j M Y, H:i"),
        "used": used_in(image, user),
    }


def used_in(image: Image, user: PermissionsMixin | AnonymousUser) -> str:
    titles = [row["title"] for row in rows_of(uses_of(image), user)]
    more = f" and {len(titles) - NAMED} more" if len(titles) > NAMED else ""
    return f"Used in {', '.join(titles[:NAMED])}{more}" if titles else "Not used yet"
