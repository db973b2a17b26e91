from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cms.addresses import api_url, list_url, site_url
from cms.compiled import Compiled, Mention
from cms.keys import ONLY_KEY

if TYPE_CHECKING:
    from articles.models import Category, Publication, Tag
    from articles.sources import Sources


def category_term(category: Category, sources: Sources) -> dict[str, Any]:
    path = sources.path_of(category.key)
    return {
        "id": category.key,
        "name": category.name,
        "slug": category.slug,
        "path": path,
        "url": site_url(path),
        "api_url": api_url("category", category.key),
    }


def category_object(category: Category, sources: Sources) -> dict[str, Any]:
    """A category as a story carries it: with its ancestors, root first, for the breadcrumb."""
    ancestors = [category_term(it, sources) for it in sources.lineage(category.key)[:-1]]
    return {**category_term(category, sources), "ancestors": ancestors}


def children_of(key: str | None, sources: Sources) -> list[Category]:
    children = [it for it in sources.categories.values() if it.parent_id == key]
    return sorted(children, key=lambda it: (it.position, it.name, it.key))


def branch(key: str | None, sources: Sources) -> list[dict[str, Any]]:
    return [
        {**category_term(it, sources), "description": it.description or None, "children": branch(it.key, sources)}
        for it in children_of(key, sources)
    ]


def compile_category(category: Category, sources: Sources) -> Compiled:
    term = {"type": "category", "version": None, **category_object(category, sources)}
    dates = {"modified_at": None}
    return Compiled(
        kind="category",
        key=category.key,
        path=term["path"],
        slug=category.slug,
        title=category.name,
        published_at=category.created_at,
        updated_at=category.created_at,
        body={
            **term,
            "description": category.description or None,
            "children": [category_term(it, sources) for it in children_of(category.key, sources)],
            "articles_url": list_url("article", category=category.slug),
            "dates": dates,
        },
        card={**term, "dates": dates},
        mentions=frozenset(Mention("category", it["id"], listed=False) for it in term["ancestors"]),
    )


def compile_category_tree(sources: Sources, publication: Publication) -> Compiled:
    """All categories in one answer, nested."""
    body = {
        "type": "category_tree",
        "version": None,
        "results": branch(None, sources),
        "dates": {"modified_at": None},
    }
    return Compiled(
        kind="category_tree",
        key=ONLY_KEY,
        title="Categories",
        published_at=publication.created_at,
        updated_at=publication.created_at,
        body=body,
        card=body,
    )


def tag_object(tag: Tag) -> dict[str, Any]:
    return {
        "id": tag.key,
        "type": tag.type,
        "name": tag.name,
        "slug": tag.slug,
        "url": site_url(tag.path),
        "api_url": api_url("tag", tag.key),
        "matches": tag.matches,
    }


def compile_tag(tag: Tag) -> Compiled:
    # In a story's list of tags `type` says what sort of thing a tag is; a document's `type` says that it is a tag.
    term = {**tag_object(tag), "type": "tag", "version": None, "tag_type": tag.type, "path": tag.path}
    dates = {"modified_at": None}
    return Compiled(
        kind="tag",
        key=tag.key,
        path=tag.path,
        slug=tag.slug,
        title=tag.name,
        published_at=tag.created_at,
        updated_at=tag.created_at,
        body={
            **term,
            "description": tag.description or None,
            "articles_url": list_url("article", tag=tag.slug),
            "dates": dates,
        },
        card={**term, "dates": dates},
    )
