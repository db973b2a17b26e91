"""A story's content as plain data: what a revision keeps, and what publishing compiles.

Compiling from a snapshot, not from the working copy, is what lets a published story be brought up to date while its
next version is being written.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from articles.models import Article

Content = dict[str, Any]

FIELDS = (
    "kind", "genre", "language", "slug",
    "headline", "headline_short", "kicker", "headline_seo", "headline_social", "headline_push",
    "standfirst", "summary", "body", "byline_text", "dateline", "lead_caption",
    "access_tier", "breaking", "exclusive", "developing", "evergreen", "sponsored", "sensitive", "legally_sensitive",
    "ads", "comments", "copyright_notice", "usage_terms", "agency", "methodology", "fact_checked", "ai_use",
    "seo_description", "canonical_url", "noindex",
)  # fmt: skip

# Things that a story names in no order of its own.
RELATIONS = ("secondary_categories", "tags", "related")


def snapshot_of(article: Article) -> Content:
    """Content by field; other objects by key, contributors in their order."""
    return {
        **{field: getattr(article, field) for field in FIELDS},
        "category": article.category_id,
        "secondary_categories": keys_of(article.secondary_categories),
        "tags": keys_of(article.tags),
        "contributors": [
            {"author": it.author_id, "role": it.role, "note": it.note} for it in article.contributions.all()
        ],
        "lead_image": article.lead_image_id,
        "related": keys_of(article.related),
        # In one zone: that of whoever saved it last would make two texts of one.
        "placed_at": article.published_at and article.published_at.astimezone(UTC).isoformat(),
    }


def placed_at(content: Content) -> datetime | None:
    """Where the desk wants the story in lists; None for where it was first published."""
    given = content.get("placed_at")
    return datetime.fromisoformat(given).replace(microsecond=0) if given else None


def keys_of(manager: Any) -> list[str]:
    return [it.pk for it in manager.all()]
