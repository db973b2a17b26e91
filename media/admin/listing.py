"""How the list of pictures looks, and what can be done to several at once."""

from __future__ import annotations

import json
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponseRedirect
from django.utils.html import format_html
from unfold.admin import ModelAdmin
from unfold.decorators import display

from cms.admin_filters import DaysFilter
from cms.models import Document, Reference
from cms.publishing import PublishingError
from media.admin.filters import (
    AltFilter,
    CreditFilter,
    FormatFilter,
    OrientationFilter,
    PublicFilter,
    RightsFilter,
    RightsStateFilter,
)
from media.admin.rights import standing
from media.admin.showing import large_thumbnail
from media.publishing import NotFit, is_public, publish_image, shown_keys, withdraw_image
from media.usage import uses_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from media.models import Image

NAMED = 5
# How the pictures can be looked at: what it is called, and its sign.
VIEWS = {"list": ("List", "view_list"), "grid": ("Grid", "grid_view")}
VIEW_COOKIE = "picture_view"
YEAR = 365 * 24 * 3600
SEARCHED = ["caption", "alt", "credit", "title", "creator", "event", "place", "region"]
LISTS = ["keywords", "people"]
COLOURS = {
    "Public": "success",
    "Public, ending soon": "warning",
    "Not public": "default",
    "Rights ended": "danger",
    "Under embargo": "warning",
    "Withdrawn": "danger",
    "Killed": "danger",
}


class PictureListing(ModelAdmin):
    list_display = ["picture", "credit_line", "size", "used", "readers", "taken", "added"]
    list_display_links = ["picture"]
    list_filter = [
        PublicFilter,
        RightsStateFilter,
        RightsFilter,
        AltFilter,
        CreditFilter,
        OrientationFilter,
        FormatFilter,
        ("taken_at", DaysFilter),
        ("created_at", DaysFilter),
    ]
    list_filter_submit = True
    list_before_template = "media/views.html"  # type: ignore[assignment]  # Unfold says None, and means a name
    list_per_page = 40
    show_full_result_count = False
    # Django asks for a search box by these; `get_search_results` says what is searched.
    search_fields = ["caption"]
    search_help_text = "Caption, alternative text, credit, title, creator, event, people, place or keywords"
    actions = ["publish_selected", "withdraw_selected"]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """As a list or as a grid: what was chosen is remembered by the browser."""
        if "view" in request.GET:
            return self.remember_view(request)
        chosen = request.COOKIES.get(VIEW_COOKIE)
        context: dict[str, Any] = {
            "view": chosen if chosen in VIEWS else "list",
            "views": VIEWS,
            "chosen": request.GET.urlencode(),
        }
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def remember_view(self, request: HttpRequest) -> HttpResponse:
        asked = request.GET.copy()
        [view] = asked.pop("view")[-1:]
        answer = HttpResponseRedirect(f"{request.path}?{asked.urlencode()}" if asked else request.path)
        if view in VIEWS:
            secure = request.is_secure()
            answer.set_cookie(VIEW_COOKIE, view, YEAR, path=request.path, secure=secure, httponly=True, samesite="Lax")
        return answer

    def get_queryset(self, request: HttpRequest) -> QuerySet[Image]:
        mine: dict[str, Any] = {"kind": "image", "key": OuterRef("pk")}
        uses = Reference.objects.filter(**mine).order_by().values("kind").annotate(number=Count("pk")).values("number")
        found: QuerySet[Image] = super().get_queryset(request)
        return found.annotate(
            is_live=Exists(Document.objects.live().filter(**mine)),
            uses=Coalesce(Subquery(uses, output_field=IntegerField()), 0),
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Image], search_term: str
    ) -> tuple[QuerySet[Image], bool]:
        """Every word must occur somewhere."""
        for word in search_term.split():
            queryset = queryset.filter(mentioning(word))
        return queryset, False

    @display(description="Picture")
    def picture(self, image: Image) -> str:
        name = image.title or image.alt or image.caption or str(image)
        return format_html(
            '<span class="picture-cell">{}<span><span class="picture-name">{}</span>'
            '<span class="picture-caption">{}</span></span></span>',
            large_thumbnail(image),
            name,
            "" if image.caption == name else image.caption,
        )

    @display(description="Credit", ordering="credit")
    def credit_line(self, image: Image) -> str:
        return image.credit or "–"

    @display(description="Size", ordering=F("width") * F("height"))
    def size(self, image: Image) -> str:
        return f"{image.width}\u00a0×\u00a0{image.height} {image.format}"

    @display(description="Used in", ordering="uses")
    def used(self, image: Any) -> str:
        return str(image.uses or "–")

    @display(description="Readers", ordering="is_live", label=COLOURS)
    def readers(self, image: Image) -> str:
        return standing(image, live=is_live(image)).short

    @display(description="Taken", ordering="taken_at")
    def taken(self, image: Image) -> Any:
        return image.taken_at

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
        try:
            publish_image(image, by=staff(request))
        except NotFit as error:
            self.message_user(request, f"Not published. {error}", messages.ERROR)
            return
        self.message_user(request, f"Published: {image}", messages.SUCCESS)
        for words in image.restrictions():
            self.message_user(request, f"{image}: {words}", messages.WARNING)

    def withdraw(self, request: HttpRequest, image: Image) -> None:
        try:
            withdraw_image(image, by=staff(request))
        except PublishingError:
            self.message_user(request, f"{image}: readers do not have it anyway.", messages.INFO)
            return
        titles = [f"“{use.title}”" for use in uses_of(image) if use.public]
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


def mentioning(word: str) -> Q:
    found = reduce(or_, (Q(**{f"{name}__icontains": word}) for name in SEARCHED))
    # SQLite keeps JSON as it was written, with everything beyond ASCII escaped; PostgreSQL does not.
    forms = {word, json.dumps(word)[1:-1]}
    return reduce(or_, (Q(**{f"{name}__icontains": form}) for name in LISTS for form in forms), found)


def reaches_readers(image: Image) -> bool:
    """Whether they have it, or would have it if what stands against it were gone."""
    return is_live(image) or (not image.withheld and (image.stands_alone or bool(shown_keys([image.pk]))))


def is_live(image: Image) -> bool:
    """Known from the query where the picture came from one of ours."""
    known: bool | None = getattr(image, "is_live", None)
    return is_public(image.pk) if known is None else known
