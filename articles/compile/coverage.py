from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cms.addresses import api_url
from cms.compiled import Mention
from cms.wire import iso

if TYPE_CHECKING:
    from collections.abc import Iterator

    from articles.models import Article

JSON = dict[str, Any]

SHOWN = 20
# In seconds, while it goes on.
POLL_AFTER = 20


def coverage_object(article: Article, updates: list[JSON]) -> JSON:
    """What a live story shows of its posts, which come newest first."""
    ended = article.coverage_ended_at
    return {
        "status": "ended" if ended else "live",
        "coverage_start_at": updates[-1]["dates"]["published_at"] if updates else None,
        "coverage_end_at": iso(ended),
        "updates_count": len(updates),
        "last_update_at": max((it["dates"]["updated_at"] for it in updates), default=None),
        "poll_after": None if ended else POLL_AFTER,
        "updates_url": f"{api_url('article', article.key)}updates/",
        "pinned": next((it["id"] for it in updates if it["pinned"]), None),
        "key_events": [
            {"id": it["id"], "headline": it["headline"], "published_at": it["dates"]["published_at"]}
            for it in updates
            if it["key_event"]
        ],
        "updates": updates[:SHOWN],
    }


def shown_updates(updates: list[JSON]) -> Iterator[Mention]:
    yield from (Mention("update", it["id"], listed=False) for it in updates[:SHOWN])
