from __future__ import annotations

from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from articles import checks, workflow
from articles.compile import compile_article
from articles.editing import record_revision, save_revision
from articles.models import Article, Correction, State
from articles.publishing.corrections import publish_notes, withdraw_notes
from articles.publishing.posts import restore_updates, withdraw_updates
from articles.publishing.state import locked, take_step
from articles.publishing.taxonomy import bring_tags, publish_sections
from articles.publishing.terms import release, terms_of
from articles.snapshot import placed_at
from articles.sources import Sources, corrections_of
from authors.publishing import bring_authors
from cms.models import Document
from cms.publishing import PublishingError, lock_log, publish, publish_many
from media.publishing import pictures_of, publish_images, recompile_images, withdraw_with_pictures

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from articles.models import Proposal, Revision
    from articles.snapshot import Content
    from authors.models import User
    from cms.compiled import Compiled

PUBLISHED_FIELDS = [
    "state", "published_revision", "first_published_at", "published_at", "updated_at",
    "scheduled_for", "scheduled_revision", "schedule_problem",
]  # fmt: skip


class UnderEmbargo(PublishingError):
    def __init__(self, until: datetime) -> None:
        super().__init__(f"Publish: this story is under embargo until {timezone.localtime(until):%d %B %Y, %H:%M %Z}.")


def publish_article(
    article: Article, *, by: User | None, revision: Revision | None = None, substantive: bool = False
) -> Document:
    """Makes the revision (the newest, unless one is given) what readers see.

    `substantive` says that the change matters to readers: `updated_at` moves. A first publication and one that brings
    corrections always do. Raises PublishingError (TransitionRefused, UnderEmbargo, NotReady, AddressTaken) and leaves
    all as it was.
    """
    with transaction.atomic():
        held = locked(article)
        workflow.require(held, "publish", by)
        refuse_embargoed(held)
        refuse_expired(held)
        revision = revision or latest_revision(held, by=by)
        workflow.require(placed_as(held, revision), "publish", by)
        before = copy(held)
        take_step(held, "publish", by=by, revision=revision)
        corrected = publish_corrections(held, revision)
        set_dates(held, revision.content, substantive=substantive or corrected)
        # Nothing is published between here and the end: what the story shows of others is true when it goes out, and
        # whatever changes later finds its references.
        lock_log()
        if revision.content["kind"] == Article.Kind.LIVE:
            restore_updates(held.key, by=by)
        sources = Sources.of({held.key: revision.content})
        checks.require_ready(before, revision, sources)
        publish_mentioned(revision, sources, by=by)
        is_correction = corrected and Document.objects.live().filter(kind="article", key=held.key).exists()
        compiled = compile_article(held, revision.content, sources)
        document = publish(replace(compiled, change="corrected" if is_correction else ""), by=by)
        publish_notes([compiled], sources.corrections, by=by)
        held.published_revision = revision
        held.scheduled_for, held.scheduled_revision, held.schedule_problem = None, None, ""
        held.save(update_fields=PUBLISHED_FIELDS)
    article.refresh_from_db()
    return document


def unpublish_article(article: Article, *, by: User | None) -> None:
    """Takes the story away: its address answers 410 from now on."""
    with transaction.atomic():
        held = locked(article)
        take_step(held, "unpublish", by=by)
        held.save(update_fields=["state"])
        lock_log()
        terms = terms_of(held.key)
        withdraw_with_pictures("article", held.key, by=by)
        withdraw_notes(held.key, by=by)
        withdraw_updates(held.key, by=by)
        release(terms, by=by)
    article.refresh_from_db()


def take_down_article(article: Article, *, notice: str, by: User | None) -> None:
    """Removes the story and all its earlier versions for legal reasons: its address answers 451 with the notice."""
    if not notice.strip():
        raise PublishingError("Take down: write the notice that readers will see in place of the story.")
    with transaction.atomic():
        held = locked(article)
        take_step(held, "take_down", by=by, note=notice)
        held.scheduled_for, held.scheduled_revision, held.schedule_problem, held.expires_at = None, None, "", None
        held.save(update_fields=["state", "scheduled_for", "scheduled_revision", "schedule_problem", "expires_at"])
        lock_log()
        terms = terms_of(held.key)
        withdraw_with_pictures("article", held.key, by=by, reason="taken_down", notice=notice)
        withdraw_notes(held.key, by=by, reason="taken_down", notice=notice)
        withdraw_updates(held.key, by=by)
        release(terms, by=by)
    article.refresh_from_db()


