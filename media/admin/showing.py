"""How pictures and what is known of them look in the admin. Every text in here may come from a stranger's file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib import admin
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html

from cms.addresses import COLLECTIONS, api_url
from media.admin.crops import drawn_crops
from media.renditions import renditions_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, PermissionsMixin
    from django.db.models import Model
    from django.utils.safestring import SafeString

    from media.models import Image
    from media.usage import Use

THUMBNAIL = 320
LARGE = 640
PREVIEW = 960


def staff_url(image: Image, width: int) -> str:
    """Where staff see the picture, public or not: its smallest rendition of at least this width, or its largest."""
    widths = sorted({it.width for it in renditions_of(image.original) if not it.ratio})
    suited = next((it for it in widths if it >= width), widths[-1])
    return reverse("admin:media_image_rendition", args=[image.pk, suited])


def thumbnail(image: Image) -> SafeString:
    return format_html(
        '<img class="picture-thumb" src="{}" alt="" loading="lazy" style="object-position: {}% {}%">',
        staff_url(image, THUMBNAIL),
        round(image.focal_x * 100, 2),
        round(image.focal_y * 100, 2),
    )


def large_thumbnail(image: Image) -> SafeString:
    """As wide as the list or the grid lets it be, and sharp on screens with two dots for each pixel."""
    return format_html(
        '<img class="picture-thumb" src="{}" srcset="{} 320w, {} 640w" sizes="auto, 20rem" alt="" loading="lazy"'
        ' style="object-position: {}% {}%">',
        staff_url(image, THUMBNAIL),
        staff_url(image, THUMBNAIL),
        staff_url(image, LARGE),
        round(image.focal_x * 100, 2),
        round(image.focal_y * 100, 2),
    )


def preview(image: Image) -> SafeString:
    context = {
        "image": image,
        "url": staff_url(image, PREVIEW),
        "left": f"{image.focal_x * 100:.2f}",
        "top": f"{image.focal_y * 100:.2f}",
        "crops": drawn_crops(image),
    }
    return render_to_string("media/preview.html", context)


def rows_of(uses: list[Use], user: PermissionsMixin | AnonymousUser) -> list[dict[str, Any]]:
    return [row(use, user) for use in uses]


def row(use: Use, user: PermissionsMixin | AnonymousUser) -> dict[str, Any]:
    """What is in work is named only to those who may see it."""
    model = model_of(use.kind)
    label = str(model._meta.verbose_name).capitalize() if model else use.kind.capitalize()
    if not (use.public or (model and may_view(user, model))):
        return {"label": label, "title": "one that you may not see", "url": "", "public": False}
    return {"label": label, "title": use.title, "url": address_of(use, model), "public": use.public}


def may_view(user: PermissionsMixin | AnonymousUser, model: type[Model]) -> bool:
    app, name = model._meta.app_label, model._meta.model_name
    return user.has_perm(f"{app}.view_{name}") or user.has_perm(f"{app}.change_{name}")


def model_of(kind: str) -> type[Model] | None:
    return next((model for model in apps.get_models() if model._meta.model_name == kind), None)


def address_of(use: Use, model: type[Model] | None) -> str:
    """The admin page of what uses the picture; for a document without one, its place in the API."""
    if model and admin.site.is_registered(model):
        return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[use.key])
    return api_url(use.kind, use.key) if use.public and use.kind in COLLECTIONS else ""
