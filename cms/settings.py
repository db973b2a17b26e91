"""Every setting of the product, read from the environment in this one place.

Nothing needs to be set to try it: `make serve` writes `var/local.env` with DEBUG on and a key of its own. Without that
file DEBUG is off, and what production must decide is asked for by name.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvValidationError

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env(eager=False)
DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / "var"))).resolve()
env.read_env(str(DATA_DIR / "local.env"), recurse=False)

DEBUG = env.bool("DEBUG", False)
PORT = env.int("PORT", 8000)
LOCAL_URL = f"http://localhost:{PORT}"


def decided(read: Any, name: str, local: Any) -> Any:
    """A setting that has a value for trying the product out, and that production must decide for itself."""
    return read(name, local) if DEBUG else read(name)


SECRET_KEY = env.str("SECRET_KEY")
ALLOWED_HOSTS = decided(env.list, "ALLOWED_HOSTS", ["*"])
# Documents hold absolute addresses; they come from here, never from a request's headers.
SITE_URL = decided(env.str, "SITE_URL", LOCAL_URL)
API_URL = decided(env.str, "API_URL", LOCAL_URL)
DATABASE_URL = env.str("DATABASE_URL", f"sqlite:///{DATA_DIR / 'newsroom.sqlite3'}")
# A replica, or a role that may only SELECT the published tables: the delivery API reads here.
DELIVERY_DATABASE_URL = env.str("DELIVERY_DATABASE_URL", "")
TIME_ZONE = env.str("TIME_ZONE", "UTC")
databases = {"default": env.dj_db_url("DATABASE_URL", DATABASE_URL)}
if DELIVERY_DATABASE_URL:
    databases["delivery"] = env.dj_db_url("DELIVERY_DATABASE_URL")

try:
    env.seal()
except EnvValidationError as error:
    wrong = "; ".join(f"{name}: {' '.join(problems)}" for name, problems in sorted(error.error_messages.items()))
    raise ImproperlyConfigured(
        f"Set these environment variables, or run `make serve` to try the product without any ({wrong})"
    ) from error

SITE_URL, API_URL = SITE_URL.rstrip("/"), API_URL.rstrip("/")

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "tree_queries",
    "cms",
    "media",
    "authors",
    "articles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES: dict[str, Any] = databases
for database in DATABASES.values():
    if database["ENGINE"].endswith("sqlite3"):
        database["OPTIONS"] = {
            # Writers take the lock when they begin: one publish at a time, and no upgrade that fails half-way.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=268435456;"
            " PRAGMA cache_size=-32000;",
        }
    else:
        database |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
DELIVERY_DATABASE = "delivery" if "delivery" in DATABASES else "default"
if DELIVERY_DATABASE == "delivery":
    DATABASES["delivery"]["TEST"] = {"MIRROR": "default"}
    DATABASE_ROUTERS = ["cms.routers.DeliveryIsReadOnly"]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "authors.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

LANGUAGE_CODE = "en-gb"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    # Originals are private: nothing serves this folder; only renditions of published pictures have addresses.
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(DATA_DIR / "originals"), "base_url": None},
    },
    "renditions": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(DATA_DIR / "renditions"), "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
}
WHITENOISE_USE_FINDERS = DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEBUG
SECURE_PROXY_SSL_HEADER = None if DEBUG else ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"

# Who hears of publish events, in order. Each reads the log at its own pace and must bear being told twice.
EVENT_SUBSCRIBERS = [
    "cms.dependents.mark_dependents",
]
# Work that waits for no event; the worker calls each in turn, and each returns how much it did.
WORKER_JOBS = [
    "articles.publishing.publish_due",
    "cms.dependents.recompile_stale",
]
# How a stale document of each kind is compiled anew from its working data.
RECOMPILERS = {
    "article": "articles.publishing.recompile_articles",
    "category": "articles.publishing.recompile_categories",
    "tag": "articles.publishing.recompile_tags",
    "author": "authors.publishing.recompile_authors",
    "image": "media.publishing.recompile_images",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
}
