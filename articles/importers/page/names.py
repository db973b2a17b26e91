"""Names of people, as bylines and writers' boxes give them."""

from __future__ import annotations

import re

PARTICLE = re.compile(
    "de|da|do|dos|das|del|della|di|du|la|le|van|von|der|den|ter|ten|bin|ibn|al|el|af|av|zu|y|e", re.IGNORECASE
)
# Capitalised words that begin sentences, labels and dates, and no name.
NO_NAME = re.compile(
    "a|about|after|all|also|an|and|are|as|at|be|but|by|for|from|he|her|his|how|i|if|in|is|its?|last|many|more|most|my|new|"
    "no|not|now|of|on|one|or|our|published|she|some|still|story|that|the|their|there|these|they|this|those|to|today|"
    "updated|we|what|when|where|which|who|why|will|with|you|your|yesterday|staff|"
    "monday|tuesday|wednesday|thursday|friday|saturday|sunday|"
    "january|february|march|april|may|june|july|august|september|october|november|december",
    re.IGNORECASE,
)
MOST_WORDS = 5
SEPARATORS = re.compile(r"\s*(?:,|;|&|\band\b|\bwith\b)\s*", re.IGNORECASE)
WORD = re.compile(r"[^\W\d_][\w’'.\-‐]*", re.UNICODE)
ROLE = re.compile(
    r"\b(?:correspondent|reporter|editor|journalist|writer|columnist|critic|photographer|producer|contributor|analyst|"
    r"blogger|author|presenter|freelancer?|illustrator|cartoonist|reviewer|researcher|bureau chief)\b",
    re.IGNORECASE,
)


def is_name(text: str, *, fewest: int = 1) -> bool:
    words = text.split()
    if not fewest <= len(words) <= MOST_WORDS or len(text) > 80:
        return False
    if not (_is_capitalised(words[0]) and _is_capitalised(words[-1])):
        return False
    return all(_is_capitalised(word) or PARTICLE.fullmatch(word) is not None for word in words)


def split_names(text: str) -> list[str]:
    """The people of a byline; none if any part of it names nobody."""
    parts = [part.strip(" .") for part in SEPARATORS.split(text) if part.strip(" .")]
    return parts if parts and all(is_name(part) for part in parts) else []


def leading_name(text: str) -> str:
    """The capitalised words that a sentence begins with, as in “Ada Reporter covers the sea”."""
    found: list[str] = []
    for word in text[:120].split()[: MOST_WORDS + 1]:
        bare = word.rstrip(",:")
        if not (_is_capitalised(bare) or (found and PARTICLE.fullmatch(bare))):
            break
        found.append(bare)
        if bare != word:
            break
    while found and not _is_capitalised(found[-1]):
        found.pop()
    name = " ".join(found)
    return name if is_name(name) else ""


def _is_capitalised(word: str) -> bool:
    return bool(WORD.fullmatch(word)) and word[0].isupper() and not NO_NAME.fullmatch(word)
