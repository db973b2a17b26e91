"""A plain Django REST framework project over the same tables, as its documentation teaches it."""

from __future__ import annotations

from cms.settings import *  # noqa: F403 (the same database and apps, so that only the reading differs)

DEBUG = False
ROOT_URLCONF = "tests.bench.peer"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.common.CommonMiddleware",
]
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.CursorPagination",
    "PAGE_SIZE": 20,
}
