"""Bringing back what a story was: as a new version, so that nothing which was saved since is lost."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction

from articles import blocks
from articles.differences.labels import story_label
from articles.editing import claim_version, record_revision
from articles.mentioned import mentioned_in, texts
from articles.models import Contribution
from articles.slugs import is_taken
from articles.snapshot import FIELDS, RELATIONS
from articles.workflow import require_right
from cms.plain import string, things

if TYPE_CHECKING:
    from articles.mentioned import Mentioned
    from articles.models import Article, Revision
    from articles.snapshot import Content
    from authors.models import User

KNOWN = {*FIELDS, *RELATIONS, "category", "contributors", "lead_image", "placed_at"}
LONGEST_NOTE = 200


class Unfit(Exception):
    """Says which fields cannot hold what they were given, and why."""


def restore_revision(article: Article, revision: Revision, *, expected: int, by: User | None) -> list[str]:
    """Saves the revision's content as the newest; returns what could not come back, in words.

    Raises SavedMeanwhile where the story is no longer the expected version, and TransitionRefused where this person may
    not change it. Readers notice nothing.
    """
    note = f"Restored version {revision.number}"
    return save_content(article, revision.content, expected=expected, by=by, note=note)


def save_content(article: Article, content: Content, *, expected: int, by: User | None, note: str) -> list[str]:
    """The same for any content. Raises Unfit where the story has no room for it."""
    with transaction.atomic():
        require_right(article, "change", by)
        claim_version(article, expected=expected)
        article.refresh_from_db()
        mentioned = mentioned_in([content])
        lost = losses(article, content, mentioned)
        set_fields(article, content, mentioned)
        # Where it stands now, too: nobody brings a story into a category in which they may not write.
        require_right(article, "change", by)
        set_relations(article, content, mentioned)
        note = " ".join([f"{note}{'.' if lost else ''}", *lost])
        record_revision(article, by=by, note=note if len(note) <= LONGEST_NOTE else f"{note[: LONGEST_NOTE - 1]}…")
    return lost


def losses(article: Article, content: Content, mentioned: Mentioned) -> list[str]:
    """What of this content cannot come back, each with what becomes of it."""

    def gone(keys: list[str]) -> list[str]:
        return [mentioned.called(key) for key in keys if key in mentioned.gone]

    people = [string(it, "author") for it in things(content, "contributors")]
    category, lead = ([content[name]] if content.get(name) else [] for name in ("category", "lead_image"))
    said = [f"The category {it} is gone: the story keeps the one that it has." for it in gone(category)]
    said += [f"The category {it} is gone: left out of Also in." for it in gone(texts(content, "secondary_categories"))]
    said += [f"The tag {it} is gone: left out." for it in gone(texts(content, "tags"))]
    said += [f"{it} is gone from the authors: left out of the people." for it in gone(people)]
    said += [f"The lead picture {it} is gone: the story will have none." for it in gone(lead)]
    said += [f"The related story {it} is gone: left out." for it in gone(texts(content, "related"))]
    inside = blocks.mentions(content.get("body") or [])
    said += [
        f"The picture {it} in the text is gone: choose another in its place." for it in gone(sorted(inside.images))
    ]
    linked = gone(sorted(inside.articles | inside.tags | inside.authors | inside.categories))
    said += [f"{it}, which the text links to, is gone: the words come back." for it in linked]
    if is_taken(content.get("slug") or "", article.pk):
        said.append(f"Another story has the address “{content['slug']}” now: this one keeps “{article.slug}”.")
    said += [f"Stories have no field “{name}” any more: left out." for name in content if name not in KNOWN]
    return said


def set_fields(article: Article, content: Content, mentioned: Mentioned) -> None:
    given: dict[str, Any] = {name: content[name] for name in FIELDS if name in content}
    if is_taken(given.get("slug") or "", article.pk):
        del given["slug"]
    for name, column in (("category", "category_id"), ("lead_image", "lead_image_id")):
        if name in content and content[name] not in mentioned.gone:
            given[column] = content[name]
        elif name == "lead_image" and name in content:
            given[column] = None
    if "placed_at" in content:
        # What is public has a place in lists: as in the form, that of its first publication unless one is given.
        placed = content["placed_at"]
        given["published_at"] = datetime.fromisoformat(placed) if placed else article.first_published_at
    for name, value in given.items():
        setattr(article, name, value)
    refuse_unfit(article, given)
    article.save(update_fields=[*(name.removesuffix("_id") for name in given), "saved_at"])


def refuse_unfit(article: Article, given: dict[str, Any]) -> None:
    """What was typed and never saved has been held to nothing yet."""
    others = [field.name for field in article._meta.concrete_fields if field.name not in given]
    try:
        article.clean_fields(exclude=[*others, "body", "standfirst"])
    except ValidationError as error:
        said = [f"{story_label(name)}: {' '.join(messages)}" for name, messages in error.message_dict.items()]
        raise Unfit(" ".join(said)) from error


def set_relations(article: Article, content: Content, mentioned: Mentioned) -> None:
    for name in RELATIONS:
        if name in content:
            getattr(article, name).set([key for key in texts(content, name) if key not in mentioned.gone])
    if "contributors" in content:
        article.contributions.all().delete()
        present = [it for it in things(content, "contributors") if string(it, "author") not in mentioned.gone]
        Contribution.objects.bulk_create(
            Contribution(article=article, author_id=it["author"], role=it["role"], note=string(it, "note"), order=order)
            for order, it in enumerate(present, 1)
        )
