from __future__ import annotations

from django.urls import include, path
from rest_framework.renderers import JSONRenderer
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.images.api.v2.views import ImagesAPIViewSet


# Without the pages that people browse them by.
class Pages(PagesAPIViewSet):
    renderer_classes = [JSONRenderer]


class Images(ImagesAPIViewSet):
    renderer_classes = [JSONRenderer]


api = WagtailAPIRouter("wagtailapi")
api.register_endpoint("pages", Pages)
api.register_endpoint("images", Images)
urlpatterns = [path("api/v2/", api.urls), path("", include("wagtail.urls"))]
