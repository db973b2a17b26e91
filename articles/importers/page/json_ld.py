"""What a page says about itself in JSON-LD, as far as it is about a story."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any

from articles.importers.page.breadcrumb import ROOTS
from articles.importers.page.decoding import sound
from articles.importers.page.links import web_address
from articles.importers.page.model import ParsedAuthor, PictureRequest
from articles.importers.page.names import split_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborHTMLParser

Thing = dict[str, Any]

MOST_SCRIPTS = 50
ARTICLE = re.compile(r"(?:\w*Article|\w*BlogPosting|Report)")
WRAPPING = re.compile(r"^\s*(?:<!--|/[/*]?\s*<!\[CDATA\[\s*(?:\*/)?)|(?:-->|/[/*]?\s*\]\]>\s*(?:\*/)?)\s*;?\s*$")


class LinkedData:
    def __init__(self, tree: LexborHTMLParser) -> None:
        self.warnings: list[str] = []
        self.things: list[Thing] = []
        for script in tree.css('script[type="application/ld+json" i]')[:MOST_SCRIPTS]:
            self.things += self._read(script.text())
        self._known = {thing["@id"]: thing for thing in self.things if isinstance(thing.get("@id"), str)}
        self.article: Thing = next((thing for thing in self.things if _is_article(thing)), {})

    def breadcrumb(self) -> list[str]:
        """The names of a BreadcrumbList, root first."""
        for thing in self.things:
            if "BreadcrumbList" in _types(thing):
                steps = [step for step in _many(thing.get("itemListElement")) if isinstance(step, dict)]
                steps.sort(key=lambda step: step["position"] if isinstance(step.get("position"), int) else 0)
                names = [words(step.get("name")) or words(step.get("item")) for step in steps]
                return [name for name in names if name and name.casefold() not in ROOTS]
        return []

    def authors(self) -> list[ParsedAuthor]:
        found: list[ParsedAuthor] = []
        for one in _many(self.article.get("author")) or _many(self.article.get("creator")):
            if isinstance(one, str):
                found += [ParsedAuthor(name=name) for name in split_names(words(one)) or [words(one)] if name]
            elif isinstance(one, dict):
                found += self._author(self._resolved(one))
        return found

    def pictures(self) -> list[PictureRequest]:
        found = []
        for one in _many(self.article.get("image")):
            thing = self._resolved(one) if isinstance(one, dict) else {"url": one}
            url = web_address(words(thing.get("url")) or words(thing.get("contentUrl")))
            caption = words(thing.get("caption")) or words(thing.get("description"))
            credit = words(thing.get("creditText")) or words(thing.get("creator")) or words(thing.get("author"))
            if url or caption:
                found.append(PictureRequest(caption=caption, url=url, credit=credit or None))
        return found

    def _author(self, thing: Thing) -> list[ParsedAuthor]:
        name = words(thing.get("name"))
        if not name or web_address(name):
            return []
        return [
            ParsedAuthor(
                name=one,
                bio=words(thing.get("description")) or None,
                job_title=words(thing.get("jobTitle")) or None,
                url=web_address(words(thing.get("url")) or words(thing.get("@id"))),
            )
            for one in split_names(name) or [name]
        ]

    def _resolved(self, thing: Thing) -> Thing:
        """A page may give a person once and mention them by id."""
        identity = thing.get("@id")
        return {**(self._known.get(identity, {}) if isinstance(identity, str) else {}), **thing}

    def _read(self, text: str) -> list[Thing]:
        try:
            data = json.loads(WRAPPING.sub("", text), strict=False)
        except (ValueError, RecursionError):
            self.warnings.append("Some of the page's own data (JSON-LD) is broken and was not read.")
            return []
        return list(_things(data))


def words(value: object) -> str:
    """The text of a value that may be given as a text, a thing with a name, or a list of these."""
    for one in _many(value)[:1]:
        if isinstance(one, dict):
            inner = one.get("name") or one.get("url") or one.get("@value")
            return words(inner) if isinstance(inner, str) else ""
        if isinstance(one, str):
            return " ".join(sound(html.unescape(one)).split())
    return ""


def texts(value: object) -> list[str]:
    return [text for one in _many(value) if (text := words(one))]


def _many(value: object) -> list[Any]:
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def _things(data: object) -> Iterator[Thing]:
    for thing in _many(data):
        if isinstance(thing, dict):
            yield thing
            inside = [*_many(thing.get("@graph")), *_many(thing.get("mainEntity")), *_many(thing.get("breadcrumb"))]
            yield from (inner for inner in inside if isinstance(inner, dict))


def _types(thing: Thing) -> list[str]:
    return [one.rsplit("/", 1)[-1] for one in _many(thing.get("@type")) if isinstance(one, str)]


def _is_article(thing: Thing) -> bool:
    return any(ARTICLE.fullmatch(one) for one in _types(thing)) and bool(
        words(thing.get("headline")) or words(thing.get("name"))
    )
