from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from cms.first_login import ChoosePassword

urlpatterns = [
    path("admin/choose-password/", ChoosePassword.as_view(), name="choose_password"),
    path("admin/", admin.site.urls),
    path("", include("articles.preview.urls")),
    path("api/", include("cms.delivery.urls")),
    path("", include("media.urls")),
    path("", include("cms.delivery.feed_urls")),
]

handler400 = "cms.delivery.problems.bad_request"
handler500 = "cms.delivery.problems.server_error"
