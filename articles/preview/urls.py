from __future__ import annotations

from django.urls import path

from articles.preview import views

urlpatterns = [
    path("preview/<str:token>/", views.shared_page, name="preview_shared"),
    path("preview/<str:token>/files/<path:name>", views.shared_file, name="preview_shared_file"),
    path("api/preview/v1/articles/", views.site_document, name="preview_document"),
    path("api/preview/v1/files/<str:token>/<path:name>", views.site_file, name="preview_file"),
]
