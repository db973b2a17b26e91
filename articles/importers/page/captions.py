"""Captions that copying left in the text: glued to a paragraph, or on a line that says what it is."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from articles.importers.page.draft import Piece, paragraph
from articles.importers.page.model import PictureRequest
from articles.importers.page.prose import seam_of_caption, shortened

if TYPE_CHECKING:
    from articles.importers.page.draft import Draft
    from articles.importers.page.model import Span

LONGEST_LINE = 500
PICTURE = r"(?:image|photo(?:graph)?|picture)s?"
CREDIT_LINE = re.compile(
    rf"(?:{PICTURE} (?:source|credit|by|courtesy of)\s?[:,]?|photograph\s?:)\s([^.!?]{{2,150}}\.?)", re.IGNORECASE
)
CAPTION_LINE = re.compile(rf"(?:(?:{PICTURE} )?caption\s?[:,]|pictured\s?:|{PICTURE}\s?:)\s?(.{{2,}})", re.IGNORECASE)
CREDIT_IN_CAPTION = re.compile(
    rf"\s*[(\[]?(?:\b(?:{PICTURE}|credits?)(?: credit| by| courtesy of)?\s?(?::|\bby\b)|©)\s*"
    r"([^()\[\]]{2,120})[)\]]?$",
    re.IGNORECASE,
)


def take_captions(draft: Draft) -> None:
    pieces: list[Piece] = []
    for piece in draft.pieces:
        if piece.kind != "paragraph":
            pieces.append(piece)
        elif not _take_line(draft, piece.text.strip(), pieces):
            pieces += _parted(draft, piece)
    draft.pieces = pieces


def with_credit(picture: PictureRequest) -> PictureRequest:
    """Moves “(Photo: Cal Lens)” from the caption's end to where credits go."""
    found = CREDIT_IN_CAPTION.search(picture.caption) if len(picture.caption) <= LONGEST_LINE else None
    if picture.credit or not found:
        return picture
    return replace(picture, caption=picture.caption[: found.start()].strip(), credit=found[1].strip(" ."))


def _take_line(draft: Draft, text: str, pieces: list[Piece]) -> bool:
    if len(text) > LONGEST_LINE:
        return False
    if credit := CREDIT_LINE.fullmatch(text):
        _credit_last(pieces, credit[1].strip())
    elif caption := CAPTION_LINE.fullmatch(text):
        _caption_last(pieces, caption[1].strip())
    else:
        return False
    draft.warnings.append(f"Took “{shortened(text)}” as words about a picture.")
    return True


def _credit_last(pieces: list[Piece], credit: str) -> None:
    last = pieces[-1].picture if pieces else None
    if last and not last.credit:
        pieces[-1] = Piece(picture=replace(last, credit=credit))
    else:
        pieces.append(Piece(picture=PictureRequest(credit=credit)))


def _caption_last(pieces: list[Piece], caption: str) -> None:
    last = pieces[-1].picture if pieces else None
    if last and not last.caption:
        pieces[-1] = Piece(picture=replace(last, caption=caption))
    else:
        pieces.append(Piece(picture=with_credit(PictureRequest(caption=caption))))


def _parted(draft: Draft, piece: Piece) -> list[Piece]:
    seam = seam_of_caption(piece.text)
    if seam is None:
        return [piece]
    caption = piece.text[seam:].strip()
    draft.warnings.append(f"Took “{shortened(caption)}” out of a paragraph as the caption of a picture.")
    return [paragraph(_spans_up_to(piece.spans, seam)), Piece(picture=with_credit(PictureRequest(caption=caption)))]


def _spans_up_to(spans: list[Span], length: int) -> list[Span]:
    kept: list[Span] = []
    for span in spans:
        if length <= 0:
            break
        kept.append({**span, "text": span["text"][:length]})
        length -= len(span["text"])
    return kept
