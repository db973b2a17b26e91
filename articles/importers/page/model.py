"""What a page says, once it has been read: the answer of this package and its refusal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

Block = dict[str, Any]
Span = dict[str, Any]


class NotAStory(Exception):
    """The file holds no story that could be imported; `missing` says what was missing, in words for people."""

    def __init__(self, missing: Iterable[str], *, name: str = "") -> None:
        self.missing = list(missing)
        super().__init__(f"{f'“{name}”' if name else 'This file'} is no story: {'; '.join(self.missing)}.")


@dataclass(frozen=True, kw_only=True)
class ParsedAuthor:
    name: str
    bio: str | None = None
    job_title: str | None = None
    url: str | None = None


@dataclass(frozen=True, kw_only=True)
class PictureRequest:
    """A picture that the page showed, or whose caption it left behind: work for the picture desk."""

    caption: str = ""
    url: str | None = None
    alt: str | None = None
    credit: str | None = None
    # The index in `blocks` of the block that it follows; -1 for the top of the story.
    after_block: int = -1


@dataclass(frozen=True, kw_only=True)
class ParsedPage:
    headline: str
    slug: str
    category_names: tuple[str, ...] = ()
    standfirst: str | None = None
    blocks: list[Block]
    authors: tuple[ParsedAuthor, ...] = ()
    picture_requests: tuple[PictureRequest, ...] = ()
    tags: tuple[str, ...] = ()
    published_at: datetime | None = None
    modified_at: datetime | None = None
    source_url: str | None = None
    language: str | None = None
    warnings: tuple[str, ...] = ()
