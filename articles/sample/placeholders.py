"""Puts the keys of stored things, and times, in the place of the sample's names for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, kw_only=True)
class Keys:
    """The key of everything that bodies name: by slug, pictures and corrections by their id in the sample."""

    articles: Mapping[str, str]
    authors: Mapping[str, str]
    categories: Mapping[str, str]
    tags: Mapping[str, str]
    pictures: Mapping[str, str]
    corrections: Mapping[str, str]

    def of(self, kind: str) -> Mapping[str, str]:
        return {
            "article": self.articles,
            "author": self.authors,
            "category": self.categories,
            "tag": self.tags,
            "correction": self.corrections,
        }[kind]


def fill_in(value: Any, keys: Keys, now: datetime) -> Any:
    """The value, a body or any part of one, as `articles.blocks` takes it."""
    if isinstance(value, list):
        return [fill_in(item, keys, now) for item in value]
    if not isinstance(value, dict):
        return value
    match value:
        case {"minutes_ago": minutes}:
            return moment(now, minutes)
        case {"days_ago": days}:
            return (now - timedelta(days=days)).date().isoformat()
        case {"tag": name} | {"correction": name}:
            return keys.of(next(iter(value)))[name]
        case {"picture": name, **rest}:
            return {"id": keys.pictures[name], **rest}
        case {"type": kind, "slug": slug, **rest}:
            return {"type": kind, "id": keys.of(kind)[slug], **rest}
    return {name: fill_in(inner, keys, now) for name, inner in value.items()}


def moment(now: datetime, minutes_ago: int) -> str:
    return (now - timedelta(minutes=minutes_ago)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
