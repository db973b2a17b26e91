"""Documents as readers find them, published by hand: these tests know nothing of how the newsroom makes them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from cms.addresses import api_url, list_url, site_url
from cms.compiled import Compiled, Mention
from cms.keys import ONLY_KEY, new_key
from cms.publishing import publish
from cms.wire import iso

if TYPE_CHECKING:
    from cms.models import Document

START = datetime(2026, 11, 22, 8, tzinfo=UTC)


def minutes(count: float) -> datetime:
    return START + timedelta(minutes=count)


def term(document: Document) -> dict[str, Any]:
    """How a story shows one of its terms."""
    return {
        "id": document.key,
        "name": document.title,
        "slug": document.slug,
        "path": document.path,
        "url": site_url(document.path),
        "api_url": api_url(document.kind, document.key),
    }


def compiled_term(
    kind: str, slug: str, *, name: str = "", key: str = "", parents: tuple[Document, ...] = ()
) -> Compiled:
    key, name = key or new_key(), name or slug.replace("-", " ").title()
    path = f"{parents[-1].path}/{slug}" if parents else f"/{kind}/{slug}"
    ancestors = [term(it) for it in parents]
    profile = {
        "type": kind,
        "id": key,
        "version": None,
        "name": name,
        "slug": slug,
        "path": path,
        "url": site_url(path),
    }
    profile |= {"api_url": api_url(kind, key), "dates": {"modified_at": None}}
    extra = {
        "author": {"kind": "person", "job_title": None, "bio": f"{name} writes.", "portrait": None, "same_as": []},
        "category": {"ancestors": ancestors},
        "tag": {"tag_type": "topic", "matches": []},
        "image": {},
    }[kind]
    return Compiled(
        kind=kind,
        key=key,
        path=path,
        slug=slug,
        title=name,
        published_at=START,
        updated_at=START,
        card={**profile, **extra},
        body={**profile, **extra, "articles_url": list_url("article", **{kind: slug})},
    )


def publish_term(kind: str, slug: str, **options: Any) -> Document:
    return publish(compiled_term(kind, slug, **options), by=None)


def publish_category(slug: str, *parents: Document, **options: Any) -> Document:
    """`parents` from the root down."""
    return publish_term("category", slug, parents=parents, **options)


def compiled_story(
    *,
    slug: str = "",
    key: str = "",
    headline: str = "Harbour reopens after storm",
    at: datetime = START,
    updated_at: datetime | None = None,
    categories: tuple[Document, ...] = (),
    tags: tuple[Document, ...] = (),
    authors: tuple[Document, ...] = (),
    words: dict[str, str] | None = None,
    text: str = "Boats left at first light.",
) -> Compiled:
    """`categories` from the root down to the story's own; `words` are what it can be found by besides."""
    key = key or new_key()
    slug = slug or f"story-{key}"
    path = f"{categories[-1].path}/{slug}" if categories else f"/{slug}"
    dates = {
        "first_published_at": iso(at),
        "published_at": iso(at),
        "updated_at": iso(updated_at or at),
        "modified_at": None,
        "expires_at": None,
    }
    shared = {
        "type": "article",
        "id": key,
        "kind": "article",
        "genre": "report",
        "version": None,
        "slug": slug,
        "path": path,
        "url": site_url(path),
        "api_url": api_url("article", key),
        "language": "en-GB",
        "headline": headline,
        "summary": text,
        "category": term(categories[-1]) if categories else None,
        "dates": dates,
    }
    byline = " and ".join(it.title for it in authors) or None
    block = {"id": f"p{key}", "type": "paragraph", "text": [{"text": text}]}
    return Compiled(
        kind="article",
        key=key,
        path=path,
        slug=slug,
        title=headline,
        published_at=at,
        updated_at=updated_at or at,
        card={**shared, "kicker": None, "byline_text": byline, "image": None},
        body={
            **shared,
            "state": "published",
            "tags": [term(it) for it in tags],
            "byline": {"text": byline, "contributors": [{"author": term(it)} for it in authors]},
            "related": [],
            "body": {"schema": "body/1", "word_count": 5, "reading_minutes": 1, "blocks": [block]},
        },
        mentions=frozenset(
            [
                *(Mention(it.kind, it.key) for it in (*categories, *tags, *authors)),
                *(Mention(kind, word) for kind, word in (words or {}).items()),
            ]
        ),
    )


def publish_story(**options: Any) -> Document:
    return publish(compiled_story(**options), by=None)


def revise_story(story: Document, **options: Any) -> Document:
    return publish_story(**{"key": story.key, "slug": story.slug, "at": story.published_at, **options})


def retract_story(story: Document) -> Document:
    compiled = compiled_story(key=story.key, slug=story.slug, at=story.published_at, text="We were wrong.")
    return publish(
        replace(compiled, listed=False, change="retracted", body={**compiled.body, "state": "retracted"}), by=None
    )


def publish_only(kind: str, **content: Any) -> Document:
    body = {"type": kind, "version": None, **content, "dates": {"modified_at": None}}
    return publish(
        Compiled(kind=kind, key=ONLY_KEY, body=body, card=body, published_at=START, updated_at=START), by=None
    )
