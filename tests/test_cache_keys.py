"""Answers carry the keys by which caches forget them: whatever an event changes has one that it touches."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from articles.editing import save_revision
from articles.models import Publication
from articles.publishing import (
    publish_article,
    publish_collection,
    publish_sections,
    publish_tags,
    take_down_article,
    unpublish_article,
)
from authors.publishing import publish_authors
from cms.cache_keys import LOG, REMOVALS, touched_by
from cms.delivery import maps
from cms.dependents import recompile_stale
from cms.events import feed_subscribers
from cms.models import Document, Event
from tests.factories import ed, make_article, retract
from tests.test_delivery_costs import COSTS, publish_more, small_newsroom

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from articles.models import Article

pytestmark = pytest.mark.django_db


def every_answer(client: Client, addresses: list[str]) -> dict[str, tuple[int, bytes, set[str]]]:
    return {
        address: (answer.status_code, answer.content, set(answer.headers.get("Surrogate-Key", "").split()))
        for address in addresses
        for answer in [client.get(address)]
        # A problem that says so is kept nowhere, and so is what is about to change.
        if answer["Cache-Control"] not in ("no-store", "public, max-age=1")
    }


def test_whatever_an_event_changes_carries_a_key_that_it_touches(client):
    live, writer, tags, front = small_newsroom()
    publish_more(live, writer, front, 3)
    settle()
    first, second, third = (it.article for it in front.items.order_by("order"))
    old_slug = first.slug
    addresses = [*filled_in(client), f"/api/v1/articles/{old_slug}/", f"/api/v1/resolve/?path=/news/{old_slug}"]

    def move(article: Article) -> None:
        article.slug = "elsewhere"
        article.save()
        save_revision(article, by=ed())
        publish_article(article, by=ed())

    def rename(thing: object, name: str, publish: Callable[[], object]) -> None:
        thing.name = name
        thing.save()
        publish()

    changes: dict[str, Callable[[], object]] = {
        "a story": lambda: publish_article(make_article("Harbour again", authors=[writer], tags=tags), by=ed()),
        "a tag's name": lambda: rename(tags[0], "Leith Docks", lambda: publish_tags(tags, by=ed())),
        "an author's name": lambda: rename(writer, "Ada R.", lambda: publish_authors([writer], by=ed())),
        "the publication's name": lambda: rename(
            Publication.objects.get(), "The Courier", lambda: publish_sections(by=ed())
        ),
        "a front": lambda: (front.items.order_by("order").first().delete(), publish_collection(front, by=ed())),
        "a retraction": lambda: retract(second),
        "a removal": lambda: unpublish_article(third, by=ed()),
        "a takedown": lambda: take_down_article(live, notice="By order.", by=ed()),
        "a slug": lambda: move(first),
        "a slug that is free again": lambda: publish_article(make_article("Other", slug=old_slug), by=ed()),
    }
    before = every_answer(client, addresses)
    refuse_unknown(before)
    for what, change in changes.items():
        start = Event.objects.count()
        change()
        settle()
        events = Event.objects.filter(sequence__gt=start).values_list("type", "kind", "key")
        assert events, what
        touched = {key for event in events for key in touched_by(*event)}
        after = every_answer(client, addresses)
        changed = [it for it, answer in before.items() if after.get(it, ())[:2] != answer[:2]]
        assert changed, what
        assert not [it for it in changed if not before[it][2] & touched], what
        refuse_unknown(after)
        before = after


def settle() -> None:
    """Has everybody hear of what happened; nobody makes pictures."""
    while feed_subscribers() + recompile_stale():
        pass


def filled_in(client: Client) -> list[str]:
    correction = client.get("/api/v1/corrections/").json()["results"][0]
    image = client.get("/api/v1/articles/live/").json()["lead_media"]["image"]
    edition = client.get("/api/v1/bundles/").json()["url"].split("/")[-2]
    names = {"image": image["id"], "correction": correction["id"], "edition": edition}
    names["file"] = image["src"].partition("/files/")[2]
    names["page"] = Document.objects.filter(kind="article").earliest("pk").pk // maps.PAGE
    more = [
        "/robots.txt", "/api/schema/", "/api/v1/articles",
        "/api/v1/articles/live/?format=jsonld", "/api/v1/search/?q=again", "/api/v1/articles/?tag=-leith",
        "/api/v1/resolve/?path=/NEWS/live", "/api/v1/articles/LIVE/", "/feeds/tag/LEITH.rss",
    ]  # fmt: skip
    return [*(it.format(**names) for addresses in COSTS.values() for it in addresses), *more]


def refuse_unknown(answers: dict[str, tuple[int, bytes, set[str]]]) -> None:
    """Keys that no event touches would be a promise that nobody keeps."""
    kinds = "|".join(set(Document.objects.values_list("kind", flat=True)))
    known = re.compile(rf"{LOG}|{REMOVALS}|({kinds}):[0-9a-z]{{26}}|list:({kinds})")
    assert not [(it, key) for it, (_, _, keys) in answers.items() for key in keys if not known.fullmatch(key)]
