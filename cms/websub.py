"""Tells a WebSub hub which feeds have changed; the hub then tells whoever has subscribed to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from cms.addresses import feed_url
from cms.calls import post_form
from cms.events import follow
from cms.keys import by_kind
from cms.models import Document, Reference

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cms.models import Event

FORMATS = ("rss", "atom", "json")
TERMS = ("category", "tag", "author", "series")
MOST_TOPICS = 100


def tell_hub() -> int:
    """Returns how many events were told of. What a hub did not take is told again."""
    return follow("cms.websub", tell) if settings.WEBSUB_HUB else 0


def tell(events: Sequence[Event]) -> None:
    topics = [feed_url(scope, format_) for scope in sorted(set(scopes_of(events))) for format_ in FORMATS]
    for start in range(0, len(topics), MOST_TOPICS):
        urls = topics[start : start + MOST_TOPICS]
        post_form(settings.WEBSUB_HUB, [("hub.mode", "publish"), *(("hub.url", url) for url in urls)])


def scopes_of(events: Sequence[Event]) -> Iterator[str]:
    """The feeds that show what these events changed; of a story that is gone, its terms are no longer known."""
    keys = {event.key for event in events if event.kind == "article"}
    if keys:
        yield "latest"
        yield from term_scopes(keys)
    if any(event.kind == "correction" for event in events):
        yield "corrections"


def term_scopes(keys: set[str]) -> Iterator[str]:
    stories = Document.objects.live().filter(kind="article", key__in=keys).values_list("pk", flat=True)
    mentions = Reference.objects.filter(document__in=list(stories), kind__in=TERMS, listed=True)
    named = {**by_kind(mentions.values_list("kind", "key").distinct())}
    # A series is a collection of which stories are parts.
    named["collection"] = named.pop("series", [])
    for kind, slug in Document.objects.live().named(named).exclude(slug="").values_list("kind", "slug"):
        yield f"{'series' if kind == 'collection' else kind}/{slug}"
