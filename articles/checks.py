"""What must be right before a story can go out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from articles import blocks
from articles.snapshot import placed_at
from cms.models import Document
from cms.publishing import PublishingError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from articles.snapshot import Content
    from articles.sources import Sources


LONGEST_PATH = Document._meta.get_field("path").max_length or 0


@dataclass(frozen=True)
class Fault:
    field: str
    message: str


class NotReady(PublishingError):
    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(" ".join(fault.message for fault in faults))
        self.faults = faults


def require_ready(content: Content, sources: Sources) -> None:
    """Raises NotReady with everything that has to be mended, not only the first."""
    faults = [*text_faults(content, sources), *picture_faults(content, sources)]
    if faults:
        raise NotReady(faults)


def text_faults(content: Content, sources: Sources) -> Iterator[Fault]:
    if not content["headline"].strip():
        yield Fault("headline", "Write a headline.")
    if content["category"] not in sources.categories:
        yield Fault("category", "Choose a category: it is part of the story's address.")
    placed = placed_at(content)
    if placed and placed > timezone.now():
        yield Fault("published_at", "Its place in lists lies in the future: choose a time that has passed.")
    if content["category"] in sources.categories:
        path = f"{sources.path_of(content['category'])}/{content['slug']}"
        if len(path) > LONGEST_PATH:
            yield Fault("slug", f"The address has more than {LONGEST_PATH} characters: choose a shorter slug.")
    if not content["body"]:
        yield Fault("body", "The story has no text yet.")
    try:
        blocks.validate(content["body"])
    except blocks.InvalidBody as error:
        yield from (Fault("body", f"Body, {problem.path}: {problem.message}") for problem in error.problems)


def picture_faults(content: Content, sources: Sources) -> Iterator[Fault]:
    used = set(blocks.mentions(content["body"]).images)
    if content["lead_image"]:
        used.add(content["lead_image"])
    for key in sorted(used):
        picture = sources.images.get(key)
        if key in sources.refused:
            yield Fault("body", f"The picture {sources.refused[key]}.")
        elif picture is None:
            yield Fault("body", f"The picture {key} is no longer in the library: choose another.")
        else:
            yield from (Fault("body", f"The picture “{picture}” {lack}.") for lack in picture.shortcomings())
            if picture.is_generated and not content["ai_use"]:
                yield Fault("ai_use", f"The picture “{picture}” was made with generative AI: say so under “Use of AI”.")
