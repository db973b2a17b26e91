"""The page that takes in many pictures at once, and what its script asks of the server. Every answer is JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.admin.utils import unquote
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import transaction
from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from cms.keys import is_key, new_key
from cms.publishing import lock_log
from media import incoming
from media.admin.bulk import PictureBulkEditing
from media.admin.describing import PictureForm
from media.admin.doors import PLACES, one_of_few
from media.admin.duplicates import told
from media.admin.listing import reaches_readers, staff
from media.decoding import SOURCES
from media.fingerprints import lookalikes
from media.inspection import ACCEPTED, EXTENSIONS, MAX_BYTES, Refused
from media.intake import check, find_same, receive, store
from media.making import IN_LINE
from media.models import Image
from media.publishing import bring_up_to_date
from media.removal import PictureInUse, delete_image

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.files import File
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern

# For so long, whoever brought a picture in may describe it or take it back.
FRESH = timedelta(days=1)
MOST_AT_ONCE = 200
# Of a form, Django would look for fields in what is sent, in the process that readers wait for.
RAW = "application/octet-stream"
OUTDATED = "This page was opened before the newsroom was renewed. Load it anew and try again."
MALFORMED = "The page sent something that cannot be read. Load it anew and try again."


class WordsForm(PictureForm):
    crops = keywords = people = creator_author = opened = None  # type: ignore[assignment]  # Django's word for a field that goes

    class Meta:
        model = Image
        fields = ["alt", "decorative", "caption", "credit"]


class OfferForm(forms.Form):
    size = forms.IntegerField(min_value=0)
    content_type = forms.CharField(max_length=200, required=False)


class PictureUploading(PictureBulkEditing):
    add_form_template = "media/add_pictures.html"

    def get_urls(self) -> list[URLPattern]:
        guard = self.admin_site.admin_view
        return [
            path("upload/", guard(self.upload_view), name="media_image_upload"),
            path("upload/offer/", guard(self.offer_view), name="media_image_offer"),
            path("upload/take/", guard(self.take_view), name="media_image_take"),
            path("upload/words/", guard(self.words_view), name="media_image_words"),
            path("upload/<slug:key>/take-back/", guard(self.take_back_view), name="media_image_take_back"),
            *super().get_urls(),
        ]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        extensions = [f".{it}" for name in SOURCES for it in EXTENSIONS[name]]
        context = {
            "title": "Add pictures",
            "accept": ",".join(extensions),
            "kinds": ACCEPTED,
            "max_bytes": MAX_BYTES,
            "direct": incoming.bucket() is not None,
            "many": MOST_AT_ONCE,
        }
        return super().add_view(request, form_url, {**context, **(extra_context or {})})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        image = self.get_object(request, unquote(object_id))
        alike = told(lookalikes(image), request.user) if image else []
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "lookalikes": alike})

    @method_decorator(require_POST)
    @one_of_few(IN_LINE)
    def upload_view(self, request: HttpRequest) -> HttpResponse:
        """Keeps the body of the request, which is one file and nothing else."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.content_type != RAW:
            return refusal(ValidationError(OUTDATED))
        try:
            key = incoming.keep(request)
        except Refused as error:
            return refusal(ValidationError(error.message))
        return JsonResponse({"key": key}, status=201)

    @method_decorator(require_POST)
    def offer_view(self, request: HttpRequest) -> HttpResponse:
        """Leave to send one file straight to the bucket."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = OfferForm(request.POST)
        if not form.is_valid():
            return refusal(ValidationError(MALFORMED))
        try:
            offered = incoming.offer(**form.cleaned_data)
        except Refused as error:
            return refusal(ValidationError(error.message))
        return JsonResponse(asdict(offered) if offered else {})

    @method_decorator(require_POST)
    @one_of_few(PLACES)
    def take_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        key = request.POST.get("key", "")
        try:
            with incoming.take(key, request.POST.get("filename", "")) as file:
                return self.take_in(request, file)
        except FileNotFoundError:
            return refusal(ValidationError(incoming.INCOMPLETE))
        finally:
            incoming.forget(key)

    def take_in(self, request: HttpRequest, file: File[bytes]) -> HttpResponse:
        key = new_key()
        try:
            upload = receive(file)
            image = find_same(upload) or store(check(upload), by=staff(request), key=key)
        except ValidationError as error:
            return refusal(error)
        if image.pk != key:
            [same] = self.described(request, [image])
            return JsonResponse({"state": "same", "picture": same})
        self.log_addition(request, image, [{"added": {}}])
        others = lookalikes(image) if self.has_view_permission(request) else []
        picture, *alike = self.described(request, [image, *others], new=image)
        return JsonResponse({"state": "stored", "picture": picture, "lookalikes": alike}, status=201)

    @method_decorator(require_POST)
    def words_view(self, request: HttpRequest) -> HttpResponse:
        """Texts for several pictures: all of them, or, where one does not fit, none."""
        try:
            given = words_by_key(request.body)
        except ValidationError as error:
            return refusal(error)
        with transaction.atomic():
            lock_log()
            images = Image.objects.select_for_update().in_bulk(list(given))
            if not all(self.may_describe(request, image) for image in images.values()):
                raise PermissionDenied
            problems = {key: [["", "This picture is gone."]] for key in given if key not in images}
            written = [words_for(image, given[key]) for key, image in images.items()]
            problems |= {form.instance.pk: listed(form.errors.as_data()) for form in written if not form.is_valid()}
            if not problems:
                for form in written:
                    self.save_words(request, form)
        if problems:
            return JsonResponse({"problems": problems}, status=400)
        described = self.described(request, list(images.values()))
        return JsonResponse({"pictures": {it["key"]: it for it in described}})

    def save_words(self, request: HttpRequest, form: WordsForm) -> None:
        if form.has_changed():
            form.instance.save(update_fields=form.changed_data)
            bring_up_to_date(form.instance, by=staff(request))
            self.log_change(request, form.instance, [{"changed": {"fields": form.changed_data}}])

    @method_decorator(require_POST)
    def take_back_view(self, request: HttpRequest, key: str) -> HttpResponse:
        """Deletes an upload in favour of a picture that was here before."""
        image = get_object_or_404(Image, pk=key)
        if not (self.has_delete_permission(request, image) or self.is_fresh(request, image)):
            raise PermissionDenied
        try:
            with transaction.atomic():
                self.log_deletions(request, Image.objects.filter(pk=key))
                delete_image(image, by=staff(request))
        except PictureInUse as error:
            return refusal(ValidationError(str(error)))
        return JsonResponse({"removed": key})

    def may_describe(self, request: HttpRequest, image: Image) -> bool:
        return self.has_change_permission(request, image) or self.is_fresh(request, image)

    def is_fresh(self, request: HttpRequest, image: Image) -> bool:
        """Whoever may add pictures describes those just added, or takes them back, whatever else that person may do."""
        mine = image.uploaded_by_id == request.user.pk and image.created_at > timezone.now() - FRESH
        return mine and self.has_add_permission(request) and not reaches_readers(image)

    def described(
        self, request: HttpRequest, images: Sequence[Image], *, new: Image | None = None
    ) -> list[dict[str, Any]]:
        return [
            {
                **facts,
                "words": {name: getattr(image, name) for name in WordsForm.Meta.fields},
                "shortcomings": image.shortcomings(),
                "restrictions": image.restrictions(),
                "may_describe": self.may_describe(request, image),
            }
            for image, facts in zip(images, told(images, request.user, new=new), strict=True)
        ]


def words_by_key(body: bytes) -> dict[str, dict[str, Any]]:
    try:
        given = json.loads(body)
        # Half a character can be written in JSON, and stored nowhere.
        json.dumps(given, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise ValidationError(MALFORMED) from error
    if not isinstance(given, dict) or not all(is_key(key) and isinstance(it, dict) for key, it in given.items()):
        raise ValidationError(MALFORMED)
    if len(given) > MOST_AT_ONCE:
        raise ValidationError(f"At most {MOST_AT_ONCE} pictures can be saved at once.")
    return given


def words_for(image: Image, given: dict[str, Any]) -> WordsForm:
    """What is not given stays: others may have written it meanwhile."""
    known = {name: getattr(image, name) for name in WordsForm.Meta.fields}
    return WordsForm({**known, **given}, instance=image)


def refusal(error: ValidationError) -> JsonResponse:
    """What is wrong with the file, or with what the file says of itself."""
    by_field = error.error_dict if hasattr(error, "error_dict") else {"file": [error]}
    [field, message], *_ = listed(by_field)
    return JsonResponse({"field": field or "file", "message": message}, status=400)


def listed(errors: dict[str, list[ValidationError]]) -> list[list[str]]:
    return [
        ["" if field == NON_FIELD_ERRORS else field, message]
        for field, found in errors.items()
        for error in found
        for message in error.messages
    ]
