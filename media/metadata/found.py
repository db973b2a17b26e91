from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Found:
    """Clean text of bounded length, safe to store; to be escaped where it is shown, like all that people write."""

    title: str = ""
    headline: str = ""
    caption: str = ""
    alt: str = ""
    long_description: str = ""
    creator: str = ""
    creator_title: str = ""
    credit: str = ""
    source: str = ""
    copyright_notice: str = ""
    usage_terms: str = ""
    licence_url: str = ""
    acquire_url: str = ""
    instructions: str = ""
    # ISO 8601 with its offset.
    taken_at: str = ""
    keywords: tuple[str, ...] = ()
    city: str = ""
    region: str = ""
    country: str = ""
    country_code: str = ""
    # The whole address of IPTC's term.
    digital_source_type: str = ""
    ai_system: str = ""
    ai_system_version: str = ""
    event: str = ""
    people: tuple[str, ...] = ()
    data_mining: str = ""
