"""The story while it is being read: a list of pieces in reading order, and what was found out about them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from articles.importers.page.model import NotAStory
from articles.importers.page.prose import shortened
from cms.plain import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from articles.importers.page.model import Block, ParsedAuthor, PictureRequest, Span

# Far more than a body takes, since comments and links below a story are pieces too until they are recognised.
MOST_PIECES = 5000


@dataclass(frozen=True)
class Piece:
    """A block that has no id yet, or a picture between two of them."""

    block: Block | None = None
    picture: PictureRequest | None = None

    @property
    def kind(self) -> str:
        return self.block["type"] if self.block else "picture"

    @property
    def text(self) -> str:
        if self.block is None:
            return ""
        if self.kind == "list":
            return "\n".join(words_of(item["text"]) for item in self.block["items"])
        return words_of(self.block["text"])

    @property
    def spans(self) -> list[Span]:
        """All of its text; that of nested items stays with their list."""
        if self.block is None:
            return []
        if self.kind == "list":
            return [span for item in self.block["items"] for span in item["text"]]
        spans: list[Span] = self.block["text"]
        return spans


def paragraph(content: str | list[Span]) -> Piece:
    return Piece({"type": "paragraph", "text": [{"text": content}] if isinstance(content, str) else content})


@dataclass
class Draft:
    pieces: list[Piece] = field(default_factory=list)
    headline: str = ""
    standfirst: str = ""
    category_names: list[str] = field(default_factory=list)
    authors: list[ParsedAuthor] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    published_at: datetime | None = None
    modified_at: datetime | None = None
    source_url: str | None = None
    language: str | None = None
    warnings: list[str] = field(default_factory=list)

    def begin(self, pieces: list[Piece]) -> None:
        if len(pieces) > MOST_PIECES:
            raise NotAStory([f"it has {len(pieces):,} paragraphs; {MOST_PIECES:,} is the most we read"])
        self.pieces = pieces

    def leave_out(self, text: str, why: str) -> None:
        if text.strip():
            self.warnings.append(f"Left out “{shortened(text)}”: {why}.")

    def take_out(self, places: Iterable[int]) -> None:
        gone = set(places)
        self.pieces = [piece for place, piece in enumerate(self.pieces) if place not in gone]

    def credit(self, author: ParsedAuthor) -> None:
        """Adds an author, or what is news about one."""
        for place, known in enumerate(self.authors):
            if is_same_person(known.name, author.name):
                self.authors[place] = replace(
                    known,
                    bio=known.bio or author.bio,
                    job_title=known.job_title or author.job_title,
                    url=known.url or author.url,
                )
                return
        self.authors.append(author)


def is_same_person(name: str, other: str) -> bool:
    return name.casefold().split() == other.casefold().split()
