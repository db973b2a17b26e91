"""As its documentation teaches it, in the database that ours has."""

from __future__ import annotations

from cms.settings import *  # noqa: F403 (the same database and hosts, so that only the reading differs)

DEBUG = False
INSTALLED_APPS = ["rest_framework", "tests.bench.plain"]
ROOT_URLCONF = "tests.bench.plain.api"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.common.CommonMiddleware",
]
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.CursorPagination",
    "PAGE_SIZE": 20,
}
AUTH_USER_MODEL = "auth.User"
