"""The product's own settings, read from an environment in which nothing is left to the machine."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

FOLDER = Path(tempfile.mkdtemp(prefix="newsroom-tests-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
# Whitenoise looks for it when it starts.
(FOLDER / "static").mkdir()
KEPT = {name: os.environ[name] for name in ("DATABASE_URL",) if name in os.environ}
for name in (
    "C2PA_TRUST_ANCHORS",
    "DATABASE_URL",
    "DELIVERY_DATABASE_URL",
    "CDN_PURGE_HEADER",
    "CDN_PURGE_METHOD",
    "CDN_PURGE_URL",
    "DEBUG",
    "EDGE_CACHE_MB",
    "FEEDS_FULL_TEXT",
    "HOST",
    "LOG_SIGNING_KEY",
    "MEDIA_STORAGE_URL",
    "METRICS_TOKEN",
    "PORT",
    "PREPARED_STATEMENTS",
    "SYNC_DAYS",
    "PREVIEW_SITES",
    "TEXT_FILES_DIR",
    "TIME_ZONE",
    "TRUSTED_PROXIES",
    "WEBSUB_HUB",
    "WEB_WORKERS",
):
    os.environ.pop(name, None)
os.environ |= {
    "DATA_DIR": str(FOLDER),
    "SECRET_KEY": "of people who do not exist, who have no secrets",
    "ALLOWED_HOSTS": "*",
    "SITE_URL": "https://news.example",
    "API_URL": "https://api.news.example",
    # Playwright runs a loop in the thread of the tests, which Django would take for asynchronous code.
    "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
    **KEPT,
}

from cms.settings import *  # noqa: E402, F403 (the environment comes first)
from cms.settings import DATABASES, STORAGES  # noqa: E402 (the same)

for database in DATABASES.values():
    if database["ENGINE"].endswith("sqlite3"):
        # A file, as in production: threads and processes of their own can then write to it.
        database["TEST"] = {"NAME": str(FOLDER / "tests.sqlite3")}
    else:
        database["OPTIONS"] |= {"options": "-c synchronous_commit=off"}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
