"""Every setting of the product, read from the environment in this one place.

Nothing needs to be set to try it: `make serve` writes `var/local.env` with DEBUG on and a key of its own. Without that
file DEBUG is off, and what production must decide is asked for by name.
"""

from __future__ import annotations

import re
import secrets
import ssl
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import available_timezones

import django
from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvValidationError, ValidationError, validate

from cms.api_settings import REST_FRAMEWORK as REST_FRAMEWORK
from cms.api_settings import SPECTACULAR_SETTINGS as SPECTACULAR_SETTINGS
from cms.calls import can_be_called, is_header
from cms.database_settings import options_of
from cms.desk_settings import UNFOLD as UNFOLD
from cms.logs import LOGGING as LOGGING
from cms.nginx import can_be_told
from cms.preview_settings import are_frontends
from cms.signing import is_signing_key
from cms.storage_settings import is_media_storage, media_storages
from cms.text_files import is_folder, read_texts

BASE_DIR = Path(__file__).resolve().parent.parent

# What to write, said when a value is missing or wrong.
REMEDIES = {
    "DEBUG": "`off` in production, `on` to try the product out",
    "SECRET_KEY": f"a random text of 32 characters or more that nobody else knows, such as {secrets.token_urlsafe(36)}",
    "ALLOWED_HOSTS": "the names this server is called by, with commas: `api.news.example,desk.news.example`",
    "SITE_URL": "the address of the website that readers see, without a path: `https://news.example`",
    "API_URL": "the address of this server, without a path: `https://api.news.example`",
    "DATABASE_URL": "`postgres://user:password@host:5432/name`, or `sqlite:////folder/newsroom.sqlite3`",
    "DELIVERY_DATABASE_URL": "as DATABASE_URL, for a replica or a role that may only read; leave it out to have none",
    "PREPARED_STATEMENTS": "`off` behind a pooler that does not know them, such as PgBouncer before 1.21; else `on`",
    "MEDIA_STORAGE_URL": "`s3://KEY:SECRET@host:port/bucket?region=…&tls=1`; leave it out to keep files in DATA_DIR",
    "C2PA_TRUST_ANCHORS": "the path of a PEM file with the certificates of authorities; leave it out to trust nobody",
    "LOG_SIGNING_KEY": "32 random bytes in base64, of which you keep a copy; leave it out to sign nothing",
    "FEEDS_FULL_TEXT": "`on` for whole texts of free stories in feeds, `off` for summaries alone",
    "CDN_PURGE_URL": "where your CDN is told what to forget, such as `https://api.fastly.com/service/ID/purge`,"
    " or where nginx keeps it, as `file:///var/cache/nginx/newsroom`",
    "CDN_PURGE_METHOD": "how it is told: `POST`, or `PURGE` for Varnish",
    "CDN_PURGE_HEADER": "a header with your token, such as `Fastly-Key: …` or `Authorization: Bearer …`",
    "WEBSUB_HUB": "the address of a WebSub hub, such as `https://hub.example/`; leave it out to have none",
    "TEXT_FILES_DIR": "a folder with `robots.txt`, `ads.txt`, `app-ads.txt`, `security.txt` or `humans.txt`",
    "TIME_ZONE": "a name such as `Europe/London` or `UTC`",
    "PREVIEW_SITES": "each frontend with its address: `Website=https://www.news.example/preview?token={token}`",
    "EDGE_CACHE_MB": "how much of the API each web process may keep ready, from 0 (nothing) to 100000, such as `128`",
    "METRICS_TOKEN": "a random text of 16 characters or more that your Prometheus sends; leave it out to have none",
    "SYNC_DAYS": "after how many days without asking an app must load all anew, from 1 to 3650, such as `90`",
    "TRUSTED_PROXIES": "how many proxies of yours stand in front of each other, from 0 to 10, such as `1` for nginx",
    "PORT": "a number from 1 to 65535, such as `8000`",
    "WEB_WORKERS": "how many web server processes, from 1 to 64, such as `2`",
}


def is_database(address: str) -> None:
    if not address.startswith(("sqlite://", "postgres://", "postgresql://")):
        raise ValidationError("Neither SQLite nor PostgreSQL.")


