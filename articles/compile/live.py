"""Live coverage: each post is a document of its own, and the story shows the newest of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from articles.compile.article import compile_blocks, passing_mentions
from authors.compile import author_object
from cms.compiled import Compiled, Mention
from cms.wire import iso

if TYPE_CHECKING:
    from collections.abc import Iterator

    from articles.models import LiveUpdate
    from articles.sources import Sources

JSON = dict[str, Any]


def compile_update(update: LiveUpdate, content: JSON, sources: Sources) -> Compiled:
    """The public form of a post; of one that was taken back, that it was."""
    if update.published_at is None or update.updated_at is None:
        raise ValueError("Set the post's dates before compiling it.")
    deleted = update.deleted_at is not None
    head = {
        "type": "update",
        "id": update.key,
        "version": None,
        "article_id": update.article_id,
        "deleted": deleted,
        "dates": {
            "published_at": iso(update.published_at),
            "updated_at": iso(update.updated_at),
            "modified_at": None,
        },
    }
    shown = {} if deleted else shown_of(content, sources)
    return Compiled(
        kind="update",
        key=update.key,
        title=content["headline"],
        listed=not deleted,
        published_at=update.published_at,
        updated_at=update.updated_at,
        body={**head, **shown},
        card=head,
        mentions=frozenset(mentions(update, content, sources)),
        change="taken_back" if deleted else "",
    )


def shown_of(content: JSON, sources: Sources) -> JSON:
    author = sources.authors.get(content["author"])
    return {
        "headline": content["headline"] or None,
        "key_event": content["key_event"],
        "pinned": content["pinned"],
        "author": author_object(author) if author else None,
        "body": {"schema": "body/1", "blocks": compile_blocks(content["body"], [], sources)},
    }


def mentions(update: LiveUpdate, content: JSON, sources: Sources) -> Iterator[Mention]:
    yield Mention("coverage", update.article_id)
    if update.deleted_at is not None:
        return
    if content["key_event"]:
        yield Mention("key_event", update.article_id)
    if content["author"]:
        yield Mention("author", content["author"], listed=False)
    named = {("author", content["author"])}
    for kind, key in set(passing_mentions(as_story(content), sources)) - named:
        yield Mention(kind, key, listed=False)


def as_story(content: JSON) -> JSON:
    """A post as far as a story's sources and mentions go."""
    contributors = [{"author": content["author"]}] if content["author"] else []
    return {
        "kind": "update",
        "body": content["body"],
        "contributors": contributors,
        "tags": [],
        "related": [],
        "lead_image": None,
    }
