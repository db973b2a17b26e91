"""The lines between headline and story: who wrote it, when it came out, and the standfirst above them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from articles.importers.page.dates import printed_dates
from articles.importers.page.furniture import is_furniture
from articles.importers.page.model import ParsedAuthor
from articles.importers.page.names import ROLE, is_name, split_names
from articles.importers.page.prose import is_prose, words_in

if TYPE_CHECKING:
    from datetime import datetime

    from articles.importers.page.draft import Draft

TOP_PIECES = 8
LONGEST_LINE = 200
STANDFIRST_WORDS = 60
BY = re.compile(r"(?:by|(?:written|words|text|story|report(?:ed)?) by|words|author|report)\b\s?:?\s+", re.IGNORECASE)
BY_ALONE = re.compile(r"by|written by|author:?|words:?", re.IGNORECASE)
# What stands behind a name: “in Leith”, “for Example News”, “at the harbour”.
WHERE = re.compile(r"\s(?:in|for|of|at|from|on)\s(?=\S).*", re.IGNORECASE)
LABEL = re.compile(
    r"(?:(?:first|last) )?(?:published|posted|updated|modified|created|written|date)(?: (?:on|at))?|on|at|"
    r"[ap]\.?m\.?|"
    r"utc|gmt|bst|ist|ces?t|ee[sd]?t|[ecmp][sd]?t|"
    r"\d{1,2}[:.]\d{2}(?: ?[ap]\.?m\.?)?",
    re.IGNORECASE,
)
PARTS = re.compile(r"\s*[|•·\n]\s*|\s+[–—-]\s+|\s*,\s*")
AGO = re.compile(r"(?:\d+|an?) (?:second|minute|hour|day|week)s? ago", re.IGNORECASE)


@dataclass
class TopLine:
    names: list[str] = field(default_factory=list)
    job_title: str | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None
    ambiguous_date: bool = False


def take_byline(draft: Draft) -> None:
    """Moves authors and dates out of the first pieces, and the standfirst if one stands above them."""
    found = _top_lines(draft)
    for place, line in found.items():
        _note(draft, line, draft.pieces[place].text)
    gone = set(found)
    if found and not draft.standfirst:
        above = [place for place in range(max(found)) if place not in found and draft.pieces[place].kind == "paragraph"]
        if len(above) == 1 and words_in(draft.pieces[above[0]].text) <= STANDFIRST_WORDS and len(draft.pieces) > 3:
            draft.standfirst = " ".join(draft.pieces[above[0]].text.split())
            gone.add(above[0])
    draft.take_out(gone)


def read_line(text: str, *, alone: bool = True) -> TopLine | None:
    """What a line says about the story's making; None if it says anything else. A line of names needs company."""
    if not text or len(text) > LONGEST_LINE or is_furniture(text):
        return None
    line = TopLine()
    by = BY.match(text)
    said = text[by.end() :] if by else text
    rest = _take_dates(line, said)
    if not all(_understood(line, part, by=bool(by)) for part in PARTS.split(rest.strip(" .,|·•–—-"))):
        return None
    if by:
        return line if line.names else None
    return line if rest != said or AGO.search(text) or not alone else None


def _top_lines(draft: Draft) -> dict[int, TopLine]:
    found: dict[int, TopLine] = {}
    prose = 0
    texts = [piece.text.strip() if piece.kind == "paragraph" else "" for piece in draft.pieces[:TOP_PIECES]]
    for place, text in enumerate(texts):
        before, after = texts[place - 1] if place else "", "".join(texts[place + 1 : place + 2])
        if line := _line_among(text, before, after):
            found[place] = line
        elif place - 1 in found and found[place - 1].names and _is_job(text):
            found[place] = TopLine(job_title=text)
        elif is_prose(text):
            prose += 1
            if prose > 1:
                break
    return found


def _line_among(text: str, before: str, after: str) -> TopLine | None:
    if BY_ALONE.fullmatch(text) and is_name(after):
        return TopLine()
    if BY_ALONE.fullmatch(before) and (names := split_names(text)):
        return TopLine(names=names)
    company = any(read_line(neighbour) for neighbour in (before, after))
    return read_line(text, alone=not company)


def _note(draft: Draft, line: TopLine, text: str) -> None:
    for name in line.names:
        draft.credit(ParsedAuthor(name=name, job_title=line.job_title if len(line.names) == 1 else None))
    if line.job_title and not line.names and len(draft.authors) == 1:
        draft.credit(ParsedAuthor(name=draft.authors[0].name, job_title=line.job_title))
    draft.published_at = draft.published_at or line.published_at
    draft.modified_at = draft.modified_at or line.modified_at
    if line.ambiguous_date:
        draft.leave_out(text, "its date has two readings, or none")


def _take_dates(line: TopLine, text: str) -> str:
    for date in reversed(printed_dates(text)):
        text = f"{text[: date.start]}|{text[date.end :]}"
        if date.moment is None:
            line.ambiguous_date = True
        elif date.updated:
            line.modified_at = date.moment
        else:
            line.published_at = date.moment
    return text


def _understood(line: TopLine, part: str, *, by: bool) -> bool:
    part = part.strip(" .:()")
    if not part or is_furniture(part) or AGO.fullmatch(part) or LABEL.fullmatch(part):
        return True
    names = split_names(BY.sub("", WHERE.sub("", part) if by or line.names else part, count=1))
    if line.names and len(names) < 2 and _is_job(part):
        line.job_title = part
        return True
    # Without “By”, one capitalised word is as likely a place.
    if names and (by or line.names or all(is_name(name, fewest=2) for name in names)):
        line.names += names
        return True
    return by and bool(line.names) and part[:1].isupper() and words_in(part) <= 3


def _is_job(text: str) -> bool:
    return bool(ROLE.search(text)) and words_in(text) <= 8 and not text.endswith(".")
