"""Pictures of a saved page, as requests to the picture desk: none is taken over by itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from articles.importers.page.captions import with_credit
from articles.importers.page.markup import attribute, words_of
from articles.importers.page.model import PictureRequest

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from articles.importers.page.links import Links

SMALLEST = 80
SOURCES = ("src", "data-src", "data-lazy-src", "data-original", "data-srcset", "srcset")
CREDIT = '[class*="credit" i], [class*="copyright" i], [class*="photographer" i], [itemprop="copyrightHolder"], cite'
CAPTION = 'figcaption, [class*="caption" i]'
PIXELS = re.compile(r"(\d{1,5})(?:px)?")


def picture_of(node: LexborNode, links: Links) -> PictureRequest | None:
    """What a figure or an image shows; None for decoration."""
    images = node.css("img")
    caption_node = node.css_first(CAPTION) if node.tag != "img" else None
    credit_node = node.css_first(CREDIT) if node.tag != "img" else None
    credit, caption = words_of(credit_node), words_of(caption_node)
    if credit and credit in caption:
        caption = caption.replace(credit, "").strip(" |–—-()[],")
    urls = [url for image in images if (url := _address(image, links))]
    alt = next((text for image in images if (text := attribute(image, "alt"))), "")
    if not caption and (not images or _is_decoration(images[0], alt, urls, framed=node.tag == "figure")):
        return None
    return with_credit(
        PictureRequest(
            caption=caption, url=urls[0] if urls else None, alt=alt or None, credit=_without_label(credit) or None
        )
    )


def _address(image: LexborNode, links: Links) -> str | None:
    for name in SOURCES:
        given = attribute(image, name)
        if name.endswith("srcset"):
            given = _largest(given)
        if url := links.file(given):
            return url
    return None


def _largest(srcset: str) -> str:
    best, largest = "", -1.0
    for candidate in re.split(r",\s+", srcset):
        url, _, size = candidate.strip().partition(" ")
        number = re.match(r"\d{1,6}(?:\.\d{1,3})?", size.strip())
        if url and (width := float(number[0]) if number else 0.0) > largest:
            best, largest = url, width
    return best


def _is_decoration(image: LexborNode, alt: str, urls: list[str], *, framed: bool) -> bool:
    sizes = [PIXELS.fullmatch(attribute(image, name)) for name in ("width", "height")]
    if any(size and int(size[1]) < SMALLEST for size in sizes):
        return True
    return not (alt or (framed and urls))


def _without_label(credit: str) -> str:
    return re.sub(
        r"^[(\[]?(?:(?:photo(?:graph)?|picture|image)?\s?(?:credit|source|by)?\s?:|©)\s*|[)\]]$", "", credit, flags=re.I
    )
