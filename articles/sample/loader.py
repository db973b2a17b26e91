"""Stores the sample newsroom by the same functions that its editors would use."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from articles import blocks
from articles.editing import save_revision
from articles.gates import set_gate
from articles.models import (
    Article,
    Category,
    Collection,
    Contribution,
    Correction,
    Gate,
    LiveUpdate,
    Publication,
    Tag,
)
from articles.publishing import (
    confirm,
    move_article,
    propose_retraction,
    publish_article,
    publish_collection,
    publish_sections,
    publish_update,
    schedule_article,
    unpublish_article,
)
from articles.sample.gallery import portrait_of
from articles.sample.keys import key_of
from articles.sample.people import store_people
from articles.sample.placeholders import Keys, fill_in
from articles.slugs import free_slug
from authors.models import Author, User
from cms.dependents import recompile_stale
from cms.events import feed_subscribers

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.db.models import Model

    from articles.sample.content import (
        Json,
        SampleCollection,
        SampleContent,
        SampleCorrection,
        SamplePost,
        SampleStory,
    )

TAKEN_OVER = (
    "kind", "headline", "kicker", "summary", "genre", "dateline", "breaking", "exclusive", "evergreen", "sensitive",
    "legally_sensitive",
)  # fmt: skip
# What brings a story to where it stands that readers have never seen.
MOVES: dict[str, list[str]] = {
    "draft": [],
    "in_review": ["submit"],
    "ready": ["submit", "approve"],
    "hold": ["hold"],
    "spiked": ["spike"],
}
WERE_PUBLIC = {"published", "retracted", "unpublished"}


def is_loaded(content: SampleContent) -> bool:
    return Article.objects.filter(pk=key_of("article", content.stories[0].slug)).exists()


def load(content: SampleContent, pictures: Mapping[str, str], *, now: datetime) -> None:
    """All or nothing, so that nobody meets half a newsroom. `pictures` are keys by the sample's names."""
    with transaction.atomic():
        keys = store_masthead(content, pictures)
        publish_sections(by=None)
        store_people(keys.categories)
        for story in content.stories:
            store_story(story, keys, now)
        for collection in content.collections:
            store_collection(collection, keys)
    # Stories that mention one which was published after them.
    while feed_subscribers() + recompile_stale():
        pass


def store_masthead(content: SampleContent, pictures: Mapping[str, str]) -> Keys:
    """Everything but the stories, whose keys are known beforehand."""
    Publication.objects.get_or_create(defaults=asdict(content.publication))
    categories: dict[str, str] = {}
    for section in content.categories:
        fields = {"name": section.name, "description": section.description, "position": section.position}
        parent = categories[section.parent] if section.parent else None
        categories[section.slug] = kept(Category, "category", section.slug, parent_id=parent, **fields)
    corrections = [it.correction.id for it in content.stories if it.correction]
    return Keys(
        articles={it.slug: key_of("article", it.slug) for it in content.stories},
        authors={
            it.slug: kept(
                Author,
                "author",
                it.slug,
                name=it.name,
                job_title=it.job_title,
                bio=it.bio,
                links=[asdict(link) for link in it.links],
                portrait_id=pictures[portrait_of(it)],
            )
            for it in content.authors
        },
        categories=categories,
        tags={it.slug: kept(Tag, "tag", it.slug, name=it.name, type=it.type) for it in content.tags},
        pictures=pictures,
        corrections={name: key_of("correction", name) for name in corrections},
    )


def kept(model: type[Model], kind: str, slug: str, **fields: Any) -> str:
    """The key of what is there by this slug, or is made."""
    key = key_of(kind, slug)
    there = model._default_manager.filter(Q(pk=key) | Q(slug=slug)).first()
    return str((there or model._default_manager.create(key=key, slug=slug, **fields)).pk)


