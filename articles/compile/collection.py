from __future__ import annotations

from typing import TYPE_CHECKING, Any

from articles.compile.cards import related_card
from cms.addresses import api_url, list_url, site_url
from cms.compiled import Compiled, Mention
from cms.wire import iso
from media.compile import card_image

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from articles.models import Collection
    from articles.sources import PublicTarget
    from cms.keys import Name
    from media.models import Image

JSON = dict[str, Any]


def compile_collection(
    collection: Collection, content: JSON, targets: Mapping[Name, PublicTarget], images: Mapping[str, Image]
) -> Compiled:
    """The public form of one content of the collection. A story that readers do not have has no place in it."""
    if collection.first_published_at is None or collection.updated_at is None:
        raise ValueError("Set the collection's dates before compiling it.")
    items = list(compile_items(content["items"], targets, images))
    path = "/" if content["is_home"] else f"/collections/{content['slug']}"
    card = {
        "type": "collection",
        "id": collection.key,
        "kind": content["kind"],
        "version": None,
        "title": content["title"],
        "slug": content["slug"],
        "path": path,
        "url": site_url(path),
        "api_url": api_url("collection", collection.key),
        "description": content["description"] or None,
        "items_count": len(items),
        "dates": {
            "first_published_at": iso(collection.first_published_at),
            "updated_at": iso(collection.updated_at),
            "modified_at": None,
        },
    }
    is_series = content["kind"] == "series"
    articles_url = list_url("article", series=content["slug"]) if is_series else None
    return Compiled(
        kind="collection",
        key=collection.key,
        path=path,
        slug=content["slug"],
        title=content["title"],
        published_at=collection.first_published_at,
        updated_at=collection.updated_at,
        body={**card, "items": items, "articles_url": articles_url},
        card=card,
        mentions=frozenset(mentions(content)),
    )


def mentions(content: JSON) -> Iterator[Mention]:
    for item in content["items"]:
        if item["image"]:
            yield Mention("image", item["image"], listed=False)
        if item["article"]:
            yield Mention("article", item["article"], listed=False)
            if content["kind"] == "series":
                # By which a story finds the series that it is part of.
                yield Mention("part", item["article"], listed=False)


def compile_items(
    items: list[JSON], targets: Mapping[Name, PublicTarget], images: Mapping[str, Image]
) -> Iterator[JSON]:
    """What stands under an item goes with it."""
    above: JSON | None = None
    for item in items:
        compiled = compile_item(item, targets, images)
        if not item["is_sublink"]:
            if above:
                yield above
            above = compiled and {**compiled, "sublinks": []}
        elif above and compiled:
            above["sublinks"].append(compiled)
    if above:
        yield above


def compile_item(item: JSON, targets: Mapping[Name, PublicTarget], images: Mapping[str, Image]) -> JSON | None:
    picture = images.get(item["image"])
    own = {
        "headline": item["headline"] or None,
        "kicker": item["kicker"] or None,
        "image": card_image(picture) if picture else None,
    }
    if not item["article"]:
        return {"type": "link", **own, "url": item["url"], "article": None}
    target = targets.get(("article", item["article"]))
    if target is None or not target.listed:
        return None
    card = related_card(target.card)
    shown = {name: value if value is not None else card[name] for name, value in own.items()}
    return {"type": "article", **shown, "url": card["url"], "article": card}
