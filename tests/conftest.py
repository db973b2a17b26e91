from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def django_db_modify_db_settings_xdist_suffix(request: pytest.FixtureRequest) -> None:
    """One test database for each worker process, and for each person who shares the server."""
    parts = [os.environ.get("TEST_DB_SUFFIX", ""), getattr(request.config, "workerinput", {}).get("workerid", "")]
    suffix = "_".join(part for part in parts if part)
    if suffix:
        database = settings.DATABASES["default"]
        if not database["ENGINE"].endswith("sqlite3"):
            database.setdefault("TEST", {})["NAME"] = f"test_newsroom_{suffix}"


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path: Path) -> Iterator[None]:
    """Each test has its own folders for originals, renditions and static files, and cheap passwords."""
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    settings.STORAGES = {
        **settings.STORAGES,
        **{
            name: {
                "BACKEND": "django.core.files.storage.FileSystemStorage",
                "OPTIONS": {"location": str(tmp_path / name), "base_url": None},
            }
            for name in ("default", "renditions")
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.ALLOWED_HOSTS = ["*"]
    return
