"""How the list of pictures looks, and what can be done to several at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.html import format_html
from unfold.admin import ModelAdmin
from unfold.decorators import display

from cms.admin_filters import DaysFilter
from cms.models import Document, Reference
from cms.publishing import PublishingError
from media.admin.filters import AltFilter, CreditFilter, FormatFilter, PublicFilter
from media.admin.showing import thumbnail
from media.publishing import is_public, publish_image, withdraw_image
from media.usage import in_documents

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from media.models import Image

NAMED = 5


class PictureListing(ModelAdmin):
    list_display = ["picture", "credit_line", "size", "used", "readers", "added"]
    list_display_links = ["picture"]
    list_filter = [PublicFilter, AltFilter, CreditFilter, FormatFilter, ("created_at", DaysFilter)]
    list_filter_submit = True
    list_per_page = 40
    show_full_result_count = False
    search_fields = ["caption", "alt", "credit", "title"]
    search_help_text = "Caption, alternative text, credit or title"
    actions = ["publish_selected", "withdraw_selected"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Image]:
        mine: dict[str, Any] = {"kind": "image", "key": OuterRef("pk")}
        uses = Reference.objects.filter(**mine).order_by().values("kind").annotate(number=Count("pk")).values("number")
        found: QuerySet[Image] = super().get_queryset(request)
        return found.annotate(
            is_live=Exists(Document.objects.live().filter(**mine)),
            uses=Coalesce(Subquery(uses, output_field=IntegerField()), 0),
        )

    @display(description="Picture")
    def picture(self, image: Image) -> str:
        name = image.title or image.alt or image.caption or str(image)
        return format_html(
            '<span class="picture-cell">{}<span><span class="picture-name">{}</span>'
            '<span class="picture-caption">{}</span></span></span>',
            thumbnail(image),
            name,
            "" if image.caption == name else image.caption,
        )

    @display(description="Credit", ordering="credit")
    def credit_line(self, image: Image) -> str:
        return image.credit or "–"

    @display(description="Size", ordering="width")
    def size(self, image: Image) -> str:
        return f"{image.width}\u00a0×\u00a0{image.height} {image.format}"

    @display(description="Used in", ordering="uses")
    def used(self, image: Any) -> str:
        return str(image.uses or "–")

    @display(description="Readers", ordering="is_live", label={"Public": "success", "Not public": "default"})
    def readers(self, image: Image) -> str:
        return "Public" if is_live(image) else "Not public"

    @display(description="Added", ordering="key")
    def added(self, image: Image) -> Any:
        return image.created_at

    def may_publish(self, request: HttpRequest) -> bool:
        return request.user.has_perm("media.publish_image")

    def has_publish_permission(self, request: HttpRequest, key: str | None = None) -> bool:
        return self.may_publish(request) and not (key and is_public(key))

    def has_withdraw_permission(self, request: HttpRequest, key: str | None = None) -> bool:
        return self.may_publish(request) and (key is None or is_public(key))

    @admin.action(description="Publish the chosen pictures", permissions=["publish"])
    def publish_selected(self, request: HttpRequest, chosen: QuerySet[Image]) -> None:
        for image in chosen:
            self.publish(request, image)

    @admin.action(description="Withdraw the chosen pictures from readers", permissions=["publish"])
    def withdraw_selected(self, request: HttpRequest, chosen: QuerySet[Image]) -> None:
        for image in chosen:
            self.withdraw(request, image)

    def publish(self, request: HttpRequest, image: Image) -> None:
        publish_image(image, by=staff(request))
        self.message_user(request, f"Published: {image}", messages.SUCCESS)

    def withdraw(self, request: HttpRequest, image: Image) -> None:
        try:
            withdraw_image(image, by=staff(request))
        except PublishingError:
            self.message_user(request, f"{image}: readers do not have it anyway.", messages.INFO)
            return
        titles = [f"“{use.title}”" for use in in_documents(image)]
        if titles:
            more = f" and {len(titles) - NAMED} more" if len(titles) > NAMED else ""
            self.message_user(
                request,
                f"Withdrawn: {image}. It leaves a gap in {', '.join(titles[:NAMED])}{more}; give these another one.",
                messages.WARNING,
            )
        else:
            self.message_user(request, f"Withdrawn: {image}", messages.SUCCESS)


def staff(request: HttpRequest) -> AbstractBaseUser:
    """The admin lets nobody in who is not logged in."""
    if request.user.is_anonymous:
        raise PermissionDenied
    return request.user


def is_live(image: Image) -> bool:
    """Known from the query where the picture came from one of ours."""
    known: bool | None = getattr(image, "is_live", None)
    return is_public(image.pk) if known is None else known
