"""The sample's pictures, from their descriptions into the library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile

from articles.sample.keys import key_of
from articles.sample.pictures import draw, portrait
from media.intake import add_image
from media.models import Image

if TYPE_CHECKING:
    from articles.sample.content import SampleAuthor, SampleContent, SamplePicture

PORTRAIT = "portrait"
SIZE = (1600, 1067)
PORTRAIT_SIZE = (800, 800)


@dataclass(frozen=True)
class Drawing:
    name: str
    scene: str
    seed: int
    fields: dict[str, Any]


def drawings_of(content: SampleContent) -> list[Drawing]:
    return [*(of_picture(it) for it in content.pictures), *(of_author(it) for it in content.authors)]


def of_picture(picture: SamplePicture) -> Drawing:
    fields = {
        "key": key_of("picture", picture.id),
        "title": picture.id.replace("-", " ").capitalize(),
        "alt": picture.alt,
        "caption": picture.caption,
        "credit": picture.credit,
        "copyright_notice": picture.copyright,
        "focal_x": picture.focal_point[0],
        "focal_y": picture.focal_point[1],
    }
    return Drawing(picture.id, picture.scene, picture.seed, fields)


def of_author(author: SampleAuthor) -> Drawing:
    name = portrait_of(author)
    fields = {
        "key": key_of("picture", name),
        "title": author.name,
        "alt": author.portrait_alt,
        "credit": "The Harbour Gazette",
        "focal_y": 0.4,
    }
    return Drawing(name, PORTRAIT, author.portrait_seed, fields)


def portrait_of(author: SampleAuthor) -> str:
    return f"portrait of {author.slug}"


def in_library(drawings: list[Drawing]) -> dict[str, str]:
    """Keys by name, of those that are there: a load that was broken off goes on where it was."""
    keys = [it.fields["key"] for it in drawings]
    there = set(Image.objects.filter(pk__in=keys).values_list("pk", flat=True))
    return {it.name: it.fields["key"] for it in drawings if it.fields["key"] in there}


def add_drawing(drawing: Drawing, *, shrunk: int = 1) -> tuple[str, str]:
    """Name and key; the key is another one where somebody has the very same picture already."""
    if drawing.scene == PORTRAIT:
        content = portrait(drawing.seed, (PORTRAIT_SIZE[0] // shrunk, PORTRAIT_SIZE[1] // shrunk))
    else:
        content = draw(drawing.scene, seed=drawing.seed, size=(SIZE[0] // shrunk, SIZE[1] // shrunk))
    file = ContentFile(content, name=f"{drawing.name.replace(' ', '-')}.jpg")
    return drawing.name, add_image(file, by=None, **drawing.fields).key
