"""Which elements stand beside a story rather than in it, by what they are and how they are named."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

TAGS = frozenset({"nav", "aside", "footer", "button", "select", "input", "textarea", "dialog", "menu", "form"})
ROLES = frozenset({"navigation", "complementary", "banner", "contentinfo", "dialog", "alertdialog", "search", "form"})
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
NAMES = re.compile(
    r"(?:^|[\s_-])(?:share|sharing|social|related|recommend(?:ed|ations)?|newsletter|promo|advert\w*|ads?|cookies?|consent|"
    r"comments?|disqus|breadcrumbs?|sidebar|sign-?up|subscri(?:be|ption)|paywall|tags|most-(?:read|popular)|toolbar|"
    r"read-(?:more|next)|skip|screen-reader\w*|sr-only|visually-hidden|author[-_]?(?:box|bio|info)|about-(?:the-)?author|"
    r"writer-box|bio)(?:$|[\s_-])",
    re.IGNORECASE,
)
# Class names are written for looks: what holds this much of the text is no box beside it.
TOO_MUCH = 0.3


def is_beside(node: LexborNode, around: int) -> bool:
    """`around` is the length of all the text among which the element stands."""
    attributes = node.attributes
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    if "pull" in names:
        return False
    hidden = "hidden" in attributes or attributes.get("aria-hidden") == "true"
    hidden = hidden or bool(HIDDEN.search(attributes.get("style") or ""))
    named = node.tag in TAGS or attributes.get("role") in ROLES or bool(NAMES.search(names))
    return (hidden or named) and len(node.text()) <= TOO_MUCH * around
