from __future__ import annotations

import hashlib

from django.utils.text import slugify

LONGEST = 120
# Letters that no accent can be taken off, and would vanish.
LATIN = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "ŧ": "t"}
)


def slug_of(headline: str) -> str:
    """The headline as an address, cut at a word's end; a digest of it where none of its letters are Latin."""
    slug = slugify(headline.lower().translate(LATIN)).strip("-_")
    if len(slug) > LONGEST:
        cut = slug[: LONGEST + 1].rsplit("-", 1)[0]
        slug = cut[:LONGEST]
    return slug or f"story-{hashlib.sha256(headline.encode()).hexdigest()[:8]}"
