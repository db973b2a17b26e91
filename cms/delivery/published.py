"""Every read of the delivery API: the published tables, through the connection that is set aside for readers."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from cms.delivery.statements import Statement, any_text, moment_of, prepared
from cms.keys import is_key
from cms.models import Document, Event, Reference

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from cms.models import DocumentQuerySet

Name = tuple[str, str]
"""A kind, and a slug or a key."""

LONGEST_NAME = 200
# Of the terms that a list is filtered by, one that fewer stories mention than this is the range that is read: it takes
# no time to go through all of them.
COMMON = 1000
# How many shapes of a query are kept written: some dozen are in use, and nobody may make us keep many more.
MOST_SHAPES = 500
# The condition of the index on live slugs, spelt out because SQLite uses a partial index only for its own words.
HAS_SLUG = ~Q(slug="")


class Version(NamedTuple):
    """The live version of an object; `body` is empty where only its identity was asked for."""

    pk: int
    key: str
    digest: str
    modified_at: datetime
    body: str = ""


def documents() -> DocumentQuerySet:
    return Document.objects.using(settings.DELIVERY_DATABASE)


def references() -> QuerySet[Reference]:
    return Reference.objects.using(settings.DELIVERY_DATABASE)


def events() -> QuerySet[Event]:
    return Event.objects.using(settings.DELIVERY_DATABASE)


def could_be_name(text: str) -> bool:
    """Whether anything could be called this. What a database refuses to compare, such as NUL, is not even tried."""
    return 0 < len(text) <= LONGEST_NAME and text.isprintable()


def find(kind: str, name: str, *, with_body: bool = False) -> Version | None:
    """The live object with this key, or else with this slug."""
    columns = [*(["key"] if is_key(name) else []), *(["slug"] if could_be_name(name) else [])]
    for column in columns:
        for pk, key, digest, modified_at, *body in live_by(column, kind, with_body=with_body).rows(name):
            return Version(pk, key, digest, moment_of(modified_at), *body)
    return None


@cache
def live_by(column: str, kind: str, *, with_body: bool) -> Statement:
    name = any_text(0)
    live = documents().live().filter(kind=kind)
    named = live.filter(HAS_SLUG, slug=name) if column == "slug" else live.filter(key=name)
    body = ["body"] if with_body else []
    return prepared(named.values_list("pk", "key", "digest", "modified_at", *body)[:1], [name])


def body_of(pk: int) -> str:
    return documents().values_list("body", flat=True).get(pk=pk)


def key_once_known_as(kind: str, name: str) -> str | None:
    """The object that had this name last, whether it is public now or not."""
    known = documents().filter(kind=kind).values_list("key", flat=True)
    if is_key(name) and known.filter(key=name).exists():
        return name
    return known.filter(slug=name).order_by("-pk").first() if could_be_name(name) else None


def last_event_of(kind: str, key: str) -> Event | None:
    return events().filter(kind=kind, key=key).order_by("-sequence").first()


class Term(NamedTuple):
    key: str
    # Whether so many stories mention it that another term leads to the wanted ones sooner.
    is_common: bool


def terms_of(names: Sequence[Name]) -> dict[Name, Term]:
    """For kinds and names, slugs or keys, what is live under each: all of them in one query."""
    columns = tuple((kind, "key" if is_key(name) else "slug") for kind, name in names)
    rows = live_terms(columns).rows(*(name for _, name in names))
    by_slug = {(kind, slug): Term(key, any(is_common)) for kind, key, slug, *is_common in rows}
    by_key = {(kind, term.key): term for (kind, _), term in by_slug.items()}
    return by_slug | by_key


@lru_cache(maxsize=MOST_SHAPES)
def live_terms(columns: tuple[tuple[str, str], ...]) -> Statement:
    names = [any_text(number) for number in range(len(columns))]
    either = Q()
    for (kind, column), name in zip(columns, names, strict=True):
        # What looks like a key may be a slug all the same.
        either |= Q(HAS_SLUG, kind=kind, slug=name) | (Q(kind=kind, key=name) if column == "key" else Q())
    stories = references().filter(kind=OuterRef("kind"), key=OuterRef("key"), document_kind="article", listed=True)
    is_common = [Exists(stories[COMMON : COMMON + 1])] if len(columns) > 1 else []
    return prepared(documents().live().filter(either).values_list("kind", "key", "slug", *is_common), names)
