from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cms.addresses import api_url, site_url
from cms.pictures import largest

if TYPE_CHECKING:
    from articles.models import Publication
    from articles.snapshot import Content

JSON = dict[str, Any]

# What the Open Graph calls who may read it.
TIERS = {"free": "free", "registered": "metered", "metered": "metered", "subscriber": "locked"}


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


def compile_meta(body: JSON, publication: Publication | None) -> list[dict[str, str]]:
    """Open Graph and X cards, ready to be printed as <meta>."""
    seo, dates = body["seo"], body["dates"]
    social = seo["social"]
    authors = [it["author"] for it in body["byline"]["contributors"] if it["role"] == "author"]
    graph: list[tuple[str, str | None]] = [
        ("og:type", "article"),
        ("og:title", social["title"]),
        ("og:description", social["description"]),
        ("og:url", seo["canonical_url"]),
        ("og:site_name", publication.name if publication else None),
        ("og:locale", body["language"].replace("-", "_")),
        *picture(body["lead_media"]),
        ("article:published_time", dates["first_published_at"]),
        ("article:modified_time", dates["updated_at"]),
        ("article:expiration_time", dates["expires_at"]),
        *(("article:author", it["url"]) for it in authors),
        ("article:section", body["category"]["name"]),
        *(("article:tag", it["name"]) for it in body["tags"]),
        ("article:content_tier", TIERS[body["access"]["tier"]]),
    ]
    card = [
        ("twitter:card", social["card"]),
        ("twitter:title", social["title"]),
        ("twitter:description", social["description"]),
        ("twitter:image", social["image"]),
        ("twitter:image:alt", social["image_alt"]),
    ]
    return [{"property": name, "content": text} for name, text in graph if text] + [
        {"name": name, "content": text} for name, text in card if text
    ]


def picture(lead: JSON | None) -> list[tuple[str, str | None]]:
    file = (largest(lead["image"], "16:9") or largest(lead["image"])) if lead else None
    if lead is None or file is None:
        return []
    return [
        ("og:image", file.url),
        ("og:image:type", file.type),
        ("og:image:width", str(file.width)),
        ("og:image:height", str(file.height)),
        ("og:image:alt", lead["image"]["alt"]),
    ]


def compile_links(key: str, path: str) -> dict[str, str]:
    api = api_url("article", key)
    other = {form: f"{api}?format={form}" for form in ("jsonld", "ninjs", "markdown", "text")}
    return {"self": api, "html": site_url(path), "versions": f"{api}versions/", **other}
