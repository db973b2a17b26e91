"""Pure picture work: an original's bytes in, its files' bytes out. It runs in a process of its own, `media.decoder`."""

from __future__ import annotations

import io
from itertools import groupby
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageSequence

from media.decoding import DAMAGE, Damaged, in_srgb, opened, orientation, plain, turned, upright_size
from media.metadata import Credits, save_options
from media.renditions import FORMATS, Box, Rendition

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from PIL.ImageFile import ImageFile


def render(content: bytes, wanted: Sequence[Rendition], credits_: Credits) -> Iterator[tuple[Rendition, bytes]]:
    """Decodes the original once, no larger than needed, each size from the next larger one. Raises Damaged."""
    still = [it for it in wanted if not it.moving]
    try:
        with opened(content) as image:
            if len(still) < len(wanted):
                yield from films(image, [it for it in wanted if it.moving], credits_)
                image.seek(0)
            if still:
                yield from stills(image, still, credits_)
    except DAMAGE as error:
        raise Damaged(str(error)) from error


def stills(image: ImageFile, wanted: Sequence[Rendition], credits_: Credits) -> Iterator[tuple[Rendition, bytes]]:
    source = upright_size(image)
    picture = decoded(image, scale_for(wanted))
    for box, group in groupby(sorted(wanted, key=lambda it: (it.box, -it.width)), key=lambda it: it.box):
        part = cut(picture, box, source)
        for (width, height), same_size in groupby(group, key=lambda it: (it.width, it.height)):
            part = part.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
            for rendition in same_size:
                yield rendition, encoded(part, rendition.format, credits_)


def scale_for(wanted: Iterable[Rendition]) -> float:
    """The smallest share of the original's size at which no rendition would have to be enlarged."""
    return min(1.0, max(it.width / it.box.width for it in wanted))


def decoded(image: ImageFile, scale: float) -> Image.Image:
    """The first frame, upright, in sRGB, at this share of its size or a little more."""
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    turn, profile = orientation(image), image.info.get("icc_profile")
    image.draft(None, size)
    image.load()
    picture = plain(image)
    if picture.width >= 2 * size[0]:
        # Not to the very size: what is left over is taken by the first rendition's own scaling.
        picture = picture.reduce(picture.width // size[0])
    return turned(in_srgb(picture, profile), turn)


def cut(picture: Image.Image, box: Box, source: tuple[int, int]) -> Image.Image:
    """The part of the picture that the box, measured in the original's pixels, means."""
    across, down = picture.width / source[0], picture.height / source[1]
    left, top = round(box.left * across), round(box.top * down)
    right = max(left + 1, round((box.left + box.width) * across))
    bottom = max(top + 1, round((box.top + box.height) * down))
    if (left, top, right, bottom) == (0, 0, *picture.size):
        return picture
    return picture.crop((left, top, right, bottom))


def films(image: ImageFile, wanted: Sequence[Rendition], credits_: Credits) -> Iterator[tuple[Rendition, bytes]]:
    """Moving pictures with all their frames."""
    for (width, height), same_size in groupby(sorted(wanted, key=lambda it: -it.width),
                                              key=lambda it: (it.width, it.height)):  # fmt: skip
        frames, lasting = [], []
        for frame in ImageSequence.Iterator(image):
            lasting.append(int(frame.info.get("duration", 100)) or 100)
            frames.append(frame.convert("RGBA").resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0))
        for rendition in same_size:
            yield rendition, film(frames, {"duration": lasting, **ending(image, rendition)}, rendition, credits_)


def ending(image: ImageFile, rendition: Rendition) -> dict[str, int]:
    """A GIF says how often it is shown again, a WebP how often it is shown; 0 is for ever in both."""
    again: int | None = image.info.get("loop")
    if rendition.format == "webp":
        return {"loop": 0 if again == 0 else (again or 0) + 1}
    return {"disposal": 2} if again is None else {"disposal": 2, "loop": again}


def film(frames: Sequence[Image.Image], course: dict[str, Any], rendition: Rendition, credits_: Credits) -> bytes:
    format_ = FORMATS[rendition.format]
    options = {"save_all": True, "append_images": frames[1:], **course}
    for frame in frames:
        frame.info = {}
    buffer = io.BytesIO()
    frames[0].save(buffer, format_.name, **options, **save_options(format_.name, credits_))
    return buffer.getvalue()


def encoded(picture: Image.Image, format_name: str, credits_: Credits) -> bytes:
    format_ = FORMATS[format_name]
    if picture.mode == "RGBA" and not format_.keeps_transparency:
        flat = Image.new("RGB", picture.size, "white")
        flat.paste(picture, mask=picture.getchannel("A"))
        picture = flat
    # Pillow would copy comments and profiles from here into the file.
    picture.info = {}
    buffer = io.BytesIO()
    picture.save(buffer, format_.name, **dict(format_.options), **save_options(format_.name, credits_))
    return buffer.getvalue()
