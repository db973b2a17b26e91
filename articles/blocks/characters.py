"""Which characters a story may hold: NFC text, nothing invisible that controls or reorders what is read."""

from __future__ import annotations

import re
import unicodedata

LINE_BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# Lone surrogates cannot be stored and U+FFFE, U+FFFF cannot be written in a feed, so they count as control characters.
FORBIDDEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
DECOMPOSED = "Some accents in this text are stored apart from their letters. Save it in composed form (Unicode NFC)."


def fault_in(text: str) -> str | None:
    if text.isprintable():
        return None if unicodedata.is_normalized("NFC", text) else DECOMPOSED
    if found := FORBIDDEN.search(text):
        return (
            f"This text holds an invisible control character (U+{ord(found[0]):04X}) at position {found.start() + 1}. "
            "Delete it, or paste the text again as plain text."
        )
    return None if unicodedata.is_normalized("NFC", text) else DECOMPOSED


def tidy(text: str) -> str:
    if text.isprintable():
        return unicodedata.normalize("NFC", text)
    text = LINE_BREAKS.sub("\n", text).replace("\t", " ")
    return unicodedata.normalize("NFC", FORBIDDEN.sub("", text))


def without_breaks(address: str) -> str:
    """For what must stay as it was typed apart from that: composing an address could change where it leads."""
    return FORBIDDEN.sub("", address).replace("\n", "")
