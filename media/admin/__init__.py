"""Pictures in the admin: taken in, found, described, published, withdrawn and, where nothing uses them, deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextareaWidget

from cms.addresses import api_url
from media.admin.listing import is_live, staff
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

WORDS = ("Words", {"fields": TEXTS})
ADDING = [("File", {"fields": ["file"]}), WORDS]
CHANGING = [
    ("Picture", {"fields": ["shown", ("focal_x", "focal_y")]}),
    WORDS,
    ("Record", {"fields": ["state", "size", "whole_digest", "uploaded_by", "created_at"]}),
]


@admin.register(Image)
class ImageAdmin(PictureUploading):
    actions_submit_line = ("save_and_publish", "save_and_withdraw")  # type: ignore[assignment]
    readonly_fields = ["shown", "size", "whole_digest", "uploaded_by", "created_at", "state"]

    class Media:
        css = {"all": ["media/pictures.css"]}
        js = ["media/focal-point.js"]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.rendition_view)
        return [
            path("<slug:key>/rendition/<int:width>/", view, name="media_image_rendition"),
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
            return HttpResponse(status=503, headers={"Retry-After": "5"})
        if content is None:
            raise Http404
        rendition = suited[-1]
        headers = {"Cache-Control": "private, no-store", "Content-Security-Policy": "default-src 'none'; sandbox"}
        return HttpResponse(content, content_type=rendition.media_type, headers=headers)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return CHANGING if obj else ADDING

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 Django's
        if obj is None:
            kwargs["form"] = UploadForm
        kwargs["widgets"] = {"caption": UnfoldAdminTextareaWidget(attrs={"rows": 4})}
        return super().get_form(request, obj, change, **kwargs)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().change_view(request, object_id, form_url, self.with_uses(request, object_id, extra_context))

    def with_uses(self, request: HttpRequest, object_id: str, context: dict[str, Any] | None) -> dict[str, Any]:
        image = Image.objects.filter(pk=unquote(object_id)).first()
        return {**(context or {}), "uses": rows_of(uses_of(image), request.user) if image else []}

    @display(description="Preview")
    def shown(self, image: Image) -> str:
        return preview(image)

    @display(description="SHA-256 of the original")
    def whole_digest(self, image: Image) -> str:
        return format_html('<span class="picture-digest">{}</span>', image.digest)

    @display(description="Readers")
    def state(self, image: Image) -> str:
        if not is_live(image):
            return "It is not public. It becomes so with the first story that shows it."
        address = api_url("image", image.key)
        link = format_html('<a class="quiet-link picture-link" href="{}">what readers get</a>', address)
        return format_html("It is public: {}. A change reaches them as soon as it is saved.", link)

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
        """What readers see is changed, and deleted, only by those who may publish."""
        return image is None or self.may_publish(request) or not is_live(image)

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
