"""How pictures are shown in the newsroom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.html import format_html
from django.utils.safestring import mark_safe

from media.admin.showing import PREVIEW, THUMBNAIL, staff_url

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from media.models import Image


NO_PICTURE = mark_safe('<span class="thumb thumb-empty" aria-hidden="true"></span>')


def thumbnail(image: Image | None) -> SafeString:
    """Small, beside words that say the same: nothing for those who cannot see it."""
    if image is None:
        return NO_PICTURE
    return format_html('<img class="thumb" src="{}" alt="" loading="lazy">', staff_url(image, THUMBNAIL))


def preview(image: Image | None) -> SafeString:
    if image is None:
        return format_html('<span class="quiet">{}</span>', "No picture chosen.")
    return format_html('<img class="preview" src="{}" alt="{}">', staff_url(image, PREVIEW), image.alt)
