"""Pictures that are not public, shown with the story that they are for, and with no other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils import timezone

from articles.editing import pictures_in
from authors.models import Author
from cms.addresses import file_url
from media.making import Busy, file_of
from media.models import Image
from media.renditions import PREFIX_LENGTH, read_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from articles.snapshot import Content

# Should a browser ever take a file for a page, it has no rights and runs nothing.
HARMLESS = {"Content-Security-Policy": "default-src 'none'; sandbox"}
ADDRESSES = ("src", "url", "image")


def pictures_of(content: Content) -> list[Image]:
    """All that the story shows, the faces of those who wrote it among them, and that may be shown at this moment."""
    writers = Author.objects.filter(pk__in=[it["author"] for it in content["contributors"]])
    keys = {*pictures_in(content["body"], content["lead_image"]), *writers.values_list("portrait", flat=True)}
    moment = timezone.now()
    return [it for it in Image.objects.filter(pk__in=keys - {None}) if not it.refusal(moment)]


def pictures_named(name: str) -> list[Image]:
    """The one whose file would have this name."""
    named = read_name(name)
    return list(Image.objects.filter(digest__startswith=named.digest)) if named else []


def shown_from(root: str, value: Any, images: Iterable[Image]) -> Any:
    """The document with the files of these pictures at addresses below `root`, which end in the file's name."""
    return moved(value, root, frozenset(it.digest[:PREFIX_LENGTH] for it in images))


def moved(value: Any, root: str, digests: frozenset[str]) -> Any:
    if isinstance(value, list):
        return [moved(it, root, digests) for it in value]
    if not isinstance(value, dict):
        return value
    return {
        name: elsewhere(it, root, digests) if name in ADDRESSES and isinstance(it, str) else moved(it, root, digests)
        for name, it in value.items()
    }


def elsewhere(address: str, root: str, digests: frozenset[str]) -> str:
    name = address.removeprefix(file_url(""))
    named = read_name(name)
    return f"{root}{name}" if named and named.digest in digests else address


def picture_file(name: str, images: Iterable[Image], headers: Mapping[str, str]) -> HttpResponse | None:
    """The file of this name, if it is one of these pictures'; None where it is not, or there is none."""
    named = read_name(name)
    image = next((it for it in images if named and it.digest.startswith(named.digest)), None)
    if named is None or image is None:
        return None
    try:
        content = file_of(image.key, name)
    except Busy:
        return HttpResponse(status=503, headers={**headers, "Retry-After": "5"})
    return (
        None
        if content is None
        else HttpResponse(content, content_type=named.media_type, headers={**headers, **HARMLESS})
    )
