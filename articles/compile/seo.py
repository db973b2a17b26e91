from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cms.addresses import site_url

if TYPE_CHECKING:
    from articles.snapshot import Content


def compile_seo(content: Content, path: str, lead: dict[str, Any] | None) -> dict[str, Any]:
    description = content["seo_description"] or content["summary"] or None
    return {
        "title": content["headline_seo"] or content["headline"],
        "description": description,
        "canonical_url": content["canonical_url"] or site_url(path),
        # Without the large preview a story's picture is not shown in discovery feeds.
        "robots": ["noindex", "follow"] if content["noindex"] else ["index", "follow", "max-image-preview:large"],
        "hreflang": [],
        "social": {
            "title": content["headline_social"] or content["headline"],
            "description": description,
            "image": lead["image"]["src"] if lead else None,
            "image_alt": lead["image"]["alt"] if lead else None,
            "card": "summary_large_image" if lead else "summary",
        },
    }
