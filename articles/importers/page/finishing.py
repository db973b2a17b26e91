"""From a draft to the page that is handed over: what every kind of page goes through, and the last checks."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from articles.blocks import InvalidBody, clean, validate
from articles.importers.page.breadcrumb import LONGEST_HEADLINE
from articles.importers.page.model import Block, NotAStory, ParsedAuthor, ParsedPage, PictureRequest
from articles.importers.page.prose import is_prose, words_in
from articles.importers.page.slug import slug_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from articles.importers.page.draft import Draft

FEWEST_PARAGRAPHS = 2
NOTICE_WORDS = 150
THING = r".{0,30}\b(?:page|file|article|story|site)\b.{0,20}"
NO_STORY = re.compile(
    r"(?:error )?(?:40[0-9]|410|429|50[0-9])\b.{0,40}|not found|access denied|forbidden|"
    rf"{THING}\b(?:not found|unavailable|not available|(?:doesn[’']t|does not) exist)\b.{{0,20}}|"
    rf"{THING}\b(?:can[’']?t|cannot|could not|couldn[’']t) be (?:found|reached)\b.{{0,20}}|"
    r"just a moment.{0,5}|attention required.{0,20}|(?:log|sign)[ -]?(?:in|on|up)\b.{0,40}|"
    r"(?:are you|please (?:verify|confirm|prove).{0,20}) (?:a robot|human)\b.{0,10}|"
    r"(?:please )?enable javascript.{0,30}|(?:service|temporarily) unavailable|too many requests|oops\b.{0,40}",
    re.IGNORECASE,
)
LONGEST_TERM = 100
LONGEST_NAME = 200
LONGEST_ALT = 500
LONGEST_CREDIT = 200
MOST_WARNINGS = 60


def finish(draft: Draft) -> ParsedPage:
    blocks, pictures = _blocks_and_pictures(draft)
    missing = _missing(draft, blocks)
    if missing:
        raise NotAStory(missing)
    return ParsedPage(
        headline=draft.headline,
        slug=slug_of(draft.headline),
        category_names=_terms(draft, draft.category_names, "category"),
        standfirst=draft.standfirst or None,
        blocks=blocks,
        authors=_authors(draft),
        picture_requests=tuple(pictures),
        tags=_terms(draft, draft.tags, "tag"),
        published_at=draft.published_at,
        modified_at=draft.modified_at,
        source_url=draft.source_url,
        language=draft.language,
        warnings=_shown(draft.warnings),
    )


def _missing(draft: Draft, blocks: list[Block]) -> list[str]:
    missing = []
    texts = [piece.text for piece in draft.pieces if piece.kind in {"paragraph", "quote"}]
    if not draft.headline:
        missing.append("no headline")
    elif len(draft.headline) > LONGEST_HEADLINE:
        missing.append(f"no headline: its first line is longer than {LONGEST_HEADLINE} characters")
    elif NO_STORY.fullmatch(draft.headline) and sum(map(words_in, texts)) < NOTICE_WORDS:
        missing.append(f"“{draft.headline}” is the notice of a site, not a story")
    if sum(map(is_prose, texts)) < FEWEST_PARAGRAPHS:
        missing.append("fewer than two paragraphs of text")
    if not missing:
        try:
            validate(blocks)
        except InvalidBody as error:
            missing += [problem.message.rstrip(".") for problem in error.problems[:3]]
    return missing


def _blocks_and_pictures(draft: Draft) -> tuple[list[Block], list[PictureRequest]]:
    blocks: list[Block] = []
    pictures: list[PictureRequest] = []
    level = 1
    for piece in draft.pieces:
        block = piece.block
        if block and piece.text.strip():
            if piece.kind == "heading":
                # A body may not skip a level, and pages do.
                level = min(block["level"], level + 1)
                block = {**block, "level": level}
            blocks.append(block)
        elif piece.picture:
            pictures.append(_clipped(replace(piece.picture, after_block=len(blocks) - 1)))
    return clean(blocks), pictures


def _clipped(picture: PictureRequest) -> PictureRequest:
    return replace(
        picture,
        alt=picture.alt[:LONGEST_ALT] if picture.alt else None,
        credit=picture.credit[:LONGEST_CREDIT] if picture.credit else None,
    )


def _terms(draft: Draft, names: Iterable[str], what: str) -> tuple[str, ...]:
    kept: dict[str, str] = {}
    for name in names:
        if len(name) > LONGEST_TERM:
            draft.leave_out(name, f"it is too long for a {what}")
        elif name.strip():
            kept.setdefault(" ".join(name.split()).casefold(), " ".join(name.split()))
    return tuple(kept.values())


def _authors(draft: Draft) -> tuple[ParsedAuthor, ...]:
    kept = []
    for author in draft.authors:
        if len(author.name) > LONGEST_NAME:
            draft.leave_out(author.name, "it is too long for a name")
        else:
            kept.append(replace(author, job_title=author.job_title[:LONGEST_NAME] if author.job_title else None))
    return tuple(kept)


def _shown(warnings: list[str]) -> tuple[str, ...]:
    unique = tuple(dict.fromkeys(warnings))
    if len(unique) <= MOST_WARNINGS:
        return unique
    return (*unique[:MOST_WARNINGS], f"And {len(unique) - MOST_WARNINGS} more of these.")
