"""Which addresses a story may point at. Writing and drawing ask the same question, so that neither trusts the other."""

from __future__ import annotations

import html
import re
from urllib.parse import unquote, urlsplit

from articles.blocks.characters import FORBIDDEN
from cms.markup import element

PATTERN = r"^([Hh][Tt][Tt][Pp][Ss]?://[^/?#]|[Mm][Aa][Ii][Ll][Tt][Oo]:.|[Tt][Ee][Ll]:.|/(?![/\\])|#)"
MAX_LENGTH = 4096
MAX_DECODINGS = 8

ALLOWED = re.compile(r"https?://|mailto:.|tel:.|/|#", re.IGNORECASE)
PLAIN = re.compile(r"https?://[a-z0-9-]+(\.[a-z0-9-]+)*(/[a-z0-9/._-]*)?", re.IGNORECASE)
PLAIN_WEB = re.compile(r"https?://[a-z0-9-]+(\.[a-z0-9-]+)*(:[0-9]{1,4})?([/?#]|$)", re.IGNORECASE)
SCHEME = re.compile(r"([a-z][a-z0-9+.\-]*):", re.IGNORECASE)
STRAY = re.compile(r"[\s\\<>\"`]")
INVISIBLE = re.compile(r"[\s\x00-\x20\x7f-\x9f]")

START = "Start the address with https://, mailto:, tel:, / (a page of this site) or # (a heading of this story)."
OTHER_SITE = "This address leads to another site without naming its scheme. Write it out, starting with https://."
NO_SITE = "This is not a complete web address. Copy it again from the browser’s address bar."
USER_NAME = "This address holds a user name before the site’s name. Remove everything up to and with the “@”."
TOO_LONG = f"This address is longer than {MAX_LENGTH:,} characters. Use a shorter one."
STRAYS = 'This address holds a space, a line break or one of \\ < > " `. Copy it again from the browser’s address bar.'


def refusal(address: str) -> str | None:
    """Says what is wrong with the address and what to do about it; None when it may be used."""
    if len(address) > MAX_LENGTH:
        return TOO_LONG
    if PLAIN.fullmatch(address):
        return None
    if STRAY.search(address) or FORBIDDEN.search(address):
        return STRAYS
    if not ALLOWED.match(address):
        return _refusal_of_start(address)
    if address[0] == "/":
        return OTHER_SITE if _decoded(address)[:2] in {"//", "/\\"} else None
    if address[:4].lower() == "http" and not PLAIN_WEB.match(address):
        return _refusal_of_site(address)
    return None


def is_safe(address: object) -> bool:
    return isinstance(address, str) and refusal(address) is None


def is_loadable(address: object) -> bool:
    """Whether a page may load a file from there: pictures, sound and film come from the web or from this site."""
    return is_safe(address) and str(address)[:1].lower() in {"h", "/"}


def _refusal_of_start(address: str) -> str:
    scheme = SCHEME.match(_decoded(address))
    if scheme and not scheme[1].lower().startswith("http"):
        return f"Addresses that start with “{scheme[1][:40]}:” are not allowed. {START}"
    return START


def _refusal_of_site(address: str) -> str | None:
    try:
        parts = urlsplit(address)
        named = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return NO_SITE
    if "@" in parts.netloc:
        return USER_NAME
    return NO_SITE if not named or "%" in parts.netloc or "&" in parts.netloc else None


def _decoded(address: str) -> str:
    """Undoes whatever a browser, a template or a careless server may undo, as often as they may."""
    for _ in range(MAX_DECODINGS):
        plainer = INVISIBLE.sub("", unquote(html.unescape(address)))
        if plainer == address:
            return address
        address = plainer
    # Nobody encodes an honest address this often.
    return "//"


def anchor(address: str, content: str, **attributes: str | None) -> str:
    """A link in HTML where the address may be used, otherwise the content alone, which must be HTML already."""
    return element("a", {"href": address, **attributes}, content) if is_safe(address) else content
