"""Without these a story cannot be compiled, or must not be: nobody passes over them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from articles import blocks
from articles.checks.finding import Finding
from articles.snapshot import placed_at
from cms.models import Document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from articles.snapshot import Content
    from articles.sources import Sources

LONGEST_PATH = Document._meta.get_field("path").max_length or 0


def basic_findings(content: Content, sources: Sources) -> Iterator[Finding]:
    if not content["headline"].strip():
        yield Finding("headline", "Write a headline.")
    if content["category"] not in sources.categories:
        yield Finding("category", "Choose a category: it is part of the story's address.")
    placed = placed_at(content)
    if placed and placed > sources.moment:
        yield Finding("published_at", "Its place in lists lies in the future: choose a time that has passed.")
    if content["category"] in sources.categories:
        path = f"{sources.path_of(content['category'])}/{content['slug']}"
        if len(path) > LONGEST_PATH:
            yield Finding("slug", f"The address has more than {LONGEST_PATH} characters: choose a shorter slug.")
    if not content["body"]:
        yield Finding("body", "The story has no text yet.")
    try:
        blocks.validate(content["body"])
    except blocks.InvalidBody as error:
        for problem in error.problems:
            yield Finding("body", blocks.told(problem, content["body"]), problem.block_id or "")


def picture_findings(content: Content, sources: Sources) -> Iterator[Finding]:
    for key, block in sorted(pictures_in(content).items()):
        field, picture = "body" if block else "lead_image", sources.images.get(key)
        if key in sources.refused:
            yield Finding(field, f"The picture {sources.refused[key]}.", block)
        elif picture is None:
            yield Finding(field, f"The picture {key} is no longer in the library: choose another.", block)
        else:
            for lack in picture.shortcomings():
                yield Finding(field, f"The picture “{picture}” {lack}.", block)
            if picture.is_generated and not content["ai_use"]:
                yield Finding(
                    "ai_use", f"The picture “{picture}” was made with generative AI: say so under “Use of AI”.", block
                )


def pictures_in(content: Content) -> dict[str, str]:
    """The block in which each stands first; nothing for the lead picture."""
    found: dict[str, str] = {content["lead_image"]: ""} if content["lead_image"] else {}
    for block in content["body"]:
        for key in blocks.mentions([block]).images:
            found.setdefault(key, id_of(block))
    return found


def id_of(block: object) -> str:
    return str(block.get("id") or "") if isinstance(block, dict) else ""
