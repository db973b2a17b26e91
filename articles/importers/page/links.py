"""Addresses that a page gives, made whole; those that a story may not have are counted and told."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from articles.blocks.links import is_safe
from articles.importers.page.decoding import sound

LONGEST = 500


def web_address(text: str) -> str | None:
    """A whole address of the web that a story may carry; None for anything else."""
    address = sound(text).strip().replace(" ", "%20")
    return address if address[:8].lower().startswith(("http://", "https://")) and _fits(address) else None


class Links:
    def __init__(self, base: str | None) -> None:
        self._base = base
        self._dropped: dict[str, int] = {}

    def resolve(self, href: str) -> str | None:
        """Where a link of the text leads; None where it leads nowhere that a reader should go."""
        href = href.replace("\t", "").replace("\n", "").strip()
        if not href or href.startswith("#"):
            return None
        try:
            whole = urljoin(self._base, href) if self._base else href
            scheme = urlsplit(whole).scheme.lower()
        except ValueError:
            scheme = whole = ""
        whole = whole.replace(" ", "%20")
        if scheme in {"http", "https", "mailto", "tel"} and is_safe(whole):
            return whole
        reason = (
            "the page does not say where it belongs" if not scheme else f"“{scheme[:20]}:” addresses are not allowed"
        )
        self._dropped[reason] = self._dropped.get(reason, 0) + 1
        return None

    def file(self, src: str) -> str | None:
        """Where a picture is; None for the copy that a browser saved beside the page."""
        src = src.strip()
        if not src or "_files/" in src or src.lower().startswith(("data:", "blob:", "file:")):
            return None
        try:
            return web_address(urljoin(self._base, src) if self._base else src)
        except ValueError:
            return None

    def warnings(self) -> list[str]:
        return [f"Left out {count} link{'s'[: count > 1]}: {reason}." for reason, count in self._dropped.items()]


def _fits(address: str) -> bool:
    return len(address) <= LONGEST and is_safe(address)
