"""What a server that only answers readers has."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("api/", include("cms.delivery.urls")),
    path("", include("cms.delivery.feed_urls")),
]

handler400 = "cms.delivery.problems.bad_request"
handler500 = "cms.delivery.problems.server_error"
