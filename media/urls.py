from __future__ import annotations

from django.urls import path

from media.views import rendition_file

urlpatterns = [
    path("files/<path:name>", rendition_file, name="rendition"),
]
