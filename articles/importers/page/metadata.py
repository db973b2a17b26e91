"""What the head of a saved page says: addresses, names, times, terms."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from articles.importers.page.breadcrumb import ROOTS, abridges, names_in
from articles.importers.page.dates import machine_date, printed_dates
from articles.importers.page.json_ld import LinkedData, texts, words
from articles.importers.page.links import web_address
from articles.importers.page.markup import attribute, words_of
from articles.importers.page.model import ParsedAuthor, PictureRequest
from articles.importers.page.names import is_name, split_names

if TYPE_CHECKING:
    from datetime import datetime

    from selectolax.lexbor import LexborHTMLParser

    from articles.importers.page.draft import Draft

SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d{1,6}\)(https?://\S{1,500})", re.IGNORECASE)
MOST_VALUES = 50
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3}", re.IGNORECASE)
BREADCRUMB = '[aria-label*="breadcrumb" i], [class*="breadcrumb" i], [id*="breadcrumb" i], [itemtype*="BreadcrumbList"]'


class Metadata:
    def __init__(self, tree: LexborHTMLParser, html: str) -> None:
        self.tree = tree
        self.linked = LinkedData(tree)
        self._meta: dict[str, list[str]] = {}
        for node in tree.css("meta[content]"):
            for name in ("property", "name", "itemprop"):
                if key := attribute(node, name).lower():
                    self._meta.setdefault(key, []).append(attribute(node, "content"))
        self.source_url = self._source_url(html)
        self.base = self._base()

    def first(self, *keys: str) -> str:
        for key in keys:
            for value in self._meta.get(key, []):
                if value:
                    return " ".join(value.split())
        return ""

    def every(self, key: str) -> list[str]:
        return self._meta.get(key, [])[:MOST_VALUES]

    @property
    def site_name(self) -> str:
        return self.first("og:site_name", "application-name") or words(self.linked.article.get("publisher"))

    def describe(self, draft: Draft) -> None:
        """Everything but the headline, which it needs to know, and the text."""
        draft.source_url = self.source_url
        draft.language = self._language()
        draft.published_at = self._moment(draft, "datePublished", "article:published_time", "datepublished", "date")
        draft.modified_at = self._moment(
            draft, "dateModified", "article:modified_time", "datemodified", "og:updated_time"
        )
        for author in self._authors():
            draft.credit(author)
        draft.category_names, others = self._categories(draft.headline)
        keywords = texts(self.linked.article.get("keywords")) or [self.first("news_keywords", "keywords")]
        marked = [words_of(node) for node in self.tree.css('a[rel~="tag"]')]
        for text in [*keywords, *self.every("article:tag"), *others, *marked]:
            draft.tags += [tag.strip(" #") for tag in re.split(r"[,;]", text) if tag.strip(" #")]
        draft.warnings += self.linked.warnings

    def description(self) -> str:
        return words(self.linked.article.get("description")) or self.first("og:description", "description")

    def lead_picture(self) -> PictureRequest | None:
        """The one picture that the page names as its own."""
        url, alt = web_address(self.first("og:image", "og:image:url", "twitter:image")), self.first("og:image:alt")
        for picture in self.linked.pictures()[:1]:
            return replace(picture, alt=alt or None, url=picture.url or url)
        return PictureRequest(url=url, alt=alt or None) if url else None

    def _source_url(self, html: str) -> str | None:
        canonical = self.tree.css_first('link[rel~="canonical"]')
        saved = SAVED_FROM.search(html[:4000])
        entity = self.linked.article.get("mainEntityOfPage")
        given = (
            attribute(canonical, "href") if canonical is not None else "",
            self.first("og:url"),
            words(entity.get("@id")) if isinstance(entity, dict) else words(entity),
            words(self.linked.article.get("url")),
            saved[1] if saved else "",
        )
        return next((address for one in given if (address := web_address(one))), None)

    def _base(self) -> str | None:
        node = self.tree.css_first("base[href]")
        if node is None:
            return self.source_url
        try:
            return web_address(urljoin(self.source_url or "", attribute(node, "href"))) or self.source_url
        except ValueError:
            return self.source_url

    def _language(self) -> str | None:
        root = self.tree.css_first("html")
        given = (
            words(self.linked.article.get("inLanguage")),
            attribute(root, "lang") if root is not None else "",
            self.first("og:locale", "content-language"),
        )
        codes = (one.split(".")[0].replace("_", "-") for one in given)
        return next((code for code in codes if LANGUAGE.fullmatch(code)), None)

    def _moment(self, draft: Draft, key: str, *names: str) -> datetime | None:
        texts_given = [words(self.linked.article.get(key)), *(self.first(name) for name in names)]
        if key == "datePublished":
            texts_given += [attribute(node, "datetime") for node in self.tree.css("article time[datetime]")[:1]]
        for text in filter(None, texts_given):
            moment = machine_date(text)
            if moment is None and (printed := printed_dates(text[:100])):
                moment = printed[0].moment
            if moment:
                return moment
            draft.leave_out(text, f"it is no date ({key})")
        return None

    def _authors(self) -> list[ParsedAuthor]:
        if authors := self.linked.authors():
            return authors
        found = []
        for name in [
            *self.every("author"),
            *self.every("article:author"),
            *self.every("byl"),
            *self.every("parsely-author"),
        ]:
            found += [ParsedAuthor(name=one) for one in split_names(re.sub(r"^by\s+", "", name, flags=re.IGNORECASE))]
        if found:
            return found
        for node in self.tree.css('a[rel~="author"]')[:5]:
            if is_name(words_of(node)):
                found.append(ParsedAuthor(name=words_of(node), url=web_address(attribute(node, "href"))))
        return found

    def _categories(self, headline: str) -> tuple[list[str], list[str]]:
        """The path of the story's category, and terms beside it that may serve as tags."""
        trail = self.linked.breadcrumb() or self._printed_breadcrumb()
        # Many begin with the site's name instead of Home, and end with the story.
        trail = [
            name for name in trail if name.casefold() != self.site_name.casefold() and not abridges(name, headline)
        ]
        if trail:
            return trail, []
        sections = texts(self.linked.article.get("articleSection")) or [self.first("article:section")]
        return names_in(sections[0]) if sections[0] else [], sections[1:]

    def _printed_breadcrumb(self) -> list[str]:
        for node in self.tree.css(BREADCRUMB)[:5]:
            steps = node.css("li") or node.css("a, [aria-current]")
            names = [words_of(step).strip(" ›»>/|·") for step in steps]
            if names := [name for name in names if name and name.casefold() not in ROOTS]:
                return names
        return []