def store_story(story: SampleStory, keys: Keys, now: datetime) -> None:
    body = blocks.clean(fill_in(story.body, keys, now))
    wrong = with_the_error(body, story.correction, keys) if story.correction else body
    article = Article.objects.create(
        key=keys.articles[story.slug],
        slug=free_slug(story.slug),
        standfirst=fill_in(story.standfirst, keys, now),
        body=wrong,
        category_id=keys.categories[story.category],
        lead_image_id=keys.pictures[story.lead_picture],
        internal_note=story.desk_note,
        published_at=ago(now, story.minutes_ago) if story.state in WERE_PUBLIC else None,
        **{field: getattr(story, field) for field in TAKEN_OVER},
    )
    article.tags.set(Tag.objects.filter(pk__in=[keys.tags[slug] for slug in story.tags]))
    for order, it in enumerate(story.contributors, 1):
        Contribution.objects.create(article=article, author_id=keys.authors[it.author], role=it.role, order=order)
    save_revision(article, by=None)
    if story.legally_sensitive and story.state not in MOVES:
        lawyer = User.objects.get(username="lawyer")
        set_gate(article, Gate.Kind.LEGAL, Gate.Status.CLEARED, by=lawyer, note="Read before publication.")
    bring_to_its_place(article, story, now)
    if story.correction:
        correct(article, body, story.correction, keys, now)
    for number, post in enumerate(story.posts):
        store_post(post, article, key_of("update", f"{story.slug} {number}"), keys, now)


def store_post(post: SamplePost, coverage: Article, key: str, keys: Keys, now: datetime) -> None:
    update = LiveUpdate.objects.create(
        key=key,
        article=coverage,
        headline=post.headline,
        body=blocks.clean(fill_in(post.body, keys, now)),
        author_id=keys.authors[post.author] if post.author else None,
        key_event=post.key_event,
        pinned=post.pinned,
        published_at=ago(now, post.minutes_ago),
    )
    publish_update(update, by=None)


def store_collection(sample: SampleCollection, keys: Keys) -> None:
    """Unless the newsroom has one of this name, or a front page, of its own."""
    taken = Q(slug=sample.slug) | Q(is_home=True) if sample.is_home else Q(slug=sample.slug)
    if Collection.objects.filter(taken).exists():
        return
    collection = Collection.objects.create(
        key=key_of("collection", sample.slug),
        slug=sample.slug,
        kind=sample.kind,
        title=sample.title,
        description=sample.description,
        is_home=sample.is_home,
    )
    for order, item in enumerate(sample.items, 1):
        collection.items.create(
            order=order,
            is_sublink=item.is_sublink,
            article_id=keys.articles[item.story] if item.story else None,
            url=item.link,
            headline=item.headline,
            kicker=item.kicker,
            image_id=keys.pictures[item.picture] if item.picture else None,
        )
    publish_collection(collection, by=None)


def bring_to_its_place(article: Article, story: SampleStory, now: datetime) -> None:
    if story.state == "scheduled":
        schedule_article(article, at=ago(now, story.minutes_ago), by=None)
    for action in MOVES.get(story.state, []):
        move_article(article, action, by=None)
    if story.state in WERE_PUBLIC:
        publish_article(article, by=None)
    if story.state == "retracted":
        one, other = (User.objects.get(username=name) for name in ("deputy", "chiefeditor"))
        confirm(propose_retraction(article, notice=story.notice, by=one), by=other)
    if story.state == "unpublished":
        unpublish_article(article, by=None)


def correct(article: Article, body: list[Json], admitted: SampleCorrection, keys: Keys, now: datetime) -> None:
    moment = ago(now, admitted.minutes_ago)
    Correction.objects.create(
        key=keys.corrections[admitted.id],
        article=article,
        text=admitted.text,
        was=admitted.was,
        now=admitted.now,
        error_type=admitted.error_type,
        error_published_at=article.published_at,
        published_at=moment,
    )
    article.body, article.updated_at = body, moment
    article.save(update_fields=["body", "updated_at"])
    save_revision(article, by=None, note="Corrected")
    publish_article(article, by=None)


def with_the_error(body: list[Json], admitted: SampleCorrection, keys: Keys) -> list[Json]:
    """The text as it was before the marked words were put right."""
    mark = {"type": "correction", "correction_id": keys.corrections[admitted.id]}

    def as_it_was(span: Json) -> Json:
        marks = span.get("marks", [])
        return {"text": admitted.was, "marks": [it for it in marks if it != mark]} if mark in marks else span

    return blocks.clean(
        [
            {**block, "text": [as_it_was(span) for span in block["text"]]} if block["type"] == "paragraph" else block
            for block in body
        ]
    )


def ago(now: datetime, minutes: int | None) -> datetime:
    return now - timedelta(minutes=minutes or 0)
