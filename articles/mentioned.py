"""What the keys in a story's contents stand for, and which of those things are no longer there."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from articles import blocks
from articles.models import Article, Category, Tag
from articles.workflow import visible_to
from authors.models import Author
from cms.models import Document
from cms.plain import string, things
from media.models import Image

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Model

    from articles.rights import Person
    from articles.snapshot import Content

    Keys = dict[str, set[str]]

MODELS: dict[str, type[Model]] = {
    "category": Category,
    "tag": Tag,
    "author": Author,
    "image": Image,
    "article": Article,
}
LARGE = {"article": ["body", "standfirst"]}
UNSEEN = "a story that you may not see"


@dataclass(frozen=True)
class Mentioned:
    # In words, by key; those of what is gone as readers last knew it.
    names: dict[str, str]
    gone: frozenset[str]

    def called(self, key: str) -> str:
        return f"“{self.names.get(key, key)}”"


def mentioned_in(contents: Iterable[Content], *, by: Person | None = None) -> Mentioned:
    """In a constant number of queries. `by` is told of stories they may not see what readers are told, and no more."""
    keys = keys_in(contents)
    names: dict[str, str] = {}
    missing: Keys = {}
    for kind, model in MODELS.items():
        wanted = keys[kind]
        found = model._default_manager.defer(*LARGE.get(kind, [])).in_bulk(wanted) if wanted else {}
        names |= {key: str(it) for key, it in found.items()}
        missing[kind] = wanted - found.keys()
        if kind == "article" and by and found:
            names |= public_names(unseen(found.keys(), by))
    gone = frozenset().union(*missing.values())
    if gone:
        known = Document.objects.named(missing).order_by("version").values_list("key", "title")
        names |= {key: title for key, title in known if title}
    return Mentioned(told_apart(names), gone)


def unseen(stories: Iterable[str], by: Person) -> set[str]:
    seen = visible_to(by)
    return {*stories} - {*Article.objects.filter(seen, pk__in=stories).values_list("pk", flat=True)} if seen else set()


def public_names(stories: set[str]) -> dict[str, str]:
    live = Document.objects.live().filter(kind="article", key__in=stories) if stories else Document.objects.none()
    return {**dict.fromkeys(stories, UNSEEN), **dict(live.values_list("key", "title"))}


def keys_in(contents: Iterable[Content]) -> Keys:
    keys: Keys = defaultdict(set)
    for content in contents:
        body = content.get("body")
        found = blocks.mentions(body if isinstance(body, list) else [])
        keys["category"] |= {*found.categories, *texts(content, "secondary_categories"), content.get("category") or ""}
        keys["tag"] |= {*found.tags, *texts(content, "tags")}
        keys["author"] |= {*found.authors, *(string(it, "author") for it in things(content, "contributors"))}
        keys["image"] |= {*found.images, content.get("lead_image") or ""}
        keys["article"] |= {*found.articles, *texts(content, "related")}
    return defaultdict(set, {kind: those - {""} for kind, those in keys.items()})


def texts(content: Content, name: str) -> list[str]:
    value: Any = content.get(name)
    return [it for it in value if isinstance(it, str)] if isinstance(value, list) else []


def told_apart(names: dict[str, str]) -> dict[str, str]:
    """Two things of one name would look like no change at all."""
    shared = Counter(names.values())
    return {key: f"{name} (…{key[-5:]})" if shared[name] > 1 else name for key, name in names.items()}