def retract_article(proposal: Proposal) -> Document:
    """Says that the story should not be relied on: the notice stands in place of its text, at the same address.

    For `articles.publishing.proposals.confirm`: the database refuses what two people have not agreed to.
    """
    article, notice, by = proposal.article, proposal.text, proposal.confirmed_by
    with transaction.atomic():
        held = locked(article)
        take_step(held, "retract", by=by, note=notice, revision=held.published_revision)
        Correction.objects.create(
            article=held,
            kind=Correction.Kind.RETRACTION,
            severity=Correction.Severity.SERIOUS,
            text=notice,
            raised_by=by,
            published_at=now(),
        )
        # The notice stays for good.
        held.updated_at, held.expires_at = now(), None
        held.save(update_fields=["state", "updated_at", "expires_at"])
        shown = pictures_of("article", held.key)
        [compiled] = recompiled([held])
        document = publish(replace(compiled, change="retracted"), by=by)
        publish_notes([compiled], corrections_of([held.key]), by=by)
        withdraw_updates(held.key, by=by)
        recompile_images(shown)
    article.refresh_from_db()
    return document


def recompile_articles(keys: list[str]) -> None:
    """Brings published stories up to date with what they mention, from the revisions that are public."""
    with transaction.atomic():
        published = Article.objects.filter(pk__in=keys, state__in=[State.PUBLISHED, State.RETRACTED]).order_by("pk")
        articles = list(published.select_for_update(of=("self",)).select_related("published_revision"))
        stories = recompiled(articles)
        publish_many(stories, by=None, only_live=True)
        publish_notes(stories, corrections_of([it.key for it in stories]), by=None)


def recompile_corrections(keys: list[str]) -> None:
    recompile_articles(list(Correction.objects.filter(pk__in=keys).values_list("article", flat=True).distinct()))


def recompiled(articles: list[Article]) -> list[Compiled]:
    contents = {it.key: it.published_revision.content for it in articles if it.published_revision}
    sources = Sources.of(contents)
    return [compile_article(it, contents[it.key], sources) for it in articles]


def now() -> datetime:
    """Whole seconds, as readers are told them: what they ask for by time is what they get."""
    return timezone.now().replace(microsecond=0)


def refuse_embargoed(article: Article) -> None:
    if article.embargo_until and article.embargo_until > timezone.now():
        raise UnderEmbargo(article.embargo_until)


def refuse_expired(article: Article) -> None:
    if article.expires_at and article.expires_at <= timezone.now():
        until = f"{timezone.localtime(article.expires_at):%d %B %Y, %H:%M %Z}"
        raise PublishingError(f"Publish: it was to come down at {until}. Let it stay longer first.")


def latest_revision(article: Article, *, by: User | None) -> Revision:
    """What was saved last; a story that was made without a save (by a script) is saved now."""
    if article.version == 0:
        save_revision(article, by=by)
    if newest := article.revisions.order_by("-number").first():
        return newest
    record_revision(article, by=by)
    # Always as the database has it: PostgreSQL stores an object's fields in an order of its own, and equal content
    # must compile to equal bytes whenever it is compiled.
    return article.revisions.latest("number")


def placed_as(article: Article, revision: Revision) -> Article:
    """The story in the category in which this version of it stands: there, too, one must be allowed to publish."""
    there = copy(article)
    there.category_id = revision.content["category"]
    return there


def set_dates(article: Article, content: Content, *, substantive: bool) -> None:
    placed = placed_at(content)
    article.first_published_at = article.first_published_at or min(placed or now(), now())
    article.published_at = placed or article.first_published_at
    if substantive or article.updated_at is None:
        article.updated_at = max(now(), article.published_at) if article.updated_at else article.published_at


def publish_corrections(article: Article, revision: Revision) -> bool:
    return bool(waiting_corrections(article, revision).update(published_at=now()))


def waiting_corrections(article: Article, revision: Revision) -> QuerySet[Correction]:
    """Those that the desk knew of when it saved the revision: a later one waits for a later revision."""
    waiting = article.corrections.filter(published_at=None)
    return waiting if revision.number == article.version else waiting.filter(created_at__lte=revision.at)


def publish_mentioned(revision: Revision, sources: Sources, *, by: User | None) -> None:
    """What the story shows becomes public with it, and before it in the log: section, tags, authors, pictures."""
    shown = {
        "category": [revision.content["category"]],
        "tag": list(sources.tags),
        "author": list(sources.authors),
        "image": list(sources.images),
    }
    known = set(Document.objects.live().named(shown).values_list("key", flat=True))
    if revision.content["category"] not in known:
        publish_sections(by=by)
    # Mostly there is nothing new, and to find that out again in each of them would take as long as to store the story.
    if images := [it for it in sources.images.values() if it.key not in known]:
        publish_images(images, by=by)
    if authors := [it for it in sources.authors.values() if it.key not in known]:
        bring_authors(authors, by=by)
    if tags := [it for it in sources.tags.values() if it.key not in known]:
        bring_tags(tags, by=by)
