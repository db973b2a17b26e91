"""Every read of the delivery API: the published tables, through the connection that is set aside for readers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.db.models import Q

from cms.keys import is_key
from cms.models import Document, Event, Reference

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from django.db.models import QuerySet

    from cms.models import DocumentQuerySet

LONGEST_NAME = 200
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
    live = documents().live().filter(kind=kind)
    columns = ["pk", "key", "digest", "modified_at", *(["body"] if with_body else [])]
    wanted = [live.filter(key=name)] if is_key(name) else []
    if could_be_name(name):
        wanted.append(live.filter(HAS_SLUG, slug=name))
    for queryset in wanted:
        for row in queryset.values_list(*columns)[:1]:
            return Version(*row)
    return None


def body_of(pk: int) -> str:
    return documents().values_list("body", flat=True).get(pk=pk)


def key_once_known_as(kind: str, name: str) -> str | None:
    """The object that had this name last, whether it is public now or not."""
    known = documents().filter(kind=kind).values_list("key", flat=True)
    if is_key(name) and known.filter(key=name).exists():
        return name
    if not could_be_name(name):
        return None
    return known.filter(slug=name).order_by("-pk").first()


def last_event_of(kind: str, key: str) -> Event | None:
    return events().filter(kind=kind, key=key).order_by("-sequence").first()


def keys_of(names: Mapping[str, Iterable[str]]) -> dict[tuple[str, str], str]:
    """For names by kind, slugs or keys, the key of each live object: all of them in one query."""
    wanted = Q()
    for kind, of_kind in names.items():
        wanted |= Q(HAS_SLUG, kind=kind, slug__in=of_kind) | Q(kind=kind, key__in=[it for it in of_kind if is_key(it)])
    found = {}
    for kind, key, slug in documents().live().filter(wanted).values_list("kind", "key", "slug"):
        found[kind, key] = found[kind, slug] = key
    return found
