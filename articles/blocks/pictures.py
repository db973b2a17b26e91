"""How a picture is referred to while a story is written, and how it is drawn once its files are known."""

from typing import Any

from articles.blocks import inline, links
from articles.blocks.fields import Key, Maybe, Part, Pixels, Text
from cms import markdown, markup
from cms.plain import Json, number, string, thing, things

# The browser knows the width once the page is laid out; until then, and in older ones, the whole window's.
SIZES = "auto, 100vw"


class ImageStub(Part):
    """A picture by its key; publishing puts the whole image object in its place."""

    id: Key
    alt: Text
    decorative: bool = False
    width: Maybe[Pixels] = None
    height: Maybe[Pixels] = None


def picture(image: Json, *, crop: str = "") -> str:
    """Nothing while the picture is a mere stub: there is no file yet."""
    cut = thing(thing(image, "crops"), crop) or image
    src = string(cut, "src")
    if not links.is_loadable(src):
        return ""
    sources = [_source(source) for source in things(cut, "sources")]
    drawn = markup.element(
        "img",
        {
            "src": src,
            "alt": alternative(image),
            "width": _pixels(cut, "width"),
            "height": _pixels(cut, "height"),
            "loading": "lazy",
            "decoding": "async",
        },
    )
    return markup.element("picture", None, *sources, drawn)


def alternative(image: Json) -> str:
    return "" if image.get("decorative") is True else string(image, "alt")


def caption(holder: Json, image: Json) -> str:
    """The words under a picture; those of the story before those that came with the picture."""
    words, credit = _caption_parts(holder, image)
    return "".join(
        (inline.html(words), " " if words and credit else "", markup.optional("small", None, markup.lines(credit)))
    )


def captioned(holder: Json, image: Json, *, crop: str = "", href: str = "") -> str:
    drawn = picture(image, crop=crop) or markup.optional("p", None, markup.lines(alternative(image)))
    linked = links.anchor(href, drawn) if drawn else ""
    return linked + markup.optional("figcaption", None, caption(holder, image))


def spoken(image: Json, words: object) -> str:
    if image.get("decorative") is True:
        return ""
    described = string(image, "alt") or inline.text(words)
    return f"Picture: {described}" if described else ""


def written(holder: Json, image: Json, *, href: str = "") -> str:
    """The picture in Markdown with its caption and credit below."""
    src, (words, credit) = string(image, "src"), _caption_parts(holder, image)
    drawn = markdown.plain(spoken(image, []))
    if links.is_loadable(src):
        drawn = markdown.image(alternative(image), src)
        drawn = markdown.link(drawn, href) if links.is_safe(href) else drawn
    below = " ".join(part for part in (inline.md(words), f"({markdown.plain(credit)})" if credit else "") if part)
    return markdown.joined(drawn, below)


def _caption_parts(holder: Json, image: Json) -> tuple[Any, str]:
    return holder.get("caption") or image.get("caption"), string(holder, "credit") or string(image, "credit")


def _source(source: Json) -> str:
    candidates = [
        f"{url} {width}w"
        for candidate in things(source, "srcset")
        if links.is_loadable(url := string(candidate, "url")) and (width := _pixels(candidate, "width"))
    ]
    if not candidates:
        return ""
    return markup.element(
        "source", {"type": string(source, "type") or None, "srcset": ", ".join(candidates), "sizes": SIZES}
    )


def _pixels(value: Json, name: str) -> int | None:
    found = number(value, name)
    return found if isinstance(found, int) and found > 0 else None
