from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html

from media.intake import Checked, check, find_same, receive
from media.models import Image

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

TEXTS = ["alt", "decorative", "caption", "credit", "copyright_notice", "title"]


class UploadForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's is not generic when it runs
    checked: Checked

    class Meta:
        model = Image
        fields = ["file", *TEXTS]

    def clean_file(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        upload = receive(file)
        same = find_same(upload)
        if same:
            raise ValidationError(
                format_html(
                    'This very file is here already: <a href="{}">{}</a>. Use that picture, or choose another file.',
                    reverse("admin:media_image_change", args=[same.pk]),
                    same,
                ),
                code="duplicate",
            )
        self.checked = check(upload)
        return file
