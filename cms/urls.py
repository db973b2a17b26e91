from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from cms.entrance_forms import ChangePassword
from cms.first_login import ChoosePassword

urlpatterns = [
    path("admin/choose-password/", ChoosePassword.as_view(), name="choose_password"),
    # Before the admin's own page of that address, which counts no wrong passwords.
    path(
        "admin/password_change/",
        admin.site.admin_view(ChangePassword.as_view(), cacheable=True),
        name="change_password",
    ),
    path("admin/", admin.site.urls),
    path("", include("articles.preview.urls")),
    path("api/", include("cms.delivery.urls")),
    path("", include("media.urls")),
    path("", include("cms.delivery.feed_urls")),
]

handler400 = "cms.refusals.bad_request"
handler500 = "cms.delivery.problems.server_error"
