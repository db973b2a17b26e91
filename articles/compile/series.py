from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cms.compiled import Mention

if TYPE_CHECKING:
    from collections.abc import Iterator

    from articles.sources import Sources

JSON = dict[str, Any]


def series_object(document: JSON, key: str) -> JSON:
    """A series as one of its parts shows it. `part` is null until the series shows the story."""
    parts = [it["article"]["id"] for it in document["items"] if it["article"]]
    place = parts.index(key) if key in parts else None
    return {
        "name": document["title"],
        **{name: document[name] for name in ("id", "slug", "url", "api_url")},
        "part": None if place is None else place + 1,
        "total": len(parts),
        "previous": parts[place - 1] if place else None,
        "next": parts[place + 1] if place is not None and place + 1 < len(parts) else None,
    }


def series_mentions(key: str, sources: Sources) -> Iterator[Mention]:
    for series in sources.series.get(key, []):
        yield Mention("series", series["id"])
        # It is another part as soon as the series is another.
        yield Mention("collection", series["id"], listed=False)
