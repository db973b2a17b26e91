"""For web servers that only answer readers: API, feeds and maps from the published tables, without desk and pictures.

    DJANGO_SETTINGS_MODULE=cms.delivery_settings granian --interface wsgi cms.wsgi:application

Such a server starts in half the time, and needs no more than a database in which it may read.
"""

from __future__ import annotations

from cms.settings import *  # noqa: F403 (the same, but for what follows)
from cms.settings import REST_FRAMEWORK

INSTALLED_APPS = ["rest_framework", "drf_spectacular", "drf_spectacular_sidecar", "cms"]
MIDDLEWARE = [
    "cms.delivery.first.ReadersFirst",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "cms.delivery_urls"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
REST_FRAMEWORK = {
    **REST_FRAMEWORK,
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,  # type: ignore[dict-item] # which lists of names are its neighbours
}