def is_token(text: str) -> None:
    if 0 < len(text) < 16:
        raise ValidationError("Too short to be secret.")


def is_origin(address: str) -> None:
    if not re.fullmatch(r"https?://[^/?#\s]+/?", address):
        raise ValidationError("Not the address of a site.")


def is_time_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError("Not a known time zone.")


def are_certificates(path: str) -> None:
    try:
        _ = path and ssl.create_default_context(cafile=path)
    except OSError as error:
        raise ValidationError("No file of certificates that can be read.") from error


def remedies(problems: Any) -> str:
    lines = [f"  {name}: {said[0]} Write {REMEDIES[name]}." for name, said in sorted(problems.items())]
    introduction = "These environment variables are missing or wrong (`make serve` tries the product out without any):"
    return "\n".join([introduction, *lines])


env = Env(eager=False)
DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / "var"))).resolve()
env.read_env(str(DATA_DIR / "local.env"), recurse=False)

DEBUG = env.bool("DEBUG", False)
HOST = env.str("HOST", "127.0.0.1")
PORT = env.int("PORT", 8000, validate=validate.Range(1, 65535))
WEB_WORKERS = env.int("WEB_WORKERS", 1 if DEBUG else 2, validate=validate.Range(1, 64))
# Each adds to X-Forwarded-For where it was called from. What stands before that is not believed.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 0, validate=validate.Range(0, 10))
SYNC_DAYS = env.int("SYNC_DAYS", 90, validate=validate.Range(1, 3650))
EDGE_CACHE_MB = env.int("EDGE_CACHE_MB", 128, validate=validate.Range(0, 100_000))
METRICS_TOKEN = env.str("METRICS_TOKEN", "", validate=is_token)
LOCAL_NAMES = ("127.0.0.1", "0.0.0.0", "::", "::1")  # noqa: S104 (is compared, not bound)
LOCAL_URL = f"http://{'localhost' if HOST in LOCAL_NAMES else HOST}:{PORT}"


def decided(read: Any, name: str, local: Any, **checks: Any) -> Any:
    """A setting that has a value for trying the product out, and that production must decide for itself."""
    return read(name, local, **checks) if DEBUG else read(name, **checks)


def database_at(name: str, local: str) -> Any:
    env.str(name, local, validate=is_database)
    return env.dj_db_url(name, local)


SECRET_KEY = env.str("SECRET_KEY", validate=validate.Length(min=32))
ALLOWED_HOSTS = decided(env.list, "ALLOWED_HOSTS", ["*"], validate=validate.Length(min=1))
# Documents hold absolute addresses; they come from here, never from a request's headers.
SITE_URL = decided(env.str, "SITE_URL", LOCAL_URL, validate=is_origin)
API_URL = decided(env.str, "API_URL", LOCAL_URL, validate=is_origin)
TIME_ZONE = env.str("TIME_ZONE", "UTC", validate=is_time_zone)
databases = {"default": database_at("DATABASE_URL", f"sqlite:///{quote(str(DATA_DIR / 'newsroom.sqlite3'))}")}
# A replica, or a role that may only SELECT the published tables: the delivery API reads here.
if replica := env.str("DELIVERY_DATABASE_URL", ""):
    databases["delivery"] = database_at("DELIVERY_DATABASE_URL", replica)
prepares = env.bool("PREPARED_STATEMENTS", True)
trust_anchors = env.str("C2PA_TRUST_ANCHORS", "", validate=are_certificates)
PREVIEW_SITES: list[str] = env.list("PREVIEW_SITES", [], validate=are_frontends)
text_files = env.str("TEXT_FILES_DIR", "", validate=is_folder)
CDN_PURGE_URL = env.str("CDN_PURGE_URL", "", validate=can_be_told)
CDN_PURGE_METHOD = env.str("CDN_PURGE_METHOD", "POST", validate=validate.OneOf(["POST", "PURGE"]))
CDN_PURGE_HEADER = env.str("CDN_PURGE_HEADER", "", validate=is_header)
WEBSUB_HUB = env.str("WEBSUB_HUB", "", validate=can_be_called)
FEEDS_FULL_TEXT = env.bool("FEEDS_FULL_TEXT", True)
LOG_SIGNING_KEY = env.str("LOG_SIGNING_KEY", "", validate=is_signing_key)
media_storage = env.str("MEDIA_STORAGE_URL", "", validate=is_media_storage)

