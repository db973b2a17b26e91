"""Text of strangers made fit to store and to show: no control characters, nothing that turns the reading direction of
what follows, nothing that XML or PostgreSQL refuses, and an end."""

from __future__ import annotations

import re

UNFIT = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)
LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029]")
WEB_ADDRESS = re.compile(r"https?://[^\s\"'<>\\^`{|}]+", re.IGNORECASE)


def line(text: str, limit: int) -> str:
    return " ".join(UNFIT.sub("", text).split())[:limit].rstrip()


def prose(text: str, limit: int) -> str:
    """Keeps line breaks, and at most one empty line between paragraphs."""
    lines = [" ".join(it.split()) for it in LINE_ENDS.sub("\n", UNFIT.sub("", text)).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()[:limit].rstrip()


def web_address(text: str) -> str:
    """Nothing where it is cut off, or leads anywhere but to the web: the desk shows it as a link."""
    address = line(text, 501)
    return address if len(address) <= 500 and WEB_ADDRESS.fullmatch(address) else ""


def country_code(text: str) -> str:
    code = line(text, 4).upper()
    return code if re.fullmatch(r"[A-Z]{2,3}", code) else ""


def guessed(value: bytes) -> str:
    """UTF-8 where it can be, since other text hardly ever looks like it; else Latin-1, as Windows extends it."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("cp1252", errors="ignore")
