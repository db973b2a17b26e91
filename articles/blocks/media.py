"""The blocks that show still pictures: one, several, or a graphic that stands for data."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Field

from articles.blocks import links
from articles.blocks.entry import Block, BlockType, Fallback, Fault, fallback_text, figure
from articles.blocks.fields import Address, Maybe, Part, Ratio, Text, Words
from articles.blocks.pictures import ImageStub, captioned, picture, spoken, written
from articles.blocks.spans import Rich
from cms import markdown, markup
from cms.plain import Json, string, thing, things

PAIRS = {"diptych": "A diptych", "before_after": "A before-and-after comparison"}


class ImageBlock(Block):
    type: Literal["image"]
    image: ImageStub
    caption: Maybe[Rich] = None
    credit: Maybe[Text] = None
    crop: Maybe[Ratio] = None
    href: Maybe[Address] = None


class GalleryItem(Part):
    image: ImageStub
    caption: Maybe[Rich] = None
    credit: Maybe[Text] = None


class GalleryBlock(Block):
    type: Literal["gallery"]
    variant: Literal["carousel", "grid", "diptych", "before_after"]
    title: Maybe[Text] = None
    items: Annotated[list[GalleryItem], Field(min_length=2)]


class GraphicBlock(Block):
    type: Literal["graphic"]
    kind: Literal["chart", "map", "diagram", "interactive"]
    title: Text
    alt: Words
    url: Maybe[Address] = None
    image: Maybe[ImageStub] = None
    data_url: Maybe[Address] = None
    # The height of the frame, in pixels, by the width from which it holds.
    heights: Maybe[dict[Annotated[str, Field(pattern=r"^[0-9]{1,5}$")], Annotated[int, Field(ge=1, le=20_000)]]] = None
    source: Maybe[Text] = None
    fallback: Fallback


def _image_html(block: Json) -> str:
    content = captioned(block, thing(block, "image"), crop=string(block, "crop"), href=string(block, "href"))
    return figure(block, "image", content)


def _image_markdown(block: Json) -> str:
    return written(block, thing(block, "image"), href=string(block, "href"))


def _gallery_html(block: Json) -> str:
    title = markup.optional("figcaption", None, markup.lines(string(block, "title")))
    pictures = [
        markup.optional("figure", None, captioned(item, thing(item, "image"))) for item in things(block, "items")
    ]
    return figure(block, "gallery", title, *pictures, variant=string(block, "variant"))


def _gallery_text(block: Json) -> str:
    count = len(things(block, "items"))
    title = string(block, "title")
    pictures = "1 picture" if count == 1 else f"{count} pictures"
    return f"{pictures}: {title}" if title else f"{pictures}."


def _gallery_markdown(block: Json) -> str:
    pictures = [written(item, thing(item, "image")) for item in things(block, "items")]
    return markdown.joined(markdown.strong(string(block, "title")), *pictures)


def _check_pair(block: GalleryBlock) -> Iterator[Fault]:
    if block.variant in PAIRS and len(block.items) != 2:
        count = f"{PAIRS[block.variant]} has exactly two pictures; this one has {len(block.items)}."
        yield Fault("items", f"{count} Choose two, or another kind of gallery.")


def _graphic_html(block: Json) -> str:
    """The script that brings it to life finds it by its class and its address; none is ever written here."""
    url, data, image = string(block, "url"), string(block, "data_url"), thing(block, "image")
    alt = string(block, "alt")
    still = picture({**image, "alt": alt, "decorative": False}) or markup.optional("p", None, markup.lines(alt))
    notes = [
        markup.lines(string(block, "title")),
        markup.optional("small", None, markup.lines(string(block, "source"))),
        links.anchor(data, "Data") if links.is_safe(data) else "",
    ]
    return figure(
        block,
        "graphic",
        links.anchor(url, still),
        markup.optional("figcaption", None, " ".join(note for note in notes if note)),
        kind=string(block, "kind"),
        src=url if links.is_loadable(url) else None,
    )


def _graphic_text(block: Json) -> str:
    return string(block, "alt") or fallback_text(block)


def _graphic_markdown(block: Json) -> str:
    url, title, alt = string(block, "url"), string(block, "title"), string(block, "alt")
    src = string(thing(block, "image"), "src")
    shown = markdown.image(alt, src) if links.is_loadable(src) else markdown.plain(alt)
    named = markdown.linked(title, url) if title and links.is_safe(url) else markdown.plain(title)
    return markdown.joined(shown, named, markdown.plain(string(block, "source")))


def _check_shown(block: GraphicBlock) -> Iterator[Fault]:
    if block.url is None and block.image is None:
        yield Fault("", "This graphic has nothing to show. Give its address, or choose a picture of it.")


TYPES: tuple[BlockType[Any], ...] = (
    BlockType(
        model=ImageBlock,
        label="Picture",
        empty={"type": "image", "image": {"id": "", "alt": ""}},
        html=_image_html,
        text=lambda block: spoken(thing(block, "image"), block.get("caption")),
        markdown=_image_markdown,
    ),
    BlockType(
        model=GalleryBlock,
        label="Gallery",
        empty={
            "type": "gallery",
            "variant": "grid",
            "items": [{"image": {"id": "", "alt": ""}}, {"image": {"id": "", "alt": ""}}],
        },
        html=_gallery_html,
        text=_gallery_text,
        markdown=_gallery_markdown,
        check=_check_pair,
    ),
    BlockType(
        model=GraphicBlock,
        label="Graphic",
        empty={
            "type": "graphic",
            "kind": "chart",
            "title": "",
            "alt": "",
            "image": {"id": "", "alt": ""},
            "fallback": {"text": ""},
        },
        html=_graphic_html,
        text=_graphic_text,
        markdown=_graphic_markdown,
        check=_check_shown,
    ),
)
