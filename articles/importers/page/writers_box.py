"""The box about the writer that pages print under a story, which is no part of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from articles.importers.page.byline import read_line
from articles.importers.page.draft import is_same_person
from articles.importers.page.model import ParsedAuthor
from articles.importers.page.names import ROLE, is_name, leading_name
from articles.importers.page.prose import shortened

if TYPE_CHECKING:
    from articles.importers.page.draft import Draft, Piece

LAST_PIECES = 8
LONGEST_BIO = 2000
MARKER = re.compile(
    r"(?:about|meet) (?:the )?(?:authors?|writers?|reporters?|journalists?|contributors?|team)\s*:?", re.IGNORECASE
)
ABOUT = re.compile(r"about (?P<name>[^.!?]{2,80}?)\s*:?", re.IGNORECASE)
# The present tense in which people are introduced, as opposed to what they did in the news.
INTRODUCES = re.compile(
    r"(?:is|are|was born|writes|covers|reports|joined|loves|likes|enjoys|lives|works|edits|holds|studies|studied|has|"
    r"hosts|leads|runs|specialises|specializes|contributes|grew|spends|teaches|blogs|photographs)\b",
    re.IGNORECASE,
)
ABOUT_A_PERSON = re.compile(
    r"\b(?:she|he|they)(?:’s|'s)? (?:is|are|has|have|loves?|likes?|enjoys?|lives?|works?|writes?|covers?|reports?|"
    r"holds?|studied|studies|joined|specialises|specializes|previously|also|currently|can be)\b"
    r"|\b(?:her|his|their) (?:favou?rite|spare|free|work|writing|hobby|hobbies|first (?:book|novel))\b"
    r"|\b(?:writes|covers|reports|blogs) (?:about|on|for|from)\b|\bthe author of\b|@\w{3,}",
    re.IGNORECASE,
)
JOB_TITLE = re.compile(
    r"\b(?:is|as) (?:an?|the|our|example’s)?\s*(?P<title>(?:[\w’'-]+ ){0,4}?(?:correspondent|reporter|editor|"
    r"journalist|columnist|critic|photographer|producer|analyst|bureau chief|writer))\b",
    re.IGNORECASE,
)


def take_writers_box(draft: Draft) -> None:
    first = _marked(draft)
    if first is not None:
        _take_marked(draft, first)
        return
    _take_closing_byline(draft)
    for length in (1, 2):
        box = draft.pieces[-length:]
        if len(box) < length or any(piece.kind != "paragraph" for piece in box):
            return
        if name := _introduced(draft, box):
            _credit(draft, name, box)
            draft.take_out(range(len(draft.pieces) - length, len(draft.pieces)))
            return


def name_introduced_in(text: str) -> str:
    """The person whom this text introduces, as in “Ada Reporter covers the sea. She lives in Leith.”"""
    name = leading_name(text)
    if not name or not INTRODUCES.match(_after(name, text)):
        return ""
    first_sentence = re.split(r"[.!?]\s", text, maxsplit=1)[0]
    return name if ABOUT_A_PERSON.search(text) or ROLE.search(first_sentence) else ""


def job_title_in(bio: str) -> str | None:
    found = JOB_TITLE.search(bio[:300])
    return found["title"][0].upper() + found["title"][1:] if found else None


def _marked(draft: Draft) -> int | None:
    """The piece that says “About the author”, near the end."""
    start = max(1, len(draft.pieces) - LAST_PIECES)
    for place in range(start, len(draft.pieces)):
        text = draft.pieces[place].text.strip()
        about = ABOUT.fullmatch(text)
        if MARKER.fullmatch(text) or (about and is_name(about["name"], fewest=2)):
            return place
    return None


def _take_marked(draft: Draft, first: int) -> None:
    marker, box = draft.pieces[first].text.strip(), [piece for piece in draft.pieces[first + 1 :] if piece.block]
    about = None if MARKER.fullmatch(marker) else ABOUT.fullmatch(marker)
    name = about["name"] if about else ""
    if box and not name and is_name(box[0].text.strip()):
        name = box.pop(0).text.strip()
    if box and not name:
        name = leading_name(box[0].text) or (draft.authors[0].name if len(draft.authors) == 1 else "")
    if name:
        _credit(draft, name, box)
    else:
        draft.leave_out("\n".join(piece.text for piece in draft.pieces[first:]), "it is about a writer without a name")
    draft.take_out(place for place in range(first, len(draft.pieces)) if draft.pieces[place].block)


def _take_closing_byline(draft: Draft) -> None:
    """“By Ada Reporter” as the last line, or as the last before her box."""
    for place in range(max(1, len(draft.pieces) - 2), len(draft.pieces)):
        if draft.pieces[place].kind != "paragraph":
            continue
        line = read_line(draft.pieces[place].text.strip())
        if line and line.names:
            for name in line.names:
                draft.credit(ParsedAuthor(name=name, job_title=line.job_title if len(line.names) == 1 else None))
            draft.take_out([place])
            return


def _introduced(draft: Draft, box: list[Piece]) -> str:
    text = box[0].text
    if len(text) > LONGEST_BIO or len(draft.pieces) - len(box) < 2:
        return ""
    name = name_introduced_in(text)
    if len(box) > 1 and not re.match(r"(?:she|he|they|her|his|their|you can|follow)\b", box[1].text, re.IGNORECASE):
        return ""
    if not name or draft.authors:
        return name if any(is_same_person(name, author.name) for author in draft.authors) else ""
    # Who is in the news is mentioned in it; who wrote it is not.
    told = "\n".join([draft.headline, *(piece.text for piece in draft.pieces[: -len(box)])])
    return "" if re.search(rf"\b{re.escape(name.split()[-1])}\b", told) else name


def _credit(draft: Draft, name: str, box: list[Piece]) -> None:
    bio = "\n\n".join(piece.text.strip() for piece in box) or None
    draft.credit(ParsedAuthor(name=name, bio=bio, job_title=job_title_in(bio or "")))
    if bio:
        draft.warnings.append(f"Took “{shortened(bio)}” as the writer's box of {name}.")


def _after(name: str, text: str) -> str:
    return " ".join(text.split())[len(name) :].lstrip(" ,")
