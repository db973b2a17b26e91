"""How stories and collections show a story."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from articles.sources import Sources

JSON = dict[str, Any]

# What a story shows of another. Neither version nor modification time: two stories that show each other would else
# bring each other up to date for ever.
RELATED_FIELDS = (
    "type", "id", "kind", "genre", "headline", "kicker", "summary", "path", "url", "api_url", "category", "byline_text",
    "image", "flags", "access_tier", "reading_minutes",
)  # fmt: skip


def related_card(card: JSON) -> JSON:
    dates = {name: card["dates"][name] for name in ("first_published_at", "published_at", "updated_at")}
    return {**{name: card[name] for name in RELATED_FIELDS}, "dates": dates}


def related_cards(keys: list[str], sources: Sources) -> list[JSON]:
    """Cards of those that are public: one that is not published yet joins when it is, a retracted one leaves."""
    found = [sources.targets.get(("article", key)) for key in keys]
    return [related_card(target.card) for target in found if target and target.listed]
