"""Pictures in the admin: taken in, found, described, published, withdrawn and, where nothing uses them, deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import Script
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from unfold.decorators import display

from cms.logs import expect_again
from cms.publishing import lock_log
from media.admin.describing import GROUPS, LABELS, TO_LOOK_AT, WIDGETS, PictureForm, profiles
from media.admin.listing import is_live, reaches_readers, staff
from media.admin.record import credentials_line, said
from media.admin.rights import desk_lists, moment, state_line
from media.admin.showing import preview, rows_of
from media.admin.upload import TEXTS, UploadForm
from media.admin.uploading import PictureUploading
from media.intake import store
from media.making import Busy, file_of
from media.models import Image
from media.publishing import bring_up_to_date
from media.removal import PictureInUse, delete_image
from media.renditions import renditions_of
from media.usage import uses_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.urls import URLPattern
    from django.utils.safestring import SafeString

ADDING = [("File", {"fields": ["file"]}), ("Words", {"fields": TEXTS})]
# The moments at which readers get a picture, and get it no more.
MOMENTS = ["embargo_until", "expires_at"]


@admin.register(Image)
class ImageAdmin(PictureUploading):
    actions_submit_line = ("save_and_publish", "save_and_withdraw")  # type: ignore[assignment]
    readonly_fields = [
        "shown",
        "state",
        "size",
        "came_in",
        "whole_digest",
        "credentials_line",
        "said",
        "keyword_line",
        "people_line",
        "profile_line",
    ]

    class Media:
        css = {"all": ["media/pictures.css"]}
        js = [Script("media/focal-point.js", type="module"), Script("media/later.js", type="module")]

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("rights/", wrap(self.rights_view), name="media_image_rights"),
            path("<slug:key>/rendition/<int:width>/", wrap(self.rendition_view), name="media_image_rendition"),
            *super().get_urls(),
        ]

    def rendition_view(self, request: HttpRequest, key: str, width: int) -> HttpResponse:
        """The picture for staff, whether readers have it or not."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        image = get_object_or_404(Image, pk=key)
        # The fallback format is made fastest, and here bytes cost nothing.
        suited = [it for it in renditions_of(image.original) if not it.ratio and it.width == width]
        try:
            content = file_of(image.key, suited[-1].name) if suited else None
        except Busy:
            expect_again(request)
            return HttpResponse(status=503, headers={"Retry-After": "5"})
        if content is None:
            raise Http404
        rendition = suited[-1]
        headers = {"Cache-Control": "private, no-store", "Content-Security-Policy": "default-src 'none'; sandbox"}
        return HttpResponse(content, content_type=rendition.media_type, headers=headers)

    def rights_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": "Rights",
            "content_title": "Rights",
            "lists": desk_lists(request.user),
        }
        return TemplateResponse(request, "admin/media/image/rights.html", context)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ADDING
        return GROUPS if self.has_change_permission(request, obj) else TO_LOOK_AT

    def get_readonly_fields(self, request: HttpRequest, obj: Image | None = None) -> list[str]:
        """A moment that somebody has set is lifted or put off only by those who may publish."""
        if obj is None or self.may_publish(request):
            return self.readonly_fields
        return [*self.readonly_fields, *(name for name in MOMENTS if getattr(obj, name))]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 Django's
        kwargs["form"] = PictureForm if obj else UploadForm
        kwargs |= {"widgets": WIDGETS, "labels": LABELS}
        return super().get_form(request, obj, change, **kwargs)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().change_view(request, object_id, form_url, self.with_uses(request, object_id, extra_context))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """From the look at what is stored to the save, nobody else saves."""
        if request.method != "POST" or object_id is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            # Before the row: whoever publishes a story holds the log, and then dates its pictures.
            lock_log()
            return super().changeform_view(request, object_id, form_url, extra_context)

    def with_uses(self, request: HttpRequest, object_id: str, context: dict[str, Any] | None) -> dict[str, Any]:
        image = Image.objects.filter(pk=unquote(object_id)).first()
        uses = rows_of(uses_of(image), request.user) if image else []
        may_withdraw = image is not None and self.has_withdraw_permission(request, image.pk)
        return {**(context or {}), "uses": uses, "may_withdraw": may_withdraw}

    @display(description="Preview")
    def shown(self, image: Image) -> str:
        return preview(image)

    @display(description="Readers")
    def state(self, image: Image) -> SafeString:
        return state_line(image, live=is_live(image))

    @display(description="Came in")
    def came_in(self, image: Image) -> str:
        return f"{moment(image.created_at)}{f', from {image.uploaded_by}' if image.uploaded_by else ''}"

    @display(description="SHA-256 of the original")
    def whole_digest(self, image: Image) -> str:
        return format_html('<span class="picture-digest">{}</span>', image.digest)

    @display(description="Content credentials")
    def credentials_line(self, image: Image) -> str:
        return credentials_line(image)

    @display(description="")
    def said(self, image: Image) -> str:
        return said(image)

    @display(description="Keywords")
    def keyword_line(self, image: Image) -> str:
        return ", ".join(image.keywords) or "–"

    @display(description="People shown")
    def people_line(self, image: Image) -> str:
        return ", ".join(image.people) or "–"

    @display(description="Creator's profile")
    def profile_line(self, image: Image) -> str:
        return dict(profiles()).get(image.creator_author) or "–"

    def save_form(self, request: HttpRequest, form: Any, change: Any) -> Image:
        image: Image = super().save_form(request, form, change)
        if change:
            return image
        # What is left empty is taken from the file.
        texts = {name: form.cleaned_data[name] for name in TEXTS if form.cleaned_data[name]}
        return store(form.checked, by=staff(request), **texts)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """A new picture is stored by then. Only what the form changed is written: others may have saved the rest."""
        if change and form.has_changed():
            obj.save(update_fields=form.changed_data)
            bring_up_to_date(obj, by=staff(request))
        for step in self.get_actions_submit_line(request, obj.pk):
            if step.action_name in request.POST:
                step.method(request, obj)  # type: ignore[operator]  # Unfold calls a function an Action

    @admin.action(description="Save and publish", permissions=["publish"])
    def save_and_publish(self, request: HttpRequest, image: Image) -> None:
        self.publish(request, image)

    @admin.action(description="Save and withdraw from readers", permissions=["withdraw"])
    def save_and_withdraw(self, request: HttpRequest, image: Image) -> None:
        self.withdraw(request, image)

    def has_change_permission(self, request: HttpRequest, obj: Image | None = None) -> bool:
        return super().has_change_permission(request, obj) and self.may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Image | None = None) -> bool:
        return super().has_delete_permission(request, obj) and self.may_touch(request, obj)

    def may_touch(self, request: HttpRequest, image: Image | None) -> bool:
        """What readers see, or would see after the change, is changed and deleted only by those who may publish."""
        return image is None or self.may_publish(request) or not reaches_readers(image)

    def get_deleted_objects(self, objs: Iterable[Image], request: HttpRequest) -> Any:
        deleted, counts, missing, _ = super().get_deleted_objects(objs, request)  # type: ignore[arg-type]
        used = [
            format_html("{}: {} {}", image, row["label"], row["title"])
            for image in objs
            for row in rows_of(uses_of(image), request.user)
        ]
        return deleted, counts, missing, used

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        image = self.get_object(request, unquote(object_id))
        if image and request.POST.get("withdraw") and self.has_withdraw_permission(request, image.pk):
            self.withdraw(request, image)
            return HttpResponseRedirect(reverse("admin:media_image_change", args=[image.pk]))
        try:
            return super().delete_view(request, object_id, self.with_uses(request, object_id, extra_context))
        except PictureInUse as error:
            self.message_user(request, str(error), messages.ERROR)
            return HttpResponseRedirect(reverse("admin:media_image_change", args=[object_id]))

    def delete_model(self, request: HttpRequest, obj: Image) -> None:
        delete_image(obj, by=staff(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Image]) -> None:
        for image in queryset:
            delete_image(image, by=staff(request))