try:
    env.seal()
except EnvValidationError as error:
    raise ImproperlyConfigured(remedies(error.error_messages)) from None

SITE_URL, API_URL = SITE_URL.rstrip("/"), API_URL.rstrip("/")
TEXT_FILES = read_texts(text_files)
C2PA_TRUST_ANCHORS = Path(trust_anchors).read_text(errors="replace") if trust_anchors else ""

INSTALLED_APPS = [
    # Before Unfold, of whose frame it draws some parts itself.
    "cms",
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
    "media",
    "authors",
    "articles",
]

MIDDLEWARE = [
    "cms.delivery.first.ReadersFirst",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cms.entrance.KnownBrowser",
    "cms.first_login.ChooseOwnPassword",
    "authors.time_zones.OwnTimeZone",
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
    database |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
    database["OPTIONS"] = database.get("OPTIONS", {}) | options_of(database["ENGINE"], prepares=prepares)
DELIVERY_DATABASE = "delivery" if "delivery" in DATABASES else "default"
if DELIVERY_DATABASE == "delivery":
    DATABASES["delivery"]["TEST"] = {"MIRROR": "default"}
    DATABASE_ROUTERS = ["cms.routers.DeliveryIsReadOnly"]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "authors.User"
AUTHENTICATION_BACKENDS = ["cms.entrance.OwnPassword", "cms.first_login.OneTimePassword"]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}Validator"}
    for name in ("UserAttributeSimilarity", "MinimumLength", "CommonPassword", "NumericPassword")
]

LANGUAGE_CODE = "en-gb"
FORMAT_MODULE_PATH = ["cms.formats"]
USE_I18N = True
USE_TZ = True
if django.VERSION < (6, 0):
    # As Django 6 has it: an address that was typed without its scheme is https.
    FORMS_URLFIELD_ASSUME_HTTPS = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    **media_storages(media_storage, DATA_DIR),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else "cms.static_files.StaticFiles",
    },
}
WHITENOISE_USE_FINDERS = DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# The largest form of the desk, a front with all the items that it can have, has half as many.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000

SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEBUG
SECURE_PROXY_SSL_HEADER = None if DEBUG else ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"

# Who hears of publish events, in order. Each reads the log at its own pace and must bear being told twice.
EVENT_SUBSCRIBERS = [
    "cms.search.indexing.index",
    "cms.changes.record",
    "cms.dependents.mark_dependents",
    # First the profiles, then the portraits that nothing else shows.
    "articles.publishing.release_unused_terms",
    "media.publishing.release_unused",
    "media.publishing.forget_profiles",
    "articles.publishing.summarise_corrections",
]
# What has its minute: it is looked after beside all else, so that no long job makes it late.
PUNCTUAL_JOBS = ["articles.publishing.publish_due", "articles.publishing.unpublish_due"]
# What may take minutes, or waits for strangers' servers: it is done beside all else, so that nothing waits for it.
LONG_JOBS = ["media.making.make_next", "articles.links.check_next"]
# Work that waits for no event; the worker calls each in turn, and each returns how much it did.
WORKER_JOBS = [
    "media.publishing.follow_the_clock",
    "cms.dependents.recompile_stale",
    "media.incoming.forget_stale",
    "articles.autosaving.forget_autosaves",
    "media.tidying.clear_outdated",
    "media.rereading.read_next",
    "articles.presence.forget_absent",
    "cms.entrance.forget_old",
    # Before anybody is told to come and look.
    "cms.cdn.purge",
    "cms.websub.tell_hub",
]
# How a stale document of each kind is compiled anew from its working data.
RECOMPILERS = {
    "article": "articles.publishing.recompile_articles",
    "category": "articles.publishing.recompile_categories",
    "collection": "articles.publishing.recompile_collections",
    "update": "articles.publishing.recompile_updates",
    "tag": "articles.publishing.recompile_tags",
    "author": "authors.publishing.recompile_authors",
    "image": "media.publishing.recompile_images",
    "correction": "articles.publishing.recompile_corrections",
}
