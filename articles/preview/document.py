from __future__ import annotations

from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db.models import Max

from articles import blocks
from articles.checks import Finding, content_findings
from articles.compile import compile_article
from articles.models import Category
from articles.publishing.article import now, set_dates, waiting_corrections
from articles.sources import Sources
from cms.models import Document
from cms.wire import iso

if TYPE_CHECKING:
    from collections.abc import Iterable

    from articles.models import Article, Correction, Revision
    from articles.snapshot import Content

JSON = dict[str, Any]

# Stands in the breadcrumb of a story that has no category yet.
NO_CATEGORY = Category(key="0" * 26, name="No category yet", slug="no-category-yet")


def preview_of(revision: Revision) -> JSON:
    article = revision.article
    return preview_document(article, revision.content, waiting_corrections(article, revision))


def preview_document(article: Article, content: Content, waiting: Iterable[Correction] = ()) -> JSON:
    """The document that publishing this content would make, with the corrections that wait to go out with it.

    `preview` tells what readers are never told: where the story stands, and what keeps it from being published.
    """
    corrections = [provisional(it) for it in waiting]
    stand_in = copy(article)
    set_dates(stand_in, content, substantive=bool(corrections))
    sources = Sources.of({article.key: content})
    faults = faults_in(content, sources)
    known = [*sources.corrections.get(article.key, []), *corrections]
    sources = replace(sources, corrections={article.key: known})
    compiled = compile_article(stand_in, *presentable(content, sources))
    return {
        **compiled.body,
        "state": "preview",
        "version": next_version(article),
        "dates": {**compiled.body["dates"], "modified_at": iso(now())},
        "preview": {
            "state": article.state,
            "embargo_until": iso(article.embargo_until),
            "faults": [{"field": fault.field, "message": fault.message} for fault in faults],
        },
    }


def provisional(correction: Correction) -> Correction:
    """As it will be once it is published, while the stored one goes on waiting."""
    published = copy(correction)
    published.published_at = now()
    return published


def faults_in(content: Content, sources: Sources) -> list[Finding]:
    return [it for it in content_findings(content, sources) if it.blocks]


def presentable(content: Content, sources: Sources) -> tuple[Content, Sources]:
    """What can be compiled of it: a story in work may lack a category, and its blocks need not be finished."""
    content = {**content, "body": sound(content["body"])}
    if content["category"] in sources.categories:
        return content, sources
    categories = {**sources.categories, NO_CATEGORY.key: NO_CATEGORY}
    return {**content, "category": NO_CATEGORY.key}, replace(sources, categories=categories)


def sound(body: list[Any]) -> list[Any]:
    """The blocks that can be shown; the faults name the others."""
    try:
        blocks.validate(body)
    except blocks.InvalidBody as error:
        wrong = {problem.path.split(".")[0] for problem in error.problems}
        left = [block for place, block in enumerate(body) if str(place) not in wrong]
        return sound(left) if len(left) < len(body) else []
    return body


def next_version(article: Article) -> int:
    last = Document.objects.filter(kind="article", key=article.pk).aggregate(last=Max("version"))["last"]
    return (last or 0) + 1
