"""Which of a page's titles is the headline: they differ by site names, cuts and search words."""

from __future__ import annotations

import re

TITLE_SEPARATOR = re.compile(r"\s+(?:\||[-–—•·»]|::)\s+")
SITE_WORDS = 5
FEWEST_WORDS = 2


def choose_headline(own: str, titles: list[str], headings: list[str], site_name: str) -> str:
    """`own` is what the page's data calls its headline, `titles` are og:title and title, `headings` the h1s."""
    headings = [heading for heading in headings if heading and _folded(heading) != _folded(site_name)]
    title = own or next((without_site(title, site_name) for title in titles if title), "")
    for heading in headings:
        if not title or _holds(title, heading) or _is_cut_from(title, heading):
            return heading
    return title


def without_site(title: str, site_name: str) -> str:
    parts = TITLE_SEPARATOR.split(title)
    if len(parts) < 2:
        return title
    last = next(reversed(list(TITLE_SEPARATOR.finditer(title))))
    first = TITLE_SEPARATOR.search(title)
    if _folded(parts[-1]) == _folded(site_name) or ("|" in last[0] and len(parts[-1].split()) <= SITE_WORDS):
        return without_site(title[: last.start()], site_name)
    if first and _folded(parts[0]) == _folded(site_name):
        return title[first.end() :]
    return title


def _holds(title: str, heading: str) -> bool:
    return len(heading.split()) >= FEWEST_WORDS and _folded(heading) in _folded(title)


def _is_cut_from(title: str, heading: str) -> bool:
    """Search engines want at most 110 characters, so pages cut what they give them."""
    return title.endswith(("…", "...")) and _folded(heading).startswith(_folded(title.rstrip(".…")))


def _folded(text: str) -> str:
    return " ".join(text.replace("’", "'").replace("“", '"').replace("”", '"').split()).casefold()
