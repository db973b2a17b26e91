"""`profile=`: pictures in the sizes that a kind of device can show, instead of all."""

from __future__ import annotations

from typing import Any

from cms.delivery.parameters import choice

# The widest files that each gets, in pixels; the narrowest there is where all are wider.
WIDEST = {"web": 1_000_000, "tablet": 1280, "phone": 640}
PROFILE = choice(
    "profile",
    "For which devices pictures are: `sources` and `srcset` list no files that are wider.",
    {
        "web": "all sizes",
        "tablet": f"up to {WIDEST['tablet']} pixels",
        "phone": f"up to {WIDEST['phone']} pixels",
    },
)


def fitted(value: Any, widest: int) -> Any:
    """Any JSON, with the pictures in it for this profile."""
    if isinstance(value, list):
        return [fitted(it, widest) for it in value]
    if not isinstance(value, dict):
        return value
    found = {name: fitted(inner, widest) for name, inner in value.items()}
    if isinstance(found.get("sources"), list) and "src" in found:
        sources = [{**it, "srcset": narrowed(it["srcset"], widest)} for it in found["sources"] if it.get("srcset")]
        found["sources"] = sources
        # The last format is the one that everything can show.
        found["src"] = sources[-1]["srcset"][-1]["url"] if sources else found["src"]
    return found


def narrowed(srcset: list[dict[str, Any]], widest: int) -> list[dict[str, Any]]:
    return [it for it in srcset if it["width"] <= widest] or srcset[:1]
