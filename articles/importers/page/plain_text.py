"""Plain text, as one gets it by copying a page: paragraphs from its lines, then blocks from paragraphs."""

from __future__ import annotations

import re
from itertools import pairwise

from articles.importers.page.draft import Draft, Piece, paragraph
from articles.importers.page.model import NotAStory
from articles.importers.page.prose import ends_sentence, is_prose, words_in

# Mail and notes are wrapped at 65 to 80 characters; what is longer is a paragraph on a line of its own.
WIDEST_WRAP = 120
FULL_LINE = 0.75
FEWEST_BREAKS = 3
MOST_FULL = 0.6
MOST_OPEN = 0.4

LONGEST_STORY = 1_000_000
MOST_LINES = 50_000

BULLET = re.compile(r"[•‣▪◦*–-]\s+(?=\S)")
NUMBER = re.compile(r"(\d{1,3})[.)]\s+(?=\S)")
MARKED_HEADING = re.compile(r"(#{1,4})\s+(?=\S)")
QUOTED = re.compile(r">\s?(?=\S)")
BEGINS_ITEM = re.compile(r"(?:[•‣▪◦*–>-]|\d{1,3}[.)]|#{1,4})\s")
HEADING_WORDS = 10
SENTENCE_INSIDE = re.compile(r"[^\W\d_]{2}[.!?…]\W*\w|\n")


def read_text(text: str) -> Draft:
    if len(text) > LONGEST_STORY or text.count("\n") > MOST_LINES:
        raise NotAStory(["it holds more text than any story"])
    draft = Draft()
    draft.begin([paragraph(one) for one in paragraphs_of(text)])
    return draft


def paragraphs_of(text: str) -> list[str]:
    lines = [line.strip(" \u00a0") for line in text.split("\n")]
    width = _wrap_width(lines)
    found: list[list[str]] = []
    for above, line in pairwise(["", *lines]):
        if line and above and _continues(above, line, width):
            found[-1].append(line)
        elif line:
            found.append([line])
    return [re.sub(r" {2,}", " ", " ".join(one)) for one in found]


def shape(draft: Draft) -> None:
    """Lists, quotes and subheadings from the signs of plain text."""
    shaped: list[Piece] = []
    pieces = list(draft.pieces)
    while pieces:
        taken = _list_at(pieces, BULLET) or _list_at(pieces, NUMBER)
        if len(taken) > 1:
            shaped.append(_list_of([piece.text for piece in taken]))
        elif heading := _heading(pieces, shaped, draft):
            taken = pieces[:1]
            shaped.append(heading)
        else:
            taken = pieces[:1]
            shaped.append(_quote_or_same(taken[0]))
        del pieces[: len(taken)]
    draft.pieces = shaped


def _wrap_width(lines: list[str]) -> int:
    """The length at which lines were wrapped by hand or by mail; 0 where each line is a paragraph."""
    breaks = [(line, below) for line, below in pairwise(lines) if line and below]
    if len(breaks) < FEWEST_BREAKS:
        return 0
    width = max(len(line) for line, _ in breaks)
    full = sum(_is_full(line, below, width) for line, below in breaks)
    still_open = sum(not ends_sentence(line) for line, _ in breaks)
    wrapped = full >= MOST_FULL * len(breaks) and still_open >= MOST_OPEN * len(breaks)
    return width if wrapped and width <= WIDEST_WRAP else 0


def _continues(line: str, below: str, width: int) -> bool:
    return bool(width) and _is_full(line, below, width) and not BEGINS_ITEM.match(below)


def _is_full(line: str, below: str, width: int) -> bool:
    return len(line) + 1 + len(below.split(maxsplit=1)[0]) > FULL_LINE * width


def _list_at(pieces: list[Piece], sign: re.Pattern[str]) -> list[Piece]:
    taken: list[Piece] = []
    for piece in pieces:
        if piece.kind != "paragraph" or not sign.match(piece.text):
            break
        taken.append(piece)
    return taken


def _list_of(texts: list[str]) -> Piece:
    number = NUMBER.match(texts[0])
    items = [{"text": [{"text": (NUMBER if number else BULLET).sub("", text, count=1)}]} for text in texts]
    if number:
        return Piece({"type": "list", "style": "number", "start": int(number[1]), "items": items})
    return Piece({"type": "list", "style": "bullet", "items": items})


def _heading(pieces: list[Piece], before: list[Piece], draft: Draft) -> Piece | None:
    piece = pieces[0]
    if piece.kind != "paragraph":
        return None
    if marked := MARKED_HEADING.match(piece.text):
        level = max(2, len(marked[1]))
        return Piece({"type": "heading", "level": level, "text": [{"text": piece.text[marked.end() :]}]})
    if _stands_between_prose(pieces, before) and _names_a_part(piece.text):
        draft.warnings.append(f"Took “{piece.text}” as a subheading.")
        return Piece({"type": "heading", "level": 2, "text": piece.spans})
    return None


def _stands_between_prose(pieces: list[Piece], before: list[Piece]) -> bool:
    return bool(before) and len(pieces) > 1 and is_prose(before[-1].text) and is_prose(pieces[1].text)


def _names_a_part(text: str) -> bool:
    if text[-1:] in {":", ",", ";", "–", "—"} or words_in(text) > HEADING_WORDS or SENTENCE_INSIDE.search(text):
        return False
    return text[:1].isupper() and (not ends_sentence(text) or text.endswith("?"))


def _quote_or_same(piece: Piece) -> Piece:
    quoted = QUOTED.match(piece.text) if piece.kind == "paragraph" else None
    if not quoted:
        return piece
    return Piece({"type": "quote", "variant": "block", "text": [{"text": piece.text[quoted.end() :]}]})
