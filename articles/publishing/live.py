from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from articles import blocks, workflow
from articles.checks.basics import picture_findings
from articles.compile.live import as_story, compile_update
from articles.models import Article, LiveUpdate, State
from articles.publishing.article import now, recompiled
from articles.publishing.posts import compiled
from articles.publishing.state import locked
from articles.sources import Sources
from authors.publishing import bring_authors
from cms.models import Reference
from cms.publishing import PublishingError, lock_log, publish, publish_many
from media.publishing import publish_images

if TYPE_CHECKING:
    from authors.models import User
    from cms.models import Document


def publish_update(update: LiveUpdate, *, by: User | None) -> Document:
    """Makes the post what readers see, and has the story show it. Raises PublishingError and leaves all as it was."""
    with transaction.atomic():
        article, held = held_for(update, by)
        content = held.content()
        sources = Sources.of({held.key: as_story(content)})
        refuse_unfit(article, content, sources)
        is_new = held.published_content is None
        held.published_content, held.deleted_at = content, None
        held.published_at = held.published_at or now()
        # What comes from elsewhere has the time at which it was first public there.
        held.updated_at = held.published_at if is_new else now()
        held.save(update_fields=["published_content", "published_at", "updated_at", "deleted_at"])
        publish_images(sources.images.values(), by=by)
        bring_authors(sources.authors.values(), by=by)
        document = publish(compile_update(held, content, sources), by=by)
        show_change(article, by)
    update.refresh_from_db()
    return document


def delete_update(update: LiveUpdate, *, by: User | None) -> None:
    """Takes the post back: whoever has it already is told so when they ask what changed."""
    with transaction.atomic():
        article, held = held_for(update, by)
        if held.published_content is None or held.deleted_at:
            raise PublishingError("Readers do not have this post.")
        held.deleted_at = held.updated_at = now()
        held.save(update_fields=["deleted_at", "updated_at"])
        publish_many(compiled([held]), by=by)
        show_change(article, by)
    update.refresh_from_db()


def end_coverage(article: Article, *, by: User | None) -> None:
    """Says that nothing more will come."""
    change_coverage(article, by=by, ended=True)


def resume_coverage(article: Article, *, by: User | None) -> None:
    change_coverage(article, by=by, ended=False)


def change_coverage(article: Article, *, by: User | None, ended: bool) -> None:
    with transaction.atomic():
        held = public_coverage(article, by)
        held.coverage_ended_at = now() if ended else None
        held.save(update_fields=["coverage_ended_at"])
        show_change(held, by)
    article.refresh_from_db()


def public_coverage(article: Article, by: User | None) -> Article:
    """The live story, held until the transaction ends, with the log. Raises PublishingError where it is none."""
    held = locked(article)
    workflow.require_right(held, "publish", by)
    revision = held.published_revision
    if held.state != State.PUBLISHED or revision is None or revision.content["kind"] != Article.Kind.LIVE:
        raise PublishingError("Publish the story as live coverage first: its kind has to be “Live coverage”.")
    lock_log()
    return held


def held_for(update: LiveUpdate, by: User | None) -> tuple[Article, LiveUpdate]:
    article = public_coverage(update.article, by)
    held = LiveUpdate.objects.select_for_update().get(pk=update.pk)
    elsewhere = Reference.objects.filter(kind="coverage", document_kind="update", document_key=held.key)
    if held.article_id != article.pk or elsewhere.exclude(key=article.pk).exists():
        raise PublishingError("Readers have this post in another coverage: take it back there, and write it here anew.")
    return article, held


def show_change(article: Article, by: User | None) -> None:
    """A post matters to readers: the story says so."""
    article.updated_at = now()
    article.save(update_fields=["updated_at"])
    publish_many(recompiled([article]), by=by)


def refuse_unfit(article: Article, content: dict[str, Any], sources: Sources) -> None:
    if not content["body"] and not content["headline"].strip():
        raise PublishingError("Write a headline or some text.")
    try:
        blocks.validate(content["body"])
    except blocks.InvalidBody as error:
        raise PublishingError(" ".join(blocks.told(it, content["body"]) for it in error.problems)) from error
    # Whether AI was used is said once, by the story.
    told = article.published_revision.content["ai_use"] if article.published_revision else ""
    findings = picture_findings({**as_story(content), "ai_use": told}, sources)
    if faults := [it.message for it in findings if it.blocks]:
        raise PublishingError(" ".join(faults))
